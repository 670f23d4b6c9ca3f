package org.altgrad.train.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.program.Directions;
import org.junit.jupiter.api.Test;

/** Distances of samples whose expectations are known. */
class GradientDrawsTest {
  private static final int PARAMETERS = 20;

  /** Blocks of normal numbers with standard deviation 1 around a mean. */
  private static GradientDraws normal(Random random, double mean) {
    double[][] blocks = new double[25][PARAMETERS];
    for (double[] block : blocks) {
      for (int i = 0; i < PARAMETERS; i++) {
        block[i] = mean + random.nextGaussian();
      }
    }
    double[] variances = new double[PARAMETERS];
    Arrays.fill(variances, 1);
    return new GradientDraws(25, blocks, variances);
  }

  private record Spread(double mean, double deviation, double error) {}

  /** Estimates of many samples: their mean, their deviation, and what they say it is. */
  private static Spread repeat(double shift, boolean exact) {
    Random random = new Random(7);
    int n = 2000;
    double sum = 0;
    double squares = 0;
    double errors = 0;
    for (int i = 0; i < n; i++) {
      GradientDraws truth =
          exact ? GradientDraws.exactly(new double[PARAMETERS]) : normal(random, 0);
      GradientDraws.Estimate estimate = GradientDraws.squaredDistance(normal(random, shift), truth);
      sum += estimate.value();
      squares += estimate.value() * estimate.value();
      errors += estimate.error() * estimate.error();
    }
    double mean = sum / n;
    return new Spread(mean, Math.sqrt(squares / n - mean * mean), Math.sqrt(errors / n));
  }

  @Test
  void theDistanceIsUnbiasedAndItsErrorOnTheSafeSide() {
    for (boolean exact : new boolean[] {true, false}) {
      for (double shift : new double[] {0, 0.5}) {
        Spread spread = repeat(shift, exact);
        double distance = PARAMETERS * shift * shift;
        assertEquals(distance, spread.mean(), 4.5 * spread.deviation() / Math.sqrt(2000));
        double ratio = spread.error() / spread.deviation();
        assertTrue(ratio > 0.9 && ratio < 1.7, shift + " " + exact + ": " + ratio);
      }
    }
  }

  @Test
  void errorIsThatOfTheMean() {
    GradientDraws sample =
        new GradientDraws(100, new double[][] {{1, 2}, {3, 4}, {5, 6}}, new double[] {3, 1});
    assertEquals(0.2, sample.error(), 1e-12);
    assertEquals(3, sample.mean()[0], 1e-12);
    assertEquals(0, GradientDraws.exactly(new double[] {1}).error());
  }

  /** Draws that are all alike say nothing of how far their mean is off, however far that is. */
  @Test
  void nothingIsKnownOfTheBiasOfDrawsThatAreAlike() {
    Directions.Direction direction = new Directions.Direction("x", "X", "", true);
    Random random = new Random(3);
    for (double spread : new double[] {0, 1e-12, 1}) {
      double[][] blocks = new double[25][2];
      for (double[] block : blocks) {
        Arrays.setAll(block, i -> 1 + spread * random.nextGaussian());
      }
      GradientDraws sample =
          new GradientDraws(25, blocks, new double[] {spread * spread, spread * spread});
      GradientDraws truth = GradientDraws.exactly(new double[] {3, 3});
      Quality quality =
          Quality.of(
              direction,
              new Quality.Against("truth", ""),
              sample,
              GradientDraws.squaredDistance(sample, truth),
              new Quality.Lengths(truth.length(), truth.length()),
              1,
              1);
      assertEquals(spread == 1, quality.foundBiased());
      Map<String, Double> numbers = quality.numbers(1);
      assertEquals(2 / 3.0, numbers.get("bias"), 0.2);
      for (String name : List.of("bias_se", "bias_low", "bias_high", "bias_z", "bias_found")) {
        assertEquals(spread < 1, numbers.get(name).isNaN(), name + " of " + spread);
      }
      String text =
          new Measurement(
                  2,
                  1,
                  Map.of("truth", new Measurement.Truth("enumerated", 0, "enumerated")),
                  List.of(quality))
              .text();
      assertEquals(spread < 1, text.contains("; all draws of x are alike, "), text);
    }
  }
}
