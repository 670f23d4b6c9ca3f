package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A loop inside one call into TensorFlow. Its body is a graph of its own, so it cannot see tensors
 * of the graph around it: everything that it reads is handed in, either as state, which each turn
 * replaces, or as a constant, which stays. No gradient flows through a loop; a body may ask for
 * gradients of its own.
 */
public final class Loop {
  /** What one turn does. */
  @FunctionalInterface
  public interface Body {
    /**
     * @param tf adds nodes to the body
     * @param turn scalar, 0 in the first turn
     * @param state what the turn before left, in the order in which it was handed in
     * @param constants in the order in which they were handed in
     * @return the new state, in the same order, of the same types and shapes
     */
    List<? extends Operand<?>> turn(
        Ops tf, Operand<TInt32> turn, List<Output<?>> state, List<Output<?>> constants);
  }

  private Loop() {}

  /**
   * Adds a loop.
   *
   * @param name of its nodes; no other loop of the graph may have it
   * @param turns scalar, how often the body runs
   * @return the state after the last turn
   */
  public static List<Output<?>> run(
      Ops tf,
      String name,
      Operand<TInt32> turns,
      List<? extends Operand<?>> state,
      List<? extends Operand<?>> constants,
      Body body) {
    if (!(tf.scope().env() instanceof Graph graph)) {
      throw new IllegalArgumentException("a loop needs a graph, not eager execution");
    }
    List<Output<?>> all = new ArrayList<>();
    all.add(tf.constant(0).asOutput());
    all.add(turns.asOutput());
    state.forEach(x -> all.add(x.asOutput()));
    constants.forEach(x -> all.add(x.asOutput()));
    List<Shape> shapes = all.stream().map(Output::shape).toList();
    int end = 2 + state.size();

    Output<?>[] results =
        graph.whileLoop(
            all.toArray(new Output<?>[0]),
            (condition, in, out) ->
                out[0] =
                    Ops.create(condition)
                        .math
                        .less(Nodes.typed(in[0], TInt32.class), Nodes.typed(in[1], TInt32.class))
                        .asOutput(),
            (graphOfBody, in, out) -> {
              Ops inside = Ops.create(graphOfBody);
              List<Output<?>> given = new ArrayList<>();
              for (int i = 0; i < in.length; i++) {
                given.add(shaped(inside, in[i], shapes.get(i)));
              }
              Output<TInt32> turn = Nodes.typed(in[0], TInt32.class);
              List<? extends Operand<?>> next =
                  body.turn(inside, turn, given.subList(2, end), given.subList(end, given.size()));
              if (next.size() != state.size()) {
                throw new IllegalStateException(
                    "the body of loop '"
                        + name
                        + "' returns "
                        + next.size()
                        + " tensors for a state of "
                        + state.size());
              }
              out[0] = inside.math.add(turn, inside.constant(1)).asOutput();
              out[1] = same(inside, in[1]);
              for (int i = 0; i < next.size(); i++) {
                out[2 + i] = same(inside, next.get(i).asOutput());
              }
              for (int i = end; i < in.length; i++) {
                out[i] = same(inside, in[i]);
              }
            },
            name);
    List<Output<?>> after = new ArrayList<>();
    for (int i = 2; i < end; i++) {
      after.add(shaped(tf, results[i], shapes.get(i)));
    }
    return after;
  }

  private static <T extends TType> Output<?> same(Ops tf, Output<T> x) {
    return tf.identity(x).asOutput();
  }

  /** A loop forgets static shapes; this tells them again, as far as they can be told. */
  private static <T extends TType> Output<?> shaped(Ops tf, Output<T> x, Shape shape) {
    if (shape.isUnknown()
        || Arrays.stream(shape.asArray()).filter(size -> size < 0).count() > 1
        || x.shape().equals(shape)) {
      return x;
    }
    return tf.reshape(x, tf.constant(shape.asArray())).asOutput();
  }
}
