package org.altgrad.train.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Summary;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.study.Figures;

/** The table and the figure with which a run or a sweep ends. */
final class Summaries {
  /** More lines than this in one panel cannot be told apart. */
  private static final int CROWDED = 6;

  /** Largest number of rows of panels. */
  private static final int ROWS = 5;

  /** What a table of runs is for. */
  static final List<String> NUMBERS = List.of("split", "metric", "value", "mean");

  private Summaries() {}

  static void afterRun(RunDirectory run, PrintStream out) {
    // A signal that ends the process in the middle of it takes nothing but the figure.
    unlessEnded(notDrawn(run), out, () -> tableAndFigure(run, out));
  }

  /** What is said where the process ends before a run's figure. */
  static String notDrawn(RunDirectory run) {
    return "no figure was drawn: the process was ended; draw it with: "
        + ShellCommand.of("plot", "learning-curve", run.path());
  }

  /**
   * Does something that a signal may cut off.
   *
   * @param line is printed if one does
   */
  static void unlessEnded(String line, PrintStream out, Runnable work) {
    Thread told = new Thread(() -> out.println(line));
    try {
      Runtime.getRuntime().addShutdownHook(told);
    } catch (IllegalStateException ending) {
      out.println(line);
      return;
    }
    try {
      work.run();
    } finally {
      unless(told);
    }
  }

  private static void tableAndFigure(RunDirectory run, PrintStream out) {
    try {
      RunSet runs = Runs.read(List.of(run.path())).apart();
      boolean directions = runs.runs().get(0).hasRecording("directions");
      out.println();
      out.print(directions ? wide(runs, run.path()) : table(runs, run.path()));
      out.println();
      if (directions) {
        figure("directions", runs, Map.of(), run.figures(), out);
      } else {
        figure(runs, run.figures(), out);
      }
    } catch (RuntimeException e) {
      noFigure(e, run.path(), out);
    }
  }

  /** Takes a line back that would be said at the process's end, if it has not begun. */
  private static void unless(Thread told) {
    try {
      Runtime.getRuntime().removeShutdownHook(told);
    } catch (IllegalStateException ending) {
      // It is being said.
      return;
    }
  }

  private static String wide(RunSet runs, Path run) {
    String all = ShellCommand.of("table", run, "--wide") + " | cat";
    return TerminalTable.text(usual(runs).wide(), TerminalTable.width(), List.of(), all);
  }

  /**
   * Final values of the metrics that are not parts of others.
   *
   * @param place of the runs
   */
  static String table(RunSet runs, Path place) {
    return table(runs, place, TerminalTable.width());
  }

  /**
   * The same on a terminal.
   *
   * @param width of it, which no line exceeds; empty if it is none
   */
  static String table(RunSet runs, Path place, OptionalInt width) {
    Summary summary = usual(runs);
    String all = ShellCommand.of("table", place) + " | cat";
    return TerminalTable.text(summary.rounded(), width, NUMBERS, all) + summary.below();
  }

  static Summary usual(RunSet runs) {
    return Summary.of(runs, new Summary.Query(null, headline(runs), List.of(), At.parse("last")));
  }

  /** Metrics whose names have no slash. */
  static List<String> headline(RunSet runs) {
    return runs.metrics().stream().filter(metric -> !metric.contains("/")).toList();
  }

  /** Nothing that was trained is lost with its figure. */
  static void noFigure(RuntimeException e, Path place, PrintStream out) {
    boolean said = e instanceof PlotException || e instanceof RunException; // what to do as well
    out.println(
        said
            ? "no figure could be drawn: " + e.getMessage()
            : "no figure could be drawn: "
                + Main.why(e)
                + "; draw it with: "
                + ShellCommand.of("plot", "learning-curve", place));
  }

  /** Writes the learning curves and says where. */
  static void figure(RunSet runs, Path folder, PrintStream out) {
    figure("learning-curve", runs, layout(runs), folder, out);
  }

  private static void figure(
      String name, RunSet runs, Map<String, String> options, Path folder, PrintStream out) {
    var figure = Figures.named(name).draw(runs, options);
    if (!Files.isDirectory(folder.getParent())) {
      throw new RunException(folder.getParent() + " was removed while its figure was drawn");
    }
    List<Path> files = figure.write(folder.resolve(name), true);
    out.println("figure   " + files.get(0));
  }

  /** Many groups are drawn in rows, by a key with a few whole numbers such as a depth. */
  static Map<String, String> layout(RunSet runs) {
    List<String> keys = runs.distinguishingKeys();
    if (runs.groupBy(keys).size() > CROWDED) {
      for (String key : keys) {
        List<String> values = runs.runs().stream().map(run -> run.value(key)).distinct().toList();
        if (values.size() <= ROWS && values.stream().allMatch(value -> value.matches("\\d+"))) {
          return Map.of("rows", key);
        }
      }
    }
    return Map.of();
  }
}
