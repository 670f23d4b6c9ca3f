package org.altgrad.graphs.hnca;

import java.util.List;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** A network for the bandit: differentiable features, Bernoulli layers, a softmax layer. */
public sealed interface BanditModel permits BernoulliMlp, ConvBernoulli {

  /** Names of the dense layers, from the Bernoulli layer next to the features to the softmax. */
  List<String> layerNames();

  /**
   * A network.
   *
   * @param features what the first Bernoulli layer reads, from binary pixels
   */
  record Network<T extends TNumber>(Features<T> features, BernoulliNet<T> net) {}

  /**
   * The network.
   *
   * @param image shape of an example
   */
  <T extends TNumber> Network<T> network(Parameters<T> parameters, Shape image, int actions);
}
