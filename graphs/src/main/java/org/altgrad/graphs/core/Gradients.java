package org.altgrad.graphs.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.types.family.TNumber;

/** Derivatives of a scalar, through TensorFlow's own gradients and our custom ones. */
public final class Gradients {
  private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

  private Gradients() {}

  /**
   * Adds the gradient of {@code y} with respect to each of {@code xs}.
   *
   * @param y a scalar (of another shape: the gradient of the sum of its entries)
   * @return one tensor for each of {@code xs}, of its shape; zeros where {@code y} does not depend
   *     on it
   * @throws GraphException naming the operation if there is one between them that has no gradient
   */
  public static <T extends TNumber> List<Expr<T>> of(Expr<T> y, List<? extends Operand<T>> xs) {
    Nodes<T> nodes = y.nodes();
    if (!(nodes.tf().scope().env() instanceof Graph graph)) {
      throw new IllegalArgumentException("gradients need a graph, not eager execution");
    }
    // TensorFlow refuses an x that y does not depend on, so those are found first.
    Set<String> reached = ancestors(y.asOutput());
    List<Output<?>> asked = new ArrayList<>();
    for (Operand<T> x : xs) {
      if (reached.contains(x.asOutput().op().name())) {
        asked.add(x.asOutput());
      }
    }
    Output<?>[] found =
        asked.isEmpty() ? new Output<?>[0] : backward(graph, y, asked.toArray(new Output<?>[0]));
    List<Expr<T>> gradients = new ArrayList<>();
    int next = 0;
    for (Operand<T> x : xs) {
      if (!reached.contains(x.asOutput().op().name())) {
        gradients.add(nodes.zerosLike(x));
        continue;
      }
      Output<?> gradient = found[next++];
      gradients.add(gradient.isClosed() ? nodes.zerosLike(x) : nodes.typed(gradient));
    }
    return gradients;
  }

  /** Whether a tensor is computed from another. */
  public static boolean dependsOn(Operand<?> y, Operand<?> x) {
    return ancestors(y.asOutput()).contains(x.asOutput().op().name());
  }

  private static <T extends TNumber> Output<?>[] backward(Graph graph, Expr<T> y, Output<?>[] xs) {
    CustomGradient.register();
    var tf = y.nodes().tf();
    // TensorFlow would start from ones in the shape of y, an op without a gradient of its own;
    // stopped, it lets gradients of gradients through.
    Output<T> ones = tf.stopGradient(tf.onesLike(y)).asOutput();
    Output<?>[] found;
    try {
      found = graph.addGradients(null, new Output<?>[] {y.asOutput()}, xs, new Output<?>[] {ones});
    } catch (RuntimeException failure) {
      CustomGradient.verify(graph); // a broken rule explains a failure better than TensorFlow does
      throw explained(failure, y.asOutput());
    }
    CustomGradient.verify(graph);
    return found;
  }

  /** Names the operations that TensorFlow only gives the type of. */
  private static RuntimeException explained(RuntimeException failure, Output<?> y) {
    Matcher matcher = NO_GRADIENT.matcher(String.valueOf(failure.getMessage()));
    if (!matcher.find()) {
      return failure;
    }
    String type = matcher.group(1);
    List<String> places =
        operations(y).stream().filter(op -> op.type().equals(type)).map(Operation::name).toList();
    return new GraphException(
        type
            + " has no gradient, but a derivative was asked for through "
            + (places.isEmpty() ? "one" : String.join(", ", places)),
        "stop() what it is made from if nothing is to flow through it, write its derivative"
            + " with CustomGradient, or use operations that have one",
        failure);
  }

  private static Set<String> ancestors(Output<?> y) {
    return operations(y).stream().map(Operation::name).collect(Collectors.toSet());
  }

  /** All operations that a tensor is computed by. */
  private static List<GraphOperation> operations(Output<?> y) {
    Set<String> seen = new HashSet<>();
    List<GraphOperation> all = new ArrayList<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    GraphOperation root = (GraphOperation) y.op();
    seen.add(root.name());
    open.push(root);
    while (!open.isEmpty()) {
      GraphOperation next = open.pop();
      all.add(next);
      for (Operand<?> input : next.inputs()) {
        GraphOperation op = (GraphOperation) input.asOutput().op();
        if (seen.add(op.name())) {
          open.push(op);
        }
      }
    }
    return all;
  }
}
