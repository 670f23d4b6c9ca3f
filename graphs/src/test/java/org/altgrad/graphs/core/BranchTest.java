package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

class BranchTest {
  private static List<? extends Operand<?>> twice(
      org.tensorflow.op.Ops tf, List<Operand<?>> inputs) {
    Expr<TFloat64> x = Nodes.of(tf, TFloat64.class).typed(inputs.get(0));
    return List.of(x.times(2), inputs.get(1));
  }

  @Test
  void theConditionChooses() {
    try (TestGraph g = new TestGraph()) {
      Operand<TBool> condition = g.tf.placeholder(TBool.class);
      List<Output<?>> chosen =
          Branch.of(
              g.tf,
              "chosen",
              condition,
              List.of(g.vector(1, 2, 3), g.vector(7)),
              BranchTest::twice,
              (tf, inputs) -> inputs);
      Expr<TFloat64> first = g.f64.typed(chosen.get(0));
      assertEquals(Shape.of(3), first.shape());
      try (TBool yes = TBool.scalarOf(true);
          TBool no = TBool.scalarOf(false)) {
        assertArrayEquals(new double[] {2, 4, 6}, g.value(first, Map.of(condition, yes)));
        assertArrayEquals(new double[] {1, 2, 3}, g.value(first, Map.of(condition, no)));
        Expr<TFloat64> second = g.f64.typed(chosen.get(1));
        assertArrayEquals(new double[] {7}, g.value(second, Map.of(condition, no)));
      }
    }
  }

  @Test
  void itStandsInALoop() {
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("odd");
      var x = loop.variable("x", g.f64.constant(1));
      var end =
          loop.run(
              g.tf,
              g.tf.constant(5),
              now -> {
                var tf = now.nodes(TFloat64.class).tf();
                Operand<TBool> odd =
                    tf.math.equal(tf.math.floorMod(now.index(), tf.constant(2)), tf.constant(1));
                Expr<TFloat64> next = now.get(x).plus(10);
                now.set(
                    x,
                    now.nodes(TFloat64.class)
                        .typed(
                            Branch.of(
                                    tf,
                                    "twice",
                                    odd,
                                    List.of(next, next),
                                    BranchTest::twice,
                                    (inside, inputs) -> inputs)
                                .get(0)));
              });
      // 1, 11, 42, 52, 124, 134
      assertEquals(134, g.scalar(end.get(x)));
    }
  }
}
