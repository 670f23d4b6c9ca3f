package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Graphs as functions that operations of other graphs name. */
final class Functions {
  private Functions() {}

  /**
   * A {@link Part} as a function, until it is closed.
   *
   * @param results in the part's own graph, with their shapes
   */
  record Made(Graph graph, ConcreteFunction function, List<Operand<?>> results)
      implements AutoCloseable {
    DataType[] types() {
      return results.stream()
          .map(result -> TensorTypeRegistry.find(result.asOutput().type()).dataType())
          .toArray(DataType[]::new);
    }

    Shape[] shapes() {
      return results.stream().map(result -> result.asOutput().shape()).toArray(Shape[]::new);
    }

    @Override
    public void close() {
      function.close();
      CustomGradient.forget(graph);
      graph.close();
    }
  }

  /**
   * Makes a function of a part.
   *
   * @param key part of its name
   * @param inputs tensors of another graph
   */
  static Made made(String key, List<? extends Operand<?>> inputs, Part part) {
    Graph graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      List<Operand<?>> arguments = arguments(tf, inputs);
      List<Operand<?>> results = new ArrayList<>();
      for (Operand<?> result : part.of(tf, arguments)) {
        results.add(same(tf, result.asOutput()));
      }
      return new Made(graph, of(graph, key, arguments, results), results);
    } catch (RuntimeException e) {
      CustomGradient.forget(graph);
      graph.close();
      throw e;
    }
  }

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
