package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * A part of a graph that TensorFlow's compiler XLA makes one kernel of: where many operations on
 * few numbers would each cost more than what they compute, or many operations on many numbers would
 * each go through memory.
 *
 * <p>Like the body of a {@link Loop} it sees nothing of the graph around it, and no gradient flows
 * through it. It cannot draw from {@link Randoms}, whose keys XLA does not take. Sums may be taken
 * in another order than outside, always in the same. It is compiled when it is first run, and again
 * for other shapes, on the stack of the thread that runs it: Java's usual 1 MB is too little for
 * large parts and ends the process, so start Java with {@code -Xss32m}, as the launcher does.
 */
public final class Compiled {
  private Compiled() {}

  /**
   * Adds the part to a graph.
   *
   * @param tf adds nodes to the graph of the inputs
   * @param name of its node
   * @param inputs whatever it needs
   * @param body makes the outputs from the inputs, with operations for the part
   * @return the outputs, with the shapes that they have inside
   */
  public static List<Output<?>> call(
      Ops tf, String name, List<? extends Operand<?>> inputs, Part body) {
    try (Functions.Made made = Functions.made(name, inputs, body)) {
      OperationBuilder builder = tf.scope().opBuilder("PartitionedCall", name);
      builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
      builder.setAttr("f", made.function()).setAttr("Tout", made.types());
      builder.setAttr("_XlaMustCompile", true);
      GraphOperation operation = (GraphOperation) builder.build();
      List<Output<?>> outputs = new ArrayList<>();
      for (int i = 0; i < made.results().size(); i++) {
        outputs.add(shaped(tf, operation.output(i), made.results().get(i)));
      }
      return List.copyOf(outputs);
    }
  }

  /** A call forgets shapes. */
  private static <U extends TType> Output<U> shaped(Ops tf, Output<U> x, Operand<?> like) {
    return tf.ensureShape(x, like.asOutput().shape()).asOutput();
  }
}
