package org.altgrad.graphs.ilc.landscape;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
import org.tensorflow.types.family.TNumber;

/**
 * The losses of two environments on the plane. All but {@link #QUADRATIC} share wells
 *
 * <pre>well(x, y; A, cx, cy) = -A cos(w x) cos(w y) exp(-w (x - cx)² - w (y - cy)²),  w = 0.3</pre>
 *
 * and add to them a bowl that is another in each environment. The consistent minimum lies in the
 * shared well, the patchwork minima are where the bowls' sum is low.
 */
public enum AnalyticSurface {
  /** well(200, -4, -4) + (x - 2)², and the same well + (y - 2)². */
  ILC200(new double[] {-3.1256, -3.1256}, new double[][] {{2, 2}}),
  /** well(300, -5, -5) + (x - 2)², and the same well + (y - 2)². */
  ILC300(new double[] {-3.6069, -3.6069}, new double[][] {{2, 2}}),
  /** well(100, 0, 4) with bowls around (-2.5, -2.5) and (2.5, -2.5). */
  HARD(new double[] {0, 2.98}, new double[][] {{0, -2.5}}),
  /** Wells of their own at (±2.5, -2.5), and the same bowl around (0, 4). */
  EASY(new double[] {0, 4}, new double[][] {{1.91, -1.54}, {-1.91, -1.54}}),
  /** ½ (0.05 x² + y²) and ½ (x² + 0.05 y²): the Hessians of the paper's figure of ellipses. */
  QUADRATIC(new double[] {0, 0}, new double[][] {});

  private static final double W = 0.3;
  private static final double FLAT = 0.05;

  private final double[] consistent;
  private final double[][] patchwork;

  AnalyticSurface(double[] consistent, double[][] patchwork) {
    this.consistent = consistent;
    this.patchwork = patchwork;
  }

  /** The minimum that both environments share, {x, y}. */
  public double[] consistent() {
    return consistent.clone();
  }

  /** Minima of the sum that are none of either environment. */
  public double[][] patchwork() {
    return java.util.Arrays.stream(patchwork).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * L_A and L_B.
   *
   * @param points [n, 2]
   * @return two tensors [n]
   */
  public <T extends TNumber> List<Expr<T>> losses(Expr<T> points) {
    List<Expr<T>> both = Fork.of(points, 2);
    List<Expr<T>> xs = Fork.of(column(both.get(0), 1, 0), 2);
    List<Expr<T>> ys = Fork.of(column(both.get(1), 0, 1), 2);
    Expr<T> x = xs.get(0);
    Expr<T> y = ys.get(0);
    return switch (this) {
      case ILC200 -> shared(x, y, well(xs.get(1), ys.get(1), 200, -4, -4));
      case ILC300 -> shared(x, y, well(xs.get(1), ys.get(1), 300, -5, -5));
      case HARD -> {
        Expr<T> well = well(xs.get(1), ys.get(1), 100, 0, 4);
        yield List.of(
            well.plus(x.plus(2.5).square()).plus(y.plus(2.5).square()),
            well.plus(x.minus(2.5).square()).plus(y.plus(2.5).square()));
      }
      case EASY -> {
        Expr<T> bowl = x.square().plus(y.minus(4).square());
        yield List.of(
            well(xs.get(1), ys.get(1), 100, 2.5, -2.5).plus(bowl),
            well(xs.get(1), ys.get(1), 100, -2.5, -2.5).plus(bowl));
      }
      case QUADRATIC ->
          List.of(
              x.square().times(FLAT).plus(y.square()).times(0.5),
              x.square().plus(y.square().times(FLAT)).times(0.5));
    };
  }

  /** One coordinate of each point, as a product, which back-propagates to both. */
  private static <T extends TNumber> Expr<T> column(Expr<T> points, double x, double y) {
    return points.matmul(points.nodes().constant(new double[][] {{x}, {y}})).reshape(-1);
  }

  private static <T extends TNumber> List<Expr<T>> shared(Expr<T> x, Expr<T> y, Expr<T> well) {
    return List.of(well.plus(x.minus(2).square()), well.plus(y.minus(2).square()));
  }

  private static <T extends TNumber> Expr<T> well(
      Expr<T> x, Expr<T> y, double depth, double cx, double cy) {
    Expr<T> distance = x.minus(cx).square().plus(y.minus(cy).square());
    return x.times(W).cos().times(y.times(W).cos()).times(distance.times(-W).exp()).times(-depth);
  }
}
