package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.altgrad.graphs.identifiability.Permutations;
import org.junit.jupiter.api.Test;

class ScoresTest {
  /** A source that does not vary is left out, and InfoMEC of one source says nothing. */
  @Test
  void oneSourceThatVariesHasNoModularity() {
    double[][] s = Mixed.sources(80, 2);
    assertTrue(factors(s, s).containsKey("infom"));
    double[][] constant =
        Arrays.stream(s).map(row -> new double[] {row[0], 7}).toArray(double[][]::new);
    Map<String, Double> found = factors(s, constant);
    assertEquals(1, found.get("r2_linear"), 1e-6);
    assertTrue(found.keySet().stream().noneMatch(name -> name.startsWith("info")));
  }

  private static Map<String, Double> factors(double[][] codes, double[][] sources) {
    Reading.Rows rows =
        new Reading.Rows(
            Map.of("z", new double[][][] {codes}, "sources", new double[][][] {sources}));
    return Scores.factors(rows, "z", 0, new Permutations(20, 1), new Caveats());
  }
}
