package org.altgrad.graphs.attack;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.TFloat32;

/** What a classifier reads its classes from, such as the vector before its last layer. */
public interface FeatureMap {
  /** Numbers in a feature vector. */
  int count();

  /** Whether they are random. */
  default boolean samples() {
    return false;
  }

  /** As for {@link Classifier#weights}. */
  default List<Expr<TFloat32>> weights() {
    return List.of();
  }

  /**
   * Adds the features, as {@link Classifier#logits} its logits.
   *
   * @return [rows, count]
   */
  Expr<TFloat32> features(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws);
}
