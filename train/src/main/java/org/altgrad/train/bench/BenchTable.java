package org.altgrad.train.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.altgrad.base.Csv;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunProvenance;
import org.altgrad.train.run.Version;

/** Measurements as CSV, one row for each. */
public final class BenchTable {
  private static final List<String> COLUMNS =
      List.of(
          "experiment",
          "overrides",
          "threads",
          "steps",
          "cpu_us_per_step",
          "cpu_us_min",
          "cpu_us_max",
          "wall_us_per_step",
          "examples_per_s",
          "gflop_per_step",
          "gflops",
          "peak_gflops",
          "roofline_share",
          "peak_rss_mb",
          "rss_growth_mb_per_1000_steps",
          "first_step_cpu_s",
          "first_step_wall_s",
          "diverged",
          "version",
          "date",
          "processor",
          "environment");

  private BenchTable() {}

  /** The first line of a file. */
  public static String header() {
    return String.join(",", COLUMNS);
  }

  /** One measurement, made now by this program in this environment. */
  public static String row(BenchResult m) {
    List<String> cells = new ArrayList<>();
    cells.add(m.workload().experiment());
    cells.add(String.join(" ", m.workload().overrides()));
    cells.add(String.valueOf(m.workload().threads()));
    cells.add(String.valueOf(m.workload().steps().count()));
    // A very short measurement may see no processor time at all.
    BenchResult.Repeats cpu = m.cpuMicros();
    boolean seen = cpu.median() > 0;
    cells.add(number(seen ? cpu.median() : Double.NaN, 1));
    cells.add(number(seen ? cpu.min() : Double.NaN, 1));
    cells.add(number(seen ? cpu.max() : Double.NaN, 1));
    cells.add(number(m.wallMicros().median(), 1));
    cells.add(number(m.examplesPerSecond(), 1));
    cells.add(number(m.arithmetic().gflop(), 6));
    cells.add(number(m.gflops(), 3));
    cells.add(number(m.peakGflops(), 2));
    cells.add(number(m.rooflineShare(), 5));
    cells.add(number(m.memory().peakMb(), 1));
    cells.add(number(m.memory().growthMbPer1000(), 3));
    cells.add(number(m.firstStep().cpuSeconds(), 2));
    cells.add(number(m.firstStep().wallSeconds(), 2));
    cells.add(m.workload().diverged().orElse(""));
    cells.add(Version.version());
    cells.add(OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
    cells.add(RunProvenance.processor());
    cells.add(
        RunProvenance.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" ")));
    return Csv.line(cells).stripTrailing();
  }

  /**
   * Adds rows to the end of a file, which is made if it is not there.
   *
   * @throws RunException if the file holds something else
   */
  public static void append(Path file, List<String> rows) {
    check(file);
    StringBuilder text = new StringBuilder();
    try {
      if (Files.exists(file)) {
        String old = Files.readString(file);
        text.append(old.isEmpty() || old.endsWith("\n") ? "" : "\n");
      }
      if (!Files.exists(file)) {
        text.append(header()).append('\n');
      }
      rows.forEach(row -> text.append(row).append('\n'));
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  /**
   * Checks before any work that rows can be added to a file.
   *
   * @throws RunException if it holds something else or lies in no directory
   */
  public static void check(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      throw new RunException("--to " + file + ": there is no directory " + parent);
    }
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var lines = Files.lines(Links.followed(file))) {
      String first = lines.findFirst().orElse("");
      if (!first.equals(header())) {
        throw new RunException(
            "--to "
                + file
                + ": is not a table that rows can be added to; its first line must be "
                + header());
      }
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RunException unreadable(Path file, IOException e) {
    return new RunException("--to " + file + ": cannot be read: " + Durable.reason(e), e);
  }

  private static String number(double value, int digits) {
    return !Double.isFinite(value) ? "n/a" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String number(OptionalDouble value, int digits) {
    return value.isPresent() ? number(value.getAsDouble(), digits) : "n/a";
  }
}
