package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Layers;
import org.altgrad.graphs.nn.Parameters;
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
    @OnlyIf(key = "weights", not = "pytorch") double bias)
    implements IlcModel, PartlyIdle {

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

  @Override
  public Map<String, String> idle() {
    String why = "there are no hidden layers";
    return sizes.all().isEmpty()
        ? Map.of("activation", why, "norm", why, "groups", why, "dropout", why)
        : Map.of();
  }

  private static String layer(int index) {
    return "layer" + index;
  }

  @Override
  public boolean rowByRow() {
    return dropout == 0 && IlcModel.super.rowByRow();
  }

  private record Hidden<T extends TNumber>(Affine<T> linear, Normaliser<T> norm) {}

  @Override
  public <T extends TNumber> Network<T> network(
      Parameters<T> parameters, Shape example, int outputs) {
    List<Hidden<T>> hidden = new ArrayList<>();
    long in = example.size();
    for (int out : sizes.all()) {
      String layer = layer(hidden.size());
      hidden.add(
          new Hidden<>(
              dense(parameters, layer, in, out),
              Normaliser.of(parameters, layer + "/norm", norm, out, groups)));
      in = out;
    }
    Affine<T> output = dense(parameters, "output", in, outputs);
    return (pass, x) -> {
      Expr<T> h = x.shape().numDimensions() == 2 ? x : Layers.flatten(x);
      for (int l = 0; l < hidden.size(); l++) {
        Hidden<T> layer = hidden.get(l);
        Expr<T> z = pass.normalise(layer.norm(), pass.affine(layer.linear(), h));
        h = pass.dropout(layer(l), activation.apply(z), dropout);
      }
      return new Outputs<>(h, pass.affine(output, h));
    };
  }

  private <T extends TNumber> Affine<T> dense(
      Parameters<T> parameters, String name, long in, long out) {
    return Affine.Linear.of(
        parameters, name, in, out, weights.weights(), Optional.of(weights.biases(bias)));
  }
}
