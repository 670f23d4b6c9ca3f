package org.altgrad.graphs.hnca;

import java.util.List;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
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

  /** A new network with fresh weights. */
  <T extends TNumber> Network<T> network(
      Nodes<T> nodes, Variables variables, Randoms randoms, Shape image, int actions);

  /** The network with weights read by name. */
  <T extends TNumber> Network<T> restore(Function<String, Expr<T>> weights, Shape image);
}
