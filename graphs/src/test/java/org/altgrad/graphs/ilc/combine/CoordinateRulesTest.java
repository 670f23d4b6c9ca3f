package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/** Every coordinate-wise rule against its formula on one column of plain numbers. */
class CoordinateRulesTest {
  private static double sum(double[] g, DoubleUnaryOperator f) {
    return Arrays.stream(g).map(f).sum();
  }

  private static double mean(double[] g) {
    return sum(g, x -> x) / g.length;
  }

  private static double votes(double[] g) {
    return Math.abs(sum(g, Math::signum));
  }

  private static double variance(double[] g) {
    double mean = mean(g);
    return g.length == 1 ? 0 : sum(g, x -> (x - mean) * (x - mean)) / (g.length - 1);
  }

  private static double geometric(double[] g) {
    double product = 1;
    for (double x : g) {
      product *= Math.pow(Math.abs(x) + 1e-10, 1.0 / g.length);
    }
    return Math.signum(mean(g)) * product;
  }

  private static double sand(double[] g, double tau, double k, boolean relative) {
    double r = relative ? variance(g) / (mean(g) * mean(g) + 1e-12) : variance(g);
    return Math.max(0, Math.tanh((votes(g) / g.length - tau) / (k * r + 1e-12)));
  }

  private static double trimmed(double[] g, int dropped) {
    double[] sorted = g.clone();
    Arrays.sort(sorted);
    return mean(Arrays.copyOfRange(sorted, dropped, g.length - dropped));
  }

  /** With 6 environments; columns are g_·j. */
  private static Map<Combiner, ToDoubleFunction<double[]>> rules() {
    Map<Combiner, ToDoubleFunction<double[]>> rules = new LinkedHashMap<>();
    rules.put(new Mean(), g -> mean(g));
    rules.put(new AndMask(0.5), g -> votes(g) >= 3 ? mean(g) : 0);
    rules.put(new GeomMean(0.5), g -> votes(g) >= 3 ? geometric(g) : 0);
    rules.put(
        new PowerMean(0.3, -1.5),
        g ->
            votes(g) >= 2
                ? Math.signum(mean(g))
                    * Math.pow(
                        sum(g, x -> Math.pow(Math.abs(x) + 1e-10, -1.5)) / g.length, -1 / 1.5)
                : 0);
    rules.put(
        new PowerMean(0, 2),
        g ->
            Math.signum(mean(g))
                * Math.sqrt(sum(g, x -> Math.pow(Math.abs(x) + 1e-10, 2)) / g.length));
    rules.put(
        new MinAbs(0.6),
        g ->
            votes(g) >= 4
                ? Math.signum(mean(g)) * Arrays.stream(g).map(Math::abs).min().orElseThrow()
                : 0);
    rules.put(new SignPower(2.5), g -> Math.pow(votes(g) / g.length, 2.5) * mean(g));
    rules.put(new SignPower(0), g -> mean(g));
    rules.put(new SoftAnd(0.4, 7), g -> mean(g) / (1 + Math.exp(-7 * (votes(g) / g.length - 0.4))));
    rules.put(
        new SandMask(0.2, 0.1, SandMask.SignSpread.RELATIVE),
        g -> sand(g, 0.2, 0.1, true) * mean(g));
    rules.put(new SandMask(0, 3, SandMask.SignSpread.RAW), g -> sand(g, 0, 3, false) * mean(g));
    rules.put(
        new VarGeom(0.2, 0.4, SandMask.SignSpread.RELATIVE),
        g -> sand(g, 0.2, 0.4, true) * geometric(g));
    rules.put(
        new Snr(1.5),
        g -> {
          double signal = mean(g) * mean(g);
          return signal == 0 ? 0 : Math.pow(signal / (signal + variance(g)), 1.5) * mean(g);
        });
    rules.put(new Median(), g -> trimmed(g, 2));
    rules.put(new TrimmedMean(0.17), g -> trimmed(g, 1));
    rules.put(new SignVote(), g -> Math.signum(sum(g, Math::signum)));
    rules.put(new XorMask(-0.5), g -> votes(g) <= 3 ? mean(g) : 0);
    // P(|S| ≥ 4) = 2 (1 + 6) / 64 = .21875, P(|S| ≥ 6) = 2 / 64 = .03125
    rules.put(new Significance(0.22), g -> votes(g) >= 4 ? mean(g) : 0);
    rules.put(new Significance(0.21), g -> votes(g) >= 6 ? mean(g) : 0);
    rules.put(
        new TStatistic(1.2),
        g -> Math.abs(mean(g)) >= 1.2 * Math.sqrt(variance(g) / g.length) ? mean(g) : 0);
    return rules;
  }

  /** Random columns with more and more agreement, some with zeros, one of zeros, one of equals. */
  private static double[][] gradients() {
    double[][] g = Bench.normal(6, 40, 3);
    for (int e = 0; e < 6; e++) {
      for (int j = 0; j < 40; j++) {
        g[e][j] += j / 15.0;
      }
      g[e][20] = 0;
      g[e][21] = -0.7;
    }
    g[2][22] = 0;
    g[3][23] = 0;
    return g;
  }

  private static double[] reference(ToDoubleFunction<double[]> rule, double[][] g) {
    double[] u = new double[g[0].length];
    Arrays.setAll(
        u, j -> rule.applyAsDouble(Arrays.stream(g).mapToDouble(row -> row[j]).toArray()));
    return u;
  }

  @Test
  void formulas() {
    double[][] g = gradients();
    rules()
        .forEach(
            (combiner, rule) -> {
              double[] expected = reference(rule, g);
              String name = combiner.toString();
              assertArrayEquals(expected, Bench.direction(combiner, g), 1e-11, name);
              assertArrayEquals(expected, Bench.narrow(combiner, g), 1e-4, name);
              assertTrue(Arrays.stream(expected).anyMatch(u -> u != 0), name);
            });
  }

  @Test
  void sumsAreEnoughForAllButOrderStatistics() {
    double[][] g = gradients();
    for (Combiner combiner : rules().keySet()) {
      if (combiner instanceof Median || combiner instanceof TrimmedMean) {
        continue;
      }
      try (TestGraph t = new TestGraph()) {
        var full = Bench.gradients(t, t.f64, List.<double[][]>of(g), new double[6], 0);
        var sums =
            new Combiner.Gradients<TFloat64>(
                List.of(new OnlySums<>(full.parameters().get(0))),
                full.losses(),
                full.variables(),
                full.randoms());
        assertArrayEquals(
            t.value(combiner.combine(full).directions().get(0)),
            t.value(combiner.combine(sums).directions().get(0)),
            1e-9,
            combiner.toString());
      }
    }
  }

  @Test
  void oddNumbersHaveTheirMiddle() {
    double[][] g = {{3, 1}, {-5, 1}, {1, 7}, {2, -1}, {9, 0}};
    assertArrayEquals(new double[] {2, 1}, Bench.direction(new Median(), g), 0);
    assertArrayEquals(new double[] {2, 2 / 3.0}, Bench.direction(new TrimmedMean(0.2), g), 1e-15);
    // ⌊0.49 · 2⌋ = 0 of two, and of three one remains
    double[][] two = Arrays.copyOf(g, 2);
    assertArrayEquals(new double[] {-1, 1}, Bench.direction(new TrimmedMean(0.49), two), 0);
    assertArrayEquals(
        new double[] {1, 1}, Bench.direction(new TrimmedMean(0.49), Arrays.copyOf(g, 3)), 0);
    assertArrayEquals(new double[] {-1, 1}, Bench.direction(new TrimmedMean(0.499999), two), 0);
  }

  @Test
  void sandMaskNeedsNoSpread() {
    double[][] equal = {{2, 0, 1e-9}, {2, 0, 1e-9}};
    for (SandMask.SignSpread spread : SandMask.SignSpread.values()) {
      assertArrayEquals(
          new double[] {2, 0, 1e-9},
          Bench.direction(new SandMask(0.9, 0.1, spread), equal),
          1e-15,
          spread.toString());
      assertArrayEquals(
          new double[] {2, 0, 1e-9},
          Bench.narrow(new SandMask(0.9, 0.1, spread), equal),
          1e-15,
          spread.toString());
    }
    // The mean of the first is 0 while its variance is not.
    double[][] apart = {{1e4, 3}, {-1e4, 3}};
    assertArrayEquals(
        new double[] {0, 3},
        Bench.narrow(new SandMask(0, 0.1, SandMask.SignSpread.RELATIVE), apart),
        0);
  }

  @Test
  void significanceIsTheBinomialTail() {
    for (int environments : new int[] {1, 2, 5, 8, 16, 81}) {
      for (double alpha : new double[] {1e-3, 0.05, 0.3, 1}) {
        double[] tail = tails(environments);
        int expected = 0;
        while (expected <= environments
            && (tail[expected] > alpha + 1e-12
                || expected > 0 && (environments - expected) % 2 != 0)) {
          expected++;
        }
        Significance rule = new Significance(alpha);
        assertEquals(expected <= environments, rule.keeps(environments), environments + " keep");
        if (expected > environments) {
          assertThrows(IllegalArgumentException.class, () -> rule.votes(environments));
        } else {
          assertEquals(expected, rule.votes(environments), environments + " at " + alpha);
        }
      }
    }
    var error = assertThrows(IllegalArgumentException.class, () -> new Significance(0.1).votes(3));
    assertEquals(
        "combiner: alpha 0.1 keeps nothing with 3 environments, whose signs all agree by chance"
            + " with probability 0.25; use a larger alpha or more environments",
        error.getMessage());
  }

  /** P(|Σ ±1| ≥ a) for a = 0 … E, by adding one coin after the other. */
  private static double[] tails(int environments) {
    double[] p = {1};
    for (int n = 1; n <= environments; n++) {
      double[] next = new double[n + 1];
      for (int k = 0; k < n; k++) {
        next[k] += p[k] / 2;
        next[k + 1] += p[k] / 2;
      }
      p = next;
    }
    double[] tails = new double[environments + 1];
    for (int a = 0; a <= environments; a++) {
      for (int k = 0; k <= environments; k++) {
        tails[a] += Math.abs(2 * k - environments) >= a ? p[k] : 0;
      }
    }
    return tails;
  }

  @Test
  void gradDropKeepsOneSignWithItsShareOfTheSize() {
    int n = 200_000;
    double[][] g = new double[3][n];
    for (int j = 0; j < n; j++) {
      g[0][j] = 2;
      g[1][j] = -1.5;
      g[2][j] = 1;
    }
    double[] u = Bench.direction(new GradDrop(), g, new double[3], 7);
    double p = 0.5 * (1 + 1.5 / 4.5);
    int positive = 0;
    for (double x : u) {
      assertEquals(x > 0 ? 1 : -0.5, x, 1e-15);
      positive += x > 0 ? 1 : 0;
    }
    assertEquals(p, positive / (double) n, 3 * Math.sqrt(p * (1 - p) / n));
    double[] other = Bench.direction(new GradDrop(), g, new double[3], 8);
    assertTrue(!Arrays.equals(u, other));
    assertArrayEquals(u, Bench.direction(new GradDrop(), g, new double[3], 7), 0);
    double[][] equal = {{1, -2, 0}, {1, -2, 0}};
    assertArrayEquals(equal[0], Bench.direction(new GradDrop(), equal), 0);
  }

  @Test
  void settingsAreCheckedByName() {
    refused("q: must be between -10 and 10, and not 0", () -> new PowerMean(1, 0));
    refused("tau: must be in [0, 1] but is -0.1", () -> new MinAbs(-0.1));
    refused("r: must be a number of at least 0 but is -1", () -> new SignPower(-1));
    refused("kappa: must be a positive number but is 0", () -> new SoftAnd(1, 0));
    refused(
        "tau: must be at least 0 and below 1, where every weight is 0 but is 1",
        () -> new SandMask(1, 10, SandMask.SignSpread.RAW));
    refused("k: must be a positive", () -> new VarGeom(0, 0, SandMask.SignSpread.RAW));
    refused("spread: must be given", () -> new VarGeom(0, 1, null));
    refused("r: must be", () -> new Snr(Double.POSITIVE_INFINITY));
    refused("f: must be at least 0 and below 0.5 but is 0.5", () -> new TrimmedMean(0.5));
    refused("s: must be between -1 and 0 but is 0.5", () -> new XorMask(0.5));
    refused("alpha: must be above 0 and at most 1 but is 0", () -> new Significance(0));
    refused("c: must be", () -> new TStatistic(Double.NaN));
  }

  private static void refused(String start, org.junit.jupiter.api.function.Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(start), message);
  }
}
