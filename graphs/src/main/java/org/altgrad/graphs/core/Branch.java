package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;

/**
 * Two parts of a graph of which one runs: what is chosen passes through as it is, where {@link
 * Expr#where} would compute both and go through all numbers once more. No gradient flows through
 * it.
 */
public final class Branch {
  private Branch() {}

  /** A part: like the body of a {@link Loop} it sees nothing but its inputs. */
  @FunctionalInterface
  public interface Part {
    List<? extends Operand<?>> of(Ops tf, List<Operand<?>> inputs);
  }

  /**
   * Adds both parts to a graph.
   *
   * @param tf adds nodes to the graph of the inputs
   * @param name of the node
   * @param condition scalar
   * @param inputs whatever the parts need
   * @param yes what runs where the condition holds
   * @param no what runs where it does not, with results of the same types and shapes
   */
  public static List<Output<?>> of(
      Ops tf, String name, Operand<TBool> condition, List<Operand<?>> inputs, Part yes, Part no) {
    try (Made then = Made.of(inputs, yes);
        Made otherwise = Made.of(inputs, no)) {
      OperationBuilder builder = tf.scope().opBuilder("StatelessIf", name);
      builder.addInput(condition.asOutput());
      builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
      builder.setAttr("then_branch", then.function());
      builder.setAttr("else_branch", otherwise.function());
      Stream<DataType> types =
          then.results().stream()
              .map(result -> TensorTypeRegistry.find(result.asOutput().type()).dataType());
      builder.setAttr("Tout", types.toArray(DataType[]::new));
      List<Shape> shapes = then.results().stream().map(r -> r.asOutput().shape()).toList();
      builder.setAttr("output_shapes", shapes.toArray(Shape[]::new));
      // Part of the graph around it: a function that is called costs more.
      builder.setAttr("_lower_using_switch_merge", true);
      GraphOperation operation = (GraphOperation) builder.build();
      List<Output<?>> outputs = new ArrayList<>();
      for (int i = 0; i < then.results().size(); i++) {
        outputs.add(operation.output(i));
      }
      return List.copyOf(outputs);
    }
  }

  private record Made(Graph graph, ConcreteFunction function, List<Operand<?>> results)
      implements AutoCloseable {
    static Made of(List<Operand<?>> inputs, Part part) {
      Graph graph = new Graph();
      try {
        Ops tf = Ops.create(graph);
        List<Operand<?>> arguments = Functions.arguments(tf, inputs);
        List<Operand<?>> results = new ArrayList<>();
        for (Operand<?> result : part.of(tf, arguments)) {
          results.add(Functions.same(tf, result.asOutput()));
        }
        return new Made(graph, Functions.of(graph, "branch", arguments, results), results);
      } catch (RuntimeException e) {
        CustomGradient.forget(graph);
        graph.close();
        throw e;
      }
    }

    @Override
    public void close() {
      function.close();
      CustomGradient.forget(graph);
      graph.close();
    }
  }
}
