package org.altgrad.graphs.attack;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.TFloat32;

/**
 * A classifier as attacks know it: logits that are differentiable in the inputs. It can be added to
 * any graph, bodies of loops included.
 */
public interface Classifier {
  /** Number of classes. */
  int classes();

  /**
   * Whether its logits are random: attacks then average over draws, and its class is that of the
   * mean of its probabilities.
   */
  default boolean samples() {
    return false;
  }

  /**
   * Values that the logits are made of and that are no constants, such as a head's variables, in
   * the graph that the attack stands in. A loop takes them in unchanged.
   */
  default List<Expr<TFloat32>> weights() {
    return List.of();
  }

  /**
   * Adds the logits.
   *
   * @param weights the values of {@link #weights}, in their order, in the graph of {@code x}
   * @param x inputs [rows, ...]
   * @param draws of a classifier that samples, keyed by the rows of the examples, and by the look
   *     as their counter; others ignore them
   * @return [rows, classes]
   */
  Expr<TFloat32> logits(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws);
}
