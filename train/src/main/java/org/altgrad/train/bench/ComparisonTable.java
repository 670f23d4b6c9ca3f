package org.altgrad.train.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Csv;
import org.altgrad.train.run.RunException;

/** Comparisons as CSV, one row for each, in files of their own. */
public final class ComparisonTable {
  private static final List<String> COLUMNS =
      List.of(
          "experiment",
          "overrides",
          "threads",
          "steps",
          "other",
          "pairs",
          "unit",
          "cpu_us",
          "cpu_us_min",
          "cpu_us_max",
          "other_cpu_us",
          "other_cpu_us_min",
          "other_cpu_us_max",
          "ratio",
          "ratio_min",
          "ratio_max",
          "diverged",
          "version",
          "date",
          "processor",
          "environment");

  private static final TableFile FILE = new TableFile(COLUMNS);

  private ComparisonTable() {}

  /** One comparison, made now by this program in this environment. */
  static String row(BenchResult.Workload workload, Comparison compared) {
    List<String> cells = new ArrayList<>();
    cells.add(workload.experiment());
    cells.add(String.join(" ", workload.overrides()));
    cells.add(String.valueOf(workload.threads()));
    cells.add(String.valueOf(workload.steps().count()));
    cells.add(compared.name());
    cells.add(String.valueOf(compared.pairs().size()));
    cells.add(compared.unit());
    boolean seen = compared.hasRatio();
    cells.addAll(spread(compared.own(), compared.own().min() > 0, 1));
    cells.addAll(spread(compared.other(), compared.other().min() > 0, 1));
    cells.addAll(spread(compared.ratio(), seen, 4));
    List<String> diverged = new ArrayList<>();
    workload.diverged().ifPresent(when -> diverged.add("this " + when));
    compared.othersRepeats().stream()
        .flatMap(repeat -> repeat.diverged().stream())
        .findFirst()
        .ifPresent(when -> diverged.add("other " + when));
    cells.add(String.join("; ", diverged));
    cells.addAll(TableFile.made());
    return Csv.line(cells).stripTrailing();
  }

  private static List<String> spread(BenchResult.Repeats of, boolean seen, int digits) {
    return List.of(of.median(), of.min(), of.max()).stream()
        .map(value -> BenchTable.number(seen ? value : Double.NaN, digits))
        .toList();
  }

  /**
   * Adds a row to the end of a file, which is made if it is not there.
   *
   * @throws RunException if the file holds something else
   */
  public static void append(Path file, BenchResult.Workload workload, Comparison compared) {
    FILE.append(file, List.of(row(workload, compared)));
  }

  /**
   * Checks before any work that rows can be added to a file.
   *
   * @throws RunException if it holds something else or lies in no directory
   */
  public static void check(Path file) {
    FILE.check(file);
  }
}
