package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** A network that ILC can train: section {@code model}. */
public sealed interface IlcModel permits MlpModel, LinearModel, FastResnet {

  /**
   * The variables of the network.
   *
   * @param example shape of one input
   * @param outputs of the last layer
   * @throws IllegalArgumentException if it cannot read such inputs
   */
  List<Parameter> parameters(Shape example, int outputs);

  /**
   * Runs the network.
   *
   * @param x [rows, ...example]
   */
  <T extends TNumber> Outputs<T> forward(Pass<T> pass, Expr<T> x);

  /** Names of the kernels of the hidden layers. */
  List<String> hiddenKernels();

  /** Whether its weights are metrics: those of a map of few inputs may be what is asked. */
  default boolean weightsAreMetrics() {
    return false;
  }

  /** What normalises its layers. */
  Norm norm();

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

  /** Makes the variables and returns those that are learned. */
  default <T extends TNumber> List<Variables.Entry<T>> create(
      Nodes<T> nodes, Variables variables, Randoms randoms, Shape example, int outputs) {
    List<Variables.Entry<T>> learned = new ArrayList<>();
    for (Parameter parameter : parameters(example, outputs)) {
      parameter.create(nodes, variables, randoms);
      if (parameter.kind() == Variables.Kind.TRAINABLE) {
        learned.add(variables.entry(parameter.name(), nodes.type()));
      }
    }
    return learned;
  }

  /** Scale, shift and running averages of a normalisation. */
  static void addNorm(List<Parameter> parameters, Norm norm, String layer, long channels) {
    if (norm == Norm.NONE) {
      return;
    }
    parameters.add(Parameter.channels(layer + "/scale", Variables.Kind.TRAINABLE, channels, 1));
    parameters.add(Parameter.channels(layer + "/bias", Variables.Kind.TRAINABLE, channels, 0));
    if (norm.batch()) {
      parameters.add(Parameter.channels(layer + "/mean", Variables.Kind.STATE, channels, 0));
      parameters.add(Parameter.channels(layer + "/variance", Variables.Kind.STATE, channels, 1));
    }
  }
}
