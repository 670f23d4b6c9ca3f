package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
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
    if (latentLayers < 1) {
      throw new IllegalArgumentException(
          "latent_layers: must be at least 1 but is " + latentLayers);
    }
    if (width < 1) {
      throw new IllegalArgumentException("width: must be at least 1 but is " + width);
    }
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

  /** A new network with fresh weights. */
  public <T extends TNumber> Hvae<T> create(
      Nodes<T> nodes, Variables variables, Randoms randoms, int pixels) {
    Initialiser glorot = new Initialiser.GlorotUniform();
    List<Dense<T>> up = new ArrayList<>();
    List<Dense<T>> down = new ArrayList<>();
    for (int l = 1; l <= latentLayers; l++) {
      int below = l == 1 ? pixels : width;
      up.add(Dense.create(variables, randoms, nodes, encoder(l), below, width, glorot));
      down.add(Dense.create(variables, randoms, nodes, decoder(l), width, below, glorot));
    }
    Expr<T> prior =
        variables.trainable("prior/logits", Initialiser.filled(nodes, Shape.of(width), 0));
    return new Hvae<>(up, down, prior, coding);
  }

  /** The network with weights read by name. */
  public <T extends TNumber> Hvae<T> restore(java.util.function.Function<String, Expr<T>> weights) {
    List<Dense<T>> up = new ArrayList<>();
    List<Dense<T>> down = new ArrayList<>();
    for (int l = 1; l <= latentLayers; l++) {
      up.add(
          new Dense<>(weights.apply(encoder(l) + "/weights"), weights.apply(encoder(l) + "/bias")));
      down.add(
          new Dense<>(weights.apply(decoder(l) + "/weights"), weights.apply(decoder(l) + "/bias")));
    }
    return new Hvae<>(up, down, weights.apply("prior/logits"), coding);
  }
}
