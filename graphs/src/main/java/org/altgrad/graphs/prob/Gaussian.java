package org.altgrad.graphs.prob;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/**
 * Independent normal variables: a normal distribution with diagonal covariance. Every result has
 * one value for each of them: sum over the last axis for a vector.
 *
 * @param mean of each
 * @param sd standard deviation of each
 * @param logSd its logarithm
 */
public record Gaussian<T extends TNumber>(Expr<T> mean, Expr<T> sd, Expr<T> logSd) {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** From the logarithm of the standard deviation, the form for networks. */
  public static <T extends TNumber> Gaussian<T> ofLogSd(Expr<T> mean, Expr<T> logSd) {
    return new Gaussian<>(mean, logSd.exp(), logSd);
  }

  /** From the standard deviation, which must be positive. */
  public static <T extends TNumber> Gaussian<T> ofSd(Expr<T> mean, Expr<T> sd) {
    return new Gaussian<>(mean, sd, sd.log());
  }

  public Expr<T> logDensity(Expr<T> x) {
    Expr<T> z = x.minus(mean).over(sd);
    return z.square().times(-0.5).minus(logSd).minus(HALF_LOG_TWO_PI);
  }

  /** Differential entropy in nats. */
  public Expr<T> entropy() {
    return logSd.plus(HALF_LOG_TWO_PI + 0.5);
  }

  /** KL(this ‖ N(0, 1)) in nats. */
  public Expr<T> klToStandard() {
    return mean.square().plus(logSd.times(2).expm1()).times(0.5).minus(logSd);
  }

  /** KL(this ‖ other) in nats. */
  public Expr<T> kl(Gaussian<T> other) {
    Expr<T> distance = mean.minus(other.mean).over(other.sd);
    Expr<T> ratio = logSd.minus(other.logSd);
    return distance.square().plus(ratio.times(2).expm1()).times(0.5).minus(ratio);
  }

  /** mean + sd · noise, through which gradients flow to mean and sd. */
  public Expr<T> sample(Expr<T> noise) {
    return mean.plus(sd.times(noise));
  }

  /**
   * One reparameterised draw, of the shape of {@code mean + sd}.
   *
   * @param name of the random stream, one for each use in a graph
   */
  public Expr<T> sample(Randoms randoms, String name) {
    return sample(randoms.normalLike(name, mean.plus(sd)));
  }
}
