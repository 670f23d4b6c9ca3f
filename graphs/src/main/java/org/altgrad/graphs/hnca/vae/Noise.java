package org.altgrad.graphs.hnca.vae;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/** Where an estimator's uniform numbers come from; {@link Randoms#uniformLike} is one. */
@FunctionalInterface
public interface Noise {
  /**
   * Independent numbers, uniform on [0, 1).
   *
   * @param name of the stream, one for each use
   * @param like tensor of the shape wanted
   */
  <T extends TNumber> Expr<T> uniform(String name, Expr<T> like);
}
