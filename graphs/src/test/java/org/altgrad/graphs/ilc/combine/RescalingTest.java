package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RescalingTest {
  /** and_mask keeps 1 of 4 here, with 2 there, … */
  private static final double[][] SPARSE = {{1, 1, -1, 2}, {-1, -2, 1, 4}};

  /** … both of 2 here, … */
  private static final double[][] FULL = {{1, 1}, {3, 1}};

  /** … and nothing here. */
  private static final double[][] NONE = {{1, -1}, {-3, 2}};

  private static final List<double[][]> ALL = List.of(SPARSE, FULL, NONE);

  private static void directions(Rescaling rescaling, double... kept) {
    List<double[]> u = Bench.rescaled(new AndMask(1), rescaling, ALL);
    assertArrayEquals(new double[] {0, 0, 0, kept[0]}, u.get(0), 1e-7);
    assertArrayEquals(new double[] {kept[1], kept[2]}, u.get(1), 1e-7);
    assertArrayEquals(new double[] {0, 0}, u.get(2), 0);
  }

  private static Rescaling rescaling(Rescaling.Kind kind, double cap, Scope scope) {
    return new Rescaling(kind, Optional.of(cap), scope);
  }

  @Test
  void perParameter() {
    directions(new Rescaling(Rescaling.Kind.NONE), 3, 2, 1);
    directions(new Rescaling(Rescaling.Kind.INVERSE_SPARSITY), 12, 2, 1);
    directions(new Rescaling(Rescaling.Kind.SQRT), 6, 2, 1);
    double length = Math.sqrt(0.5 * 0.5 + 9); // of the mean (0, -0.5, 0, 3)
    directions(new Rescaling(Rescaling.Kind.MATCH_NORM), length, 2, 1);
    directions(rescaling(Rescaling.Kind.INVERSE_SPARSITY, 2.5, Scope.TENSOR), 7.5, 2, 1);
  }

  @Test
  void allTogether() {
    double c = 8 / 3.0; // 3 of 8 components are kept
    Rescaling.Kind full = Rescaling.Kind.INVERSE_SPARSITY;
    directions(new Rescaling(full, Optional.empty(), Scope.GLOBAL), 3 * c, 2 * c, c);
    directions(rescaling(full, 2, Scope.GLOBAL), 6, 4, 2);
    double ratio = Math.sqrt((9.25 + 5 + 1.25) / (9 + 5)); // NONE's mean is (-1, 0.5)
    directions(
        new Rescaling(Rescaling.Kind.MATCH_NORM, Optional.empty(), Scope.GLOBAL),
        3 * ratio,
        2 * ratio,
        ratio);
  }

  @Test
  void matchingStopsAtAThousand() {
    double[][] g = {{1e-6, 1e4}, {1e-6, -2e4}};
    double[] u =
        Bench.rescaled(
                new AndMask(1), new Rescaling(Rescaling.Kind.MATCH_NORM), List.<double[][]>of(g))
            .get(0);
    assertArrayEquals(new double[] {1e-3, 0}, u, 1e-12);
  }

  @Test
  void softWeightsCountAsTheirMean() {
    double[][] g = {{1, 1}, {1, 1}, {1, -1}, {1, 2}}; // s̄ = (1, 1/2)
    double[] weights = {1, 0.5};
    double[] mean = Bench.mean(g);
    Combiner half = new HalfAgreed();
    assertArrayEquals(weights, Bench.weights(half, g), 1e-15);
    double[] u =
        Bench.rescaled(half, new Rescaling(Rescaling.Kind.INVERSE_SPARSITY), List.<double[][]>of(g))
            .get(0);
    assertArrayEquals(new double[] {mean[0] / 0.75, 0.5 * mean[1] / 0.75}, u, 1e-8);
  }

  /** w = |s̄|. */
  private record HalfAgreed() implements CoordinateRule {
    @Override
    public String name() {
      return "half_agreed";
    }

    @Override
    public <T extends org.tensorflow.types.family.TNumber> org.altgrad.graphs.core.Expr<T> weight(
        EnvironmentStatistics<T> g) {
      return g.agreement().abs();
    }
  }

  @Test
  void settingsAreCheckedByName() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> rescaling(Rescaling.Kind.SQRT, 0, Scope.TENSOR));
    assertEquals("cap: must be a positive number but is 0", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Rescaling(null));
  }
}
