package org.altgrad.train.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.search.Definition;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Stacks;
import org.altgrad.train.sweep.Standing;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * The lowest lines of a terminal, which say how the runs of a sweep go on, whoever works on them,
 * and are drawn over: one line for each run that somebody works on, and one of counts. Other lines
 * go above it. What does not fit the terminal's width is cut off at its edge, whatever that is by
 * now.
 *
 * <p>How far a run is stands in its log, the end of which is read once a second at most.
 */
final class LiveTable {
  /** More runs than these would not fit a terminal. */
  private static final int MOST_ROWS = 20;

  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final int CELLS = 8;
  private static final String ERASE = "\033[K";
  private static final String NO_WRAP = "\033[?7l";
  private static final String WRAP = "\033[?7h";

  private final SweepDirectory directory;
  private final PrintStream out;
  private List<String> rows = List.of();
  private long looked;
  private boolean closed;

  LiveTable(SweepDirectory directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  /** Whether people read on a terminal, on which lines can be drawn over. */
  static boolean wanted() {
    return "1".equals(System.getenv("ALTGRAD_TERMINAL"));
  }

  /**
   * Draws it anew if that was some time ago.
   *
   * @return whether it may be drawn again
   */
  synchronized boolean refresh() {
    if (!closed && (rows.isEmpty() || System.nanoTime() - looked > INTERVAL_NANOS)) {
      draw();
    }
    return !closed;
  }

  /** Draws it anew. */
  synchronized void draw() {
    looked = System.nanoTime();
    List<String> now = rows(LocalDateTime.now());
    out.print(begin() + now.stream().map(LiveTable::line).collect(Collectors.joining("\n")));
    out.flush();
    rows = now;
  }

  /** A line that stays. */
  synchronized void above(String line) {
    String below = rows.stream().map(LiveTable::line).collect(Collectors.joining("\n"));
    out.print(begin() + line + System.lineSeparator() + below);
    out.flush();
  }

  synchronized void erase() {
    out.print(begin());
    out.flush();
    rows = List.of();
  }

  /** Takes it away for good. */
  synchronized void close() {
    erase();
    closed = true;
  }

  /** What is wider than the terminal leaves its last character at the edge: a blank. */
  private static String line(String row) {
    return ERASE + NO_WRAP + row + " " + WRAP;
  }

  /** Goes to the table's beginning and takes it away. */
  private String begin() {
    return rows.isEmpty()
        ? ""
        : "\r" + (rows.size() > 1 ? "\033[" + (rows.size() - 1) + "A" : "") + "\033[J";
  }

  /**
   * A run that somebody works on.
   *
   * @param elapsed seconds since it was taken
   * @param left seconds to its end; empty if its process has not said it yet
   */
  private record Row(
      Job job, Optional<RunProgress> progress, double elapsed, OptionalDouble left) {}

  /** What is drawn at some moment. */
  List<String> rows(LocalDateTime now) {
    SweepState state = directory.state();
    List<Job> jobs = List.copyOf(state.jobs());
    List<Row> held = directory.working().stream().map(job -> row(state, job, now)).toList();
    int digits = String.valueOf(jobs.size()).length();
    List<String> lines = new ArrayList<>();
    for (Row row : held.subList(0, Math.min(MOST_ROWS, held.size()))) {
      String number = String.format("%" + digits + "d", jobs.indexOf(row.job()) + 1);
      lines.add(number + "  " + text(row) + "  " + row.job().title());
    }
    if (held.size() > lines.size()) {
      lines.add("… and " + (held.size() - lines.size()) + " more that run");
    }
    long filed = jobs.stream().filter(job -> waits(state, job) || directory.gone(job)).count();
    long open = directory.open() - held.size() - state.count(Phase.PAUSED);
    lines.add(
        counts(state, held.size(), filed)
            + ", "
            + left(state, held, Math.max(filed, open))
            + " left");
    return lines;
  }

  private Row row(SweepState state, Job job, LocalDateTime now) {
    Optional<LocalDateTime> since = since(state.of(job.run()));
    Optional<RunProgress> progress = RunProgress.of(log(job));
    // A line of an earlier process says how far the run is, but not how long it takes now.
    OptionalDouble left =
        progress
            .filter(line -> since.isEmpty() || !line.at().isBefore(since.get()))
            .map(line -> line.left(now))
            .orElse(OptionalDouble.empty());
    double elapsed = since.map(at -> Duration.between(at, now).toMillis() / 1e3).orElse(0.0);
    return new Row(job, progress, Math.max(0, elapsed), left);
  }

  /**
   * The time left of all: a run that waits takes the mean time of those that are done, or, before
   * one is, of those that run, and as many run beside each other as do now.
   */
  private static String left(SweepState state, List<Row> held, long waiting) {
    OptionalDouble done = state.meanSeconds();
    OptionalDouble length =
        done.isPresent()
            ? done
            : held.stream()
                .filter(row -> row.left().isPresent())
                .mapToDouble(row -> row.elapsed() + row.left().getAsDouble())
                .average();
    if (held.isEmpty() && waiting > 0 || length.isEmpty() && !held.isEmpty()) {
      return "?";
    }
    double[] lefts =
        held.stream()
            .mapToDouble(
                row -> row.left().orElse(Math.max(0, length.getAsDouble() - row.elapsed())))
            .toArray();
    double sum = DoubleStream.of(lefts).sum() + waiting * length.orElse(0);
    double longest = DoubleStream.of(lefts).max().orElse(0);
    return Reporter.time(Math.max(longest, sum / Math.max(1, held.size())));
  }

  /** Whether somebody is going to take a run that nobody has. */
  private static boolean waits(SweepState state, Job job) {
    Phase phase = state.of(job.run()).phase();
    return (phase == Phase.WAITING || phase == Phase.INTERRUPTED) && !state.hopeless(job);
  }

  private static String counts(SweepState state, int running, long waiting) {
    long other = state.count(Phase.PAUSED) + state.count(Phase.DROPPED);
    return state.count(Phase.DONE)
        + " done, "
        + running
        + " running, "
        + state.count(Phase.FAILED)
        + " failed, "
        + waiting
        + " waiting"
        + (other > 0 ? ", " + other + " stopped early or paused" : "");
  }

  private String text(Row row) {
    if (row.progress().isEmpty()) {
      return "░".repeat(CELLS) + "  begins";
    }
    RunProgress line = row.progress().get();
    int full = line.epochs() > 0 ? (int) (CELLS * line.epoch() / line.epochs()) : CELLS;
    int cells = Math.max(0, Math.min(CELLS, full));
    Optional<Definition.Metric> metric =
        directory.plan().map(Plan::definition).flatMap(Definition::metric);
    String value =
        line.metric(metric.map(Definition.Metric::split), metric.map(Definition.Metric::name));
    return "█".repeat(cells)
        + "░".repeat(CELLS - cells)
        + "  "
        + line.epoch()
        + "/"
        + line.epochs()
        + "  "
        + (value.isEmpty() ? "" : value + "  ")
        + Reporter.time(row.left().orElse(Double.NaN))
        + " left";
  }

  /** Where the process that trains a run tells of its epochs. */
  private Path log(Job job) {
    return directory
        .stacks()
        .graph(job.run())
        .map(graph -> new RunDirectory(Stacks.place(directory.path(), graph)).log())
        .orElse(directory.run(job).log());
  }

  private static Optional<LocalDateTime> since(Standing standing) {
    try {
      return Optional.of(
          OffsetDateTime.parse(standing.since())
              .atZoneSameInstant(ZoneId.systemDefault())
              .toLocalDateTime());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
