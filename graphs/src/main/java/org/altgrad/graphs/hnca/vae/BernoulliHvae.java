package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.types.family.TNumber;

/**
 * Settings of {@link Hvae}: {@code model} {@code bernoulli_hvae}. Weights are Glorot uniform,
 * biases and the prior's logits 0.
 *
 * @param name {@code bernoulli_hvae}
 * @param latentLayers L ≥ 1
 * @param width units in each of them
 * @param coding what the next layer sees of a bit; pixels are never coded
 */
public record BernoulliHvae(String name, int latentLayers, int width, Coding coding) {

  public BernoulliHvae {
    Require.atLeast("latent_layers", latentLayers, 1);
    Require.atLeast("width", width, 1);
  }

  private static String encoder(int l) {
    return "encoder" + l;
  }

  private static String decoder(int l) {
    return "decoder" + l;
  }

  /** Names of the encoder's layers 1 … L. */
  public List<String> encoderNames() {
    List<String> names = new ArrayList<>();
    for (int l = 1; l <= latentLayers; l++) {
      names.add(encoder(l));
    }
    return names;
  }

  /** The network for images of so many pixels. */
  public <T extends TNumber> Hvae<T> net(Parameters<T> parameters, int pixels) {
    Initialiser glorot = new Initialiser.GlorotUniform();
    List<Dense<T>> up = new ArrayList<>();
    List<Dense<T>> down = new ArrayList<>();
    for (int l = 1; l <= latentLayers; l++) {
      int below = l == 1 ? pixels : width;
      up.add(Dense.of(parameters, encoder(l), below, width, glorot));
      down.add(Dense.of(parameters, decoder(l), width, below, glorot));
    }
    return new Hvae<>(up, down, parameters.filled("prior/logits", width, 0), coding);
  }
}
