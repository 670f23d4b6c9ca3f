package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
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
public record BernoulliMlp(String name, int depth, int width, Coding coding)
    implements BanditModel {

  public BernoulliMlp {
    if (depth < 1) {
      throw new IllegalArgumentException("depth: must be at least 1 but is " + depth);
    }
    if (width < 1) {
      throw new IllegalArgumentException("width: must be at least 1 but is " + width);
    }
  }

  /** Names of the layers, from the input up; the last is the softmax layer. */
  @Override
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
    return create(nodes, variables, randoms, inputs, actions, new Initialiser.GlorotUniform());
  }

  /** A new network with fresh weights. */
  <T extends TNumber> BernoulliNet<T> create(
      Nodes<T> nodes,
      Variables variables,
      Randoms randoms,
      int inputs,
      int actions,
      Initialiser weights) {
    List<Dense<T>> layers = new ArrayList<>();
    List<String> names = layerNames();
    for (int l = 0; l <= depth; l++) {
      int in = l == 0 ? inputs : width;
      int out = l == depth ? actions : width;
      layers.add(Dense.create(variables, randoms, nodes, names.get(l), in, out, weights));
    }
    return new BernoulliNet<>(layers.subList(0, depth), layers.get(depth), coding);
  }

  /** The network with weights read by name. */
  <T extends TNumber> BernoulliNet<T> restore(Function<String, Expr<T>> weights) {
    List<Dense<T>> layers = new ArrayList<>();
    layerNames().forEach(layer -> layers.add(layer(weights, layer)));
    return new BernoulliNet<>(layers.subList(0, depth), layers.get(depth), coding);
  }

  static <T extends TNumber> Dense<T> layer(Function<String, Expr<T>> weights, String layer) {
    return new Dense<>(weights.apply(layer + "/weights"), weights.apply(layer + "/bias"));
  }

  @Override
  public <T extends TNumber> Network<T> network(
      Nodes<T> nodes, Variables variables, Randoms randoms, Shape image, int actions) {
    int inputs = Math.toIntExact(image.size());
    return new Network<>(Features.pixels(), create(nodes, variables, randoms, inputs, actions));
  }

  @Override
  public <T extends TNumber> Network<T> restore(Function<String, Expr<T>> weights, Shape image) {
    return new Network<>(Features.pixels(), restore(weights));
  }
}
