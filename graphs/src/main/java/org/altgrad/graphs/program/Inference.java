package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A function of a trained network that can be exported: built in a graph of its own, without
 * training nodes.
 *
 * @param description one sentence for users
 * @param inputs in order
 * @param build adds the function's nodes
 */
public record Inference(String description, List<Input> inputs, Builder build) {

  public Inference {
    inputs = List.copyOf(inputs);
  }

  /** An argument; a dimension of -1 in its shape is free. */
  public record Input(String name, Class<? extends TType> type, Shape shape) {}

  /** Hands out the values of variables by name. */
  @FunctionalInterface
  public interface Weights {
    Expr<TFloat32> get(String name);
  }

  /** Adds the nodes of the function. */
  @FunctionalInterface
  public interface Builder {
    /**
     * @param inputs placeholders by name
     * @return outputs by name
     */
    Map<String, Operand<?>> build(
        Nodes<TFloat32> nodes, Weights weights, Map<String, Operand<?>> inputs);
  }
}
