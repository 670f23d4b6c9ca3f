package org.altgrad.train.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.train.run.RunException;

/**
 * What a foreign program says that it costs.
 *
 * @param micros processor time
 * @param unit of what: {@code step}, {@code window}, or nothing where it does not say
 */
public record PeerLine(double micros, String unit) {
  /** {@code CPU us/window NAME 12.1 12.4 12.9 | …}. */
  private static final Pattern MICROS = Pattern.compile("CPU us(?:/(\\w+))?(?![\\w/])([^|]*)");

  /** {@code cpu ms/step 0.012}. */
  private static final Pattern MILLIS = Pattern.compile("cpu ms/(\\w+)\\s+(\\S+)");

  /**
   * The last line of a program's output that says it: {@code CPU us/UNIT}, a name, and numbers up
   * to the line's end or a bar, whose median counts; or {@code cpu ms/UNIT} and a number.
   *
   * @throws RunException if none does
   */
  public static PeerLine of(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Optional<PeerLine> said = of(lines.get(i));
      if (said.isPresent()) {
        return said.get();
      }
    }
    throw new RunException(
        "--peer: must print a line 'CPU us/step NAME NUMBER …' (microseconds a step) or"
            + " 'cpu ms/step NUMBER', "
            + (lines.isEmpty()
                ? "but prints nothing"
                : "but its last line is '" + lines.get(lines.size() - 1) + "'"));
  }

  private static Optional<PeerLine> of(String line) {
    Matcher millis = MILLIS.matcher(line);
    if (millis.find()) {
      return number(millis.group(2)).map(ms -> new PeerLine(ms * 1e3, unit(millis.group(1))));
    }
    Matcher micros = MICROS.matcher(line);
    if (!micros.find()) {
      return Optional.empty();
    }
    // The name may hold numbers too: those of the line's end count.
    List<String> words = Arrays.asList(micros.group(2).strip().split("\\s+"));
    int from = words.size();
    while (from > 0 && number(words.get(from - 1)).isPresent()) {
      from--;
    }
    double[] numbers =
        words.subList(from, words.size()).stream().mapToDouble(Double::parseDouble).toArray();
    return numbers.length == 0
        ? Optional.empty()
        : Optional.of(
            new PeerLine(BenchResult.Repeats.of(numbers).median(), unit(micros.group(1))));
  }

  private static String unit(String said) {
    return said == null ? "" : said.toLowerCase(Locale.ROOT);
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
