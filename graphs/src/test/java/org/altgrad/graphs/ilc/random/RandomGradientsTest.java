package org.altgrad.graphs.ilc.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.program.NoModel;
import org.junit.jupiter.api.Test;

class RandomGradientsTest {
  @Test
  void keptProbabilityIsExact() {
    assertEquals(0.375, settings(5).keptProbability(5), 1e-12);
    assertEquals(0.109375, settings(10).keptProbability(10), 1e-12);
    assertEquals(0.011818, settings(20).keptProbability(20), 1e-6);
  }

  private static RandomSettings settings(Integer... environments) {
    return new RandomSettings("ilc_random", 3000, List.of(environments), 0.8, 20);
  }

  @Test
  void normsAndKeptFractionsAreThoseOfTheClosedForms() {
    int draws = 20;
    try (Rig rig =
        new Rig(
            new Rig.Setting(0, Map.of(), 0, 1, 1, draws, new Optimizer(1, new Sgd())),
            context ->
                RandomGradients.program(context, settings(5, 10, 100, 200), new NoModel("none")))) {
      List<Map<String, Double>> all = rig.train(0, draws);
      for (int e : new int[] {5, 10, 100, 200}) {
        double mean = average(all, "norm/mean/" + e);
        assertEquals(1, mean / Math.sqrt(3000.0 / e), 0.03);
        double p = settings(e).keptProbability(e);
        double error = 3 * Math.sqrt(p * (1 - p) / (3000.0 * draws)) + 1e-12;
        assertEquals(p, average(all, "kept/" + e), error);
      }
      assertEquals(0, average(all, "norm/and_mask/100"));
      assertEquals(0, average(all, "norm/and_mask/200"));
      // The recorded bound is the root of the expected square, which the norm hardly differs from.
      for (List<?> row : rig.record("random_gradients", draws).rows()) {
        if (row.get(1).equals("bound") && (Integer) row.get(0) <= 10) {
          double bound = ((Number) row.get(2)).doubleValue();
          double norm = average(all, "norm/and_mask/" + row.get(0));
          assertEquals(1, norm / bound, 0.02);
        }
      }
    }
  }

  private static double average(List<Map<String, Double>> all, String metric) {
    return all.stream().mapToDouble(m -> m.get(metric)).average().orElseThrow();
  }
}
