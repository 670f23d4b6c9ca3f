package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CovariancesTest {

  /** The reference compares covariances with I, and so finds fault with another scale. */
  @Test
  void scaleDoesNotMatter() {
    double[][] codes = Rows.times(Rows.gaussian(20000, 2, 1), new double[][] {{1, 0}, {.6, .8}});
    double value = Covariances.check(codes).value();
    assertEquals(.36, value, .02);
    double[][] scaled = Rows.map(codes, v -> 1e4 * v + 3);
    assertEquals(value, Covariances.check(scaled).value(), 1e-9);
    assertTrue(Covariances.check(Rows.gaussian(20000, 5, 2)).value() < 0.003);
  }

  @Test
  void constantCodesCorrelateWithNone() {
    double[][] codes = Rows.gaussian(100, 2, 1);
    for (double[] row : codes) {
      row[1] = 1e6;
    }
    Score score = Covariances.check(codes);
    assertEquals(0, score.value());
    assertEquals("constant codes correlate with none", score.validity());
  }

  @Test
  void activeLatents() {
    double[][] codes = Rows.uniform(100, 3, 1);
    for (double[] row : codes) {
      row[1] *= .04;
    }
    assertArrayEquals(new int[] {0, 2}, ActiveLatents.ofCodes(codes));
    assertArrayEquals(new int[] {0, 2}, ActiveLatents.ofMeans(codes));
    assertEquals(0, ActiveLatents.ofCodes(Rows.constant(5, 2, 3)).length);
    assertEquals(3, ActiveLatents.effectiveNumber(new double[] {2, 0, 2, 2}), 1e-12);
    assertEquals(0, ActiveLatents.effectiveNumber(new double[2]));
    double mixed = ActiveLatents.effectiveNumber(new double[] {1, .1});
    assertTrue(mixed > 1 && mixed < 2);
  }
}
