package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules on inner products by hand, and against the same rules on whole vectors. */
class GramRulesTest {
  private static final double[][] PAIR = {{1, 0}, {-0.5, 1}};

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double[] mixed(double[] c, double[][] g) {
    double[] u = new double[g[0].length];
    for (int e = 0; e < g.length; e++) {
      for (int j = 0; j < u.length; j++) {
        u[j] += c[e] * g[e][j];
      }
    }
    return u;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  @Test
  void pcGradByHand() {
    assertArrayEquals(
        new double[] {0.4, 0.7}, Bench.direction(new PcGrad(Scope.GLOBAL), PAIR), 1e-11);
    double[][] agreeing = {{1, 0.5}, {0.5, 1}, {1, 1}};
    assertArrayEquals(
        Bench.mean(agreeing), Bench.direction(new PcGrad(Scope.GLOBAL), agreeing), 1e-14);
  }

  @Test
  void mgdaByHand() {
    double[] u = Bench.direction(new Mgda(Scope.GLOBAL), PAIR);
    assertArrayEquals(new double[] {4 / 13.0, 6 / 13.0}, u, 1e-12);
    assertEquals(dot(u, u), dot(u, PAIR[0]), 1e-12);
    assertEquals(dot(u, u), dot(u, PAIR[1]), 1e-12);
    // One gradient shorter than all that the others could add: a corner.
    double[][] corner = {{0.5, 0}, {2, 1}, {3, -1}};
    assertArrayEquals(corner[0], Bench.direction(new Mgda(Scope.GLOBAL), corner), 1e-12);
    // Opposite gradients: nothing descends for both.
    double[][] opposite = {{1, -2}, {-1, 2}};
    assertArrayEquals(
        new double[] {0, 0}, Bench.direction(new Mgda(Scope.GLOBAL), opposite), 1e-15);
  }

  @Test
  void normMeanByHand() {
    double[][] g = {{3, 4}, {0, -2}, {0, 0}};
    assertArrayEquals(
        new double[] {0.2, -0.2 / 3}, Bench.direction(new NormMean(Scope.GLOBAL), g), 1e-12);
  }

  /** Projections of whole vectors, in every order that the others can come. */
  private static List<double[]> projections(double[][] g, int e) {
    List<double[]> results = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int o = 0; o < g.length; o++) {
      if (o != e) {
        others.add(o);
      }
    }
    permute(
        others,
        new ArrayList<>(),
        order -> {
          double[] v = g[e].clone();
          for (int o : order) {
            double inner = dot(v, g[o]);
            if (inner < 0) {
              for (int j = 0; j < v.length; j++) {
                v[j] -= inner / dot(g[o], g[o]) * g[o][j];
              }
            }
          }
          results.add(v);
        });
    return results;
  }

  private static void permute(
      List<Integer> left, List<Integer> taken, java.util.function.Consumer<List<Integer>> each) {
    if (left.isEmpty()) {
      each.accept(taken);
    }
    for (Integer next : left) {
      List<Integer> without = new ArrayList<>(left);
      without.remove(next);
      List<Integer> with = new ArrayList<>(taken);
      with.add(next);
      permute(without, with, each);
    }
  }

  @Test
  void pcGradIsTheMeanOfProjectionsInSomeOrder() {
    double[][] g = Bench.normal(3, 4, 5);
    List<List<double[]>> choices = List.of(projections(g, 0), projections(g, 1), projections(g, 2));
    List<double[]> possible = new ArrayList<>();
    for (double[] a : choices.get(0)) {
      for (double[] b : choices.get(1)) {
        for (double[] c : choices.get(2)) {
          possible.add(mixed(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, new double[][] {a, b, c}));
        }
      }
    }
    boolean[] seen = new boolean[possible.size()];
    for (int seed = 0; seed < 60; seed++) {
      double[] u = Bench.direction(new PcGrad(Scope.GLOBAL), g, new double[3], seed);
      boolean found = false;
      for (int i = 0; i < possible.size(); i++) {
        if (norm(mixed(new double[] {1, -1}, new double[][] {u, possible.get(i)})) < 1e-9) {
          seen[i] = true;
          found = true;
        }
      }
      assertTrue(found, "seed " + seed + ": " + Arrays.toString(u));
    }
    for (int i = 0; i < seen.length; i++) {
      assertTrue(seen[i], "the orders that give " + Arrays.toString(possible.get(i)));
    }
  }

  @Test
  void pcGradManagesManyEnvironments() {
    double[] u = Bench.narrow(new PcGrad(Scope.GLOBAL), Bench.normal(80, 30, 2));
    assertTrue(Arrays.stream(u).allMatch(Double::isFinite));
  }

  /**
   * Against the optimum: no gradient's component along u is shorter than u. Many environments in
   * both precisions: fifty steps towards the best were twice too long for eighty.
   */
  @Test
  void mgdaIsTheShortest() {
    for (int environments : new int[] {3, 8, 20, 80}) {
      double[][] g = Bench.normal(environments, 12 + environments, environments);
      for (double[] u :
          List.of(
              Bench.direction(new Mgda(Scope.GLOBAL), g),
              Bench.narrow(new Mgda(Scope.GLOBAL), g))) {
        double worst = Arrays.stream(g).mapToDouble(x -> dot(u, x)).min().orElseThrow();
        // min ‖u‖² ≥ worst² / ‖u‖², by duality.
        assertEquals(dot(u, u), worst, 2e-3 * dot(u, u), environments + " environments");
      }
      if (environments <= 20) {
        double[] u = Bench.direction(new Mgda(Scope.GLOBAL), g);
        double best = minimum(environments, w -> dot(mixed(w, g), mixed(w, g)));
        assertEquals(best, dot(u, u), 1e-3 * best, environments + " environments");
      }
    }
  }

  /** The worst environment fares as the dual problem's minimum says, in single precision too. */
  @Test
  void caGradIsTheBestForManyEnvironments() {
    double[][] g = Bench.normal(30, 42, 3);
    double[] mean = Bench.mean(g);
    double a = 0.5;
    double radius = a * norm(mean);
    double dual = dualMinimum(g, mean, radius);
    for (double[] u :
        List.of(
            Bench.direction(new CaGrad(a, Scope.GLOBAL), g),
            Bench.narrow(new CaGrad(a, Scope.GLOBAL), g))) {
      double[] way = mixed(new double[] {1, -1}, new double[][] {u, mean});
      double worst = Arrays.stream(g).mapToDouble(x -> dot(u, x)).min().orElseThrow();
      assertEquals(radius, norm(way), 1e-4 * radius);
      assertEquals(dual, worst, 2e-3 * dot(mean, mean), "worst environment");
    }
  }

  /** min over w of ⟨g_w, ḡ⟩ + radius ‖g_w‖. */
  private static double dualMinimum(double[][] g, double[] mean, double radius) {
    return minimum(
        g.length,
        w -> {
          double[] mixed = mixed(w, g);
          return dot(mixed, mean) + radius * norm(mixed);
        });
  }

  private interface Objective {
    double at(double[] w);
  }

  /** The minimum over w ≥ 0, Σ w = 1, by moving weight between pairs until nothing helps. */
  private static double minimum(int environments, Objective objective) {
    double[] w = new double[environments];
    Arrays.fill(w, 1.0 / environments);
    double best = objective.at(w);
    for (double size = 0.5; size > 1e-7; size /= 2) {
      boolean better = true;
      while (better) {
        better = false;
        for (int from = 0; from < environments; from++) {
          for (int to = 0; to < environments; to++) {
            double moved = Math.min(size, w[from]);
            if (from == to || moved == 0) {
              continue;
            }
            double[] next = w.clone();
            next[from] -= moved;
            next[to] += moved;
            double value = objective.at(next);
            if (value < best - 1e-13) {
              w = next;
              best = value;
              better = true;
            }
          }
        }
      }
    }
    return best;
  }

  @Test
  void caGradSolvesItsProblem() {
    double a = 0.6;
    for (int environments : new int[] {2, 3, 8, 16}) {
      for (int seed = 0; seed < 4; seed++) {
        double[][] g = Bench.normal(environments, 10, 100 * environments + seed);
        double[] mean = Bench.mean(g);
        double radius = a * norm(mean);
        double dual =
            minimum(environments, w -> dot(mixed(w, g), mean) + radius * norm(mixed(w, g)));
        // By duality u is the direction in the ball around the mean whose worst inner product is
        // it.
        double[] u = Bench.direction(new CaGrad(a, Scope.GLOBAL), g);
        double worst = Arrays.stream(g).mapToDouble(x -> dot(u, x)).min().orElseThrow();
        double away = norm(mixed(new double[] {1, -1}, new double[][] {u, mean}));
        assertEquals(radius, away, 1e-9);
        assertEquals(dual, worst, 1e-3, environments + " environments, seed " + seed);
      }
    }
    double[][] g = Bench.normal(5, 10, 1);
    assertArrayEquals(Bench.mean(g), Bench.direction(new CaGrad(0, Scope.GLOBAL), g), 1e-14);
  }

  @Test
  void caGradIsFiniteWhereNothingHasADirection() {
    double[][] opposite = {{1, -2}, {-1, 2}};
    assertArrayEquals(
        new double[] {0, 0}, Bench.narrow(new CaGrad(0.5, Scope.GLOBAL), opposite), 1e-6);
    double[][] three = {{1, 0}, {-1, 0}, {0, 3}};
    double[] u = Bench.narrow(new CaGrad(0.5, Scope.GLOBAL), three);
    assertTrue(Math.hypot(u[0], u[1] - 1) <= 0.5 + 1e-3, Arrays.toString(u));
  }

  @Test
  void lpMixIsTheLinearProgramme() {
    Random random = new Random(3);
    for (int environments = 1; environments <= 5; environments++) {
      double[][] g = Bench.normal(environments, 6, random.nextLong());
      double[] sum = mixed(ones(environments), g);
      double[] u = Bench.direction(new LpMix(), g);
      double[] best = {Double.NEGATIVE_INFINITY};
      double[][] argument = new double[1][];
      vertices(
          environments,
          x -> {
            double value = dot(mixed(x, g), sum);
            if (value > best[0]) {
              best[0] = value;
              argument[0] = x;
            }
          });
      assertArrayEquals(mixed(argument[0], g), u, 1e-12, environments + " environments");
    }
    assertArrayEquals(new double[] {2, 2, -1, -2}, Arrays.copyOf(LpMix.byRank(4), 4), 0);
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** A linear programme has its optimum at a vertex: all but one variable at a bound. */
  private static void vertices(int n, java.util.function.Consumer<double[]> each) {
    for (int free = 0; free < n; free++) {
      for (int signs = 0; signs < 1 << n; signs++) {
        double[] x = new double[n];
        double others = 0;
        for (int e = 0; e < n; e++) {
          x[e] = (signs >> e & 1) == 0 ? -2 : 2;
          others += e == free ? 0 : x[e];
        }
        x[free] = 1 - others;
        if (Math.abs(x[free]) <= 2) {
          each.accept(x);
        }
      }
    }
  }

  /** Two parameters: each by itself, or both as one vector. */
  @Test
  void scopeSaysWhatIsComparedTogether() {
    double[][] a = Bench.normal(4, 3, 21);
    double[][] b = Bench.normal(4, 5, 22);
    double[][] both = new double[4][];
    for (int e = 0; e < 4; e++) {
      both[e] = Arrays.copyOf(a[e], 8);
      System.arraycopy(b[e], 0, both[e], 3, 5);
    }
    for (Scope scope : Scope.values()) {
      for (Combiner rule : List.of(new NormMean(scope), new Mgda(scope), new CaGrad(0.4, scope))) {
        List<double[]> u = Bench.directions(rule, List.of(a, b));
        double[] together = Bench.direction(rule, both);
        boolean global = scope == Scope.GLOBAL;
        String name = rule.toString();
        assertArrayEquals(
            global ? Arrays.copyOf(together, 3) : Bench.direction(rule, a), u.get(0), 1e-9, name);
        assertArrayEquals(
            global ? Arrays.copyOfRange(together, 3, 8) : Bench.direction(rule, b),
            u.get(1),
            1e-9,
            name);
      }
    }
    // In each parameter alone these two agree in one and conflict in the other.
    double[][] agree = {{2, 0}, {2, 0}};
    List<double[]> tensor = Bench.directions(new PcGrad(Scope.TENSOR), List.of(PAIR, agree));
    assertArrayEquals(new double[] {0.4, 0.7}, tensor.get(0), 1e-11);
    assertArrayEquals(new double[] {2, 0}, tensor.get(1), 1e-14);
    List<double[]> global = Bench.directions(new PcGrad(Scope.GLOBAL), List.of(PAIR, agree));
    assertArrayEquals(new double[] {0.25, 0.5}, global.get(0), 1e-14);
  }

  @Test
  void settingsAreCheckedByName() {
    var a = assertThrows(IllegalArgumentException.class, () -> new CaGrad(1, Scope.GLOBAL));
    assertEquals("a: must be at least 0 and below 1 but is 1", a.getMessage());
    var scope = assertThrows(IllegalArgumentException.class, () -> new PcGrad(null));
    assertEquals("scope: must be given but is missing", scope.getMessage());
  }
}
