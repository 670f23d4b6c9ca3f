package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

class DiagnosticsTest {
  private static final double[][] A = {{1, 1, -1, 2}, {-1, -2, 1, 4}, {1, 1, 1, 3}};
  private static final double[][] B = {{1, 0}, {3, 0}, {2, 0}};
  private static final List<String> NAMES = List.of("layer1/w", "layer1/b");

  private static Map<String, Double> all(Combiner combiner, List<double[][]> parameters) {
    try (TestGraph t = new TestGraph()) {
      Combiner.Gradients<TFloat64> gradients =
          Bench.gradients(t, t.f64, parameters, new double[parameters.get(0).length], 0);
      var metrics = Diagnostics.of(NAMES, gradients, combiner.combine(gradients));
      metrics.putAll(Diagnostics.signalToNoise(NAMES, gradients));
      metrics.putAll(Diagnostics.cosines(NAMES, gradients));
      return Bench.values(t, metrics);
    }
  }

  @Test
  void byHand() {
    Map<String, Double> m = all(new AndMask(1), List.of(A, B));
    assertEquals(21, m.size());
    assertEquals(2 / 6.0, m.get("kept"), 1e-15);
    assertEquals(1 / 4.0, m.get("kept/layer1/w"), 1e-15);
    assertEquals(1 / 2.0, m.get("kept/layer1/b"), 1e-15);
    assertEquals(2 / 6.0, m.get("weight"), 1e-15);
    // ḡ = (1/3, 0, 1/3, 3) and (2, 0), u = (0, 0, 0, 3) and (2, 0), |s̄| = (1/3 ×3, 1) and (1, 0)
    assertEquals(Math.sqrt(13), m.get("direction_norm"), 1e-14);
    assertEquals(3, m.get("direction_norm/layer1/w"), 1e-14);
    assertEquals(Math.sqrt(2 / 9.0 + 13), m.get("gradient_norm"), 1e-14);
    assertEquals(2, m.get("gradient_norm/layer1/b"), 1e-14);
    assertEquals(3 / 6.0, m.get("agreement"), 1e-15);
    assertEquals(2 / 4.0, m.get("agreement/layer1/w"), 1e-15);
    // V = (4/3, 3, 4/3, 1) and (1, 0)
    double w = 2 * (1 / 9.0) / (1 / 9.0 + 4 / 3.0) + 0 + 9 / 10.0;
    assertEquals(w / 4, m.get("snr/layer1/w"), 1e-14);
    assertEquals((w + 4 / 5.0) / 6, m.get("snr"), 1e-14);
    // Rows of A: ⟨1,2⟩ = 4, ⟨1,3⟩ = 7, ⟨2,3⟩ = 10, squares 7, 22, 12; of B: 3, 2, 6, squares 1, 9,
    // 4
    double ofA = (4 / Math.sqrt(7 * 22) + 7 / Math.sqrt(7 * 12) + 10 / Math.sqrt(22 * 12)) / 3;
    double both = (7 / Math.sqrt(8 * 31) + 9 / Math.sqrt(8 * 16) + 16 / Math.sqrt(31 * 16)) / 3;
    assertEquals(ofA, m.get("cosine/layer1/w"), 1e-14);
    assertEquals(1, m.get("cosine/layer1/b"), 1e-14);
    assertEquals(both, m.get("cosine"), 1e-14);
    assertEquals(
        Set.of("kept", "weight", "direction_norm", "gradient_norm", "agreement", "snr", "cosine"),
        Set.copyOf(m.keySet().stream().map(k -> k.split("/")[0]).toList()));
  }

  @Test
  void nothingAndOneEnvironmentAreNumbersToo() {
    Map<String, Double> nothing = all(new AndMask(1), List.of(new double[3][4], new double[3][2]));
    nothing.forEach((name, value) -> assertEquals(0, value, 0, name));
    Map<String, Double> one =
        all(new AndMask(1), List.of(new double[][] {A[0]}, new double[][] {B[0]}));
    assertEquals(1, one.get("cosine"));
    assertEquals(5 / 6.0, one.get("snr"), 1e-14);
    assertEquals(5 / 6.0, one.get("kept"), 1e-14);
  }
}
