package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Layers;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Dense layers, each but the last followed by a normalisation, the activation and dropout: {@code
 * model} {@code mlp}. Without hidden layers it is logistic or linear regression.
 *
 * @param name {@code mlp}
 * @param sizes of the hidden layers, none for none
 * @param norm between a hidden layer's linear map and its activation
 * @param groups of channels, for norm {@code group}
 * @param dropout probability that a hidden unit is set to 0 in training
 * @param weights how weights are drawn
 * @param bias initial value of the biases, where they are not drawn as the weights are
 */
public record MlpModel(
    String name,
    @Inline LayerSizes sizes,
    Activation activation,
    Norm norm,
    @OnlyIf(key = "norm", is = "group") int groups,
    double dropout,
    Weighting weights,
    double bias)
    implements IlcModel {

  /** Of hidden units. */
  public enum Activation {
    RELU,
    /** Slope 0.01 for negative numbers, so that a unit's gradient is never exactly 0. */
    LEAKY_RELU;

    private static final double SLOPE = 0.01;

    <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return this == RELU ? Activations.relu(x) : Activations.leakyRelu(x, SLOPE);
    }
  }

  public MlpModel {
    Require.that(dropout >= 0 && dropout < 1, "dropout", "at least 0 and below 1", dropout);
    if (norm == Norm.GROUP) {
      sizes.divisible(groups);
    }
    Require.that(Double.isFinite(bias), "bias", "a number", bias);
  }

  private static String layer(int index) {
    return "layer" + index;
  }

  @Override
  public List<Parameter> parameters(Shape example, int outputs) {
    List<Parameter> parameters = new ArrayList<>();
    long in = example.size();
    for (int l = 0; l < sizes.count(); l++) {
      int out = sizes.all().get(l);
      addDense(parameters, layer(l), in, out);
      IlcModel.addNorm(parameters, norm, layer(l) + "/norm", out);
      in = out;
    }
    addDense(parameters, "output", in, outputs);
    return parameters;
  }

  private void addDense(List<Parameter> parameters, String layer, long in, long out) {
    parameters.add(Parameter.trainable(layer + "/weights", weights.weights(), in, out, in, out));
    parameters.add(Parameter.trainable(layer + "/bias", weights.biases(bias), in, out, out));
  }

  @Override
  public <T extends TNumber> Outputs<T> forward(Pass<T> pass, Expr<T> x) {
    Expr<T> h = x.shape().numDimensions() == 2 ? x : Layers.flatten(x);
    for (int l = 0; l < sizes.count(); l++) {
      Expr<T> z = pass.dense(layer(l), h, true);
      Expr<T> normalised = pass.normalise(norm, layer(l) + "/norm", z, groups);
      h = pass.dropout(layer(l), activation.apply(normalised), dropout);
    }
    return new Outputs<>(h, pass.dense("output", h, true));
  }

  @Override
  public List<String> hiddenKernels() {
    return IntStream.range(0, sizes.count()).mapToObj(l -> layer(l) + "/weights").toList();
  }
}
