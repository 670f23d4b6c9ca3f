package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/** What holds for all combiners, or for whole families. */
class CombinersTest {
  private static final SandMask.Spread RELATIVE = SandMask.Spread.RELATIVE;

  private static final List<Combiner> MASKS =
      List.of(
          new AndMask(0.6),
          new GeomMean(0.6),
          new PowerMean(0.6, -1),
          new MinAbs(0.6),
          new SignPower(3),
          new SoftAnd(0.5, 9),
          new SandMask(0.3, 0.5, RELATIVE),
          new SandMask(0.3, 0.5, SandMask.Spread.RAW),
          new VarGeom(0.3, 0.5, RELATIVE),
          new Snr(2),
          new Significance(0.7),
          new TStatistic(1),
          new XorMask(-0.4));

  private static final List<Combiner> OTHERS =
      List.of(
          new Mean(),
          new Median(),
          new TrimmedMean(0.3),
          new SignVote(),
          new GradDrop(),
          new NormMean(Scope.GLOBAL),
          new PcGrad(Scope.GLOBAL),
          new Mgda(Scope.TENSOR),
          new CaGrad(0.5, Scope.GLOBAL),
          new LpMix(),
          new VRex(2),
          new GroupDro(0.5));

  private static List<Combiner> all() {
    List<Combiner> all = new ArrayList<>(MASKS);
    all.addAll(OTHERS);
    return all;
  }

  private static final double[][] G = Bench.normal(5, 30, 17);

  @Test
  void namesAreThoseOfTheKinds() {
    Map<String, Class<? extends Combiner>> kinds = Combiners.kinds();
    for (Combiner combiner : all()) {
      assertEquals(kinds.get(combiner.name()), combiner.getClass(), combiner.name());
    }
    Set<String> named = all().stream().map(Combiner::name).collect(Collectors.toSet());
    assertEquals(named, kinds.keySet());
  }

  @Test
  void oneEnvironmentIsLeftAlone() {
    double[][] one = {{1.5, 0, -2, 1e-3}};
    List<Combiner> rules = new ArrayList<>();
    for (double tau : new double[] {0, 0.3, 1}) {
      rules.addAll(
          List.of(new AndMask(tau), new GeomMean(tau), new MinAbs(tau), new PowerMean(tau, -1)));
    }
    rules.addAll(
        List.of(
            new Mean(),
            new SandMask(0.9, 0.1, RELATIVE),
            new Median(),
            new TrimmedMean(0.4),
            new GradDrop(),
            new PcGrad(Scope.GLOBAL),
            new Mgda(Scope.GLOBAL),
            new CaGrad(0, Scope.GLOBAL),
            new LpMix(),
            new SignPower(2),
            new Snr(2),
            new TStatistic(3),
            new XorMask(0),
            new Significance(1),
            new VRex(3),
            new GroupDro(1)));
    for (Combiner rule : rules) {
      assertArrayEquals(one[0], Bench.direction(rule, one), 1e-9, rule.toString());
    }
    double norm = Math.sqrt(Arrays.stream(one[0]).map(x -> x * x).sum());
    double[] unit = Arrays.stream(one[0]).map(x -> x / norm).toArray();
    assertArrayEquals(unit, Bench.direction(new NormMean(Scope.GLOBAL), one), 1e-9);
    double[] further = Arrays.stream(one[0]).map(x -> 1.5 * x).toArray();
    assertArrayEquals(further, Bench.direction(new CaGrad(0.5, Scope.GLOBAL), one), 1e-9);
  }

  @Test
  void nothingAndExtremesGiveNumbers() {
    for (int environments : new int[] {1, 2, 5}) {
      for (Combiner rule : all()) {
        if (rule instanceof Significance && environments < 3) {
          continue;
        }
        for (double[][] g :
            List.of(
                new double[environments][3],
                Bench.scaled(Bench.normal(environments, 3, 1), 1e-8),
                Bench.scaled(Bench.normal(environments, 3, 1), 1e-25),
                Bench.scaled(Bench.normal(environments, 3, 1), 1e6))) {
          double[] u = Bench.narrow(rule, g);
          assertTrue(
              Arrays.stream(u).allMatch(Double::isFinite),
              rule + " of " + Arrays.deepToString(g) + " is " + Arrays.toString(u));
          if (g[0][0] == 0) {
            assertArrayEquals(new double[3], u, 0, rule.toString());
          }
        }
      }
    }
  }

  @Test
  void equalEnvironmentsGiveTheirGradient() {
    double[][] equal = {G[0], G[0], G[0]};
    List<Combiner> rules = new ArrayList<>(MASKS);
    rules.removeIf(rule -> rule instanceof XorMask || rule instanceof SoftAnd);
    rules.addAll(
        List.of(
            new Mean(),
            new Median(),
            new TrimmedMean(0.34),
            new GradDrop(),
            new PcGrad(Scope.GLOBAL),
            new Mgda(Scope.GLOBAL),
            new LpMix(),
            new VRex(3),
            new GroupDro(1)));
    for (Combiner rule : rules) {
      assertArrayEquals(G[0], Bench.direction(rule, equal), 1e-9, rule.toString());
    }
  }

  @Test
  void environmentsCountByTheirShare() {
    double[][] twice = Bench.permuted(G, 0, 1, 2, 3, 4, 4, 3, 2, 1, 0);
    for (Combiner rule :
        List.of(
            new Mean(),
            new AndMask(0.6),
            new GeomMean(0.6),
            new PowerMean(0.6, -2),
            new MinAbs(0.2),
            new SignPower(3),
            new SoftAnd(0.6, 5),
            new XorMask(-0.4))) {
      assertArrayEquals(
          Bench.direction(rule, G), Bench.direction(rule, twice), 1e-12, rule.toString());
    }
  }

  @Test
  void theOrderOfEnvironmentsDoesNotMatter() {
    double[] losses = {0.1, 0.7, 0.3, 0.9, 0.2};
    int[] order = {3, 0, 4, 2, 1};
    double[] moved = Arrays.stream(order).mapToDouble(e -> losses[e]).toArray();
    for (Combiner rule : all()) {
      if (rule instanceof PcGrad) {
        continue; // its order is drawn: only its distribution is the same, see below
      }
      assertArrayEquals(
          Bench.direction(rule, G, losses, 4),
          Bench.direction(rule, Bench.permuted(G, order), moved, 4),
          1e-9,
          rule.toString());
    }
  }

  /** Mean over orders, with few environments so that the mean is sharp. */
  @Test
  void pcGradIsSymmetricInDistribution() {
    double[][] g = Bench.normal(3, 2, 9);
    double[] straight = new double[2];
    double[] moved = new double[2];
    double[] squares = new double[2];
    int draws = 400;
    try (TestGraph t = new TestGraph()) {
      var seed = t.tf.placeholder(org.tensorflow.types.TInt64.class);
      List<Expr<TFloat64>> u = new ArrayList<>();
      for (double[][] rows : List.of(g, Bench.permuted(g, 2, 0, 1))) {
        var at = Bench.gradients(t, t.f64, List.<double[][]>of(rows), new double[3], 0);
        var gradients =
            new Combiner.Gradients<>(
                at.parameters(),
                at.losses(),
                at.variables(),
                new org.altgrad.graphs.core.Randoms(u.size(), seed));
        u.add(new PcGrad(Scope.GLOBAL).combine(gradients).directions().get(0));
      }
      for (long draw = 0; draw < draws; draw++) {
        try (var counter = TestGraph.tensor(draw)) {
          double[] a = t.value(u.get(0), Map.of(seed, counter));
          double[] b = t.value(u.get(1), Map.of(seed, counter));
          for (int j = 0; j < 2; j++) {
            straight[j] += a[j] / draws;
            moved[j] += b[j] / draws;
            squares[j] += (a[j] * a[j] + b[j] * b[j]) / (2 * draws);
          }
        }
      }
    }
    for (int j = 0; j < 2; j++) {
      double variance = squares[j] - straight[j] * moved[j];
      assertEquals(straight[j], moved[j], 1e-9 + 4 * Math.sqrt(2 * Math.abs(variance) / draws));
    }
  }

  @Test
  void scaleAndSign() {
    List<Combiner> rules =
        List.of(
            new Mean(),
            new AndMask(0.6),
            new GeomMean(0.6),
            new PowerMean(0.6, -1),
            new MinAbs(0.6),
            new SignPower(2),
            new SoftAnd(0.6, 4),
            new SandMask(0.2, 1, RELATIVE),
            new VarGeom(0.2, 1, RELATIVE),
            new Snr(2),
            new Significance(0.7),
            new TStatistic(1),
            new XorMask(-0.4),
            new Median(),
            new TrimmedMean(0.2),
            new PcGrad(Scope.GLOBAL),
            new Mgda(Scope.GLOBAL),
            new CaGrad(0.5, Scope.GLOBAL));
    for (Combiner rule : rules) {
      double[] u = Bench.direction(rule, G);
      for (double a : new double[] {-1, 0.01, 300}) {
        double[] expected = Arrays.stream(u).map(x -> a * x).toArray();
        assertArrayEquals(
            expected,
            Bench.direction(rule, Bench.scaled(G, a)),
            1e-6 * Math.abs(a),
            rule + " times " + a);
      }
    }
    double[] lone = {0.1, 20, 3, 1e-4, 700};
    double[][] each = new double[5][];
    Arrays.setAll(each, e -> Arrays.stream(G[e]).map(x -> lone[e] * x).toArray());
    for (Combiner mask : List.of(new AndMask(0.6), new GeomMean(1), new Significance(0.7))) {
      assertArrayEquals(Bench.weights(mask, G), Bench.weights(mask, each), 0, mask.toString());
    }
  }

  @Test
  void higherThresholdsKeepLess() {
    double[] before = Bench.direction(new Mean(), G);
    for (int k = 1; k <= 20; k++) {
      double[] u = Bench.direction(new AndMask(k / 20.0), G);
      for (int j = 0; j < u.length; j++) {
        assertTrue(u[j] == before[j] || u[j] == 0, "component " + j);
      }
      before = u;
    }
    assertTrue(Arrays.stream(before).filter(x -> x == 0).count() > G[0].length / 2);
    assertTrue(Arrays.stream(before).anyMatch(x -> x != 0));
  }

  @Test
  void meansAreInOrder() {
    double[] min = Bench.direction(new MinAbs(1), G);
    double[] harmonic = Bench.direction(new PowerMean(1, -1), G);
    double[] geometric = Bench.direction(new GeomMean(1), G);
    double[] and = Bench.direction(new AndMask(1), G);
    for (int j = 0; j < and.length; j++) {
      assertTrue(Math.abs(min[j]) <= Math.abs(harmonic[j]) + 1e-9);
      assertTrue(Math.abs(harmonic[j]) <= Math.abs(geometric[j]) + 1e-9);
      assertTrue(Math.abs(geometric[j]) <= Math.abs(and[j]) + 1e-9);
    }
  }

  @Test
  void masksDescend() {
    double[] mean = Bench.mean(G);
    for (Combiner rule : MASKS) {
      double[] u = Bench.direction(rule, G);
      for (int j = 0; j < u.length; j++) {
        assertTrue(u[j] * mean[j] >= 0, rule + ", component " + j);
      }
    }
    for (Combiner rule : List.of(new AndMask(1), new GeomMean(1), new MinAbs(1))) {
      double[] u = Bench.direction(rule, G);
      for (double[] g : G) {
        for (int j = 0; j < u.length; j++) {
          assertTrue(u[j] * g[j] >= 0, rule + ", component " + j);
        }
      }
    }
  }

  private static double choose(int n, int k) {
    double c = 1;
    for (int i = 0; i < k; i++) {
      c = c * (n - i) / (i + 1);
    }
    return c;
  }

  /** Of pure noise a mask keeps little, and less for more environments. */
  @Test
  void noiseIsMasked() {
    int n = 200_000;
    int[][] cases = {{5, 4}, {10, 8}, {20, 16}};
    double[] known = {0.375, 0.109375, 0.011818};
    for (int i = 0; i < cases.length; i++) {
      int environments = cases[i][0];
      int votes = cases[i][1];
      double p = 0;
      for (int k = votes; k <= environments; k++) {
        p += choose(environments, k) * Math.pow(2, 1 - environments);
      }
      assertEquals(known[i], p, 1e-6);
      double tau = 2.0 * votes / environments - 1;
      double kept =
          Arrays.stream(Bench.weights(new AndMask(tau), Bench.normal(environments, n, i)))
              .average()
              .orElseThrow();
      assertEquals(p, kept, 3 * Math.sqrt(p * (1 - p) / n), environments + " environments");
    }
    for (int environments : new int[] {3, 5}) {
      double[][] g = Bench.normal(environments, n, 40 + environments);
      double[] squares =
          Arrays.stream(Bench.direction(new AndMask(1), g)).map(x -> x * x).toArray();
      double mean = Arrays.stream(squares).average().orElseThrow();
      double error = Math.sqrt(Arrays.stream(squares).map(x -> (x - mean) * (x - mean)).sum()) / n;
      double expected =
          Math.pow(2, 1 - environments)
              * (1.0 / environments + (environments - 1.0) / environments * 2 / Math.PI);
      assertEquals(environments == 3 ? 0.189437 : 0.044331, expected, 1e-6);
      assertEquals(expected, mean, 3 * error);
    }
  }

  /**
   * Quadratic losses ½ (θ - a_e)ᵀ H_e (θ - a_e) with step 1/L: the paper's bound, at every step.
   */
  @Test
  void maskedDescentConverges() {
    int n = 6;
    int environments = 4;
    for (double tau : new double[] {0.5, 1}) {
      try (TestGraph t = new TestGraph()) {
        Expr<TFloat64> theta = t.f64.placeholder(org.tensorflow.ndarray.Shape.of(n));
        double lipschitz = 0;
        List<Expr<TFloat64>> losses = new ArrayList<>();
        for (int e = 0; e < environments; e++) {
          double[][] root = Bench.normal(n, n, 70 + e);
          Expr<TFloat64> away =
              t.f64
                  .constant(root)
                  .matmul(theta.minus(t.vector(Bench.normal(1, n, e)[0])).reshape(n, 1));
          losses.add(away.square().sum().times(0.5));
        }
        Expr<TFloat64> all = t.f64.stack(losses);
        List<Expr<TFloat64>> each = new ArrayList<>();
        for (Expr<TFloat64> loss : losses) {
          each.add(Gradients.of(loss, List.of(theta)).get(0));
        }
        // The trace of the mean Hessian bounds its largest eigenvalue: the mean of Σ root².
        for (int e = 0; e < environments; e++) {
          lipschitz +=
              Arrays.stream(Bench.normal(n, n, 70 + e))
                      .flatMapToDouble(Arrays::stream)
                      .map(x -> x * x)
                      .sum()
                  / environments;
        }
        List<EnvironmentStatistics<TFloat64>> parameters =
            List.of(new StackStatistics<>(t.f64.stack(each)));
        var gradients =
            new Combiner.Gradients<>(
                parameters,
                all,
                t.variables,
                new org.altgrad.graphs.core.Randoms(0, t.tf.constant(0L)));
        Expr<TFloat64> u = new AndMask(tau).combine(gradients).directions().get(0);
        Expr<TFloat64> step = t.f64.concat(List.of(all.mean().reshape(1), u), 0);

        double[] at = Bench.normal(1, n, 99)[0];
        double eta = 1 / lipschitz;
        double first = 0;
        double last = Double.POSITIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 200; k++) {
          double[] values;
          try (var feed = TestGraph.tensor(org.tensorflow.ndarray.Shape.of(n), at)) {
            values = t.value(step, Map.of(theta, feed));
          }
          first = k == 0 ? values[0] : first;
          assertTrue(values[0] <= last + 1e-12, "the loss rises at step " + k);
          last = values[0];
          double square = 0;
          for (int j = 0; j < n; j++) {
            square += values[j + 1] * values[j + 1];
            at[j] -= eta * values[j + 1];
          }
          smallest = Math.min(smallest, square);
          assertTrue(smallest <= 2 * first / (eta * (k + 1)), "the bound at step " + k);
        }
        assertTrue(last < first, "nothing was learned");
      }
    }
  }

  @Test
  void keepingEverythingIsTheMean() {
    for (Combiner rule :
        List.of(
            new AndMask(0),
            new SignPower(0),
            new Snr(0),
            new XorMask(0),
            new Significance(1),
            new TStatistic(0),
            new TrimmedMean(0),
            new VRex(0),
            new GroupDro(0),
            new CaGrad(0, Scope.TENSOR))) {
      assertArrayEquals(Bench.mean(G), Bench.direction(rule, G), 1e-14, rule.toString());
    }
  }
}
