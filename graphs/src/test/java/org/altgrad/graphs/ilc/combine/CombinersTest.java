package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.ServesOne;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat64;

/** What holds for all combiners, or for whole families. */
class CombinersTest {
  private static final SandMask.SignSpread RELATIVE = SandMask.SignSpread.RELATIVE;

  private static final List<Combiner> MASKS =
      List.of(
          new AndMask(0.6),
          new GeomMean(0.6),
          new PowerMean(0.6, -1),
          new MinAbs(0.6),
          new SignPower(3),
          new SoftAnd(0.5, 9),
          new SandMask(0.3, 0.5, RELATIVE),
          new SandMask(0.3, 0.5, SandMask.SignSpread.RAW),
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

  /**
   * Which is why a rule that needs several is refused where there is one: it has nothing to say.
   */
  @Test
  void whatNeedsSeveralMakesAMultipleOfASingleGradient() {
    double[][] one = {{1.5, 0, -2, 1e-3}};
    for (Combiner rule : all()) {
      // Significance of one sign is refused by itself.
      if (!(rule instanceof ServesOne || rule instanceof Significance)) {
        double[] u = Bench.direction(rule, one);
        double factor = u[0] / one[0][0];
        double[] multiple = Arrays.stream(one[0]).map(x -> factor * x).toArray();
        assertArrayEquals(multiple, u, 1e-9, rule.toString());
      }
    }
    double[] signs = Bench.direction(new SignVote(), one);
    assertArrayEquals(new double[] {1, 0, -1, 1}, signs, 0, "which is no multiple of it");
    assertInstanceOf(ServesOne.class, new SignVote());
  }

  /** A gradient of one environment alone has a t of exactly 1, whatever rounding says. */
  @Test
  void oneVoiceHasATOfOne() {
    double[][] g = new double[5][40];
    for (int j = 0; j < 40; j++) {
      g[j % 5][j] = 60 * Math.sin(j + 1);
    }
    assertArrayEquals(Bench.mean(g), Bench.direction(new TStatistic(1), g), 1e-12);
    assertArrayEquals(Bench.mean(g), Bench.narrow(new TStatistic(1), g), 1e-5);
    assertArrayEquals(new double[40], Bench.narrow(new TStatistic(1.001), g), 0);
  }

  @Test
  void nothingAndExtremesGiveNumbers() {
    for (int environments : new int[] {1, 4}) {
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

  /** The mean over many orders, each that of a parameter by itself. */
  @Test
  void pcGradIsSymmetricInDistribution() {
    double[][] g = {{1, 0.1}, {-0.6, 0.9}, {-0.5, -1}};
    int draws = 200;
    double[][] straight = draws(Collections.nCopies(draws, g));
    double[][] moved = draws(Collections.nCopies(draws, Bench.permuted(g, 2, 0, 1)));
    for (int j = 0; j < 2; j++) {
      assertTrue(straight[1][j] > 1e-4, "all orders give the same");
      double error = Math.sqrt((straight[1][j] + moved[1][j]) / draws);
      assertEquals(straight[0][j], moved[0][j], 4 * error);
    }
  }

  /** Means and variances of the components over all parameters. */
  private static double[][] draws(List<double[][]> parameters) {
    double[][] u = Bench.directions(new PcGrad(Scope.TENSOR), parameters).toArray(double[][]::new);
    double[] mean = Bench.mean(u);
    double[] variance = new double[mean.length];
    for (double[] row : u) {
      for (int j = 0; j < mean.length; j++) {
        variance[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / u.length;
      }
    }
    return new double[][] {mean, variance};
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
    double[][][] hessians = new double[4][][];
    double[][] mean = new double[n][n];
    for (int e = 0; e < 4; e++) {
      double[][] root = Bench.normal(n, n, 70 + e);
      hessians[e] = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          for (int k = 0; k < n; k++) {
            hessians[e][i][j] += root[i][k] * root[j][k] / n;
          }
          hessians[e][i][j] += i == j ? 1 : 0;
          mean[i][j] += hessians[e][i][j] / 4;
        }
      }
    }
    double eta = 1 / largestEigenvalue(mean);
    for (double tau : new double[] {0.5, 1}) {
      double[][] path = path(hessians, Bench.normal(4, n, 1), new AndMask(tau), eta, 60);
      double smallest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < path.length; k++) {
        assertTrue(k == 0 || path[k][0] <= path[k - 1][0] + 1e-12, "the loss rises at step " + k);
        smallest = Math.min(smallest, path[k][1]);
        assertTrue(smallest <= 2 * path[0][0] / (eta * (k + 1)), "the bound at step " + k);
      }
      assertTrue(path[path.length - 1][0] < 0.9 * path[0][0], "nothing was learned");
    }
  }

  private static double largestEigenvalue(double[][] matrix) {
    double[] v = Bench.normal(1, matrix.length, 5)[0];
    double size = 0;
    for (int i = 0; i < 2000; i++) {
      double[] last = v;
      v =
          Arrays.stream(matrix)
              .mapToDouble(
                  row -> IntStream.range(0, row.length).mapToDouble(j -> row[j] * last[j]).sum())
              .toArray();
      double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
      size = norm;
      v = Arrays.stream(v).map(x -> x / norm).toArray();
    }
    return size;
  }

  /** [steps][2] the loss and ‖u‖² of every step of descent, from 3 everywhere. */
  private static double[][] path(
      double[][][] hessians, double[][] minima, Combiner rule, double eta, int steps) {
    try (TestGraph t = new TestGraph()) {
      int n = minima[0].length;
      double[] start = new double[n];
      Arrays.fill(start, 3);
      Expr<TFloat64> theta = t.vector(start);
      List<Expr<TFloat64>> trace = new ArrayList<>();
      for (int k = 0; k < steps; k++) {
        List<Expr<TFloat64>> losses = new ArrayList<>();
        List<Expr<TFloat64>> stack = new ArrayList<>();
        for (int e = 0; e < hessians.length; e++) {
          Expr<TFloat64> away = theta.minus(t.vector(minima[e]));
          stack.add(t.f64.constant(hessians[e]).times(away).sum(1));
          losses.add(stack.get(e).times(away).sum().times(0.5));
        }
        List<EnvironmentStatistics<TFloat64>> statistics =
            List.of(new StackStatistics<>(t.f64.stack(stack)));
        Expr<TFloat64> all = t.f64.stack(losses);
        var gradients =
            new Combiner.Gradients<>(
                statistics, all, t.variables, new Randoms(0, t.tf.constant(0L)));
        Expr<TFloat64> u = rule.combine(gradients).directions().get(0);
        trace.add(t.f64.stack(List.of(all.mean(), u.square().sum())));
        theta = theta.minus(u.times(eta));
      }
      double[] flat = t.value(t.f64.stack(trace));
      double[][] path = new double[steps][];
      Arrays.setAll(path, k -> Arrays.copyOfRange(flat, 2 * k, 2 * k + 2));
      return path;
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
