package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.FigureKinds;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.kind.OptionException;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.study.Figures;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code altgrad plot}. */
@Command(
    name = "plot",
    description = "Draws a figure from runs: PNG, SVG, PDF, and its numbers as CSV.",
    sortOptions = false,
    footer = {"", "All figures and their options: ${ROOT-COMMAND-NAME} plot --list"})
final class PlotCommand implements Callable<Integer> {
  private static final List<String> ENDINGS = List.of(".png", ".svg", ".pdf", ".csv", ".gif");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FIGURE",
      completionCandidates = FigureNames.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String figure;

  @Parameters(
      index = "1..*",
      paramLabel = "RUN|SWEEP",
      description = "Run directories, or directories with runs in them.")
  private List<Path> places = new ArrayList<>();

  @Option(
      names = "--opt",
      paramLabel = "KEY=VALUE",
      description = "An option of the figure; may be given several times.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--to",
      paramLabel = "BASE",
      description =
          "The files' path without ending; default: the figure's name in the directory figures/ of"
              + " the run or sweep, with a number if another figure is there.")
  private Path to;

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  @Option(names = "--list", description = "Print all figures with their options and stop.")
  private boolean list;

  /** The names of all figures. */
  static final class FigureNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Figures.all().names().iterator();
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      new Effect(spec).only(false, "without --list", "--opt", "--to", "--force");
      if (figure != null) {
        throw usage("--list: must be left out beside " + figure + ", for it lists all figures");
      }
      List<String> general = FigureKinds.general().names();
      Figures.all()
          .all()
          .forEach(kind -> out.print(describe(kind, !general.contains(kind.name()))));
      out.flush();
      return 0;
    }
    FigureKind kind = kind();
    if (places.isEmpty()) {
      throw usage("name the runs to be plotted: " + ShellCommand.of("plot", figure) + " RUN...");
    }
    options.keySet().forEach(option -> told(() -> kind.requireOption(option)));
    if (to == null && places.size() > 1) {
      throw usage("of several directories none is the figure's place: say --to BASE");
    }
    RunSet runs = Places.read(places, spec.commandLine().getErr());
    Figure drawn = drawn(kind, runs);
    for (Path file : write(kind, drawn)) {
      out.println("figure   " + file);
    }
    drawn.notes().forEach(note -> out.println("note: " + note));
    if (drawn.notes().stream().noneMatch(note -> note.endsWith("diverged"))) {
      diverged(runs).forEach(note -> out.println("note: " + note));
    }
    kind.idle(runs, options, drawn)
        .forEach(
            option ->
                out.println(
                    "note: --opt "
                        + option
                        + "="
                        + options.get(option)
                        + " changes nothing here: the figure is the same without it"));
    return 0;
  }

  /** What is said of figures that do not say themselves which runs have no numbers. */
  private static List<String> diverged(RunSet runs) {
    int count = Run.networks(runs.runs().stream().filter(Run::diverged));
    int of = Run.networks(runs.runs().stream());
    boolean single = of == runs.runs().stream().map(Run::dir).distinct().count();
    String what = single ? " runs" : " networks";
    return count == 0 ? List.of() : List.of(count + " of " + of + what + " diverged");
  }

  private List<Path> write(FigureKind kind, Figure drawn) {
    Path directory = places.get(0).resolve("figures");
    return to == null && !force
        ? FigureFiles.write(directory, kind.name(), ENDINGS, drawn.contents()).files()
        : drawn.write(to != null ? to : directory.resolve(kind.name()), force);
  }

  private Figure drawn(FigureKind kind, RunSet runs) {
    try {
      return kind.draw(runs, options);
    } catch (OptionException e) {
      throw usage(e.getMessage());
    }
  }

  private FigureKind kind() {
    if (figure == null) {
      throw usage("name a figure; there are: " + String.join(", ", new FigureNames()));
    }
    FigureKind[] named = new FigureKind[1];
    told(() -> named[0] = Figures.named(figure));
    return named[0];
  }

  /** What the plotting module complains of here is a wrong use of the command. */
  private void told(Runnable check) {
    try {
      check.run();
    } catch (PlotException e) {
      throw usage(e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A figure that says itself where its data stands does not list the options for that. */
  private static String describe(FigureKind kind, boolean declared) {
    List<FigureKind.Choice> options =
        kind.options().stream().filter(option -> !declared || !option.data()).toList();
    StringBuilder text = new StringBuilder(kind.name() + ": " + kind.description() + "\n");
    int width = options.stream().mapToInt(o -> o.name().length()).max().orElse(0);
    for (FigureKind.Choice option : options) {
      text.append("    ")
          .append(option.name())
          .append(" ".repeat(width - option.name().length() + 2))
          .append(option.description())
          .append(option.fallback().isEmpty() ? "" : " [" + option.fallback() + "]")
          .append('\n');
    }
    return text.toString();
  }
}
