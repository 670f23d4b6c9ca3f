package org.altgrad.graphs.nn;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Functions one after the other: a network of layers.
 *
 * @param layers from the input on; none: the identity
 */
public record Chain<T extends TNumber>(List<Mapping<T>> layers) implements Mapping<T> {

  public Chain {
    layers = List.copyOf(layers);
  }

  @Override
  public Expr<T> apply(Expr<T> x) {
    Expr<T> h = x;
    for (Mapping<T> layer : layers) {
      h = layer.apply(h);
    }
    return h;
  }

  @Override
  public Dual<T> apply(Dual<T> x) {
    Dual<T> h = x;
    for (Mapping<T> layer : layers) {
      h = layer.apply(h);
    }
    return h;
  }
}
