package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

class LoopTest {
  @Test
  void aStateIsCarriedAndConstantsStay() {
    try (TestGraph g = new TestGraph()) {
      var turns = g.tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      Expr<TFloat64> rows = g.f64.placeholder(Shape.of(-1, 2));
      Expr<TFloat64> factor = g.vector(2, 3);
      List<Output<?>> end =
          Loop.run(
              g.tf,
              "powers",
              turns,
              List.of(rows, g.tf.constant(10)),
              List.of(factor),
              (tf, turn, state, constants) -> {
                Nodes<TFloat64> nodes = Nodes.of(tf, TFloat64.class);
                Expr<TFloat64> x = nodes.typed(state.get(0));
                assertEquals("[-1, 2]", java.util.Arrays.toString(x.shape().asArray()));
                assertEquals(Shape.of(2), constants.get(0).shape());
                var sum = tf.math.add(Nodes.typed(state.get(1), TInt32.class), turn);
                return List.of(x.times(nodes.typed(constants.get(0))), sum);
              });
      Expr<TFloat64> result = g.f64.typed(end.get(0));
      var sum = Nodes.typed(end.get(1), TInt32.class);
      try (TFloat64 fed = TestGraph.tensor(Shape.of(1, 2), 1, 1);
          TInt32 four = TInt32.scalarOf(4);
          TInt32 none = TInt32.scalarOf(0)) {
        assertArrayEquals(new double[] {16, 81}, g.value(result, Map.of(rows, fed, turns, four)));
        assertArrayEquals(
            new double[] {10 + 0 + 1 + 2 + 3}, g.value(sum, Map.of(rows, fed, turns, four)));
        assertArrayEquals(new double[] {1, 1}, g.value(result, Map.of(rows, fed, turns, none)));
      }
    }
  }

  @Test
  void aBodyMustReturnItsState() {
    try (TestGraph g = new TestGraph()) {
      assertThrows(
          IllegalStateException.class,
          () ->
              Loop.run(
                  g.tf,
                  "wrong",
                  g.tf.constant(3),
                  List.of(g.vector(1)),
                  List.of(),
                  (tf, turn, state, constants) -> List.of()));
    }
  }
}
