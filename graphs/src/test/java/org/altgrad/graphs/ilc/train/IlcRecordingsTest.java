package org.altgrad.graphs.ilc.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.program.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IlcRecordingsTest {
  private static Rig rig;

  @BeforeAll
  static void train() {
    rig = IlcSetup.of(new AndMask(0.75)).rig();
    rig.train(0, 10);
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static Recording.Table record(String name) {
    return rig.record(name, 10);
  }

  private static double number(List<?> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }

  @Test
  void recordingsChangeNothingAndAreTheSameAgain() {
    double[] before = rig.parameters();
    for (String name : List.of("agreement", "kept", "cosines", "correlation", "ilc_score")) {
      assertEquals(record(name), record(name), name);
    }
    assertArrayEquals(before, rig.parameters(), 0);
  }

  /** What the step itself measures with tau = 0.75 on the same rows. */
  @Test
  void agreementIsThatOfTheStep() {
    try (Rig own = IlcSetup.of(new AndMask(0.75)).rig()) {
      own.train(0, 10);
      var kept = own.record("kept", 10);
      var histogram = own.record("agreement", 10);
      Map<String, Double> mean = new HashMap<>();
      Map<String, Double> total = new HashMap<>();
      for (List<?> row : histogram.rows()) {
        mean.merge((String) row.get(0), Math.abs(number(row, 1)) * number(row, 2), Double::sum);
        total.merge((String) row.get(0), number(row, 2), Double::sum);
      }
      Map<String, Double> metrics = own.train(10, 11).get(0);
      assertEquals(metrics.get("agreement"), mean.get("all"), 1e-6);
      assertEquals(metrics.get("agreement/layer1/bias"), mean.get("layer1/bias"), 1e-6);
      total.forEach((layer, sum) -> assertEquals(1, sum, 1e-12, layer));
      for (List<?> row : kept.rows()) {
        String layer = (String) row.get(0);
        if (number(row, 1) == 0.75) {
          String metric = layer.equals("all") ? "kept" : "kept/" + layer;
          assertEquals(metrics.get(metric), number(row, 2), 1e-6, layer);
        }
        if (number(row, 1) == 0) {
          assertEquals(1, number(row, 2), 1e-12, layer);
        }
      }
    }
  }

  @Test
  void cosinesAreSymmetricWithOnesOnTheDiagonal() {
    Map<String, Double> cosines = new HashMap<>();
    record("cosines")
        .rows()
        .forEach(row -> cosines.put(row.get(0) + " " + row.get(1), number(row, 2)));
    assertEquals(16, cosines.size());
    assertEquals(1, cosines.get("env30 env30"), 1e-5);
    assertEquals(cosines.get("env0 env20"), cosines.get("env20 env0"), 1e-6);
    assertTrue(Math.abs(cosines.get("env0 env20")) < 0.999);
  }

  /** The split "shortcut" is the training split here, and a step reads all of it. */
  @Test
  void withoutMaskTheGradientIsThatOfAllRows() {
    IlcSetup setup =
        IlcSetup.of(new AndMask(1))
            .environments(
                IlcSettings.EnvironmentOf.ENVIRONMENT,
                1,
                Optional.empty(),
                IlcSetup.ENVIRONMENTS * IlcSetup.EXAMPLES);
    try (Rig own = setup.rig()) {
      Map<String, Double> table = new HashMap<>();
      own.record("correlation", 0)
          .rows()
          .forEach(
              row -> table.put(row.get(0) + " " + row.get(1) + " " + row.get(2), number(row, 3)));
      assertEquals(1, table.get("and 0.0 shortcut"), 1e-6);
      assertEquals(1, table.get("and 1.0 shortcut"), 1e-6);
      assertEquals(table.get("and 0.0 mechanism"), table.get("xor 0.0 mechanism"), 1e-12);
      table.values().forEach(value -> assertTrue(Math.abs(value) <= 1 + 1e-9));
      assertTrue(Math.abs(table.get("and 0.0 mechanism")) < 0.9, "which is another gradient");
    }
  }

  @Test
  void theMiddleOfASurfaceIsWhereTheNetworkIs() {
    Map<String, Double> middle = new HashMap<>();
    Map<String, Double> corner = new HashMap<>();
    for (List<?> row : record("surface").rows()) {
      if (number(row, 1) == 0 && number(row, 2) == 0) {
        middle.put((String) row.get(0), number(row, 3));
      }
      if (number(row, 1) == 1 && number(row, 2) == 1) {
        corner.put((String) row.get(0), number(row, 3));
      }
    }
    assertEquals(6, middle.size());
    assertEquals(rig.evaluate(10).get("test/loss"), middle.get("test"), 1e-5);
    try (Rig own = IlcSetup.of(new AndMask(0.75)).rig()) {
      own.train(0, 10);
      Map<String, Double> metrics = own.train(10, 11).get(0);
      assertEquals(metrics.get("batch_loss"), middle.get("pooled"), 1e-5);
      assertEquals(metrics.get("loss/env10"), middle.get("env10"), 1e-5);
    }
    assertTrue(Math.abs(corner.get("pooled") - middle.get("pooled")) > 1e-3);
  }

  @Test
  void scoresGrowWithTheTolerance() {
    List<List<?>> rows = record("ilc_score").rows();
    for (int i = 1; i < rows.size(); i++) {
      assertTrue(number(rows.get(i), 0) > number(rows.get(i - 1), 0));
      assertTrue(number(rows.get(i), 1) >= number(rows.get(i - 1), 1));
    }
  }

  @Test
  void everyComponentOfTheHessianIsKeptOrDropped() {
    List<List<?>> rows = record("hessian").rows();
    assertEquals("all", rows.get(0).get(0));
    assertEquals(rig.parameters().length, number(rows.get(0), 2) + number(rows.get(0), 3));
    for (List<?> row : rows) {
      assertTrue(number(row, 1) >= 0, "a mean is at least the geometric mean: " + row);
    }
  }
}
