package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.RunTable;
import org.altgrad.plotting.summary.Summary;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.study.RunTables;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code altgrad table}. */
@Command(
    name = "table",
    description = "Summarises runs: one row for each group of runs, split and metric.",
    sortOptions = false)
final class TableCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private Places places;

  @Option(
      names = "--by",
      paramLabel = "KEY",
      split = ",",
      description =
          "Keys that form the groups (model.depth, or depth where that is clear; run for each run"
              + " by itself); default: those that tell the runs apart, seeds aside.")
  private List<String> by;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      split = ",",
      description = "Default: all whose names have no slash.")
  private List<String> metrics = List.of();

  @Option(names = "--split", paramLabel = "SPLIT", split = ",", description = "Default: all.")
  private List<String> splits = List.of();

  @Option(
      names = "--at",
      paramLabel = "WHEN",
      defaultValue = "last",
      converter = TableMoment.class,
      description =
          "Which value of a run counts: last, best, max, min, epoch=N, best=METRIC@SPLIT; default:"
              + " last.")
  private At at;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Write FILE.csv (all digits) or FILE.md in place of printing.")
  private Path to;

  @Option(
      names = "--each",
      paramLabel = "NAME",
      description =
          "In place of all that: a row for each network of each run, with the columns of the table"
              + " NAME (ima: those of IMA-VAE's published run tables).")
  private String each;

  @Option(names = "--wide", description = "A column for each metric.")
  private boolean wide;

  @Option(names = "--json", description = "Print all digits, a list of the rows.")
  private boolean json;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  /** Reads {@code --at}. */
  static final class TableMoment implements ITypeConverter<At> {
    @Override
    public At convert(String text) {
      try {
        return At.parse(text);
      } catch (PlotException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    ending();
    if (json && to != null) {
      throw new ParameterException(
          spec.commandLine(), "--json: must be left out where --to names a file");
    }
    if (to != null) {
      OutputFile.requireFree(to, force);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    RunSet runs = Places.read(places.paths(), err);
    if (each != null) {
      RunTable table = RunTables.named(each);
      return show(table.rounded(runs), table.exact(runs), out);
    }
    List<String> shown = metrics.isEmpty() ? usual(runs, err) : metrics;
    Summary summary = Summary.of(runs, new Summary.Query(by, shown, splits, at));
    return show(wide ? summary.wide() : summary.rounded(), summary.exact(), out);
  }

  private int show(TextTable rounded, TextTable exact, PrintWriter out) {
    if (json) {
      out.println(exact.toJson());
      out.flush();
      return 0;
    }
    if (to == null) {
      out.print(rounded.toText());
      out.flush();
      return 0;
    }
    boolean csv = ending().equals(".csv");
    OutputFile.write(to, csv ? exact.toCsv() : rounded.toMarkdown(), force);
    out.println("table    " + to);
    return 0;
  }

  /** The metrics of the headline, without those of which {@code --at best} cannot be told. */
  private List<String> usual(RunSet runs, PrintWriter err) {
    List<String> headline = Summaries.headline(runs);
    if (at instanceof At.Best best && best.goal() == At.Goal.BY_NAME) {
      List<String> clear =
          headline.stream().filter(name -> At.largeIsGood(name).isPresent()).toList();
      List<String> unclear =
          headline.stream().filter(name -> At.largeIsGood(name).isEmpty()).toList();
      if (!unclear.isEmpty() && !clear.isEmpty()) {
        err.println(
            "altgrad: note: left out "
                + String.join(", ", unclear)
                + ": whether large or small is best cannot be told; --metric with --at max or min"
                + " shows them");
      }
      return clear.isEmpty() ? headline : clear;
    }
    return headline;
  }

  private String ending() {
    if (to == null) {
      return "";
    }
    String name = to.toString().toLowerCase(Locale.ROOT);
    for (String ending : List.of(".csv", ".md")) {
      if (name.endsWith(ending)) {
        return ending;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--to " + to + ": the name must end in .csv or .md");
  }
}
