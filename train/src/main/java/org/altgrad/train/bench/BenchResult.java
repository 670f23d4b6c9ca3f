package org.altgrad.train.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one experiment.
 *
 * @param workload what was measured
 * @param cpuMicros processor time of a step, over the repeats
 * @param wallMicros time of a step, over the repeats
 * @param examplesPerSecond of wall time
 * @param arithmetic of a step
 * @param peakGflops what this machine does in a second of processor time at best
 * @param memory of the process
 * @param firstStep what the process had used when its first step had been done
 * @param profile where a step's time goes
 */
public record BenchResult(
    Workload workload,
    Repeats cpuMicros,
    Repeats wallMicros,
    double examplesPerSecond,
    Arithmetic arithmetic,
    double peakGflops,
    ProcessMemory memory,
    FirstStep firstStep,
    Profile profile) {

  /**
   * What was measured.
   *
   * @param experiment its name
   * @param overrides as typed
   * @param threads of TensorFlow
   * @param steps in one repeat
   * @param part what a step is made of; {@code step} where it is not told in parts
   * @param partsPerStep on average
   * @param diverged when a metric was no longer finite, and which, if any was
   */
  public record Workload(
      String experiment,
      List<String> overrides,
      int threads,
      Steps steps,
      String part,
      double partsPerStep,
      Optional<String> diverged) {
    public Workload {
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Steps of a repeat.
   *
   * @param count how many
   * @param perCall of them in a call into TensorFlow
   * @param asked for, if that was said
   */
  public record Steps(long count, int perCall, OptionalLong asked) {}

  /**
   * Operations of a step.
   *
   * @param gflop in matrix products and convolutions
   * @param elements millions of other operations, one for each element
   * @param uncounted nodes whose arithmetic is not in the counts
   */
  public record Arithmetic(double gflop, double elements, int uncounted) {}

  /**
   * What the process occupied.
   *
   * @param peakMb the most memory; nothing where the system does not tell it
   * @param growthMb by how much it grew in each repeat
   * @param stepsPerRepeat in which it did
   */
  public record ProcessMemory(OptionalDouble peakMb, List<Double> growthMb, long stepsPerRepeat) {
    /** Of fewer steps, or repeats, nothing follows for more. */
    private static final long ENOUGH_STEPS = 1000;

    private static final int ENOUGH_REPEATS = 3;

    public ProcessMemory {
      growthMb = List.copyOf(growthMb);
    }

    /** That nothing is known. */
    static ProcessMemory untold() {
      return new ProcessMemory(OptionalDouble.empty(), List.of(), 0);
    }

    long steps() {
      return stepsPerRepeat * growthMb.size();
    }

    double wholeGrowthMb() {
      return growthMb.stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * By how much it grew in 1000 steps of the median repeat: what Java and the allocator take once
     * lies in few repeats, what is lost at every step in all.
     */
    OptionalDouble growthMbPer1000() {
      if (steps() < ENOUGH_STEPS || growthMb.size() < ENOUGH_REPEATS) {
        return OptionalDouble.empty();
      }
      double median = Repeats.of(growthMb, Double::doubleValue).median();
      return OptionalDouble.of(median * 1000 / stepsPerRepeat);
    }
  }

  /** Seconds from the start of the process to the end of its first step. */
  public record FirstStep(double cpuSeconds, double wallSeconds) {}

  /** Median and range of the repeats. */
  public record Repeats(double median, double min, double max) {
    static <R> Repeats of(List<R> repeats, ToDoubleFunction<R> figure) {
      return of(repeats.stream().mapToDouble(figure).toArray());
    }

    static Repeats of(double[] values) {
      double[] sorted = values.clone();
      java.util.Arrays.sort(sorted);
      int n = sorted.length;
      return new Repeats((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }
  }

  /** GFLOP in a second of processor time; NaN if no products, or no time, were counted. */
  public double gflops() {
    boolean counted = arithmetic.gflop() > 0 && cpuMicros.median() > 0;
    return counted ? arithmetic.gflop() / cpuMicros.median() * 1e6 : Double.NaN;
  }

  /** Clock ticks of processor time in the median repeat: the figures are no finer than one. */
  public double ticks() {
    double ticks = cpuMicros.median() / 1e6 * workload.steps().count() / Meter.TICK_SECONDS;
    return Math.rint(ticks * 2) / 2; // the median of two repeats may be half of one
  }

  /** Which part of a step's processor time its arithmetic would take at the peak. */
  public double rooflineShare() {
    return gflops() / peakGflops;
  }
}
