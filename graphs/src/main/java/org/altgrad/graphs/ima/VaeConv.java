package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Chain;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.ConvTranspose2d;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Kernel;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.nn.Reshaped;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * {@code model} {@code vae_conv}: convolutions of 4 x 4 and stride 2 down to 4 x 4 pixels, then
 * dense layers; the decoder the other way about, with a linear output.
 *
 * @param name {@code vae_conv}
 * @param latents what all models have
 * @param channels of each convolution
 * @param units of the two dense layers
 * @param nLayers dense layers of the conditioner
 */
public record VaeConv(String name, @Inline Latents latents, int channels, int units, int nLayers)
    implements ImaModel, PartlyIdle {
  private static final int KERNEL = 4;
  private static final int SMALLEST = 4;
  private static final Activation RELU = new Activation.Relu();

  public VaeConv {
    Require.atLeast("channels", channels, 1);
    Require.atLeast("units", units, 1);
    Require.atLeast("nLayers", nLayers, 1);
    EncoderSettings encoder = latents.encoder();
    boolean plain = encoder.extraLayers() == 0 && encoder.extraWidth() == 0;
    Require.that(plain, "encoder", "without extra layers and units for images", encoder);
    Require.that(
        latents.decoder() == DecoderKind.LEARNED, "decoder", "learned for images", "ground_truth");
  }

  private static int stages(Shape example) {
    boolean image = example.numDimensions() == 3 && example.get(0) == example.get(1);
    int stages = image ? Long.numberOfTrailingZeros(example.get(0) / SMALLEST) : 0;
    boolean fits = image && stages >= 1 && example.get(0) == (long) SMALLEST << stages;
    if (!fits) {
      throw new IllegalArgumentException(
          "model vae_conv: must be given square images of 8, 16, 32, 64, … pixels but the data's"
              + " are "
              + example);
    }
    return stages;
  }

  private Shape small() {
    return Shape.of(SMALLEST, SMALLEST, channels);
  }

  @Override
  public Map<String, String> idle() {
    return latents.prior().learned()
        ? Map.of()
        : Map.of("n_layers", "the prior is not learned, so no network conditions it");
  }

  @Override
  public <T extends TNumber> Mapping<T> encoder(
      Parameters<T> parameters, Shape example, int outputs) {
    int stages = stages(example);
    List<Mapping<T>> layers = new ArrayList<>();
    layers.add(new Reshaped<>(Shape.of(example.size()), example));
    for (int i = 0; i < stages; i++) {
      int in = i == 0 ? (int) example.get(2) : channels;
      layers.add(Conv2d.of(parameters, "encoder/conv" + i, kernel(in, channels), 2, Padding.SAME));
      layers.add(RELU.layer());
    }
    layers.add(new Reshaped<>(small(), Shape.of(small().size())));
    List<Integer> widths = List.of((int) small().size(), units, units, outputs);
    layers.add(VaeMlp.dense(parameters, "encoder", widths, RELU));
    return new Chain<>(layers);
  }

  @Override
  public <T extends TNumber> Mapping<T> decoder(Parameters<T> parameters, Shape example) {
    int stages = stages(example);
    List<Mapping<T>> layers = new ArrayList<>();
    List<Integer> widths = List.of(latents.latentDim(), units, units, (int) small().size());
    layers.add(VaeMlp.dense(parameters, "decoder", widths, RELU));
    layers.add(RELU.layer());
    layers.add(new Reshaped<>(Shape.of(small().size()), small()));
    for (int i = 0; i < stages; i++) {
      int out = i + 1 == stages ? (int) example.get(2) : channels;
      layers.add(ConvTranspose2d.of(parameters, "decoder/conv" + i, kernel(out, channels), 2));
      if (i + 1 < stages) {
        layers.add(RELU.layer());
      }
    }
    layers.add(new Reshaped<>(example, Shape.of(example.size())));
    return new Chain<>(layers);
  }

  @Override
  public <T extends TNumber> Bijection<T> bijection(Parameters<T> parameters, Shape example) {
    throw new IllegalArgumentException(
        "objective: must be another than likelihood for images, whose network has no inverse");
  }

  private static Kernel kernel(int in, int out) {
    return new Kernel(
        KERNEL, in, out, new Initialiser.FanInUniform(), new Initialiser.FanInUniform());
  }

  @Override
  public <T extends TNumber> Mapping<T> conditioner(Parameters<T> parameters, int classes) {
    int d = latents.latentDim();
    return VaeMlp.dense(
        parameters,
        "conditioner",
        VaeMlp.widths(classes, 4 * d, nLayers, 2 * d),
        new Activation.LeakyRelu(0.2));
  }
}
