package org.altgrad.graphs.core;

import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Functions.Made;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;

/**
 * Two parts of a graph of which one runs: what is chosen passes through as it is, where {@link
 * Expr#where} would compute both and go through all numbers once more. No gradient flows through
 * it.
 */
public final class Branch {
  private Branch() {}

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
    try (Made then = Functions.made("branch", inputs, yes);
        Made otherwise = Functions.made("branch", inputs, no)) {
      OperationBuilder builder = node(tf, name, condition, inputs, then, otherwise);
      // Part of the graph around it: a function that is called costs more.
      return outputs(builder.setAttr("_lower_using_switch_merge", true), then);
    }
  }

  /**
   * A part of a {@link Compiled} one that is computed once, and kept. What the compiler takes to be
   * cheap, a cosine for one, it computes anew wherever it is read; but it does not look into the
   * sides of a branch.
   *
   * @param always scalar that is true whenever the graph runs, though no constant, whose branch the
   *     compiler would see
   * @param part has results of the inputs' types and shapes
   */
  static List<Output<?>> once(
      Ops tf, String name, Operand<TBool> always, List<Operand<?>> inputs, Part part) {
    try (Made then = Functions.made("once", inputs, part);
        Made otherwise = Functions.made("once", inputs, (inside, same) -> same)) {
      return outputs(node(tf, name, always, inputs, then, otherwise), then);
    }
  }

  private static OperationBuilder node(
      Ops tf,
      String name,
      Operand<TBool> condition,
      List<Operand<?>> inputs,
      Made then,
      Made otherwise) {
    OperationBuilder builder = tf.scope().opBuilder("StatelessIf", name);
    builder.addInput(condition.asOutput());
    builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    builder.setAttr("then_branch", then.function());
    builder.setAttr("else_branch", otherwise.function());
    return builder.setAttr("Tout", then.types()).setAttr("output_shapes", then.shapes());
  }

  private static List<Output<?>> outputs(OperationBuilder builder, Made then) {
    GraphOperation operation = (GraphOperation) builder.build();
    return IntStream.range(0, then.results().size())
        .<Output<?>>mapToObj(operation::output)
        .toList();
  }
}
