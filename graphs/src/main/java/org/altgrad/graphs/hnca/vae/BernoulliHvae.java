package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.types.family.TNumber;

/**
 * Settings of {@link Hvae}: {@code model} {@code bernoulli_hvae}. Weights are Glorot uniform,
 * biases and the prior's logits 0.
 *
 * @param name {@code bernoulli_hvae}
 * @param sizes of the latent layers, L ≥ 1, from the pixels up
 * @param coding what the next layer sees of a bit; pixels are never coded
 */
public record BernoulliHvae(String name, @Inline LayerSizes sizes, Coding coding) {

  public BernoulliHvae {
    sizes.notEmpty();
  }

  private static String encoder(int l) {
    return "encoder" + l;
  }

  private static String decoder(int l) {
    return "decoder" + l;
  }

  /** Units of the top layer. */
  int top() {
    return sizes.all().get(sizes.count() - 1);
  }

  /** Names of the encoder's layers 1 … L. */
  public List<String> encoderNames() {
    List<String> names = new ArrayList<>();
    for (int l = 1; l <= sizes.count(); l++) {
      names.add(encoder(l));
    }
    return names;
  }

  /** The network for images of so many pixels. */
  public <T extends TNumber> Hvae<T> net(Parameters<T> parameters, int pixels) {
    Initialiser glorot = new Initialiser.GlorotUniform();
    List<Dense<T>> up = new ArrayList<>();
    List<Dense<T>> down = new ArrayList<>();
    int below = pixels;
    for (int width : sizes.all()) {
      int l = up.size() + 1;
      up.add(Dense.of(parameters, encoder(l), below, width, glorot));
      down.add(Dense.of(parameters, decoder(l), width, below, glorot));
      below = width;
    }
    return new Hvae<>(up, down, parameters.filled("prior/logits", below, 0), coding);
  }
}
