package org.altgrad.data.source;

import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * Linear structural equations in several environments, whose causal solution is known: the
 * regressions of K. Ahuja et al., Empirical or Invariant Risk Minimization? A Sample Complexity
 * Perspective, ICLR 2021 (arXiv:2010.16412).
 *
 * <p>With k = d/2, matrices W of k x k entries N(0, 1)/d, an environment's scale s, and N standing
 * for independent standard normal vectors:
 *
 * <pre>
 *   h = s N
 *   x = h W_hx + s N
 *   y = x W_xy + h W_hy + s N        (N without the factor s if not hetero)
 *   z = y W_yz + h W_hz + N          (s N if not hetero)
 * </pre>
 *
 * <p>Without hidden confounder (cs, ac) W_hx is the unit matrix, and W_hy = W_hz = 0; without child
 * (cs, cf) W_yz = 0. Column {@code input} float32 {@code [d]} = [x, z], {@code target} float32
 * {@code []} = sum of y, {@code environment}. Splits: {@code train}, and {@code validation} if
 * something is held out. Constant {@code causal_weights} {@code [d]} = (W_xy 1; 0).
 *
 * <p>At the same seed all settings and sizes have the same W_xy, and an environment has the same
 * random numbers, of which more examples take more.
 *
 * @param name {@code sem}
 * @param setting which of the equations hold
 * @param d number of features, even
 * @param n examples of each environment, at least 2
 * @param scales the scale s of each environment
 * @param hetero whether the noise of y, and not that of z, depends on the environment
 * @param holdout share of each environment that is held out for validation
 * @param seed seed of matrices and examples
 */
public record StructuralEquations(
    String name,
    Setting setting,
    int d,
    int n,
    List<Double> scales,
    boolean hetero,
    double holdout,
    long seed)
    implements DataSource {
  private static final int MOST = 10_000;

  /** Which of the equations hold. */
  public enum Setting {
    /** Covariate shift: neither confounder nor child. */
    CS(false, false),
    /** Hidden confounder. */
    CF(true, false),
    /** Anti-causal: a child among the features. */
    AC(false, true),
    /** Hybrid: both. */
    HB(true, true);

    private final boolean hidden;
    private final boolean child;

    Setting(boolean hidden, boolean child) {
      this.hidden = hidden;
      this.child = child;
    }
  }

  public StructuralEquations {
    scales = List.copyOf(scales);
    Require.that(name.equals("sem"), "name", "sem", name);
    boolean even = d >= 2 && d % 2 == 0 && d <= MOST;
    Require.that(even, "d", "an even number from 2 to " + MOST, d);
    Require.atLeast("n", n, 2);
    boolean positive = !scales.isEmpty() && scales.stream().allMatch(s -> s > 0 && !s.isInfinite());
    Require.that(positive, "scales", "one or more numbers above 0", scales);
    Require.share("holdout", holdout);
  }

  @Override
  public DataSet load(DataContext context) {
    int k = d / 2;
    double[][] xy = matrix("xy");
    double[][] hx = setting.hidden ? matrix("hx") : unit(k);
    double[][] hy = setting.hidden ? matrix("hy") : new double[k][k];
    double[][] hz = setting.hidden ? matrix("hz") : new double[k][k];
    double[][] yz = setting.child ? matrix("yz") : new double[k][k];
    int count = Math.multiplyExact(n, scales.size());
    float[][] inputs = new float[count][];
    float[] targets = new float[count];
    int[] environments = new int[count];
    for (int e = 0; e < scales.size(); e++) {
      double s = scales.get(e);
      RandomStream random = RandomStream.of(seed, "sem environment " + e);
      for (int i = e * n; i < (e + 1) * n; i++) {
        double[] h = plusNoise(new double[k], s, random);
        double[] x = plusNoise(times(h, hx), s, random);
        double[] y = plusNoise(sum(times(x, xy), times(h, hy)), hetero ? s : 1, random);
        double[] z = plusNoise(sum(times(y, yz), times(h, hz)), hetero ? 1 : s, random);
        inputs[i] = joined(x, z);
        targets[i] = (float) Arrays.stream(y).sum();
        environments[i] = e;
      }
    }
    Split all =
        Split.of(
            "train",
            Column.vectors("input", inputs),
            Column.floats("target", targets),
            Column.integers("environment", environments));
    List<Split> splits = HoldOut.of(all, holdout, RandomStream.of(seed, "sem validation"));
    double[] causal = Arrays.stream(xy).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    Constant truth = Constant.vector("causal_weights", Arrays.copyOf(causal, d));
    return Generated.of("structural equations " + setting, 0, seed, splits)
        .withConstants(Generated.source(seed), List.of(truth));
  }

  /** The random matrix of an arrow: xy, yz, hx, hy or hz. */
  double[][] matrix(String arrow) {
    RandomStream random = RandomStream.of(seed, "sem W " + arrow);
    double[][] w = new double[d / 2][d / 2];
    for (double[] row : w) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextGaussian() / d;
      }
    }
    return w;
  }

  private static double[][] unit(int k) {
    double[][] unit = new double[k][k];
    for (int i = 0; i < k; i++) {
      unit[i][i] = 1;
    }
    return unit;
  }

  /** v W. */
  private static double[] times(double[] v, double[][] w) {
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        product[j] += v[i] * w[i][j];
      }
    }
    return product;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static double[] plusNoise(double[] v, double scale, RandomStream random) {
    double[] noisy = v.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += scale * random.nextGaussian();
    }
    return noisy;
  }

  private static float[] joined(double[] a, double[] b) {
    float[] joined = new float[a.length + b.length];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = (float) (i < a.length ? a[i] : b[i - a.length]);
    }
    return joined;
  }
}
