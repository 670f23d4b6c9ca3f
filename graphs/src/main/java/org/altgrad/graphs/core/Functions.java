package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TType;

/** Graphs as functions that operations of other graphs name. */
final class Functions {
  private Functions() {}

  /** Placeholders for tensors of another graph, with their shapes. */
  static List<Operand<?>> arguments(Ops tf, List<? extends Operand<?>> inputs) {
    List<Operand<?>> arguments = new ArrayList<>();
    for (Operand<?> input : inputs) {
      arguments.add(
          tf.placeholder(input.asOutput().type(), Placeholder.shape(input.asOutput().shape())));
    }
    return arguments;
  }

  /** A node of its own for a result, as two of them may be one tensor, or an argument. */
  static <U extends TType> Operand<U> same(Ops tf, Output<U> x) {
    return tf.identity(x);
  }

  /**
   * A function of a graph.
   *
   * @param key part of its name
   */
  static ConcreteFunction of(
      Graph graph, String key, List<Operand<?>> arguments, List<? extends Operand<?>> results) {
    // Functions whose bodies are the same have the same name, but shapes are no part of a body.
    int shapes = arguments.stream().map(a -> a.asOutput().shape()).toList().hashCode();
    String name = key + "_" + Integer.toHexString(shapes);
    Signature.Builder signature = Signature.builder().key(name).methodName(name);
    for (int i = 0; i < arguments.size(); i++) {
      signature.input("in" + i, arguments.get(i));
    }
    for (int i = 0; i < results.size(); i++) {
      signature.output("out" + i, results.get(i));
    }
    return ConcreteFunction.create(signature.build(), graph);
  }
}
