package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ima.ops.ImaOps;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Chain;
import org.altgrad.graphs.nn.Dense;
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
    implements ImaModel, PartlyIdle {
  private static final double SLOPE = 0.2;

  /** What stands between dense layers. */
  public enum Between {
    LRELU(new Activation.LeakyRelu(SLOPE)),
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
  public Map<String, String> idle() {
    EncoderSettings encoder = latents.encoder();
    boolean encodes = encoder.kind() != EncoderSettings.Kind.PER_SAMPLE;
    boolean decodes = latents.decoder() == DecoderKind.LEARNED;
    boolean conditions = latents.prior().learned();
    boolean deep = nLayers > 1;
    boolean deepEncoder = encodes && nLayers + encoder.extraLayers() > 1;
    Map<String, String> idle = new TreeMap<>();
    if (!encodes) {
      idle.put("encoder.extra_layers", "the encoder is no network");
    }
    if (!deepEncoder) {
      idle.put("encoder.extra_width", "the encoder has no hidden layers");
    }
    if (!deepEncoder && !(decodes && deep)) {
      idle.put("hidden_factor", "neither encoder nor decoder has hidden layers");
    }
    if (!deepEncoder && !((decodes || conditions) && deep)) {
      idle.put("activation", "no network has hidden layers");
    }
    if (!encodes && !decodes && !conditions) {
      idle.put("n_layers", "there is no network: encoder per_sample, decoder ground_truth");
    }
    return idle;
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

  /** Square layers with leaky rectifiers between them. */
  @Override
  public <T extends TNumber> Bijection<T> bijection(Parameters<T> parameters, Shape example) {
    int d = latents.latentDim();
    String where = " where the objective is likelihood, for square layers have inverses,";
    Require.that(example.size() == d, "latent_dim", example.size() + where, d);
    boolean square = hiddenFactor == 1 && latents.encoder().extraWidth() == 0;
    Require.that(square, "hidden_factor", "1, with no extra width," + where, hiddenFactor);
    Require.that(activation != Between.SIGMOID, "activation", "lrelu or none" + where, activation);
    int layers = nLayers + latents.encoder().extraLayers();
    Mlp<T> mlp = mlp(parameters, "encoder", widths(d, d, layers, d));
    List<Mapping<T>> back = new ArrayList<>();
    for (int i = layers - 1; i >= 0; i--) {
      back.add(inverse(mlp.layers().get(i)));
      if (i > 0 && activation == Between.LRELU) {
        back.add(new Activation.LeakyInverse(SLOPE).layer());
      }
    }
    return new Bijection<>(mlp.with(activation.function), new Chain<>(back));
  }

  private static <T extends TNumber> Dense<T> inverse(Dense<T> layer) {
    Expr<T> turned = ImaOps.inverse(layer.weights());
    Expr<T> shift = layer.bias().expand(-2).batchMatmul(turned).negate();
    return new Dense<>(turned, shift.reshapeLike(layer.bias()));
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
    return mlp(parameters, part, widths).with(activation);
  }

  private static <T extends TNumber> Mlp<T> mlp(
      Parameters<T> parameters, String part, List<Integer> widths) {
    return Mlp.of(
        parameters, part, widths, new Initialiser.GlorotUniform(), new Initialiser.FanInUniform());
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
