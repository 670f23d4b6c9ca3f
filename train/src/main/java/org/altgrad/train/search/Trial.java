package org.altgrad.train.search;

import java.util.Arrays;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.altgrad.base.Require;

/**
 * What a sweep's journal holds of one point.
 *
 * @param number from 0
 * @param value the metric at the end, the mean over replicates; only of complete trials
 * @param spread standard deviation over replicates; none with fewer than two
 * @param rungs the metric at the moments at which it was recorded, in the unit of early stopping
 */
public record Trial(
    int number,
    Point point,
    Status status,
    OptionalDouble value,
    OptionalDouble spread,
    SortedMap<Long, Double> rungs) {

  /** Where a trial stands. */
  public enum Status {
    RUNNING,
    /** Waits at a rung and may go on. */
    PAUSED,
    COMPLETE,
    /** Ended by early stopping. */
    STOPPED,
    FAILED
  }

  public Trial {
    Require.atLeast("number", number, 0);
    Require.that(
        value.isPresent() || status != Status.COMPLETE, "value", "given when complete", "missing");
    rungs = Collections.unmodifiableSortedMap(new TreeMap<>(rungs));
  }

  /** A trial that runs and of which nothing is known yet. */
  public static Trial running(int number, Point point) {
    return new Trial(
        number,
        point,
        Status.RUNNING,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        new TreeMap<>());
  }

  /** A complete trial. */
  public static Trial complete(int number, Point point, double value) {
    return new Trial(
        number,
        point,
        Status.COMPLETE,
        OptionalDouble.of(value),
        OptionalDouble.empty(),
        new TreeMap<>());
  }

  /** The same with what was recorded at a moment. */
  public Trial at(long moment, double recorded) {
    SortedMap<Long, Double> all = new TreeMap<>(rungs);
    all.put(moment, recorded);
    return new Trial(number, point, status, value, spread, all);
  }

  /** The same in another place. */
  public Trial with(Status now) {
    return new Trial(number, point, now, value, spread, rungs);
  }

  /** The same with all values of the other sign. */
  Trial negated() {
    SortedMap<Long, Double> all = new TreeMap<>();
    rungs.forEach((moment, recorded) -> all.put(moment, -recorded));
    OptionalDouble negative =
        value.isPresent() ? OptionalDouble.of(-value.getAsDouble()) : OptionalDouble.empty();
    return new Trial(number, point, status, negative, spread, all);
  }

  /** Standard deviation of some values, with n - 1 in its denominator; empty for one. */
  public static OptionalDouble spread(double... values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
  }
}
