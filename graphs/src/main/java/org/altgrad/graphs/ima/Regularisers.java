package org.altgrad.graphs.ima;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ima.ImaSettings.Dip;
import org.altgrad.graphs.nn.Mapping;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Penalties on the latents of a batch, each [networks].
 *
 * @param q of the batch's examples
 * @param n their samples [networks, batch, d]
 * @param counted [batch] 1 for examples, 0 for what fills up a batch
 */
record Regularisers<T extends TNumber>(Posterior<T> q, Expr<T> n, Expr<T> counted) {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
  private static final double NEVER = 1e30;

  /**
   * TC(n) = KL(q(n) ‖ Π q(n_k)) with the aggregate posterior of the batch's examples in place of
   * all (the minibatch estimate of Chen et al. 2018, without their constant).
   */
  Expr<T> totalCorrelation() {
    if (q.below().isPresent()) {
      throw new IllegalArgumentException(
          "total_correlation: must be 0 for a full posterior, but is not");
    }
    Expr<T> r = n.expand(2).minus(q.mean().expand(1));
    Expr<T> scale = q.logScale().expand(1);
    // [networks, sample, example, d]
    Expr<T> each = r.times(scale.negate().exp()).square().plus(LOG_TWO_PI).times(-0.5).minus(scale);
    Expr<T> missing = counted.minus(1).times(NEVER).reshape(1, 1, -1, 1);
    Expr<T> all = counted.sum(0);
    Expr<T> joint = Expr.logSumExp(each.sumKeep(3).plus(missing), 2).sum(2).minus(all.log());
    Expr<T> marginals = Expr.logSumExp(each.plus(missing), 2).minus(all.log()).sum(2);
    return joint.minus(marginals).times(counted).sum(1).over(all);
  }

  /** Squared covariances of different latents, and squared distances of variances from 1. */
  Expr<T> dip(Dip dip, Expr<T> offDiagonal, Expr<T> diagonal) {
    Nodes<T> nodes = n.nodes();
    int d = q.latents();
    Expr<T> weights = counted.over(counted.sum(0)).reshape(1, -1, 1);
    Expr<T> centred = q.mean().minus(q.mean().times(weights).sumKeep(1));
    Expr<T> covariance = centred.times(weights).batchTMatmul(centred);
    Expr<T> identity = nodes.constant(Shape.of(d, d), identity(d));
    if (dip == Dip.II) {
      Expr<T> variance = q.variance().times(weights).sum(1);
      covariance = covariance.plus(identity.times(variance.expand(2)));
    }
    Expr<T> off = covariance.times(identity.subtractFrom(1)).square().sum(1, 2);
    Expr<T> on = covariance.minus(1).times(identity).square().sum(1, 2);
    return off.times(offDiagonal).plus(on.times(diagonal));
  }

  private static double[] identity(int d) {
    double[] entries = new double[d * d];
    for (int k = 0; k < d; k++) {
      entries[k * d + k] = 1;
    }
    return entries;
  }

  /** The discriminator's log-odds that latents belong together: its mean estimates TC. */
  Expr<T> discriminated(Mapping<T> discriminator) {
    return mean(discriminator.apply(n).sum(2), counted);
  }

  /**
   * What the discriminator descends: to tell samples from such whose latents are of different
   * examples. Examples are shuffled anyway, so latent k is taken from the k-th next one.
   */
  Expr<T> discriminatorLoss(Mapping<T> discriminator) {
    Expr<T> given = n.stop();
    Nodes<T> nodes = given.nodes();
    var tf = nodes.tf();
    java.util.List<Expr<T>> rolled = new java.util.ArrayList<>();
    Expr<T> whole = counted;
    for (int k = 0; k < q.latents(); k++) {
      var by = tf.constant(-k);
      rolled.add(nodes.of(tf.roll(Posterior.part(given, k, 1), by, tf.constant(1))));
      whole = whole.times(nodes.of(tf.roll(counted, by, tf.constant(0))));
    }
    Expr<T> together = discriminator.apply(given).sum(2);
    Expr<T> apart = discriminator.apply(nodes.concat(rolled, 2)).sum(2);
    return mean(Expr.softplus(together.negate()), counted).plus(mean(Expr.softplus(apart), whole));
  }

  private static <T extends TNumber> Expr<T> mean(Expr<T> values, Expr<T> weights) {
    return values.times(weights).sum(1).over(weights.sum(0));
  }
}
