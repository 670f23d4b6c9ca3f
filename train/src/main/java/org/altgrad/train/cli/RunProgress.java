package org.altgrad.train.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a run is that some process works on, by the last line of an epoch in its {@code run.log}.
 *
 * @param at when the line was written
 * @param epochs how many there are
 * @param results the epoch's metrics, {@code SPLIT METRIC VALUE METRIC VALUE | SPLIT …}
 * @param seconds what the run said then of the time left; empty if it did not know
 */
record RunProgress(
    LocalDateTime at, long epoch, long epochs, String results, OptionalDouble seconds) {
  /** What is read of a log's end: more than the longest line of an epoch. */
  private static final int TAIL = 16384;

  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^(\\S+) epoch (\\d+)/(\\d+)(?:  \\|  (.*?))?  \\|  \\S+ examples/s, (\\S+) left$");

  /** Of a run's log; empty before its first epoch, or if it cannot be read. */
  static Optional<RunProgress> of(Path log) {
    try {
      return parse(tail(log));
    } catch (IOException e) {
      return Optional.empty(); // it is not there yet, or has just gone
    }
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static Optional<RunProgress> parse(String text) {
    Matcher line = LINE.matcher(text);
    Optional<RunProgress> last = Optional.empty();
    while (line.find()) {
      try {
        last =
            Optional.of(
                new RunProgress(
                    LocalDateTime.parse(line.group(1)),
                    Long.parseLong(line.group(2)),
                    Long.parseLong(line.group(3)),
                    Optional.ofNullable(line.group(4)).orElse(""),
                    seconds(line.group(5))));
      } catch (DateTimeParseException | NumberFormatException e) {
        continue; // cut off at its beginning, or somebody's own
      }
    }
    return last;
  }

  private static OptionalDouble seconds(String time) {
    if (time.equals("?")) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (String part : time.split(":")) {
      sum = 60 * sum + Double.parseDouble(part);
    }
    return OptionalDouble.of(sum);
  }

  /** The time left in seconds at some later moment; empty if it is unknown. */
  OptionalDouble left(LocalDateTime now) {
    double age = Duration.between(at, now).toMillis() / 1e3;
    return seconds.isPresent()
        ? OptionalDouble.of(Math.max(0, seconds.getAsDouble() - Math.max(0, age)))
        : OptionalDouble.empty();
  }

  /**
   * The newest value of a metric, with its name.
   *
   * @param split and metric that are looked for; empty for the first one of the last split
   * @return a blank text if there is none
   */
  String metric(Optional<String> split, Optional<String> metric) {
    String[] parts = results.split("  \\|  ");
    String found = "";
    for (String part : parts) {
      String[] words = part.strip().split("  ");
      if (words.length < 2 || split.isPresent() && !split.get().equals(words[0])) {
        continue;
      }
      for (int i = 1; i < words.length; i++) {
        int end = words[i].lastIndexOf(' ');
        if (end > 0
            && metric.orElse(words[i].substring(0, end)).equals(words[i].substring(0, end))) {
          found = words[i].substring(0, end) + "@" + words[0] + words[i].substring(end);
          break;
        }
      }
    }
    return found;
  }
}
