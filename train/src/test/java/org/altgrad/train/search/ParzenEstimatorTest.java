package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.data.random.RandomStream;
import org.altgrad.train.search.ParzenEstimator.ChoiceKernels;
import org.altgrad.train.search.ParzenEstimator.NormalKernels;
import org.junit.jupiter.api.Test;

/** Kernels against published values, and densities against plain loops, sums and draws. */
class ParzenEstimatorTest {
  private static final Domain DOMAIN = Domain.bounded(-1, 1, 0, false);

  private static double[] of(double... values) {
    return values;
  }

  private static double[] withEnds(double... observed) {
    return NormalKernels.gaps(DOMAIN, observed);
  }

  @Test
  void widthsAreThePublishedOnes() {
    assertArrayEquals(of(2), NormalKernels.sigmas(DOMAIN, of()), 1e-12);
    assertArrayEquals(of(1.4, 2), NormalKernels.sigmas(DOMAIN, of(.4)), 1e-12);
    assertArrayEquals(of(.7, .7), withEnds(-.3, .3), 1e-12);
    assertArrayEquals(of(.6, .6, 2), NormalKernels.sigmas(DOMAIN, of(-.3, .3)), 1e-12);
    double[] four = {-.4, .4, .41, .42};
    assertArrayEquals(of(.8, .8, .01, .58), withEnds(four), 1e-12);
    assertArrayEquals(
        of(.8, .8, 1 / 3., .58), NormalKernels.clipped(DOMAIN, withEnds(four)), 1e-12);
    assertArrayEquals(of(.8, .8, 1 / 3., 1 / 3., 2), NormalKernels.sigmas(DOMAIN, four), 1e-12);
    assertArrayEquals(
        of(1 / 3., .8, .8, 1 / 3., 2),
        NormalKernels.sigmas(DOMAIN, of(.42, .4, -.4, .41)),
        1e-12,
        "in another order");
  }

  @Test
  void choicesAreThePublishedOnes() {
    double[][] rows = ChoiceKernels.rows(List.of(1 / 3., 1 / 3., 1 / 3.), of(1));
    assertArrayEquals(of(.2, .6, .2), rows[0], 1e-12);
    assertArrayEquals(of(1 / 3., 1 / 3., 1 / 3.), rows[1], 1e-12);
  }

  @Test
  void weightsFallForTheOldest() {
    assertArrayEquals(of(1), ParzenEstimator.weights(0), 0);
    double[] even = new double[25];
    Arrays.fill(even, 1 / 25.);
    assertArrayEquals(even, ParzenEstimator.weights(24), 1e-15);
    double[] weights = ParzenEstimator.weights(28);
    double sum = 1 / 28. + (1 / 28. + 1) / 2 + 1 + 25 + 1;
    assertArrayEquals(
        of(1 / 28. / sum, (1 / 28. + 1) / 2 / sum, 1 / sum, 1 / sum),
        Arrays.copyOf(weights, 4),
        1e-15);
    assertEquals(1 / 26. / (1 / 26. + 26), ParzenEstimator.weights(26)[0], 1e-15);
  }

  private static final List<Distribution> MIXED =
      List.of(
          new Distribution.LogUniform(1e-3, 10),
          new Distribution.IntegerUniform(2, 9, 1, false),
          new Distribution.Choice(List.of("a", "b", "c"), List.of(.5, .3, .2)),
          new Distribution.Normal(1, 2));

  private static double[] observation(RandomStream random) {
    return new double[] {
      random.uniform(Math.log(1e-3), Math.log(10)),
      2 + random.nextInt(8),
      random.nextInt(3),
      1 + 2 * random.nextGaussian()
    };
  }

  @Test
  void densityIsThatOfPlainLoops() {
    RandomStream random = new RandomStream(1);
    for (int n : new int[] {0, 1, 2, 5, 30}) {
      double[][] seen = new double[n][];
      for (int i = 0; i < n; i++) {
        seen[i] = observation(random);
      }
      ParzenEstimator estimator = new ParzenEstimator(MIXED, seen);
      PlainTpe.Law[] laws = {
        PlainTpe.Law.number(Math.log(1e-3), Math.log(10), false),
        PlainTpe.Law.number(2, 9, true),
        PlainTpe.Law.choice(.5, .3, .2),
        PlainTpe.Law.normal(1, 2)
      };
      for (int i = 0; i < 20; i++) {
        double[] at = observation(random);
        double expected = Math.log(PlainTpe.density(laws, seen, at));
        assertEquals(expected, estimator.log(at), 1e-9, n + " observations");
      }
    }
  }

  @Test
  void drawsFollowTheDensity() {
    RandomStream random = new RandomStream(2);
    List<Distribution> laws =
        List.of(new Distribution.Uniform(-1, 1), new Distribution.IntegerUniform(0, 4, 1, false));
    double[][] seen = {{-.9, 0}, {.95, 4}, {.9, 3}};
    ParzenEstimator estimator = new ParzenEstimator(laws, seen);
    int draws = 20_000;
    double[][] counts = new double[10][5];
    for (int i = 0; i < draws; i++) {
      double[] point = estimator.draw(random);
      counts[(int) Math.min(9, (point[0] + 1) * 5)][(int) point[1]]++;
    }
    double all = 0;
    double chiSquare = 0;
    for (int box = 0; box < 10; box++) {
      for (int k = 0; k < 5; k++) {
        double mass = 0;
        for (int i = 0; i < 200; i++) {
          mass += Math.exp(estimator.log(of(-1 + (box + (i + .5) / 200) / 5, k))) / 1000;
        }
        all += mass;
        chiSquare += Math.pow(counts[box][k] - draws * mass, 2) / (draws * mass);
      }
    }
    assertEquals(1, all, 1e-5, "the density's sum");
    // 49 degrees of freedom: less in all but one of 10^4 cases
    assertEquals(0, Math.max(0, chiSquare - 94), 0, "chi square " + chiSquare);
  }

  @Test
  void orderOfTrialsIsByValueThenByHowFarTheyCame() {
    Point point = new Point(java.util.Map.of());
    List<Trial> best =
        new ArrayList<>(
            List.of(
                Trial.complete(0, point, 1),
                Trial.complete(1, point, 2),
                Trial.complete(2, point, Double.NaN),
                Trial.running(3, point).with(Trial.Status.STOPPED).at(9, 5).at(1, 0),
                Trial.running(4, point).with(Trial.Status.STOPPED).at(9, Double.NaN),
                Trial.running(5, point).with(Trial.Status.PAUSED).at(3, -7),
                Trial.running(6, point).with(Trial.Status.STOPPED)));
    List<Trial> sorted = new ArrayList<>(best);
    java.util.Collections.reverse(sorted);
    sorted.sort(ParzenSearch::compare);
    assertEquals(best, sorted);
  }
}
