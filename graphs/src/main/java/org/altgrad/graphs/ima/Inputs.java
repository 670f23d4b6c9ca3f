package org.altgrad.graphs.ima;

import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.HostConstant;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.Step;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What is read of the data.
 *
 * @param column of the observations, {@code input} or {@code image}
 * @param example shape of an observation
 * @param classes of labels that a learned prior sees, 1 if it sees none
 * @param constants of the data set
 * @param examples in the training split
 */
record Inputs(
    String column, Shape example, int classes, Map<String, HostConstant> constants, int examples) {

  static Inputs of(Context context) {
    ResidentSplit train = context.split("train");
    String column = train.has("input") ? "input" : "image";
    int classes = train.has("label") ? Math.max(1, context.classes()) : 1;
    return new Inputs(
        column, train.example(column), classes, context.data().constants(), train.count());
  }

  /** Numbers of an observation. */
  int size() {
    return (int) example.size();
  }

  /** Observations of a step, [networks, batch, D]. */
  <T extends TNumber> Expr<T> x(Step<T> step) {
    Expr<T> x = step.column(column);
    return x.reshape(x.shape().get(0), -1, size());
  }

  /** One-hot labels of a step, [networks, batch, classes], if there is more than one class. */
  <T extends TNumber> Optional<Expr<T>> labels(Step<T> step) {
    return classes == 1
        ? Optional.empty()
        : Optional.of(oneHot(step.nodes(), step.column("label"), classes));
  }

  /** Some observations for all networks, [1, rows, D]. */
  <T extends TNumber> Expr<T> x(Nodes<T> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return split.gather(nodes, column, rows).reshape(1, -1, size());
  }

  /** One-hot labels of some observations for all networks, [1, rows, classes]. */
  <T extends TNumber> Optional<Expr<T>> labels(
      Nodes<T> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return classes == 1
        ? Optional.empty()
        : Optional.of(oneHot(nodes, split.gather(nodes, "label", rows).expand(0), classes));
  }

  private static <T extends TNumber> Expr<T> oneHot(Nodes<T> nodes, Expr<T> labels, int classes) {
    double[] each = new double[classes];
    java.util.Arrays.setAll(each, i -> i);
    var equal = nodes.tf().math.equal(labels.expand(-1), nodes.constant(Shape.of(classes), each));
    return nodes.indicator(equal);
  }
}
