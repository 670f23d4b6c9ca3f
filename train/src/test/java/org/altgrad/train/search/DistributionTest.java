package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.train.search.Distribution.Choice;
import org.altgrad.train.search.Distribution.IntegerUniform;
import org.altgrad.train.search.Distribution.LogNormal;
import org.altgrad.train.search.Distribution.LogUniform;
import org.altgrad.train.search.Distribution.Normal;
import org.altgrad.train.search.Distribution.Quantised;
import org.altgrad.train.search.Distribution.Uniform;
import org.junit.jupiter.api.Test;

/** Laws by their quantiles and by how often values come. */
class DistributionTest {
  private static double at(Distribution law, double u) {
    return Double.parseDouble(law.at(u));
  }

  @Test
  void quantilesOfReals() {
    assertEquals(-0.5, at(new Uniform(-2, 4), .25), 1e-12);
    assertEquals(1e-2, at(new LogUniform(1e-4, 1), .5), 1e-14);
    assertEquals(1e-3, at(new LogUniform(1e-4, 1), .25), 1e-15);
    // tables of the normal law
    assertEquals(1 + 2 * 1.959963984540054, at(new Normal(1, 2), .975), 1e-12);
    assertEquals(1 - 2 * 3.090232306167813, at(new Normal(1, 2), .001), 1e-11);
    assertEquals(Math.exp(.5 - 1.2815515655446004 * .1), at(new LogNormal(.5, .1), .1), 1e-12);
  }

  @Test
  void shareUndoesQuantiles() {
    List<Distribution> laws =
        List.of(
            new Uniform(-2, 4), new LogUniform(1e-4, 1), new Normal(1, 2), new LogNormal(.5, .1));
    for (Distribution law : laws) {
      for (double u : new double[] {.001, .2, .5, .99}) {
        assertEquals(u, law.share(law.at(u)), 1e-9, law + " at " + u);
      }
    }
    assertEquals(.4, new Choice(List.of("a", "b", "c"), List.of(.2, .4, .4)).share("b"), 1e-12);
  }

  private static Map<String, Double> shares(Distribution law) {
    int n = 240_000;
    Map<String, Double> shares = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      shares.merge(law.at((i + .5) / n), 1.0 / n, Double::sum);
    }
    return shares;
  }

  private static void assertShares(Map<String, Double> expected, Distribution law) {
    Map<String, Double> shares = shares(law);
    assertEquals(expected.keySet(), shares.keySet(), law.toString());
    expected.forEach((value, share) -> assertEquals(share, shares.get(value), 1e-4, law + value));
  }

  @Test
  void discreteValuesComeAsOftenAsTheyShall() {
    assertShares(
        Map.of("1e-4", .5, "x", .25, "[1,2]", .25),
        new Choice(List.of("1e-4", "x", "[1,2]"), List.of(.5, .25, .25)));
    assertShares(
        Map.of("3", .25, "5", .25, "7", .25, "9", .25), new IntegerUniform(3, 10, 2, false));
    double all = Math.log(3.5 / .5);
    assertShares(
        Map.of("1", Math.log(3) / all, "2", Math.log(5 / 3.) / all, "3", Math.log(3.5 / 2.5) / all),
        new IntegerUniform(1, 3, 1, true));
    // round(x / q) q of a uniform x: the ends have half a cell
    assertShares(
        Map.of("0.1", 1 / 6., "0.2", 1 / 3., "0.3", 1 / 3., "0.4", 1 / 6.),
        new Quantised(new Uniform(.1, .4), .1));
  }

  /** A setting of whole numbers takes no 32.0. */
  @Test
  void multiplesOfAWholeNumberAreWhole() {
    assertEquals(
        List.of("16", "32", "48", "64"), new Quantised(new LogUniform(10, 64), 16).values());
    assertEquals("-4", new Quantised(new Normal(-4, 1e-9), 2).at(.5));
    assertEquals("0", new Quantised(new Uniform(-.4, .4), 1).at(.1));
    assertEquals(List.of("0.0", "1.5"), new Quantised(new Uniform(0, 2), 1.5).values());
  }

  @Test
  void valuesAreThoseThatCome() {
    List<Distribution> laws =
        List.of(
            new IntegerUniform(3, 10, 2, false),
            new IntegerUniform(2, 40, 1, true),
            new Quantised(new Uniform(.1, .7), .1),
            new Quantised(new LogUniform(1, 20), 3),
            new Choice(List.of("b", "a")));
    for (Distribution law : laws) {
      assertEquals(new java.util.TreeSet<>(law.values()), shares(law).keySet(), law.toString());
      assertEquals(law.values().size(), law.size().getAsLong());
    }
    assertTrue(new Uniform(0, 1).values().isEmpty());
    assertTrue(new Quantised(new Normal(0, 1), .5).size().isEmpty());
  }

  @Test
  void numbersAreTheirOwnText() {
    for (Distribution law : List.of(new Uniform(-2, 4), new LogUniform(1e-9, 1e9))) {
      for (double u : new double[] {1e-9, .123456789, .5, .987}) {
        double number = ((Distribution.Numeric) law).number(law.at(u));
        assertEquals(law.at(u), ((Distribution.Numeric) law).text(number));
      }
    }
  }

  @Test
  void whatIsWrongIsSaid() {
    String low =
        assertThrows(IllegalArgumentException.class, () -> new LogUniform(0, 1)).getMessage();
    assertEquals("min: must be a positive number but is 0", low);
    String high =
        assertThrows(IllegalArgumentException.class, () -> new Uniform(2, 1)).getMessage();
    assertEquals("max: must be at least min (2.0) but is 1", high);
  }
}
