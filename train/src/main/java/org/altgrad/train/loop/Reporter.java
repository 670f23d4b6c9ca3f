package org.altgrad.train.loop;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.altgrad.graphs.program.MetricName;

/**
 * Tells people how a run goes: one line an epoch, on a terminal with a {@link ProgressLine} below
 * them, and the same lines with the time of day in {@code run.log}.
 */
public final class Reporter implements AutoCloseable {
  /** Before each metric, or the split that it is the first of. */
  private static final String BREAKS = "(?=  \\|  )|(?<!\\|)(?<!\\|  \\w{1,40})(?=  \\w)";

  private static final String FURTHER = "  ";

  /** Before each word. */
  private static final String WORDS = "(?<=\\S)(?= +\\S)";

  /** Stands for a blank at which no line is broken, and in no text of ours. */
  private static final char KEPT = '\uE000';

  private final PrintStream console;
  private final Supplier<OptionalInt> columns;
  private final Path log;
  private final Listener listener;
  private ProgressLine progress;
  private StringBuilder held;
  private long startNanos;
  private long firstStep;
  private long totalSteps;
  private long examplesPerStep;
  private long asked;
  private int width;

  /** Hears of a run's epochs. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A run is about to make its first step, and may be refused still.
     *
     * @param known what it will measure
     * @throws org.altgrad.train.config.ConfigException if that is not what is looked for
     */
    default void begins(KnownMetrics known) {}

    /** Whether a run of which one network has diverged is of no use. */
    default boolean needsAll() {
      return false;
    }

    /**
     * An epoch has ended and is evaluated; its checkpoint is not written yet.
     *
     * @param epochs how many there are
     * @param results by split
     */
    void epoch(long epoch, long epochs, Map<String, Map<MetricName, Double>> results);
  }

  /**
   * @param console where people read
   * @param columns how wide it is now, if it is a terminal, on which lines can be drawn over
   * @param log file to append to
   */
  public Reporter(PrintStream console, Supplier<OptionalInt> columns, Path log) {
    this(console, columns, log, (epoch, epochs, results) -> {});
  }

  /**
   * @param listener hears what people read
   */
  public Reporter(PrintStream console, Supplier<OptionalInt> columns, Path log, Listener listener) {
    this.console = console;
    this.columns = columns;
    this.log = log;
    this.listener = listener;
  }

  /** Whoever listens may refuse a run before its first step. */
  void begins(KnownMetrics known) {
    listener.begins(known);
  }

  /** Whether whoever listens has no use for a run of which one network has diverged. */
  boolean needsAll() {
    return listener.needsAll();
  }

  /** Says one line. */
  public void message(String line) {
    message(line, List.of());
  }

  /**
   * Says one line.
   *
   * @param whole parts of it that are not broken though they may hold blanks, as paths
   */
  void message(String line, List<String> whole) {
    String kept = line;
    for (String part : whole) {
      kept = kept.replace(part, part.replace(' ', KEPT));
    }
    int room = columns();
    show(
        kept.lines()
            .map(one -> broken(one, room, WORDS).replace(KEPT, ' '))
            .collect(Collectors.joining(System.lineSeparator())));
    write(line);
  }

  private void show(String line) {
    if (progress == null) {
      console.println(line);
    } else {
      progress.above(line);
    }
  }

  /** Says one line in the log only. */
  public void write(String line) {
    String stamped = LocalDateTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n";
    if (held != null) {
      held.append(stamped);
    } else {
      append(stamped);
    }
  }

  /** From now on the log's lines wait for {@link #accept}: what is refused leaves no trace. */
  public void hold() {
    held = new StringBuilder();
  }

  /** Writes the lines that wait, if any do, and no others wait. */
  public void accept() {
    if (held != null) {
      String lines = held.toString();
      held = null;
      append(lines);
    }
  }

  private void append(String lines) {
    try {
      Files.writeString(log, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(log + " cannot be written", e);
    }
  }

  /** The steps begin. */
  void start(long step, long total, long examples) {
    firstStep = step;
    totalSteps = total;
    examplesPerStep = examples;
    startNanos = System.nanoTime();
    if (columns.get().isPresent()) {
      progress = new ProgressLine(console, step, total);
    }
  }

  void step(long step) {
    if (progress != null) {
      progress.step(step);
    }
  }

  /** An epoch has ended. */
  void epoch(long epoch, long epochs, long step, Map<String, Map<MetricName, Double>> results) {
    StringJoiner line = new StringJoiner("  |  ");
    line.add("epoch " + epoch + "/" + epochs);
    results.forEach(
        (split, values) -> {
          StringJoiner part = new StringJoiner("  ", split + "  ", "");
          values.forEach(
              (metric, value) -> {
                if (metric.model().isEmpty() && !metric.name().contains("/")) {
                  part.add(metric + " " + number(value));
                }
              });
          line.add(part.toString());
        });
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double rate = (step - firstStep) / seconds;
    line.add(
        String.format(
            Locale.ROOT,
            "%.0f examples/s, %s left",
            rate * examplesPerStep,
            time((totalSteps - step) / rate)));
    show(broken(line.toString(), columns(), BREAKS));
    write(line.toString());
    listener.epoch(epoch, epochs, results);
  }

  /** The terminal's width, which may have changed, and is asked for once a second at most. */
  private int columns() {
    long now = System.nanoTime();
    if (width == 0 || now - asked > 1_000_000_000L) {
      asked = now;
      width = columns.get().orElse(Integer.MAX_VALUE);
    }
    return width;
  }

  /** A line of an epoch, which is broken between metrics, never between one and its number. */
  static String broken(String line, int width) {
    return broken(line, width, BREAKS);
  }

  /**
   * A line on as many lines of a terminal as it needs, each of which holds what has room in one:
   * further ones begin with blanks, unless a part that these leave no room fills a line.
   *
   * @param breaks where it may be broken
   */
  static String broken(String line, int width, String breaks) {
    StringBuilder text = new StringBuilder();
    int used = 0;
    for (String part : line.split(breaks)) { // each with what stands before it
      if (used > 0 && used + part.length() > width) {
        String word = part.replaceFirst("^ +(?:\\| +)?", "");
        String before = word.length() + FURTHER.length() > width ? "" : FURTHER;
        text.append(System.lineSeparator()).append(before).append(word);
        used = before.length() + word.length();
      } else {
        text.append(part);
        used += part.length();
      }
    }
    return text.toString();
  }

  /** A number for people: four significant digits. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e5)) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    return String.format(Locale.ROOT, size < 10 ? "%.4f" : "%.2f", value);
  }

  /** A duration for people, {@code 1:23} or {@code 1:02:03}; a question mark if it is unknown. */
  public static String time(double seconds) {
    if (!(seconds < 1e8)) {
      return "?";
    }
    long whole = Math.round(seconds);
    return whole >= 3600
        ? String.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format("%d:%02d", whole / 60, whole % 60);
  }

  /** The steps have ended. */
  void end() {
    if (progress != null) {
      progress.erase();
      progress = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
