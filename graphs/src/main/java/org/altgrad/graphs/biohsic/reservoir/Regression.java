package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.LinearSystem;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Ridge regression from sums over the samples, so that these need not be kept: G = Σ aᵀ a, B = Σ aᵀ
 * ξ with a the features and a 1 behind them.
 *
 * @param gram G, [..., features + 1, features + 1]
 * @param moments B, [..., features + 1, outputs]
 */
record Regression<T extends TNumber>(Expr<T> gram, Expr<T> moments) {

  /** Nothing seen yet. */
  static <T extends TNumber> Regression<T> empty(
      Nodes<T> nodes, Shape leading, int features, int outputs) {
    return new Regression<>(
        Initialiser.filled(nodes, leading.append(features + 1).append(features + 1), 0),
        Initialiser.filled(nodes, leading.append(features + 1).append(outputs), 0));
  }

  /**
   * The sums with more samples.
   *
   * @param features [..., samples, features]
   * @param targets [..., samples, outputs]
   */
  Regression<T> with(Expr<T> features, Expr<T> targets) {
    Expr<T> a = withOne(features);
    return new Regression<>(gram.plus(a.batchTMatmul(a)), moments.plus(a.batchTMatmul(targets)));
  }

  /** Wo = (G + μ I)⁻¹ B, solved in double precision; [..., features + 1, outputs]. */
  Expr<T> solve(double mu) {
    Nodes<TFloat64> wide = gram.nodes().as(TFloat64.class);
    Ops tf = wide.tf();
    long size = gram.shape().get(gram.shape().numDimensions() - 1);
    Expr<TFloat64> diagonal =
        wide.of(tf.fill(Randoms.shape(wide, Shape.of(size)), wide.constant(mu)));
    Expr<TFloat64> ridge =
        wide.of(
            tf.linalg.matrixDiag(
                diagonal,
                tf.constant(0),
                tf.constant((int) size),
                tf.constant((int) size),
                wide.constant(0)));
    Expr<TFloat64> penalised = gram.cast(TFloat64.class).plus(ridge);
    return LinearSystem.solve(penalised, moments.cast(TFloat64.class)).cast(gram.type());
  }

  /** Predictions [..., samples, outputs] of a solution. */
  static <T extends TNumber> Expr<T> predict(Expr<T> features, Expr<T> solution) {
    return withOne(features).batchMatmul(solution);
  }

  private static <T extends TNumber> Expr<T> withOne(Expr<T> features) {
    Ops tf = features.nodes().tf();
    int rank = features.shape().numDimensions();
    int[][] paddings = new int[rank][2];
    paddings[rank - 1][1] = 1;
    return features
        .nodes()
        .of(tf.pad(features, tf.constant(paddings), features.nodes().constant(1)));
  }
}
