package org.altgrad.train.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What some steps in a row have cost.
 *
 * @param cpuSeconds processor time of all of them
 * @param wallSeconds time
 * @param steps how many
 * @param parts what the steps were made of
 * @param diverged when a metric was no longer finite, and which, if any was by its end
 */
public record Repeat(
    double cpuSeconds, double wallSeconds, long steps, Parts parts, Optional<String> diverged) {
  static final String STEP = "step";

  /** Begins a line by which one process tells another what it has measured. */
  private static final String LINE = "repeat ";

  /**
   * What steps are made of.
   *
   * @param name of one part; {@code step} where a step is not told in parts
   * @param count of all steps
   */
  public record Parts(String name, long count) {}

  public double cpuMicros() {
    return cpuSeconds / steps * 1e6;
  }

  public double wallMicros() {
    return wallSeconds / steps * 1e6;
  }

  /** Clock ticks of processor time: figures are no finer than one. */
  double ticks() {
    return Math.rint(cpuSeconds / Meter.TICK_SECONDS);
  }

  /** Whether a step has more than one part. */
  boolean inParts() {
    return parts.count() > steps;
  }

  /** Processor time of a step or of a part, in microseconds; nothing of what is neither. */
  OptionalDouble cpuMicros(String unit) {
    if (unit.equals(STEP)) {
      return OptionalDouble.of(cpuMicros());
    }
    return unit.equals(parts.name())
        ? OptionalDouble.of(cpuSeconds / parts.count() * 1e6)
        : OptionalDouble.empty();
  }

  /** For another process, which reads it by {@link #read}. */
  public String line() {
    return LINE
        + String.join(" ", "" + cpuSeconds, "" + wallSeconds, "" + steps, parts.name())
        + " "
        + parts.count()
        + diverged.map(when -> " " + when).orElse("");
  }

  /** What another process has measured, if it is that which the line tells. */
  public static Optional<Repeat> read(String line) {
    if (!line.startsWith(LINE)) {
      return Optional.empty();
    }
    String[] words = line.substring(LINE.length()).split(" ", 6);
    return Optional.of(
        new Repeat(
            Double.parseDouble(words[0]),
            Double.parseDouble(words[1]),
            Long.parseLong(words[2]),
            new Parts(words[3], Long.parseLong(words[4])),
            words.length > 5 ? Optional.of(words[5]) : Optional.empty()));
  }
}
