package org.altgrad.graphs.biohsic.leaky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.LayerSizes;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

class UnitsTest {
  @Test
  void aLeakyUnitApproachesItsInputExponentially() {
    double rho = 0.2;
    double[] a = {0.7, -1.3};
    try (TestGraph g = new TestGraph()) {
      for (int t : new int[] {1, 2, 20}) {
        Loop loop = new Loop("leak" + t);
        var u = loop.variable("u", g.f64.constant(Shape.of(1, 1, 2), 0, 0));
        var input = loop.variable("a", g.f64.constant(Shape.of(1, 1, 2), a));
        Units units = new RateUnits(rho);
        var end =
            loop.run(
                g.tf,
                g.tf.constant(t),
                now ->
                    now.set(u, units.advance(now.get(input), List.of(now.get(u))).state().get(0)));
        double way = 1 - Math.pow(1 - rho, t);
        assertArrayEquals(new double[] {way * a[0], way * a[1]}, g.value(end.get(u)), 1e-12);
      }
    }
  }

  /** Numbers worked out by hand for one time step of a layer of three units. */
  @Test
  void theRuleGivesTheWorkedExample() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> h = g.f64.constant(Shape.of(1, 1, 2), 1, 1);
      Expr<TFloat64> w = g.f64.constant(Shape.of(1, 2, 3), .2, -.4, .6, .3, .5, -.1);
      Expr<TFloat64> b = g.f64.constant(Shape.of(1, 3), .1, .2, .3);
      Expr<TFloat64> u = g.f64.constant(Shape.of(1, 1, 3), .3, .3, .3);
      RateUnits units = new RateUnits(0.2);
      var moment = units.advance(h.batchMatmul(w).plus(b.expand(1)), List.of(u));
      assertArrayEquals(new double[] {.36, .30, .40}, g.value(moment.state().get(0)), 1e-12);
      assertArrayEquals(
          new double[] {.16217342, -1.29738733, 1.13521391}, g.value(moment.z()), 1e-8);
      Expr<TFloat64> xi = g.f64.constant(Shape.of(1, 1, 3), .1, -.2, .3);
      var lesson = units.learn(h, moment, List.of(), xi);
      double[] e = {9.5967e-5, -7.67735e-4, 6.71768e-4};
      assertArrayEquals(e, g.value(lesson.bias()), 1e-9);
      assertArrayEquals(
          new double[] {e[0], e[1], e[2], e[0], e[1], e[2]}, g.value(lesson.weights()), 1e-9);
    }
  }

  /** A constant input above the threshold: the time between spikes is known. */
  @Test
  void aSpikingUnitFiresAtTheRateOfItsInput() {
    double rho = 0.1;
    double theta = 0.5;
    double a = 1;
    // From rest after a reset to 0, u crosses θ after the first t with 1 - (1 - ρ)^t > θ / a.
    int interval = (int) Math.ceil(Math.log(1 - theta / a) / Math.log(1 - rho));
    SpikingUnits units = new SpikingUnits(rho, 0.05, theta, true, 0.3);
    try (TestGraph g = new TestGraph()) {
      int steps = 10 * interval;
      Loop loop = new Loop("fire");
      var u = loop.variable("u", g.f64.constant(Shape.of(1, 1, 1), 0));
      var r = loop.variable("r", g.f64.constant(Shape.of(1, 1, 1), 0));
      var count = loop.variable("count", g.f64.constant(Shape.of(1, 1, 1), 0));
      var input = loop.variable("a", g.f64.constant(Shape.of(1, 1, 1), a));
      var end =
          loop.run(
              g.tf,
              g.tf.constant(steps),
              now -> {
                var moment = units.advance(now.get(input), List.of(now.get(u), now.get(r)));
                now.set(u, moment.state().get(0));
                now.set(r, moment.state().get(1));
                now.set(count, now.get(count).plus(moment.spiking().orElseThrow().spikes()));
              });
      assertEquals(10, g.scalar(end.get(count)));
      double filtered = 0;
      for (int spike = 1; spike <= 10; spike++) {
        filtered += 0.05 * Math.pow(0.95, steps - spike * interval);
      }
      assertEquals(filtered, g.scalar(end.get(r)), 1e-12);
    }
  }

  @Test
  void aCorruptedSignalHasItsCosineAndItsLength() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> xi = g.f64.constant(Shape.of(2, 1, 3), 1, -2, 3, 1e-4, 2e-4, -5e-4);
      for (double cosine : new double[] {1, 0.7, 0, -0.4}) {
        Randoms randoms = new Randoms(3, g.tf.constant(8L));
        Expr<TFloat64> turned = Telling.turn(xi, cosine, randoms, "noise");
        double[] dot = g.value(turned.times(xi).sum(-1));
        double[] own = g.value(turned.square().sum(-1));
        double[] length = g.value(xi.square().sum(-1));
        for (int m = 0; m < 2; m++) {
          assertEquals(length[m], own[m], 1e-9 * length[m]);
          assertEquals(cosine, dot[m] / length[m], 1e-9);
        }
      }
      double[] one = g.value(Telling.turn(xi, 0, new Randoms(3, g.tf.constant(8L)), "noise"));
      double[] other = g.value(Telling.turn(xi, 0, new Randoms(3, g.tf.constant(9L)), "noise"));
      assertTrue(Math.abs(one[0] - other[0]) > 1e-3, "another time step, another direction");
    }
  }

  @Test
  void impossibleSettingsSayWhatIsWrong() {
    complains("tau", () -> new LeakyMlp("leaky_mlp", LayerSizes.of(4), 1e-4, 1e-3));
    complains("features", () -> new LeakyMlp("leaky_mlp", LayerSizes.of(4, 1), 5e-3, 1e-3));
    complains("dt", () -> new LeakyMlp("leaky_mlp", LayerSizes.of(4), 5e-3, 0));
    complains(
        "threshold",
        () ->
            new SpikingMlp(
                "spiking_mlp", LayerSizes.of(4), 5e-3, 1e-3, 1e-2, 0, SpikingMlp.Reset.ZERO, 0.3));
    complains("cosine", () -> new Source.Corrupted("corrupted", 1.1));
  }

  private static void complains(String about, org.junit.jupiter.api.function.Executable make) {
    String message = assertThrows(IllegalArgumentException.class, make).getMessage();
    assertTrue(message.startsWith(about + ": "), message);
  }
}
