package org.altgrad.train.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was measured of one experiment.
 *
 * @param experiment its name
 * @param overrides as typed
 * @param threads of TensorFlow
 * @param steps in one repeat
 * @param cpuMicros processor time of a step, over the repeats
 * @param wallMicros time of a step, over the repeats
 * @param examplesPerSecond of wall time
 * @param gflopPerStep in matrix products and convolutions
 * @param elementsPerStep millions of other operations, one for each element
 * @param uncounted nodes of a step whose arithmetic is not in the counts
 * @param peakGflops what this machine does in a second of processor time at best
 * @param peakRssMb the most memory that the process occupied
 * @param rssGrowthMb by how much its memory grew in 1000 steps
 * @param firstStep what the process had used when its first step had been done
 * @param profile where a step's time goes
 */
public record Measurement(
    String experiment,
    List<String> overrides,
    int threads,
    long steps,
    Spread cpuMicros,
    Spread wallMicros,
    double examplesPerSecond,
    double gflopPerStep,
    double elementsPerStep,
    int uncounted,
    double peakGflops,
    OptionalDouble peakRssMb,
    OptionalDouble rssGrowthMb,
    FirstStep firstStep,
    Profile profile) {

  public Measurement {
    overrides = List.copyOf(overrides);
  }

  /** Seconds from the start of the process to the end of its first step. */
  public record FirstStep(double cpuSeconds, double wallSeconds) {}

  /** Median and range of the repeats. */
  public record Spread(double median, double min, double max) {
    static Spread of(double[] values) {
      double[] sorted = values.clone();
      java.util.Arrays.sort(sorted);
      int n = sorted.length;
      return new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }
  }

  /** GFLOP in a second of processor time. */
  public double gflops() {
    return gflopPerStep / cpuMicros.median() * 1e6;
  }

  /** Which part of a step's processor time its arithmetic would take at the peak. */
  public double rooflineShare() {
    return gflops() / peakGflops;
  }
}
