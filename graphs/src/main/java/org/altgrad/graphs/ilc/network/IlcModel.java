package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** A network that ILC can train: section {@code model}. */
public sealed interface IlcModel permits MlpModel, LinearModel, FastResnet {

  /**
   * The network at given parameters.
   *
   * @param parameters asked for in the order of the layers
   * @param example shape of one input
   * @param outputs of the last layer
   * @throws IllegalArgumentException if it cannot read such inputs
   */
  <T extends TNumber> Network<T> network(Parameters<T> parameters, Shape example, int outputs);

  /** A network with its parameters. */
  @FunctionalInterface
  interface Network<T extends TNumber> {
    /**
     * Runs it.
     *
     * @param x [rows, ...example]
     */
    Outputs<T> run(Pass<T> pass, Expr<T> x);
  }

  /** Whether a parameter of that name is the kernel of a hidden layer. */
  static boolean hiddenKernel(String parameter) {
    return parameter.endsWith("/weights") && !parameter.startsWith("output/");
  }

  /** Whether its weights are metrics: those of a map of few inputs may be what is asked. */
  default boolean weightsAreMetrics() {
    return false;
  }

  /** What normalises its layers. */
  Norm norm();

  /** Whether what it says of a row depends on that row alone, in training too. */
  default boolean rowByRow() {
    return norm() == Norm.NONE || norm() == Norm.GROUP;
  }

  /**
   * What a network says.
   *
   * @param features [rows, k] what the last layer reads
   * @param z [rows, outputs] logits or predictions
   * @param gain what the last layer's linear map is multiplied by to give z
   */
  record Outputs<T extends TNumber>(Expr<T> features, Expr<T> z, double gain) {
    Outputs(Expr<T> features, Expr<T> z) {
      this(features, z, 1);
    }
  }
}
