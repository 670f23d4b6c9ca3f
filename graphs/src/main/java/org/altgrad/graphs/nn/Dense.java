package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A fully connected layer: {@code x · weights + bias}.
 *
 * @param weights [in, out]
 * @param bias [out]
 */
public record Dense<T extends TNumber>(Expr<T> weights, Expr<T> bias) {

  /** Makes the variables {@code <name>/weights} and {@code <name>/bias}, the bias 0. */
  public static <T extends TNumber> Dense<T> create(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      int in,
      int out,
      Initialiser weights) {
    return create(variables, randoms, nodes, name, in, out, weights, Initialiser.zeros());
  }

  /** Makes the variables {@code <name>/weights} and {@code <name>/bias}. */
  public static <T extends TNumber> Dense<T> create(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      int in,
      int out,
      Initialiser weights,
      Initialiser bias) {
    Expr<T> w = weights(variables, randoms, nodes, name, in, out, weights);
    String biasName = name + "/bias";
    Expr<T> b = bias.initial(nodes, randoms, biasName, Shape.of(out), in, out);
    return new Dense<>(w, variables.trainable(biasName, b));
  }

  /** Makes only the variable {@code <name>/weights}: a layer without bias is a matrix product. */
  public static <T extends TNumber> Expr<T> weights(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      int in,
      int out,
      Initialiser weights) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "layer '" + name + "' must have at least one input and one output: " + in + ", " + out);
    }
    String weightsName = name + "/weights";
    return variables.trainable(
        weightsName, weights.initial(nodes, randoms, weightsName, Shape.of(in, out), in, out));
  }

  /**
   * @param x [batch, in]
   * @return [batch, out]
   */
  public Expr<T> apply(Expr<T> x) {
    return x.matmul(weights).plus(bias);
  }
}
