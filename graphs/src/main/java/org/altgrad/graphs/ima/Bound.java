package org.altgrad.graphs.ima;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * ELBO and what else is made of samples of the latents.
 *
 * @param n samples, [networks, samples · batch, d]
 * @param logLikelihood log p(x | z) [networks, samples · batch]
 * @param kl sampled log q - log p, or in closed form
 * @param samples of each example, which lie batch by batch
 */
record Bound<T extends TNumber>(Expr<T> n, Expr<T> logLikelihood, Expr<T> kl, int samples) {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /**
   * What a bound is made for.
   *
   * @param objective that is descended
   * @param kl how the divergence is found
   * @param estimator of the encoder's gradient
   */
  record Way(Objective objective, Kl kl, Estimator estimator) {
    /** For measurements. */
    static final Way PLAIN = new Way(Objective.ELBO, Kl.SAMPLED, Estimator.PLAIN);
  }

  /**
   * What is said about some examples, each repeated for its samples.
   *
   * @param x [networks, samples · batch, D]
   * @param q of each
   * @param p density of the latents' logits
   * @param noise standard normal, shaped like q's mean
   * @param logVariance of the decoder, [networks, 1]
   */
  record Given<T extends TNumber>(
      Expr<T> x,
      Posterior<T> q,
      Prior.Density<T> p,
      Expr<T> noise,
      Optional<Expr<T>> logVariance) {}

  /** All of it for an auto-encoder. */
  static <T extends TNumber> Bound<T> of(ImaVae<T> vae, Given<T> given, int samples, Way way) {
    if (way.objective().certain()) {
      Expr<T> n = given.q().mean();
      Expr<T> likelihood =
          way.objective() == Objective.LIKELIHOOD
              ? vae.logDensity(given.x(), given.p())
              : logLikelihood(given, vae.decode(n));
      return new Bound<>(n, likelihood, likelihood.nodes().zerosLike(likelihood), samples);
    }
    Expr<T> n = given.q().sample(given.noise());
    boolean iwae = way.objective() == Objective.IWAE;
    Posterior<T> q = given.q();
    if (way.kl() == Kl.ANALYTIC) {
      Prior.Moments<T> moments =
          given
              .p()
              .moments()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "kl: must be sampled for a prior that is not gaussian but is analytic"));
      return new Bound<>(n, logLikelihood(given, vae.decode(n)), q.kl(moments), samples);
    }
    if (way.estimator() == Estimator.PLAIN) {
      List<Expr<T>> uses = Fork.of(n, 3);
      Expr<T> kl = q.logDensityOfSample(given.noise()).minus(given.p().log(uses.get(0)));
      return new Bound<>(uses.get(1), logLikelihood(given, vae.decode(uses.get(2))), kl, samples);
    }
    Bound<T> straight = pathwise(vae, given, n, samples);
    if (way.estimator() == Estimator.STL || !iwae) {
      return straight;
    }
    // What reaches n is weighted once more by the sample's share.
    Expr<T> share = straight.shares().reshapeLike(straight.kl()).expand(-1);
    Expr<T> weighted = n.times(share).plus(n.minus(n.times(share)).stop());
    return pathwise(vae, given, weighted, samples);
  }

  private static <T extends TNumber> Bound<T> pathwise(
      ImaVae<T> vae, Given<T> given, Expr<T> n, int samples) {
    List<Expr<T>> uses = Fork.of(n, 4);
    Expr<T> kl = given.q().stop().logDensity(uses.get(0)).minus(given.p().log(uses.get(1)));
    return new Bound<>(uses.get(2), logLikelihood(given, vae.decode(uses.get(3))), kl, samples);
  }

  /** log N(x; f, v I), with the likeliest v of the rows of each network if none is given. */
  private static <T extends TNumber> Expr<T> logLikelihood(Given<T> given, Expr<T> f) {
    double size = given.x().shape().get(-1);
    Expr<T> squares = given.x().minus(f).square().sum(-1);
    Expr<T> rho =
        given.logVariance().orElseGet(() -> squares.meanKeep(1).over(size).plus(1e-30).log());
    return squares
        .times(rho.negate().exp())
        .plus(rho.times(size))
        .plus(size * LOG_TWO_PI)
        .times(-0.5);
  }

  /** log p(x | z) - β KL, [networks, samples, batch]. */
  Expr<T> weights(Expr<T> beta) {
    return bySample(logLikelihood.minus(kl.times(beta)));
  }

  private Expr<T> shares() {
    Expr<T> w = bySample(logLikelihood.minus(kl)).stop();
    return w.minus(logSumExpKeep(w)).exp();
  }

  private static <T extends TNumber> Expr<T> logSumExpKeep(Expr<T> w) {
    return Expr.logSumExp(w, 1).expand(1);
  }

  /** Samples as an axis of their own: [networks, samples, batch]. */
  Expr<T> bySample(Expr<T> values) {
    return values.reshape(values.shape().get(0), samples, -1);
  }

  /** What is ascended for each example, [networks, batch]. */
  Expr<T> objective(Expr<T> beta, Way way) {
    Expr<T> w = weights(beta);
    if (samples == 1) {
      return w.sum(1);
    }
    return way.objective() == Objective.IWAE
        ? Expr.logSumExp(w, 1).minus(Math.log(samples))
        : w.mean(1);
  }

  /** [networks, samples · batch, …] of [networks, batch, …]. */
  static <T extends TNumber> Expr<T> repeat(Expr<T> x, int samples) {
    if (samples == 1) {
      return x;
    }
    Nodes<T> nodes = x.nodes();
    Ops tf = nodes.tf();
    int[] multiples = new int[x.shape().numDimensions()];
    java.util.Arrays.fill(multiples, 1);
    multiples[1] = samples;
    return nodes.of(tf.tile(x, tf.constant(multiples)));
  }

  /** The same of a posterior. */
  static <T extends TNumber> Posterior<T> repeat(Posterior<T> q, int samples) {
    return new Posterior<>(
        repeat(q.mean(), samples),
        repeat(q.logScale(), samples),
        q.below().map(entries -> repeat(entries, samples)));
  }
}
