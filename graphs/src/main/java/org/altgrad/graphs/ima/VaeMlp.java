package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Mlp;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * {@code model} {@code vae_mlp}: dense layers.
 *
 * @param name {@code vae_mlp}
 * @param latents what all models have
 * @param activation between layers: {@code lrelu} (slope 0.2), {@code sigmoid}, {@code none}
 * @param hiddenFactor hidden units for each latent
 * @param nLayers dense layers of encoder, decoder and conditioner
 */
public record VaeMlp(
    String name, @Inline Latents latents, Between activation, int hiddenFactor, int nLayers)
    implements ImaModel {

  /** What stands between dense layers. */
  public enum Between {
    LRELU(new Activation.LeakyRelu(0.2)),
    SIGMOID(new Activation.Sigmoid()),
    NONE(new Activation.None());

    private final Activation function;

    Between(Activation function) {
      this.function = function;
    }
  }

  public VaeMlp {
    Require.given("activation", activation);
    Require.atLeast("hiddenFactor", hiddenFactor, 1);
    Require.atLeast("nLayers", nLayers, 1);
  }

  @Override
  public <T extends TNumber> Mapping<T> encoder(
      Parameters<T> parameters, Shape example, int outputs) {
    EncoderSettings own = latents.encoder();
    int width = hidden() + own.extraWidth();
    int in = (int) example.size();
    return dense(parameters, "encoder", widths(in, width, nLayers + own.extraLayers(), outputs));
  }

  @Override
  public <T extends TNumber> Mapping<T> decoder(Parameters<T> parameters, Shape example) {
    int out = (int) example.size();
    return dense(parameters, "decoder", widths(latents.latentDim(), hidden(), nLayers, out));
  }

  @Override
  public <T extends TNumber> Mapping<T> conditioner(Parameters<T> parameters, int classes) {
    int d = latents.latentDim();
    return dense(parameters, "conditioner", widths(classes, 4 * d, nLayers, 2 * d));
  }

  private <T extends TNumber> Mapping<T> dense(
      Parameters<T> parameters, String part, List<Integer> widths) {
    return dense(parameters, part, widths, activation.function);
  }

  /** Layers {@code <part>/0}, … with weights as Glorot and biases as PyTorch draws them. */
  static <T extends TNumber> Mapping<T> dense(
      Parameters<T> parameters, String part, List<Integer> widths, Activation activation) {
    return Mlp.of(
            parameters,
            part,
            widths,
            new Initialiser.GlorotUniform(),
            new Initialiser.FanInUniform())
        .with(activation);
  }

  private int hidden() {
    return hiddenFactor * latents.latentDim();
  }

  /** MLP(in, out, width, layers): so many dense layers. */
  static List<Integer> widths(int in, int width, int layers, int out) {
    List<Integer> widths = new ArrayList<>(List.of(in));
    widths.addAll(Collections.nCopies(layers - 1, width));
    widths.add(out);
    return widths;
  }
}
