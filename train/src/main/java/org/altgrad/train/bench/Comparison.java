package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.train.run.RunException;

/**
 * Two sides whose steps were measured in turn, so that what else the machine did has met both.
 *
 * @param name of the other side
 * @param pairs of repeats
 */
public record Comparison(String name, List<Pair> pairs) {
  /**
   * In words or in numbers: {@code CPU us NAME 12.1 12.4 12.9 | …} or {@code cpu ms/step 0.012}.
   */
  private static final Pattern MICROS = Pattern.compile("CPU us\\b([^|]*)");

  private static final Pattern MILLIS = Pattern.compile("cpu ms/step\\s+(\\S+)");

  public Comparison {
    pairs = List.copyOf(pairs);
  }

  /**
   * One after the other.
   *
   * @param own processor time of a step in microseconds
   * @param other the other side's
   */
  public record Pair(double own, double other) {}

  /** Measures in turn. */
  public static Comparison of(String name, int pairs, DoubleSupplier own, DoubleSupplier other) {
    List<Pair> all = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      double mine = own.getAsDouble();
      all.add(new Pair(mine, other.getAsDouble()));
    }
    return new Comparison(name, all);
  }

  BenchResult.Repeats own() {
    return BenchResult.Repeats.of(pairs, Pair::own);
  }

  BenchResult.Repeats other() {
    return BenchResult.Repeats.of(pairs, Pair::other);
  }

  /** What the other side costs for each microsecond of this; NaN where no time was seen. */
  BenchResult.Repeats ratio() {
    return BenchResult.Repeats.of(pairs, p -> p.own() > 0 ? p.other() / p.own() : Double.NaN);
  }

  /**
   * Processor time of a step in microseconds, of a foreign program: the last line of its output
   * that says it. {@code CPU us}, a name, and numbers up to the line's end or a bar, whose median
   * counts; or {@code cpu ms/step} and a number.
   *
   * @throws RunException if none does
   */
  public static double micros(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Optional<Double> said = micros(lines.get(i));
      if (said.isPresent()) {
        return said.get();
      }
    }
    throw new RunException(
        "--peer: must print a line 'CPU us NAME NUMBER …' (microseconds a step) or"
            + " 'cpu ms/step NUMBER', but its last line is '"
            + (lines.isEmpty() ? "" : lines.get(lines.size() - 1))
            + "'");
  }

  private static Optional<Double> micros(String line) {
    Matcher millis = MILLIS.matcher(line);
    if (millis.find()) {
      return number(millis.group(1)).map(ms -> ms * 1e3);
    }
    Matcher micros = MICROS.matcher(line);
    if (!micros.find()) {
      return Optional.empty();
    }
    // The name may hold numbers too: those of the line's end count.
    List<String> words = Arrays.asList(micros.group(1).strip().split("\\s+"));
    int from = words.size();
    while (from > 0 && number(words.get(from - 1)).isPresent()) {
      from--;
    }
    double[] numbers =
        words.subList(from, words.size()).stream().mapToDouble(Double::parseDouble).toArray();
    return numbers.length == 0
        ? Optional.empty()
        : Optional.of(BenchResult.Repeats.of(numbers).median());
  }

  private static Optional<Double> number(String word) {
    try {
      double value = Double.parseDouble(word);
      return Double.isFinite(value) && value > 0 ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
