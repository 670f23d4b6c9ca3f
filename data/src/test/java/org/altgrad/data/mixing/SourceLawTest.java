package org.altgrad.data.mixing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.altgrad.data.mixing.SourceLaw.Family;
import org.altgrad.data.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SourceLawTest {
  static Stream<Arguments> laws() {
    return Stream.of(
        Arguments.of(SourceLaw.of(Family.UNIFORM, 1, 1), -0.5, 0.5),
        Arguments.of(new SourceLaw(Family.GAUSSIAN, 0.3, 2, 1, 1), -12.0, 12.0),
        Arguments.of(new SourceLaw(Family.LAPLACE, -1, 0.7, 1, 1), -20.0, 18.0),
        Arguments.of(SourceLaw.of(Family.BETA, 3, 11), -0.5, 0.5),
        Arguments.of(SourceLaw.of(Family.BETA, 1.5, 1.2), -0.5, 0.5));
  }

  /** The distance of Kolmogorov and Smirnov between values and the integral of the density. */
  @ParameterizedTest
  @MethodSource("laws")
  void valuesHaveTheDensity(SourceLaw law, double low, double high) {
    int n = 20_000;
    RandomStream random = new RandomStream(3);
    double[] values = new double[n];
    Arrays.setAll(values, i -> law.next(random));
    Arrays.sort(values);
    assertTrue(values[0] >= low && values[n - 1] <= high);
    int cells = 400_000;
    double width = (high - low) / cells;
    double below = 0;
    double distance = 0;
    int at = 0;
    for (int c = 0; c < cells; c++) {
      below += width * Math.exp(law.logDensity(low + (c + 0.5) * width));
      while (at < n && values[at] <= low + (c + 1) * width) {
        at++;
      }
      distance = Math.max(distance, Math.abs(below - (double) at / n));
    }
    assertEquals(1, below, 1e-3);
    // Exceeded by chance once in 10,000 times.
    assertTrue(distance < 2.2 / Math.sqrt(n), law + ": " + distance);
  }

  /** Below 1 the density is infinite at the ends; so by moments. */
  @Test
  void smallShapesPutMassAtTheEnds() {
    SourceLaw law = SourceLaw.of(Family.BETA, 0.3, 0.6);
    RandomStream random = new RandomStream(4);
    int n = 40_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double s = law.next(random);
      sum += (s + 0.5) / n;
      squares += (s + 0.5) * (s + 0.5) / n;
    }
    double mean = 0.3 / 0.9;
    assertEquals(mean, sum, 4.5 * Math.sqrt(0.117 / n));
    assertEquals(mean * (1 - mean) / 1.9, squares - sum * sum, 0.004);
    RandomStream extreme = new RandomStream(5);
    SourceLaw tiny = SourceLaw.of(Family.BETA, 1e-4, 1e-4);
    for (int i = 0; i < 1000; i++) {
      double s = tiny.next(extreme);
      assertTrue(s >= -0.5 && s <= 0.5);
      assertTrue(Double.isFinite(tiny.logDensity(s)));
    }
  }

  @Test
  void logGammaIsThatOfFactorialsAndHalves() {
    double factorial = 1;
    for (int n = 1; n <= 20; n++) {
      assertEquals(Math.log(factorial), SourceLaw.logGamma(n), 1e-12 * Math.max(1, n * n));
      factorial *= n;
    }
    assertEquals(Math.log(Math.PI) / 2, SourceLaw.logGamma(0.5), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, sourceVar: must be a positive number but is 0",
    "1, 0, 1, sourceAlpha: must be a positive number but is 0",
    "1, 1, -2, sourceBeta: must be a positive number but is -2"
  })
  void wrongParametersAreRefused(double var, double alpha, double beta, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new SourceLaw(Family.BETA, 0, var, alpha, beta))
            .getMessage());
  }
}
