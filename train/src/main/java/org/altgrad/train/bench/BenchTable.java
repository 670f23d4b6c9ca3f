package org.altgrad.train.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.altgrad.base.Csv;
import org.altgrad.train.run.RunException;

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

  private static final TableFile FILE = new TableFile(COLUMNS);

  private BenchTable() {}

  /** The first line of a file. */
  public static String header() {
    return FILE.header();
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
    cells.addAll(TableFile.made());
    return Csv.line(cells).stripTrailing();
  }

  /**
   * Adds rows to the end of a file, which is made if it is not there.
   *
   * @throws RunException if the file holds something else
   */
  public static void append(Path file, List<String> rows) {
    FILE.append(file, rows);
  }

  /**
   * Checks before any work that rows can be added to a file.
   *
   * @throws RunException if it holds something else or lies in no directory
   */
  public static void check(Path file) {
    FILE.check(file);
  }

  static String number(double value, int digits) {
    return !Double.isFinite(value) ? "n/a" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  static String number(OptionalDouble value, int digits) {
    return value.isPresent() ? number(value.getAsDouble(), digits) : "n/a";
  }
}
