package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.hnca.Baseline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REBAR integrated over its continuous noise. */
class RebarTest {
  private static double[] moment(
      TinyHvae tiny, VaeEstimator estimator, int l, int points, int power) {
    try (TestGraph g = new TestGraph()) {
      NoiseCells cells = NoiseCells.smooth(g, tiny, l, "bits" + l, "bits" + l + "/given", points);
      return Enumeration.moment(g, cells, tiny, estimator, 0, power);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0.5, 1", "0.5, 0.3"})
  void theMeanEstimateIsTheGradient(double temperature, double scale) {
    TinyHvae tiny = TinyHvae.random(0.8, 1, false, 1, 1).weighted(1, scale);
    double[] exact = tiny.gradient();
    for (int l = 1; l <= 2; l++) {
      double[] mean = moment(tiny, new Rebar(temperature, scale), l, 30, 1);
      int[] range = tiny.encoderRange(l);
      for (int i = range[0]; i < range[1]; i++) {
        assertEquals(exact[i], mean[i], 1e-7, "parameter " + i);
      }
    }
  }

  @Test
  void severalUnitsAreUnbiasedToo() {
    TinyHvae tiny = TinyHvae.random(0.8, 2, true, 2);
    double[] exact = tiny.gradient();
    double[] mean = moment(tiny, new Rebar(1, 1), 1, 8, 1);
    for (int i = 0; i < tiny.encoderRange(1)[1]; i++) {
      assertEquals(exact[i], mean[i], 1e-7, "parameter " + i);
    }
  }

  @Test
  void theControlVariateHelps() {
    TinyHvae tiny = TinyHvae.random(0.8, 3, false, 1);
    double[] rebar = moment(tiny, new Rebar(0.5, 1), 1, 30, 2);
    double[] reinforce = moment(tiny, new Reinforce(Baseline.NONE, 0, 1), 1, 30, 2);
    for (int i = 0; i < tiny.encoderRange(1)[1]; i++) {
      assertTrue(rebar[i] <= reinforce[i], rebar[i] + " against " + reinforce[i]);
    }
    assertThrows(IllegalArgumentException.class, () -> new Rebar(0, 1));
  }
}
