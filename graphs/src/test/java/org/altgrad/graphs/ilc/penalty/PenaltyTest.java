package org.altgrad.graphs.ilc.penalty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.Comparison;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.gradients.SubgraphGradients;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.LinearModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.TinyProblem;
import org.altgrad.graphs.optim.Coefficient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class PenaltyTest {

  private static StepRule.Step<TFloat64> step(TinyProblem tiny, long number) {
    return new StepRule.Step<>(
        tiny.problem(),
        tiny.batch(),
        tiny.graph().variables,
        tiny.randoms(),
        tiny.graph().tf.constant(number));
  }

  @Test
  void irmOfTwoClassesByHand() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> z = g.f64.constant(new double[][] {{1, -1}, {0.5, 2}});
      Expr<TFloat64> y = g.f64.constant(new double[][] {{1, 0}, {0, 1}});
      Expr<TFloat64> r = Irm.scaleGradients(Loss.CROSS_ENTROPY, z, new Batch<>(z, y, 1, 2));
      Expr<TFloat64> penalty = r.square().sum();
      Expr<TFloat64> gradient = Gradients.of(penalty, List.of(z)).get(0);
      assertEquals(-0.2560221, g.scalar(r.sum()), 1e-7);
      assertEquals(0.0655473, g.scalar(penalty), 1e-7);
      assertArrayEquals(
          new double[] {-0.0232428, 0.0232428, 0.0105722, -0.0105722}, g.value(gradient), 1e-7);
    }
  }

  @Test
  void irmOfOneLogitByHand() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> z = g.f64.constant(new double[][] {{0.7}, {-1.2}, {0.3}});
      Expr<TFloat64> y = g.f64.constant(new double[][] {{1}, {0}, {0}});
      Expr<TFloat64> r = Irm.scaleGradients(Loss.BINARY_CROSS_ENTROPY, z, new Batch<>(z, y, 1, 3));
      Expr<TFloat64> penalty = r.square().sum();
      Expr<TFloat64> gradient = Gradients.of(penalty, List.of(z)).get(0);
      assertEquals(-0.1125687, g.scalar(r.sum()), 1e-7);
      assertEquals(0.0126717, g.scalar(penalty), 1e-7);
      assertArrayEquals(new double[] {0.0132541, -0.0013510, -0.0486132}, g.value(gradient), 1e-7);
    }
  }

  /** r_e is the derivative of L_e(s z) for s, and its own derivative is right, for every loss. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void irmIsTheDerivativeForTheScale(Loss loss) {
    int outputs = loss == Loss.CROSS_ENTROPY ? 3 : 1;
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), loss, 2, 3);
      Expr<TFloat64> z =
          g.f64.constant(Shape.of(6, outputs), new Random(1).doubles(6 * outputs, -2, 2).toArray());
      double h = 1e-5;
      Expr<TFloat64> up = loss.perEnvironment(z.times(1 + h), tiny.batch());
      Expr<TFloat64> down = loss.perEnvironment(z.times(1 - h), tiny.batch());
      Comparison same = new Comparison(g);
      same.add("r", up.minus(down).over(2 * h), Irm.scaleGradients(loss, z, tiny.batch()), 1e-8);
      same.check();
      Expr<TFloat64> targets = tiny.batch().targets();
      double[] wanted = g.value(targets);
      GradientCheck.check(
          in -> {
            var nodes = in.get(0).nodes();
            var y = nodes.constant(Shape.of(6, outputs), wanted);
            return Irm.scaleGradients(loss, in.get(0), new Batch<>(in.get(0), y, 2, 3)).square();
          },
          Shape.of(6, outputs));
      GradientCheck.check(
          in -> {
            var nodes = in.get(0).nodes();
            return loss.each(in.get(0), nodes.constant(Shape.of(6, outputs), wanted));
          },
          Shape.of(6, outputs));
    }
  }

  static Stream<Penalty> penalties() {
    return Stream.of(
        new Irm(Coefficient.of(0.7), 0),
        new Irm(Coefficient.of(20), 0),
        new Irm(Coefficient.of(20), 5),
        new SpectralDecoupling(Coefficient.of(0.3)),
        new InformationBottleneck(Coefficient.of(2)),
        new Coral(Coefficient.of(1.5)),
        new Fishr(Coefficient.of(3), 0, 0),
        new Fishr(Coefficient.of(3), 0.9, 0));
  }

  /** The direction is the gradient of the objective that the metrics speak of. */
  @ParameterizedTest
  @MethodSource("penalties")
  void directionsAreGradientsOfTheObjective(Penalty rule) {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 3, 4);
      StepRule.StepResult<TFloat64> found = rule.descend(step(tiny, 0));
      Expr<TFloat64> objective =
          found
              .losses()
              .mean()
              .plus(
                  found
                      .descent()
                      .metrics()
                      .get("penalty")
                      .times(found.descent().metrics().get("penalty_weight")));
      if (found.divisor().isPresent()) {
        objective = objective.over(found.divisor().get());
      }
      assertNoOpenOrder(g);
      tiny.initialised();
      assertDerivatives(g, tiny, objective, found.descent().directions());
    }
  }

  private static void assertDerivatives(
      TestGraph g, TinyProblem tiny, Expr<TFloat64> objective, List<Expr<TFloat64>> directions) {
    Random random = new Random(2);
    double h = 1e-6;
    for (int p = 0; p < directions.size(); p++) {
      var parameter = tiny.problem().parameters().get(p);
      Expr<TFloat64> move = g.f64.placeholder(parameter.shape());
      var moved = g.tf.assignAdd(parameter.ref(), move);
      double[] gradient = g.value(directions.get(p));
      int j = random.nextInt(gradient.length);
      double[] values = new double[2];
      for (int side = 0; side < 2; side++) {
        double by = side == 0 ? h : -2 * h;
        values[side] = after(g, moved, move, parameter.shape(), j, by, objective);
      }
      after(g, moved, move, parameter.shape(), j, h, objective);
      assertEquals((values[0] - values[1]) / (2 * h), gradient[j], 1e-6, parameter.name());
    }
  }

  private static double after(
      TestGraph g,
      org.tensorflow.op.Op moved,
      Expr<TFloat64> move,
      Shape shape,
      int component,
      double by,
      Expr<TFloat64> objective) {
    double[] delta = new double[(int) shape.size()];
    delta[component] = by;
    try (TFloat64 tensor = TestGraph.tensor(shape, delta)) {
      g.run(moved, Map.of(move, tensor));
    }
    return g.scalar(objective);
  }

  /** AddN of three or more adds in an order that depends on memory. */
  private static void assertNoOpenOrder(TestGraph g) {
    Iterator<GraphOperation> operations = g.graph.operations();
    while (operations.hasNext()) {
      GraphOperation op = operations.next();
      assertTrue(!op.type().equals("AddN") || op.numInputs() <= 2, op.name());
    }
  }

  @Test
  void irmAnneals() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.SQUARED, 2, 3);
      var before = new Irm(Coefficient.of(50), 4).descend(step(tiny, 3));
      var from = new Irm(Coefficient.of(50), 4).descend(step(tiny, 4));
      assertEquals(1, g.scalar(before.descent().metrics().get("penalty_weight")), 0);
      assertEquals(1, g.scalar(before.divisor().orElseThrow()), 0);
      assertEquals(50, g.scalar(from.descent().metrics().get("penalty_weight")), 0);
      assertEquals(50, g.scalar(from.divisor().orElseThrow()), 0);
    }
  }

  /** v_e against the variance of gradients of single examples, each from a network of its own. */
  @Test
  void fishrsVariancesAreThoseOfTheExamplesGradients() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 2, 4);
      var single = new Batch<>(tiny.batch().x(), tiny.batch().targets(), 8, 1);
      var each = new SubgraphGradients().gradients(tiny.problem(), single, tiny.randoms());
      int last = tiny.problem().parameters().size() - 2;
      Expr<TFloat64> weights = each.statistics().get(last).stack().reshape(2, 4, 18);
      Expr<TFloat64> bias = each.statistics().get(last + 1).stack().reshape(2, 4, 3);
      Expr<TFloat64> gammas = g.f64.concat(List.of(weights, bias), 2);
      Expr<TFloat64> expected = gammas.minus(gammas.meanKeep(1)).square().mean(1);
      Pass<TFloat64> pass = new Pass<>(Pass.Training.of(tiny.batch(), tiny.randoms()));
      Expr<TFloat64> found =
          Fishr.variances(
              Loss.CROSS_ENTROPY, tiny.problem().forward(pass, tiny.batch()), tiny.batch(), true);
      Comparison same = new Comparison(g);
      same.add("v", expected, found);
      tiny.initialised();
      same.check();
    }
  }

  private static TinyProblem linear(TestGraph g, int environments) {
    return TinyProblem.of(g, new LinearModel("linear", 0.5), Loss.SQUARED, environments, 3);
  }

  /** In plain arithmetic: g_e(w) = (1/B) Xᵀ (X w - y) for the rows of e. */
  private static double[] gradient(double[] x, double[] y, double[] w, int environment) {
    double[] gradient = new double[4];
    for (int n = 3 * environment; n < 3 * environment + 3; n++) {
      double residual = -y[n];
      for (int i = 0; i < 4; i++) {
        residual += x[4 * n + i] * w[i];
      }
      for (int i = 0; i < 4; i++) {
        gradient[i] += residual * x[4 * n + i] / 3;
      }
    }
    return gradient;
  }

  @Test
  void igaIsExactOnAQuadratic() {
    double lambda = 0.8;
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = linear(g, 3);
      var found = new Iga(Coefficient.of(lambda)).descend(step(tiny, 0));
      tiny.initialised();
      double[] x = g.value(tiny.batch().x());
      double[] y = g.value(tiny.batch().targets());
      double[] w = g.value(tiny.problem().values().get(0));
      double[] mean = new double[4];
      for (int e = 0; e < 3; e++) {
        double[] own = gradient(x, y, w, e);
        for (int i = 0; i < 4; i++) {
          mean[i] += own[i] / 3;
        }
      }
      double[] expected = mean.clone();
      for (int e = 0; e < 3; e++) {
        double[] own = gradient(x, y, w, e);
        double[] v = new double[4];
        for (int i = 0; i < 4; i++) {
          v[i] = own[i] - mean[i];
        }
        // H v: the gradient of a quadratic without its constant part.
        double[] hv = gradient(x, new double[y.length], v, e);
        for (int i = 0; i < 4; i++) {
          expected[i] += 2 * lambda / 3 * hv[i];
        }
      }
      assertArrayEquals(expected, g.value(found.descent().directions().get(0)), 1e-8);
    }
  }

  /** What compares environments has nothing to add to the gradient of a single one. */
  @Test
  void whatNeedsSeveralMakesTheGradientOfASingleOne() {
    List<StepRule> rules =
        List.of(
            new Iga(Coefficient.of(2)),
            new Fishr(Coefficient.of(2), 0, 0),
            new Fish(0.05),
            new Irm(Coefficient.of(2), 0));
    for (StepRule rule : rules) {
      try (TestGraph g = new TestGraph()) {
        TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 1, 4);
        var found = rule.descend(step(tiny, 0)).descent().directions();
        var plain = new SubgraphGradients().gradients(tiny.problem(), tiny.batch(), tiny.randoms());
        tiny.initialised();
        double distance = 0;
        for (int p = 0; p < found.size(); p++) {
          double[] gradient = g.value(plain.statistics().get(p).mean());
          double[] direction = g.value(found.get(p));
          for (int i = 0; i < gradient.length; i++) {
            distance = Math.max(distance, Math.abs(gradient[i] - direction[i]));
          }
        }
        assertEquals(!(rule instanceof ServesOne), distance < 1e-8, rule + ": " + distance);
      }
    }
  }

  @Test
  void reptileWalksInEachEnvironmentByItself() {
    for (int k : new int[] {1, 3}) {
      try (TestGraph g = new TestGraph()) {
        TinyProblem tiny = linear(g, 2);
        var found = new Reptile(k, 0.05).descend(step(tiny, 0));
        tiny.initialised();
        double[] x = g.value(tiny.batch().x());
        double[] y = g.value(tiny.batch().targets());
        double[] w = g.value(tiny.problem().values().get(0));
        double[] expected = new double[4];
        for (int e = 0; e < 2; e++) {
          double[] own = w.clone();
          for (int s = 0; s < k; s++) {
            double[] gradient = gradient(x, y, own, e);
            for (int i = 0; i < 4; i++) {
              own[i] -= 0.05 * gradient[i];
            }
          }
          for (int i = 0; i < 4; i++) {
            expected[i] += (w[i] - own[i]) / (k * 0.05) / 2;
          }
        }
        assertArrayEquals(expected, g.value(found.descent().directions().get(0)), 1e-10);
      }
    }
  }

  @Test
  void fishWalksFromEnvironmentToEnvironment() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = linear(g, 2);
      var found = new Fish(0.05).descend(step(tiny, 0));
      tiny.initialised();
      double[] x = g.value(tiny.batch().x());
      double[] y = g.value(tiny.batch().targets());
      double[] w = g.value(tiny.problem().values().get(0));
      List<double[]> either = new ArrayList<>();
      for (int first = 0; first < 2; first++) {
        double[] own = w.clone();
        for (int e : new int[] {first, 1 - first}) {
          double[] gradient = gradient(x, y, own, e);
          for (int i = 0; i < 4; i++) {
            own[i] -= 0.05 * gradient[i];
          }
        }
        double[] direction = new double[4];
        for (int i = 0; i < 4; i++) {
          direction[i] = (w[i] - own[i]) / (2 * 0.05);
        }
        either.add(direction);
      }
      double[] u = g.value(found.descent().directions().get(0));
      assertTrue(close(either.get(0), u) || close(either.get(1), u), "one of the two orders");
      assertTrue(!close(either.get(0), either.get(1)), "which differ");
    }
  }

  private static boolean close(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] - b[i]) > 1e-10) {
        return false;
      }
    }
    return true;
  }

  @Test
  void dannReversesWhatReachesTheFeatures() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = g.vector(1, 2, 3);
      Expr<TFloat64> y = Dann.reversed(x, g.f64.constant(0.5)).square().sum();
      assertArrayEquals(
          new double[] {-1, -2, -3}, g.value(Gradients.of(y, List.of(x)).get(0)), 1e-12);

      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.CROSS_ENTROPY, 3, 2);
      var with = new Dann(Coefficient.of(0.5), 4).descend(step(tiny, 0));
      assertEquals(6, with.descent().parameters().size() - tiny.problem().parameters().size());
      assertEquals(with.descent().parameters().size(), with.descent().directions().size());
      assertNoOpenOrder(g);
      tiny.initialised();
      // The discriminator descends on its loss, the last layer does not know of it.
      Expr<TFloat64> discriminator = with.descent().metrics().get("penalty");
      List<Expr<TFloat64>> own =
          Gradients.of(discriminator, List.of(with.descent().parameters().get(6).value()));
      assertArrayEquals(g.value(own.get(0)), g.value(with.descent().directions().get(6)), 1e-12);
    }
  }

  @Test
  void coralNeedsSeveralExamples() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.SQUARED, 2, 1);
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> new Coral(Coefficient.of(1)).descend(step(tiny, 0)));
      assertTrue(failure.getMessage().startsWith("combiner: "), failure.getMessage());
    }
  }

  /** The mean over pairs, computed pair by pair. */
  @Test
  void coralComparesAllPairs() {
    try (TestGraph g = new TestGraph()) {
      TinyProblem tiny = TinyProblem.of(g, TinyProblem.mlp(Norm.NONE), Loss.SQUARED, 3, 4);
      var found = new Coral(Coefficient.of(1)).descend(step(tiny, 0));
      Pass<TFloat64> pass = new Pass<>();
      Expr<TFloat64> features = tiny.problem().forward(pass, tiny.batch()).features();
      tiny.initialised();
      double[] h = g.value(features);
      int k = 6;
      double[][] mean = new double[3][k];
      double[][][] covariance = new double[3][k][k];
      for (int e = 0; e < 3; e++) {
        for (int b = 0; b < 4; b++) {
          for (int i = 0; i < k; i++) {
            mean[e][i] += h[(4 * e + b) * k + i] / 4;
          }
        }
        for (int b = 0; b < 4; b++) {
          for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
              covariance[e][i][j] +=
                  (h[(4 * e + b) * k + i] - mean[e][i]) * (h[(4 * e + b) * k + j] - mean[e][j]) / 3;
            }
          }
        }
      }
      double total = 0;
      for (int e = 0; e < 3; e++) {
        for (int o = e + 1; o < 3; o++) {
          for (int i = 0; i < k; i++) {
            total += Math.pow(mean[e][i] - mean[o][i], 2) / k / 3;
            for (int j = 0; j < k; j++) {
              total += Math.pow(covariance[e][i][j] - covariance[o][i][j], 2) / (k * k) / 3;
            }
          }
        }
      }
      assertEquals(total, g.scalar(found.descent().metrics().get("penalty")), 1e-10);
    }
  }
}
