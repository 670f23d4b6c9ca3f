package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.altgrad.train.run.RunException;

/**
 * What a foreign program says that it costs.
 *
 * @param micros processor time
 * @param unit of what: {@code step}, {@code window}, or nothing where it does not say
 */
public record PeerLine(double micros, String unit) {
  /** {@code CPU us/window NAME 12.1 12.4 12.9 | …}. */
  private static final Pattern MICROS =
      Pattern.compile("CPU us(?:/(\\w+))?(?![\\w/])((?:(?!cpu ms/|CPU us)[^|])*)");

  /** {@code cpu ms/step 0.012}. */
  private static final Pattern MILLIS =
      Pattern.compile("cpu ms/(\\w+)\\s+((?:(?!cpu ms/|CPU us)[^|])*)");

  /** As other languages print them too. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?|nan|inf|infinity)");

  /** One of a program's figures, of which the numbers are still text. */
  private record Figure(String text, String unit, List<String> numbers, double inMicros) {
    PeerLine read() {
      double[] values = numbers.stream().mapToDouble(word -> value(word) * inMicros).toArray();
      for (int i = 0; i < values.length; i++) {
        if (!(values[i] > 0 && Double.isFinite(values[i]))) {
          throw new RunException(
              "--peer: times must be finite and above 0 but '" + text + "' has " + numbers.get(i));
        }
      }
      return new PeerLine(BenchResult.Repeats.of(values).median(), unit);
    }
  }

  /**
   * The one figure in a program's output: {@code CPU us/UNIT}, a name, and numbers up to the line's
   * end or a bar, whose median counts; or {@code cpu ms/UNIT} and numbers.
   *
   * @throws RunException if there is none, or several, or its numbers are no times
   */
  public static PeerLine of(List<String> lines) {
    List<Figure> figures = lines.stream().flatMap(line -> figures(line).stream()).toList();
    if (figures.size() > 1) {
      throw new RunException(
          "--peer: must print one line of processor time but prints "
              + figures.size()
              + ": "
              + figures.stream()
                  .map(figure -> "'" + figure.text() + "'")
                  .collect(Collectors.joining(", ")));
    }
    if (figures.isEmpty()) {
      throw new RunException(
          "--peer: must print a line 'CPU us/step NAME NUMBER …' (microseconds a step) or"
              + " 'cpu ms/step NUMBER', "
              + (lines.isEmpty()
                  ? "but prints nothing"
                  : "but its last line is '" + lines.get(lines.size() - 1) + "'"));
    }
    return figures.get(0).read();
  }

  private static List<Figure> figures(String line) {
    List<Figure> figures = new ArrayList<>();
    for (Matcher micros = MICROS.matcher(line); micros.find(); ) {
      // The name may hold numbers too: those of the end count.
      List<String> words = words(micros);
      int from = words.size();
      while (from > 0 && isNumber(words.get(from - 1))) {
        from--;
      }
      figures.add(figure(micros, words.subList(from, words.size()), 1));
    }
    for (Matcher millis = MILLIS.matcher(line); millis.find(); ) {
      List<String> numbers = words(millis).stream().takeWhile(PeerLine::isNumber).toList();
      figures.add(figure(millis, numbers, 1e3));
    }
    figures.removeIf(figure -> figure.numbers().isEmpty());
    return figures;
  }

  private static Figure figure(Matcher found, List<String> numbers, double inMicros) {
    String unit = found.group(1) == null ? "" : found.group(1).toLowerCase(Locale.ROOT);
    return new Figure(found.group().strip(), unit, numbers, inMicros);
  }

  private static List<String> words(Matcher found) {
    return List.of(found.group(2).strip().split("\\s+"));
  }

  private static boolean isNumber(String word) {
    return NUMBER.matcher(word.toLowerCase(Locale.ROOT)).matches();
  }

  /** NaN of what is no finite number, which alone ends with a letter. */
  private static double value(String number) {
    return Character.isLetter(number.charAt(number.length() - 1))
        ? Double.NaN
        : Double.parseDouble(number);
  }
}
