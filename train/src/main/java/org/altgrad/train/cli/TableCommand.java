package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.CellTable;
import org.altgrad.plotting.summary.PairedTests;
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
  /** What is said of cells alone: where print may have them, it asks for them. */
  private static final List<String> IN_CELLS = List.of("--error", "--best", "--test");

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
      description =
          "Write FILE in place of printing; .csv (all digits), .md, .tex or .txt says the format.")
  private Path to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text, markdown, latex (a table of cells for the package booktabs) or csv; default: as"
              + " FILE ends, else text.")
  private Format format;

  @Option(
      names = "--each",
      paramLabel = "NAME",
      description =
          "In place of all that: a row for each network of each run, with the columns of the table"
              + " NAME (ima: those of IMA-VAE's published run tables).")
  private String each;

  @Option(
      names = "--wide",
      description =
          "A column for each metric, mean ± error in its cells; latex always is, and markdown with"
              + " --error, --best or --test.")
  private boolean wide;

  @Option(
      names = "--pivot",
      paramLabel = "KEY",
      description = "A column for each value of this key, too.")
  private String pivot;

  @Option(
      names = "--error",
      paramLabel = "ERROR",
      defaultValue = "sd",
      description =
          "What stands beside a mean in cells: sd (over seeds), se (of the mean), ci (95 %%"
              + " interval of the mean by Student's t, cut off where the metric's range ends, as"
              + " lower95 and upper95 are); default: sd.")
  private CellTable.Spread spread;

  @Option(
      names = "--best",
      paramLabel = "WHICH",
      defaultValue = "auto",
      description =
          "Which cell of a column is bold in markdown and latex: max, min, none, or auto, as the"
              + " metric's name tells; default: auto.")
  private CellTable.Best best;

  @Option(
      names = "--against",
      paramLabel = "KEY=VALUE",
      split = ",",
      description =
          "Test every group against the one with this value, paired over the seeds that both have:"
              + " Student's t, Wilcoxon's signed ranks and signs, each with Holm's correction.")
  private Map<String, String> against = Map.of();

  @Option(
      names = "--test",
      paramLabel = "TEST",
      defaultValue = "t",
      description = "By which test cells are marked with †: t, wilcoxon, signs; default: t.")
  private PairedTests.Test test;

  @Option(names = "--plain", description = "Tests without correction for being many.")
  private boolean plain;

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

  /** How a table is written. */
  enum Format {
    CSV(".csv"),
    MARKDOWN(".md"),
    LATEX(".tex"),
    TEXT(".txt");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }
  }

  @Override
  public Integer call() {
    Format chosen = chosen();
    requireEffect(chosen);
    if (json && to != null) {
      throw wrong("--json: must be left out where --to names a file");
    }
    if (to != null) {
      OutputFile.requireFree(to, force);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    RunSet runs = Places.read(places.paths(), err);
    if (each != null) {
      RunTable table = RunTables.named(each);
      lost(runs, Run::diverged, "diverged", err);
      lost(runs, Run::going, "are unfinished", err);
      return show(chosen, () -> table.rounded(runs), () -> table.exact(runs), "", out);
    }
    List<String> shown = metrics.isEmpty() ? usual(runs, err) : metrics;
    Summary summary = Summary.of(runs, new Summary.Query(by(runs), shown, splits, at));
    Optional<PairedTests> tests =
        against.isEmpty() ? Optional.empty() : Optional.of(tests(runs, summary));
    if (cells(chosen)) {
      return show(cells(runs, summary, tests), chosen, out);
    }
    return show(
        chosen,
        () -> tests.map(summary::rounded).orElseGet(summary::rounded),
        () -> tests.map(summary::exact).orElseGet(summary::exact),
        summary.below() + tests.map(PairedTests::below).orElse(""),
        out);
  }

  /** Rows for each network have no place that says how it ended. */
  private static void lost(RunSet runs, Predicate<Run> of, String what, PrintWriter err) {
    int count = Run.networks(runs.runs().stream().filter(of));
    if (count > 0) {
      int all = Run.networks(runs.runs().stream());
      String rows = " networks " + what + ": their rows are what they were last";
      err.println("altgrad: note: " + count + " of " + all + rows);
    }
  }

  /** Whether means and errors stand in cells. */
  private boolean cells(Format chosen) {
    boolean typed =
        IN_CELLS.stream().anyMatch(spec.commandLine().getParseResult()::hasMatchedOption);
    boolean asked =
        wide || pivot != null || chosen == Format.LATEX || chosen == Format.MARKDOWN && typed;
    return asked && chosen != Format.CSV && !json;
  }

  /** Refuses options that are not read. */
  private void requireEffect(Format chosen) {
    Effect effect = new Effect(spec);
    boolean cells = cells(chosen);
    boolean print = chosen == Format.MARKDOWN || chosen == Format.LATEX;
    String in = "in cells: --wide or --pivot as text, --format markdown or latex";
    effect.only(to != null, "with --to", "--force");
    effect.only(!json, "without --json", "--format");
    effect.only(
        each == null,
        "without --each, whose rows and columns are given",
        "--by",
        "--metric",
        "--split",
        "--at",
        "--wide",
        "--pivot",
        "--error",
        "--best",
        "--against",
        "--test",
        "--plain");
    effect.only(chosen != Format.CSV && !json, "as text, markdown or latex", "--wide", "--pivot");
    effect.only(cells, in, "--error");
    effect.only(cells && print, "in cells of print: --format markdown or latex", "--best");
    effect.only(!against.isEmpty(), "with --against", "--test", "--plain");
    effect.only(cells, in + "; other tables show all tests", "--test");
  }

  /** The keys of the groups, with those that other options name. */
  private List<String> by(RunSet runs) {
    if (by == null || pivot == null || runs.keys(by).contains(runs.key(pivot))) {
      return by;
    }
    List<String> keys = new ArrayList<>(by);
    keys.add(pivot);
    return keys;
  }

  private PairedTests tests(RunSet runs, Summary summary) {
    Map<String, String> reference = new LinkedHashMap<>();
    against.forEach((key, value) -> reference.put(runs.key(key), value));
    return PairedTests.of(summary, reference, !plain);
  }

  private CellTable cells(RunSet runs, Summary summary, Optional<PairedTests> tests) {
    Optional<String> columns = Optional.ofNullable(pivot).map(runs::key);
    return CellTable.of(summary, new CellTable.Layout(spread, columns, best, test), tests);
  }

  private int show(CellTable cells, Format chosen, PrintWriter out) {
    return put(
        switch (chosen) {
          case MARKDOWN -> cells.toMarkdown();
          case LATEX -> cells.toLatex();
          default ->
              to == null
                  ? TerminalTable.text(cells.table(), List.of(), spec) + "\n" + cells.note() + "\n"
                  : cells.toText();
        },
        out);
  }

  private int show(
      Format chosen,
      Supplier<TextTable> rounded,
      Supplier<TextTable> exact,
      String below,
      PrintWriter out) {
    if (json) {
      return put(exact.get().toJson() + "\n", out);
    }
    return put(
        switch (chosen) {
          case CSV -> exact.get().toCsv();
          case MARKDOWN -> rounded.get().toMarkdown() + below;
          case LATEX -> rounded.get().toLatex();
          case TEXT ->
              (to == null
                      ? TerminalTable.text(rounded.get(), Summaries.NUMBERS, spec)
                      : rounded.get().toText())
                  + below;
        },
        out);
  }

  private int put(String text, PrintWriter out) {
    if (to == null) {
      out.print(text);
      out.flush();
    } else {
      OutputFile.write(to, text, force);
      out.println("table    " + to);
    }
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

  private Format chosen() {
    if (format != null || to == null) {
      return format == null ? Format.TEXT : format;
    }
    String name = to.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(Format.values())
        .filter(one -> name.endsWith(one.ending))
        .findFirst()
        .orElseThrow(() -> wrong("--to " + to + ": the name must end in .csv, .md, .tex or .txt"));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
