package org.altgrad.data.mixing;

import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.data.random.RandomStream;

/**
 * The law of independent sources, the same for each.
 *
 * @param source its family
 * @param sourceMean location of gaussian and laplace
 * @param sourceVar variance of gaussian, scale of laplace
 * @param sourceAlpha first shape of beta
 * @param sourceBeta second shape of beta
 */
public record SourceLaw(
    Family source,
    @OnlyIf(
            key = "source",
            is = {"gaussian", "laplace"})
        double sourceMean,
    @OnlyIf(
            key = "source",
            is = {"gaussian", "laplace"})
        double sourceVar,
    @OnlyIf(key = "source", is = "beta") double sourceAlpha,
    @OnlyIf(key = "source", is = "beta") double sourceBeta) {

  /** Families of laws. */
  public enum Family {
    /** Uniform on [-½, ½]. */
    UNIFORM,
    /** N(mean, var). */
    GAUSSIAN,
    /** exp(-|s - mean| / var) / (2 var). */
    LAPLACE,
    /** Beta(alpha, beta), moved to [-½, ½]. */
    BETA
  }

  /** Least argument of a density of beta, which may be infinite at the ends. */
  private static final double LEAST = 0x1p-53;

  public SourceLaw {
    Require.given("source", source);
    Require.finite("sourceMean", sourceMean);
    Require.positive("sourceVar", sourceVar);
    Require.positive("sourceAlpha", sourceAlpha);
    Require.positive("sourceBeta", sourceBeta);
  }

  /** A family with mean 0, variance or scale 1, and given shapes. */
  public static SourceLaw of(Family family, double alpha, double beta) {
    return new SourceLaw(family, 0, 1, alpha, beta);
  }

  /** Whether all values are in [-½, ½]. */
  public boolean bounded() {
    return source == Family.UNIFORM || source == Family.BETA;
  }

  /** One value. */
  public double next(RandomStream random) {
    return switch (source) {
      case UNIFORM -> random.nextDouble() - 0.5;
      case GAUSSIAN -> sourceMean + Math.sqrt(sourceVar) * random.nextGaussian();
      case LAPLACE -> {
        double u = random.uniform(-1, 1);
        yield sourceMean - sourceVar * Math.signum(u) * StrictMath.log(1 - Math.abs(u));
      }
      case BETA -> beta(sourceAlpha, sourceBeta, random) - 0.5;
    };
  }

  /** Logarithm of the density at a value of the support. */
  public double logDensity(double s) {
    return switch (source) {
      case UNIFORM -> 0;
      case GAUSSIAN ->
          -(StrictMath.log(2 * Math.PI * sourceVar)
                  + (s - sourceMean) * (s - sourceMean) / sourceVar)
              / 2;
      case LAPLACE -> -StrictMath.log(2 * sourceVar) - Math.abs(s - sourceMean) / sourceVar;
      case BETA -> {
        double z = Math.min(Math.max(s + 0.5, LEAST), 1 - LEAST);
        yield (sourceAlpha - 1) * StrictMath.log(z)
            + (sourceBeta - 1) * StrictMath.log1p(-z)
            + logGamma(sourceAlpha + sourceBeta)
            - logGamma(sourceAlpha)
            - logGamma(sourceBeta);
      }
    };
  }

  /** The sum over several sources. */
  public double logDensity(double[] s) {
    double sum = 0;
    for (double value : s) {
      sum += logDensity(value);
    }
    return sum;
  }

  /** A value of Beta(alpha, beta), from the logarithms of two of gamma laws. */
  public static double beta(double alpha, double beta, RandomStream random) {
    double difference = logOfGamma(beta, random) - logOfGamma(alpha, random);
    return 1 / (1 + StrictMath.exp(difference));
  }

  /**
   * Logarithm of a value of Gamma(shape, 1): G. Marsaglia, W. W. Tsang, A simple method for
   * generating gamma variables, ACM Transactions on Mathematical Software 26, 2000.
   */
  private static double logOfGamma(double shape, RandomStream random) {
    if (shape < 1) {
      double u = 1 - random.nextDouble();
      return StrictMath.log(u) / shape + logOfGamma(shape + 1, random);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      double u = 1 - random.nextDouble();
      if (v > 0 && StrictMath.log(u) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
        return StrictMath.log(d * v);
      }
    }
  }

  /** log Γ(x), by Stirling's series above 8; its error is below 1e-12. */
  static double logGamma(double x) {
    double product = 1;
    double at = x;
    while (at < 8) {
      product *= at;
      at++;
    }
    double inverse = 1 / (at * at);
    double series =
        (1.0 / 12
                - inverse
                    * (1.0 / 360
                        - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
            / at;
    return (at - 0.5) * StrictMath.log(at)
        - at
        + StrictMath.log(2 * Math.PI) / 2
        + series
        - StrictMath.log(product);
  }
}
