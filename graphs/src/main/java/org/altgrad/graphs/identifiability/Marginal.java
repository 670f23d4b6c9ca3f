package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.altgrad.base.Require;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.LaplaceDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;

/**
 * The prior's law of one latent. Latents on (0, 1) (uniform, beta) are z = σ(n) of a normal n, the
 * logit; elsewhere z = n.
 */
public final class Marginal {
  private final RealDistribution law;
  private final boolean logistic;
  private final double sharpness;

  private Marginal(RealDistribution law, boolean logistic, double sharpness) {
    this.law = law;
    this.logistic = logistic;
    this.sharpness = sharpness;
  }

  public static Marginal gaussian(double mean, double variance) {
    Require.positive("variance", variance);
    return new Marginal(new NormalDistribution(mean, Math.sqrt(variance)), false, 1 / variance);
  }

  public static Marginal laplace(double mean, double scale) {
    Require.positive("scale", scale);
    return new Marginal(new LaplaceDistribution(mean, scale), false, 0);
  }

  public static Marginal uniform() {
    return new Marginal(new UniformRealDistribution(), true, 2);
  }

  public static Marginal beta(double alpha, double beta) {
    Require.positive("alpha", alpha);
    Require.positive("beta", beta);
    return new Marginal(new BetaDistribution(alpha, beta), true, alpha + beta);
  }

  /** P(Z ≤ z). */
  public double cdf(double z) {
    return law.cumulativeProbability(z);
  }

  /**
   * -(log p)''(n), of the density of n itself: 1/variance for a gaussian, 0 for a laplace (which is
   * not smooth), (a + b) z (1 - z) for a beta.
   */
  public double curvature(double n) {
    return logistic ? sharpness * slope(n) : sharpness;
  }

  /** dz/dn: z (1 - z), or 1. */
  public double slope(double n) {
    double e = Math.exp(-Math.abs(n));
    return logistic ? e / ((1 + e) * (1 + e)) : 1;
  }

  /** One for each of so many latents, from a list of one for all or one for each. */
  static List<Marginal> each(List<Marginal> laws, int latents) {
    boolean right = laws.size() == 1 || laws.size() == latents;
    Require.that(right, "laws", "1 or " + latents + ", one for each latent", laws.size());
    return laws.size() == 1 ? Collections.nCopies(latents, laws.get(0)) : laws;
  }

  double[] cdf(double[] z) {
    return Arrays.stream(z).map(this::cdf).toArray();
  }
}
