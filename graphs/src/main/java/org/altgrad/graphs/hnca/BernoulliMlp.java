package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.types.family.TNumber;

/**
 * Settings of {@link BernoulliNet}: {@code model} {@code bernoulli_mlp}. Weights are Glorot
 * uniform, biases 0.
 *
 * @param name {@code bernoulli_mlp}
 * @param depth number of Bernoulli layers, N ≥ 1
 * @param width units in each of them
 * @param coding what the next layer sees of a bit
 */
public record BernoulliMlp(String name, int depth, int width, Coding coding) {

  public BernoulliMlp {
    if (depth < 1) {
      throw new IllegalArgumentException("depth: must be at least 1 but is " + depth);
    }
    if (width < 1) {
      throw new IllegalArgumentException("width: must be at least 1 but is " + width);
    }
  }

  /** Names of the layers, from the input up; the last is the softmax layer. */
  public List<String> layerNames() {
    List<String> names = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      names.add("layer" + l);
    }
    names.add("output");
    return names;
  }

  /** A new network with fresh weights. */
  public <T extends TNumber> BernoulliNet<T> create(
      Nodes<T> nodes, Variables variables, Randoms randoms, int inputs, int actions) {
    List<Dense<T>> hidden = new ArrayList<>();
    List<String> names = layerNames();
    for (int l = 0; l < depth; l++) {
      int in = l == 0 ? inputs : width;
      hidden.add(
          Dense.create(
              variables, randoms, nodes, names.get(l), in, width, new Initialiser.GlorotUniform()));
    }
    Dense<T> output =
        Dense.create(
            variables, randoms, nodes, "output", width, actions, new Initialiser.GlorotUniform());
    return new BernoulliNet<>(hidden, output, coding);
  }
}
