package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The normal law in logarithms against integrals and continued fractions. */
class NormalsTest {
  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Simpson's rule. */
  private static double integral(double from, double to) {
    int n = 20_000;
    double h = (to - from) / n;
    double sum = density(from) + density(to);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * density(from + i * h);
    }
    return sum * h / 3;
  }

  /** Laplace's continued fraction of the tail above x. */
  private static double logTail(double x) {
    double fraction = x;
    for (int k = 2000; k >= 1; k--) {
      fraction = x + k / fraction;
    }
    return -x * x / 2 - Math.log(Math.sqrt(2 * Math.PI)) - Math.log(fraction);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-300, -100, -40, -20.5, -20, -19.5, -12, -8, -5, -3})
  void tailsKeepTheirDigits(double x) {
    assertEquals(logTail(-x), Normals.logCumulative(x), 1e-12 * Math.abs(logTail(-x)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2.5, -1, -0.1, 0, 0.3, 1, 2.5, 4})
  void middleIsTheIntegral(double x) {
    assertEquals(integral(-12, x), Math.exp(Normals.logCumulative(x)), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-60, -25, -9, -3, -0.5, 0, 0.5, 3, 9, 25})
  void massOfAnIntervalIsItsIntegral(double a) {
    double b = a + 0.75;
    // relative to the density at the nearer end, which would be 0 far out
    double near = a > 0 ? a : b < 0 ? b : 0;
    double sum = 0;
    int n = 20_000;
    double h = (b - a) / n;
    for (int i = 0; i <= n; i++) {
      double x = a + i * h;
      double weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp((near * near - x * x) / 2);
    }
    double expected = Math.log(sum * h / 3) - near * near / 2 - Math.log(Math.sqrt(2 * Math.PI));
    assertEquals(expected, Normals.logMass(a, b), 1e-10 * Math.max(1, Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-100, -30, -6, -1, 0, 1, 6, 30, 100})
  void quantilesOfTruncatedLawsUndoTheirShares(double a) {
    double b = a + 2;
    for (double u : new double[] {1e-9, 0.01, 0.3, 0.5, 0.9, 0.999999}) {
      double x = Normals.quantile(u, a, b);
      // from the end that is nearer to the middle: the other's share is 1 to all digits
      boolean right = a > 0;
      double share =
          right
              ? Math.exp(Normals.logMass(x, b) - Normals.logMass(a, b))
              : Math.exp(Normals.logMass(a, x) - Normals.logMass(a, b));
      double expected = right ? 1 - u : u;
      assertEquals(expected, share, 1e-9 + 1e-7 * expected, "share " + u + " of " + a + " to " + b);
    }
  }
}
