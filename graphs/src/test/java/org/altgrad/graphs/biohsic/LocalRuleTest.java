package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class LocalRuleTest {
  private static final double[][] H = {{0, 0}, {1, 0}, {0, 2}, {1, 1}};
  private static final double[][] W = {{.2, -.4, .6}, {.3, .5, -.1}};
  private static final double RHO = 0.2;

  /** u = u_prev + ρ (h W + b - u_prev), with u_prev = 0.3 everywhere. */
  private static Expr<TFloat64> leaky(Expr<TFloat64> h, Expr<TFloat64> w, Expr<TFloat64> b) {
    return h.matmul(w).plus(b).minus(0.3).times(RHO).plus(0.3);
  }

  @Test
  void threeFactorsOfFourPoints() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> h = g.f64.constant(H);
      Expr<TFloat64> w = g.f64.constant(W);
      Expr<TFloat64> b = g.vector(.1, .2, .3);
      Expr<TFloat64> xi = g.f64.constant(new double[][] {{.1, -.2, .3}});
      LocalRule<TFloat64> layer = LocalRule.of(leaky(h, w, b));
      LocalRule<TFloat64> now = layer.current();
      assertArrayEquals(new double[] {.36, .30, .40}, g.value(now.u()), 1e-12);
      assertArrayEquals(new double[] {.16217342, -1.29738733, 1.13521391}, g.value(now.z()), 1e-8);
      Expr<TFloat64> e = now.error(xi, RHO);
      double[] expected = {9.5967e-5, -7.67735e-4, 6.71768e-4};
      assertArrayEquals(expected, g.value(e), 1e-9);

      // The current input is (1, 1): both rows of the outer product are e.
      Expr<TFloat64> dw = LocalRule.weights(Axes.current(h), e);
      double[] twice = new double[6];
      System.arraycopy(expected, 0, twice, 0, 3);
      System.arraycopy(expected, 0, twice, 3, 3);
      assertArrayEquals(twice, g.value(dw), 1e-9);
      assertArrayEquals(expected, g.value(LocalRule.bias(e)), 1e-9);

      Expr<TFloat64> cotangent = g.f64.constant(new double[3][3]);
      cotangent = g.f64.concat(List.of(cotangent, xi), 0);
      Expr<TFloat64> carrier = LocalRule.carrier("layer0", layer.z(), cotangent);
      List<Operand<TFloat64>> asked = List.of(w, b);
      List<Expr<TFloat64>> derived = Gradients.of(carrier.times(17).sum(), asked);
      assertArrayEquals(g.value(dw), g.value(derived.get(0)), 1e-12);
      assertArrayEquals(expected, g.value(derived.get(1)), 1e-9);
    }
  }

  /** Two layers, each reading the other's stopped activity, through carriers and by hand. */
  @Test
  void carriersAndClosedFormAgreeAndStayLocal() {
    Random random = new Random(3);
    Objective objective = new Objective(5, 0.5, 0.25, 1);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = normal(g, random, 6, 5);
      Expr<TFloat64> y = g.f64.oneHot(g.tf.constant(new int[] {0, 1, 2, 0, 1, 2}), 3);
      Expr<TFloat64> w1 = normal(g, random, 5, 7);
      Expr<TFloat64> w2 = normal(g, random, 7, 4);
      Expr<TFloat64> contrast = objective.contrast(x, y);
      for (Signal signal : Signal.values()) {
        LocalRule<TFloat64> one = LocalRule.of(x.matmul(w1));
        Expr<TFloat64> c1 = signal.cotangent(objective, contrast, one.z().stop());
        Expr<TFloat64> carrier1 = LocalRule.carrier("one" + signal, one.z(), c1);
        LocalRule<TFloat64> two = LocalRule.of(one.z().stop().matmul(w2));
        Expr<TFloat64> c2 = signal.cotangent(objective, contrast, two.z().stop());
        Expr<TFloat64> carrier2 = LocalRule.carrier("two" + signal, two.z(), c2);
        List<Operand<TFloat64>> asked = List.of(w1, w2);
        List<Expr<TFloat64>> all = Gradients.of(carrier1.sum().plus(carrier2.sum()), asked);
        double[] d1 = g.value(LocalRule.weights(x, one.error(c1, 1)));
        double[] d2 = g.value(LocalRule.weights(one.z(), two.error(c2, 1)));
        assertArrayEquals(d1, g.value(all.get(0)), 1e-12, signal + ", layer 1");
        assertArrayEquals(d2, g.value(all.get(1)), 1e-12, signal + ", layer 2");
        // Locality: the second layer's root has nothing for the first layer's weights.
        Expr<TFloat64> across = Gradients.of(carrier2.sum(), List.of(w1)).get(0);
        assertArrayEquals(new double[35], g.value(across), signal.name());
      }
    }
  }

  @Test
  void rememberedInputsCountThroughTheirActivityAlone() {
    Random random = new Random(5);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> h = normal(g, random, 4, 5);
      Expr<TFloat64> other = g.f64.concat(List.of(normal(g, random, 3, 5), Axes.current(h)), 0);
      Expr<TFloat64> w = normal(g, random, 5, 6);
      LocalRule<TFloat64> layer = LocalRule.of(h.matmul(w));
      Expr<TFloat64> xi = normal(g, random, 1, 6);
      Expr<TFloat64> e = layer.current().error(xi, 1);
      assertArrayEquals(
          g.value(LocalRule.weights(Axes.current(h), e)),
          g.value(LocalRule.weights(Axes.current(other), e)));
    }
  }

  /** Steps along the direction of many random windows: does the objective of the window fall? */
  @Test
  void exactSignalDescendsAndFlippedAscends() {
    int exact = falls(Signal.EXACT);
    int diagonal = falls(Signal.DIAGONAL);
    assertTrue(exact >= 195, "exact " + exact);
    assertTrue(falls(Signal.FLIPPED) <= 5);
    assertTrue(exact > diagonal + 20, "diagonal " + diagonal);
  }

  private static int falls(Signal signal) {
    int windows = 200;
    Objective objective = new Objective(2, 0.5, 0.25, 1);
    Random random = new Random(11);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = normal(g, random, windows, 8, 20);
      int[] labels = random.ints(windows * 8L, 0, 3).toArray();
      Expr<TFloat64> y = g.f64.oneHot(g.tf.constant(labels), 3).reshape(windows, 8, 3);
      Expr<TFloat64> w = normal(g, random, windows, 20, 16).times(1 / Math.sqrt(20));
      Expr<TFloat64> contrast = objective.contrast(x, y);
      LocalRule<TFloat64> layer = LocalRule.of(x.batchMatmul(w));
      Expr<TFloat64> xi = Signal.current(objective, signal.weights(contrast), layer.z());
      Expr<TFloat64> dw = LocalRule.weights(Axes.current(x), layer.current().error(xi, 1));
      Expr<TFloat64> length = dw.square().sumKeep(-2, -1).sqrt();
      Expr<TFloat64> moved = w.minus(dw.over(length).times(1e-3));
      Expr<TFloat64> now = Axes.current(LocalRule.of(x.batchMatmul(moved)).z());
      Expr<TFloat64> memory =
          g.f64.of(
              g.tf.slice(
                  layer.z(), g.tf.constant(new int[3]), g.tf.constant(new int[] {windows, 7, 16})));
      Expr<TFloat64> after = g.f64.concat(List.of(memory, now), 1);
      double[] before = g.value(objective.loss(contrast, layer.z()));
      double[] behind = g.value(objective.loss(contrast, after));
      int falls = 0;
      for (int i = 0; i < windows; i++) {
        falls += behind[i] < before[i] ? 1 : 0;
      }
      return falls;
    }
  }

  private static Expr<TFloat64> normal(TestGraph g, Random random, long... shape) {
    Shape s = Shape.of(shape);
    double[] values = new double[(int) s.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return g.f64.constant(s, values);
  }
}
