package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

class LoopTest {
  @Test
  void variablesChangeTogetherAndOthersStay() {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("fibonacci");
      var a = loop.variable("a", g.f64.constant(0));
      var b = loop.variable("b", g.f64.constant(1));
      var fixed = loop.variable("fixed", g.vector(7, 8));
      var sum = loop.variable("sum", g.vector(0, 0));
      var end =
          loop.run(
              g.tf,
              g.tf.constant(10),
              now -> {
                now.set(a, now.get(b));
                now.set(b, now.get(a).plus(now.get(b)));
                Expr<TFloat64> index = now.index().cast(TFloat64.class);
                now.set(sum, now.get(sum).plus(now.get(fixed).times(index)));
              });
      assertEquals(55, g.scalar(end.get(a)));
      assertEquals(89, g.scalar(end.get(b)));
      assertArrayEquals(new double[] {7, 8}, g.value(end.get(fixed)));
      assertArrayEquals(new double[] {7 * 45, 8 * 45}, g.value(end.get(sum)));
      assertEquals(Shape.of(2), end.get(sum).shape());
    }
  }

  @Test
  void theCountMayBeFedAndMayBeZero() {
    try (TestGraph g = new TestGraph()) {
      var count = g.tf.placeholder(TInt32.class);
      Loop loop = new Loop("double");
      var x = loop.variable("x", g.f64.constant(3));
      var end = loop.run(g.tf, count, now -> now.set(x, now.get(x).times(2)));
      for (int n : new int[] {0, 1, 5}) {
        try (TInt32 fed = TInt32.scalarOf(n)) {
          assertEquals(3 * (1 << n), g.value(end.get(x), Map.of(count, fed))[0]);
        }
      }
    }
  }

  @Test
  void customGradientsWorkInTheBody() {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("descent");
      var w = loop.variable("w", g.vector(1, -2));
      var end =
          loop.run(
              g.tf,
              g.tf.constant(3),
              now -> {
                Expr<TFloat64> value = now.get(w);
                Nodes<TFloat64> nodes = value.nodes();
                // The rule doubles the derivative of w², which makes it 4w.
                Expr<TFloat64> carried =
                    nodes.typed(
                        CustomGradient.apply(
                                nodes.tf(),
                                "twice",
                                List.of(value.square()),
                                (tf, up) -> List.of(nodes.with(tf).typed(up.get(0)).times(2)))
                            .get(0));
                now.set(
                    w, value.minus(Gradients.of(carried.sum(), List.of(value)).get(0).times(0.1)));
              });
      double factor = Math.pow(1 - 0.4, 3);
      assertArrayEquals(new double[] {factor, -2 * factor}, g.value(end.get(w)), 1e-12);
    }
  }

  @Test
  void randomDrawsInTheBodyFollowTheirCounter() {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("noise");
      var sum = loop.variable("sum", g.vector(0, 0, 0));
      Expr<TInt64> start = Nodes.of(g.tf, TInt64.class).constant(5);
      var first = loop.variable("first", start);
      var end =
          loop.run(
              g.tf,
              g.tf.constant(4),
              now -> {
                Expr<TInt64> counter = now.get(first).plus(now.index().cast(TInt64.class));
                Expr<TFloat64> old = now.get(sum);
                now.set(sum, old.plus(new Randoms(9, counter).uniformLike("u", old)));
              });
      double[] expected = new double[3];
      for (long c = 5; c < 9; c++) {
        double[] drawn =
            g.value(new Randoms(9, g.tf.constant(c)).uniformLike("u", g.vector(0, 0, 0)));
        for (int i = 0; i < 3; i++) {
          expected[i] += drawn[i];
        }
      }
      assertArrayEquals(expected, g.value(end.get(sum)), 1e-15);
    }
  }

  @Test
  void variablesOfTheGraphGoInAndComeOut() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> w = g.variables.trainable("w", g.vector(1, 2));
      Loop loop = new Loop("grow");
      var inside = loop.variable("w", w);
      var end = loop.run(g.tf, g.tf.constant(2), now -> now.set(inside, now.get(inside).plus(1)));
      var change = g.tf.assign(g.variables.entry("w", TFloat64.class).ref(), end.get(inside));
      g.initialize();
      g.run(change);
      g.run(change);
      assertArrayEquals(new double[] {5, 6}, g.value(w));
    }
  }

  @Test
  void loopsMayLieInLoops() {
    try (TestGraph g = new TestGraph()) {
      Loop rows = new Loop("rows");
      var sum = rows.variable("sum", g.f64.constant(0));
      var values = rows.variable("values", g.vector(1, 10, 100));
      var end =
          rows.run(
              g.tf,
              g.tf.constant(3),
              row -> {
                var tf = row.nodes(TFloat64.class).tf();
                Expr<TFloat64> one =
                    row.nodes(TFloat64.class)
                        .of(tf.gather(row.get(values), row.index(), tf.constant(0)));
                Loop times = new Loop("times");
                var x = times.variable("x", row.get(sum));
                var add = times.variable("add", one);
                // row i adds its value i + 1 times
                var inner =
                    times.run(
                        tf, row.index().plus(1), now -> now.set(x, now.get(x).plus(now.get(add))));
                row.set(sum, inner.get(x));
              });
      assertEquals(1 + 2 * 10 + 3 * 100, g.scalar(end.get(sum)));
    }
  }

  @Test
  void mistakesAreNamed() {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("wrong");
      var x = loop.variable("x", g.vector(1, 2));
      assertThrows(IllegalArgumentException.class, () -> loop.variable("x", g.vector(1)));
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> loop.run(g.tf, g.tf.constant(1), now -> now.set(x, now.get(x).sum())));
      assertTrue(failure.getMessage().contains("'x'"), failure.getMessage());
      failure =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  loop.run(
                      g.tf,
                      g.tf.constant(1),
                      now -> {
                        now.set(x, now.get(x));
                        now.set(x, now.get(x));
                      }));
      assertTrue(failure.getMessage().contains("twice"), failure.getMessage());
    }
  }
}
