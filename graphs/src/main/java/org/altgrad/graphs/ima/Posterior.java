package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The encoder's normal law q(n | x) of the latents' logits, or of the latents themselves where they
 * are not squashed: n = μ + L ε. Leading axes are free.
 *
 * @param mean μ [.., d]
 * @param logScale ½ log-variance of ε's share: log of L's diagonal [.., d]
 * @param below L's entries below the diagonal, row by row [.., d (d - 1) / 2]; none: L is diagonal
 */
public record Posterior<T extends TNumber>(
    Expr<T> mean, Expr<T> logScale, java.util.Optional<Expr<T>> below) {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** Log-variances are kept in this range, where float32 holds them and their inverses. */
  public static final double SMALLEST = -20;

  public static final double LARGEST = 10;

  /** Whether latents of one input are independent, or may covary. */
  public enum Covariance {
    DIAG,
    FULL;

    /** Numbers that an encoder gives for d latents. */
    public int outputs(int d) {
      return this == DIAG ? 2 * d : 2 * d + d * (d - 1) / 2;
    }
  }

  /**
   * From the encoder's outputs: μ, log-variances and, of a full covariance, the entries below the
   * diagonal.
   *
   * @param h [.., outputs], of known rank
   */
  public static <T extends TNumber> Posterior<T> of(Expr<T> h, int d, Covariance covariance) {
    Expr<T> logVariance = clamped(part(h, d, d));
    return new Posterior<>(
        part(h, 0, d),
        logVariance.times(0.5),
        covariance == Covariance.DIAG
            ? java.util.Optional.empty()
            : java.util.Optional.of(part(h, 2 * d, d * (d - 1) / 2)));
  }

  /** Independent latents from mean and log-variance. */
  public static <T extends TNumber> Posterior<T> diagonal(Expr<T> mean, Expr<T> logVariance) {
    return new Posterior<>(mean, clamped(logVariance).times(0.5), java.util.Optional.empty());
  }

  private static <T extends TNumber> Expr<T> clamped(Expr<T> logVariance) {
    Nodes<T> nodes = logVariance.nodes();
    return logVariance.max(nodes.constant(SMALLEST)).min(nodes.constant(LARGEST));
  }

  /** Entries of the last axis. */
  static <T extends TNumber> Expr<T> part(Expr<T> x, int from, int size) {
    Ops tf = x.nodes().tf();
    int rank = x.shape().numDimensions();
    int[] begin = new int[rank];
    int[] sizes = new int[rank];
    java.util.Arrays.fill(sizes, -1);
    begin[rank - 1] = from;
    sizes[rank - 1] = size;
    Operand<TInt32> begins = tf.constant(begin);
    return x.nodes().of(tf.slice(x, begins, tf.constant(sizes)));
  }

  /** Number of latents. */
  public int latents() {
    return (int) mean.shape().get(-1);
  }

  /** The same, through which no gradient flows. */
  public Posterior<T> stop() {
    return new Posterior<>(mean.stop(), logScale.stop(), below.map(Expr::stop));
  }

  /** The same without covariances. */
  Posterior<T> independent() {
    return new Posterior<>(mean, logScale, java.util.Optional.empty());
  }

  /**
   * The same elsewhere: μ + s δ, with log s + η, for s on L's diagonal.
   *
   * @param delta [.., d]
   * @param eta [.., d]
   */
  public Posterior<T> moved(Expr<T> delta, Expr<T> eta) {
    return new Posterior<>(mean.plus(logScale.exp().times(delta)), logScale.plus(eta), below);
  }

  /**
   * The same elsewhere, with offsets of as many numbers as an encoder gives: δ, η and, of a full
   * covariance, what is added to the entries below the diagonal, in units of their row's s.
   */
  public Posterior<T> moved(Expr<T> offsets, Covariance covariance) {
    int d = latents();
    Posterior<T> moved = moved(part(offsets, 0, d), part(offsets, d, d));
    if (covariance == Covariance.DIAG || d == 1) {
      return moved;
    }
    Expr<T> scale = logScale.exp();
    List<Expr<T>> rows = new ArrayList<>();
    for (int k = 1, from = 0; k < d; from += k, k++) {
      rows.add(part(offsets, 2 * d + from, k).times(part(scale, k, 1)));
    }
    Expr<T> entries = mean.nodes().concat(rows, -1);
    return new Posterior<>(
        moved.mean(),
        moved.logScale(),
        java.util.Optional.of(below.map(own -> own.plus(entries)).orElse(entries)));
  }

  /** n = μ + L ε. */
  public Expr<T> sample(Expr<T> noise) {
    Expr<T> own = logScale.exp().times(noise);
    return mean.plus(below.isEmpty() ? own : own.plus(mixed(noise, below.get())));
  }

  /** Σ_j<k L_kj ε_j for each k. */
  private Expr<T> mixed(Expr<T> noise, Expr<T> entries) {
    int d = latents();
    List<Expr<T>> rows = new ArrayList<>();
    rows.add(part(noise, 0, 1).times(0));
    for (int k = 1, from = 0; k < d; from += k, k++) {
      rows.add(part(noise, 0, k).times(part(entries, from, k)).sumKeep(-1));
    }
    return noise.nodes().concat(rows, -1);
  }

  /** Variance of each latent [.., d]. */
  public Expr<T> variance() {
    Expr<T> own = logScale.times(2).exp();
    if (below.isEmpty()) {
      return own;
    }
    int d = latents();
    List<Expr<T>> rows = new ArrayList<>();
    rows.add(part(own, 0, 1));
    for (int k = 1, from = 0; k < d; from += k, k++) {
      rows.add(part(own, k, 1).plus(part(below.get(), from, k).square().sumKeep(-1)));
    }
    return own.nodes().concat(rows, -1);
  }

  /** log of {@link #variance}. */
  public Expr<T> logVariance() {
    return below.isEmpty() ? logScale.times(2) : variance().log();
  }

  /** log q(n | x) at its own sample {@code n = sample(noise)} [..], exact in float32. */
  public Expr<T> logDensityOfSample(Expr<T> noise) {
    return noise.square().plus(LOG_TWO_PI).times(-0.5).minus(logScale).sum(-1);
  }

  /** log q(n | x) at any n [..]. */
  public Expr<T> logDensity(Expr<T> n) {
    return logDensityOfSample(whitened(n));
  }

  /** L⁻¹ (n - μ), by substitution from the first row on. */
  private Expr<T> whitened(Expr<T> n) {
    Expr<T> r = n.minus(mean);
    Expr<T> inverse = logScale.negate().exp();
    if (below.isEmpty()) {
      return r.times(inverse);
    }
    int d = latents();
    List<Expr<T>> w = new ArrayList<>();
    for (int k = 0, from = 0; k < d; from += k, k++) {
      Expr<T> rest = part(r, k, 1);
      if (k > 0) {
        Expr<T> known = n.nodes().concat(w, -1);
        rest = rest.minus(known.times(part(below.get(), from, k)).sumKeep(-1));
      }
      w.add(rest.times(part(inverse, k, 1)));
    }
    return n.nodes().concat(w, -1);
  }

  /** KL(q ‖ p) in closed form for a normal p [..]. */
  public Expr<T> kl(Prior.Moments<T> p) {
    Expr<T> squares = variance().plus(mean.minus(p.mean()).square()).over(p.variance());
    return squares.plus(p.variance().log()).minus(1).times(0.5).minus(logScale).sum(-1);
  }
}
