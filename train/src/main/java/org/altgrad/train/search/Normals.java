package org.altgrad.train.search;

import org.apache.commons.math3.special.Erf;

/**
 * The standard normal law and its truncated forms in logarithms, so that tails of any length keep
 * their digits. StrictMath and {@code FastMath} give the same bits on every machine.
 */
final class Normals {
  private static final double LOG_ROOT_TWO_PI = 0.5 * StrictMath.log(2 * StrictMath.PI);

  /** Below it the probability is taken from its asymptotic series, above it from erfc. */
  private static final double SERIES = -20;

  private static final int MOST_STEPS = 100;

  private Normals() {}

  static double logDensity(double x) {
    return -0.5 * x * x - LOG_ROOT_TWO_PI;
  }

  private static double cumulative(double x) {
    return 0.5 * Erf.erfc(-x / StrictMath.sqrt(2));
  }

  /** Logarithm of the probability of less than x. */
  static double logCumulative(double x) {
    if (x > 5) {
      return StrictMath.log1p(-cumulative(-x));
    }
    if (x > SERIES) {
      return StrictMath.log(cumulative(x));
    }
    if (x == Double.NEGATIVE_INFINITY) {
      return x;
    }
    // Abramowitz and Stegun 26.2.12
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 20; k++) {
      term *= -(2 * k - 1) / (x * x);
      if (StrictMath.abs(term) < 1e-17) {
        break;
      }
      sum += term;
    }
    return logDensity(x) - StrictMath.log(-x) + StrictMath.log(sum);
  }

  /** Logarithm of the probability of a to b; minus infinity where b is not above a. */
  static double logMass(double a, double b) {
    if (!(a < b)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (b <= 0) {
      return minus(logCumulative(b), logCumulative(a));
    }
    if (a >= 0) {
      return minus(logCumulative(-a), logCumulative(-b));
    }
    return StrictMath.log1p(-cumulative(a) - cumulative(-b));
  }

  /** The point of [a, b] below which the truncated law has a share u of (0, 1). */
  static double quantile(double u, double a, double b) {
    double mass = logMass(a, b);
    double x =
        a < 0
            ? quantile(plus(logCumulative(a), StrictMath.log(u) + mass))
            : -quantile(plus(logCumulative(-b), StrictMath.log1p(-u) + mass));
    return StrictMath.min(StrictMath.max(x, a), b);
  }

  /**
   * The point below which the probability has a logarithm. Newton's method from below: the
   * logarithm is concave, so that it comes from there without passing the point.
   */
  static double quantile(double logProbability) {
    if (logProbability >= 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (logProbability > -StrictMath.log(2)) {
      return -quantile(StrictMath.log(-StrictMath.expm1(logProbability)));
    }
    if (logProbability == Double.NEGATIVE_INFINITY) {
      return logProbability;
    }
    double x = -StrictMath.sqrt(2 * (-logProbability - StrictMath.log(2)));
    for (int step = 0; step < MOST_STEPS; step++) {
      double log = logCumulative(x);
      double move = (logProbability - log) * StrictMath.exp(log - logDensity(x));
      if (StrictMath.abs(move) <= 1e-15 * StrictMath.abs(x) || move == 0) {
        return x;
      }
      x += move;
    }
    return x;
  }

  /** log(e^p - e^q) of p above q. */
  private static double minus(double p, double q) {
    return p + StrictMath.log1p(-StrictMath.exp(q - p));
  }

  /** log(e^p + e^q). */
  static double plus(double p, double q) {
    double high = StrictMath.max(p, q);
    return high == Double.NEGATIVE_INFINITY
        ? high
        : high + StrictMath.log1p(StrictMath.exp(StrictMath.min(p, q) - high));
  }
}
