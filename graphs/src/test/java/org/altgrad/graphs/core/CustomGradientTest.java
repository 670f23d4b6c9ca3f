package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

class CustomGradientTest {
  /** An identity whose gradient is multiplied by a factor. */
  private static Expr<TFloat64> scaled(Expr<TFloat64> x, String name, double factor) {
    return x.nodes()
        .typed(CustomGradient.apply(x.nodes().tf(), name, List.of(x), times(factor)).get(0));
  }

  private static CustomGradient.GradientRule times(double factor) {
    return (tf, upstream) -> {
      Nodes<TFloat64> nodes = Nodes.of(tf, TFloat64.class);
      return List.of(nodes.typed(upstream.get(0)).times(factor));
    };
  }

  private static double[] gradient(TestGraph g, Expr<TFloat64> y, Expr<TFloat64> x) {
    return g.value(Gradients.of(y, List.of(x)).get(0));
  }

  @Test
  void manyCarriersWithDifferentRulesInOneGraph() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, -2);
      List<Expr<TFloat64>> parts = new ArrayList<>();
      double expected = 0;
      for (int i = 1; i <= 40; i++) {
        parts.add(scaled(x, "carrier", i * i).times(i));
        expected += (double) i * i * i;
      }
      var y = g.f64.stack(parts).sum();
      assertEquals(40 * 41 / 2 * (1 - 2), g.scalar(y), 1e-12);
      assertArrayEquals(new double[] {expected, expected}, gradient(g, y, x), 1e-9);
    }
  }

  @Test
  void carriersInARowMultiply() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1);
      var y = scaled(scaled(x.square(), "a", 3), "b", 5);
      assertArrayEquals(new double[] {2 * 3 * 5}, gradient(g, y, x));
    }
  }

  @Test
  void equalNamesInDifferentGraphsKeepTheirOwnRules() {
    try (TestGraph first = new TestGraph();
        TestGraph second = new TestGraph()) {
      var x1 = first.vector(1);
      var x2 = second.vector(1);
      var y1 = scaled(x1, "same", 2);
      var y2 = scaled(x2, "same", 7);
      assertEquals(y1.op().name(), y2.op().name());
      assertArrayEquals(new double[] {2}, gradient(first, y1, x1));
      assertArrayEquals(new double[] {7}, gradient(second, y2, x2));
    }
  }

  @Test
  void severalInputsOfDifferentTypesAndShapes() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2, 3);
      var w = g.f32.constant(5);
      var outputs =
          CustomGradient.apply(
              g.tf,
              "pair",
              List.of(x, w),
              (tf, upstream) -> {
                var nodes = Nodes.of(tf, TFloat64.class);
                var up = nodes.typed(upstream.get(0));
                return List.of(up.times(10), up.sum().cast(w.nodes().type()));
              });
      Expr<TFloat64> y = g.f64.typed(outputs.get(0)).times(g.vector(1, 2, 4)).sum();
      assertArrayEquals(new double[] {10, 20, 40}, gradient(g, y, x));
      var wide = w.cast(TFloat64.class);
      var z = y.plus(g.f64.typed(g.tf.dtypes.cast(g.f32.typed(outputs.get(1)), TFloat64.class)));
      assertEquals(17 + 5, g.scalar(z), 1e-12);
      assertEquals(5, g.scalar(wide));
    }
  }

  @Test
  void anImportedIdentityNPassesGradientsThrough() {
    try (TestGraph source = new TestGraph();
        TestGraph target = new TestGraph()) {
      var x = source.f64.placeholder(org.tensorflow.ndarray.Shape.of(2));
      var y = scaled(x, "carrier", 100).square();
      String xName = x.op().name();
      String yName = y.op().name();

      target.graph.importGraphDef(source.graph.toGraphDef(), "imported");
      Expr<TFloat64> importedX =
          target.f64.typed(target.graph.operation("imported/" + xName).output(0));
      Expr<TFloat64> importedY =
          target.f64.typed(target.graph.operation("imported/" + yName).output(0));
      var gradient = Gradients.of(importedY, List.of(importedX)).get(0);
      try (var fed = TFloat64.vectorOf(3, -4)) {
        assertArrayEquals(
            new double[] {6, -8}, target.value(gradient, java.util.Map.of(importedX, fed)));
      }
    }
  }

  @Test
  void outputsThatAreNotUsedHaveUpstreamZero() {
    try (TestGraph g = new TestGraph()) {
      var a = g.vector(1, 2);
      var b = g.vector(3, 4, 5);
      List<Boolean> seen = new ArrayList<>();
      List<String> messages = new ArrayList<>();
      var outputs =
          CustomGradient.apply(
              g.tf,
              "two",
              List.of(a, b),
              (tf, upstream) -> {
                Nodes<TFloat64> nodes = Nodes.of(tf, TFloat64.class);
                seen.add(upstream.has(2));
                messages.add(
                    assertThrows(IllegalStateException.class, () -> upstream.get(2)).getMessage());
                // Zeros for b's output, of b's shape; 7 tells that they went through this rule.
                return List.of(upstream.get(0), nodes.typed(upstream.get(1)).plus(7));
              });
      Expr<TFloat64> y = g.f64.typed(outputs.get(0)).sum();
      var gradients = Gradients.of(y, List.of(a, b));
      assertArrayEquals(new double[] {1, 1}, g.value(gradients.get(0)));
      assertArrayEquals(new double[] {7, 7, 7}, g.value(gradients.get(1)));
      assertEquals(List.of(false), seen);
      assertTrue(messages.get(0).contains("output 2"), messages.get(0));
    }
  }

  record Broken(String message, CustomGradient.GradientRule rule) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Broken> brokenRules() {
    return Stream.of(
        new Broken("returned 0 gradients for 1 inputs", (tf, up) -> List.of()),
        new Broken("returned 2 gradients for 1", (tf, up) -> List.of(up.get(0), up.get(0))),
        new Broken("for its input 0", (tf, up) -> List.of(tf.constant(new double[] {1, 2, 3}))),
        new Broken("for its input 0", (tf, up) -> List.of(tf.constant(new float[] {1, 2}))),
        new Broken("returned null", (tf, up) -> null),
        new Broken("returned null", (tf, up) -> listOfNull()),
        new Broken("failed", (tf, up) -> throwError()));
  }

  private static List<Operand<?>> listOfNull() {
    List<Operand<?>> list = new ArrayList<>();
    list.add(null);
    return list;
  }

  private static List<Operand<?>> throwError() {
    throw new AssertionError("an error, not an exception");
  }

  @ParameterizedTest
  @MethodSource("brokenRules")
  void aBrokenRuleIsAnExceptionThatNamesItsOp(Broken broken) {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2);
      Expr<TFloat64> y =
          g.f64.typed(CustomGradient.apply(g.tf, "culprit", List.of(x), broken.rule()).get(0));
      String message =
          assertThrows(IllegalStateException.class, () -> Gradients.of(y, List.of(x))).getMessage();
      assertTrue(message.contains("'culprit'"), message);
      assertTrue(message.contains(broken.message()), message);
    }
    manyCarriersWithDifferentRulesInOneGraph(); // the process is as good as before
  }

  @Test
  void anExceptionOfARuleArrivesAsItIs() {
    IllegalArgumentException thrown = new IllegalArgumentException("no such thing");
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2);
      CustomGradient.GradientRule rule =
          (tf, upstream) -> {
            throw thrown;
          };
      Expr<TFloat64> y = g.f64.typed(CustomGradient.apply(g.tf, "c", List.of(x), rule).get(0));
      assertSame(
          thrown,
          assertThrows(IllegalArgumentException.class, () -> Gradients.of(y.square(), List.of(x))));
    }
  }

  @Test
  void aForgottenGraphLetsItsRulesGo() throws InterruptedException {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(2);
      Object held = new Object();
      WeakReference<Object> reference = new WeakReference<>(held);
      var y = carrierThatHolds(x, held);
      held = null;
      System.gc();
      assertFalse(reference.refersTo(null), "a rule must live as long as its graph");
      CustomGradient.forget(g.graph);
      for (int i = 0; i < 50 && reference.get() != null; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertNull(reference.get(), "the rule is still held");
      // Without its rule the carrier passes gradients through.
      assertArrayEquals(new double[] {1}, gradient(g, y, x));
    }
  }

  private static Expr<TFloat64> carrierThatHolds(Expr<TFloat64> x, Object held) {
    CustomGradient.GradientRule rule =
        (tf, upstream) -> List.of(Nodes.of(tf, TFloat64.class).constant(held.hashCode()));
    return x.nodes().typed(CustomGradient.apply(x.nodes().tf(), "c", List.of(x), rule).get(0));
  }

  @Test
  void eagerExecutionIsRefused() {
    Ops eager = Ops.create(org.tensorflow.EagerSession.getDefault());
    assertThrows(
        IllegalArgumentException.class,
        () -> CustomGradient.apply(eager, "c", List.of(eager.constant(1.0)), times(1)));
  }
}
