package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Mlp;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Settings of {@link BernoulliNet}: {@code model} {@code bernoulli_mlp}. Weights are Glorot
 * uniform, biases 0.
 *
 * @param name {@code bernoulli_mlp}
 * @param sizes of the Bernoulli layers, N ≥ 1
 * @param coding what the next layer sees of a bit
 */
public record BernoulliMlp(String name, @Inline LayerSizes sizes, Coding coding)
    implements BanditModel {

  public BernoulliMlp {
    sizes.notEmpty();
  }

  /** Names of the layers, from the input up; the last is the softmax layer. */
  @Override
  public List<String> layerNames() {
    List<String> names = new ArrayList<>();
    for (int l = 0; l < sizes.count(); l++) {
      names.add("layer" + l);
    }
    names.add("output");
    return names;
  }

  /** The network, its weights Glorot uniform if they are fresh. */
  public <T extends TNumber> BernoulliNet<T> net(
      Parameters<T> parameters, int inputs, int actions) {
    return net(parameters, inputs, actions, new Initialiser.GlorotUniform());
  }

  <T extends TNumber> BernoulliNet<T> net(
      Parameters<T> parameters, int inputs, int actions, Initialiser weights) {
    int depth = sizes.count();
    List<Integer> widths = new ArrayList<>(sizes.all());
    widths.add(0, inputs);
    widths.add(actions);
    List<Dense<T>> layers =
        Mlp.of(parameters, layerNames(), widths, weights, Initialiser.zeros()).layers();
    return new BernoulliNet<>(layers.subList(0, depth), layers.get(depth), coding);
  }

  @Override
  public <T extends TNumber> Network<T> network(
      Parameters<T> parameters, Shape image, int actions) {
    int inputs = Math.toIntExact(image.size());
    return new Network<>(Features.pixels(), net(parameters, inputs, actions));
  }
}
