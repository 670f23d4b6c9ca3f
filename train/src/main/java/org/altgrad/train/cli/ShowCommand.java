package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.altgrad.base.JsonText;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.FittedTable;
import org.altgrad.plotting.summary.Summary;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunSeals;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad show}. */
@Command(
    name = "show",
    description = "Tells what a run was, where its numbers come from, and how it ended.",
    sortOptions = false)
final class ShowCommand implements Callable<Integer> {
  /** What is shown of {@code run.yaml}, in this order. */
  private static final List<String> SHOWN =
      List.of(
          "experiment",
          "seed",
          "start",
          "end",
          "seconds",
          "cpu_seconds",
          "steps",
          "message",
          "resumed",
          "init_from",
          "version",
          "commit",
          "java",
          "tensorflow",
          "system",
          "processor",
          "threads",
          "environment",
          "data");

  /** Values without a line. */
  private static final List<Object> EMPTY = List.of("", List.of(), Map.of());

  /** Where values begin. */
  private static final int COLUMN = 13;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path directory;

  @Option(names = "--json", description = "All that the run's files say.")
  private boolean json;

  @Override
  public Integer call() {
    RunDirectory.open(directory);
    FiledRun filed = FiledRun.read(directory, Long.MAX_VALUE);
    PrintWriter out = spec.commandLine().getOut();
    Outline outline = new Outline(json ? OptionalInt.empty() : TerminalTable.width());
    if (!json && !filed.edited().isEmpty()) {
      List<String> told = filed.edited().stream().map(RunSeals::told).toList();
      out.print(outline.text(Map.of("edited", told), COLUMN));
    }
    Run run = filed.run().orElseThrow(() -> new RunException(filed.trouble()));
    if (!json && !filed.trouble().isEmpty()) {
      spec.commandLine().getErr().println("altgrad: " + filed.trouble());
    }
    if (json) {
      out.println(JsonText.write(filed.described()));
      out.flush();
      return code(filed);
    }
    out.print(outline.text(entries(filed, run), COLUMN));
    numbers(out, filed, run, outline.cut());
    out.flush();
    return code(filed);
  }

  private Map<String, Object> entries(FiledRun filed, Run run) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("run", directory);
    String lost = run.partlyDiverged();
    entries.put("state", filed.state() + (lost.isEmpty() ? "" : " (" + lost + ")"));
    SHOWN.forEach(key -> entries.put(key, run.info().get(key)));
    if (run.info().get(FiledRun.STACKED) instanceof Number count) {
      entries.put("stacked", count + " runs shared a graph; its time is shared out among them");
    }
    entries.put("override", overrides(run));
    entries.put("tags", String.join(" ", filed.notes().tags()));
    entries.put("note", filed.notes().note());
    entries.values().removeIf(value -> value == null || EMPTY.contains(value));
    return entries;
  }

  /** Of others than the run's own there is no table. */
  private void numbers(PrintWriter out, FiledRun filed, Run run, boolean cut) {
    RunDirectory own = new RunDirectory(filed.path());
    List<FittedTable> shown = new ArrayList<>(List.of(new FittedTable("", cut, List.of())));
    String below = "";
    if (!run.state().equals(Run.NOT_BEGUN)
        && !filed.edited().contains(own.metrics())
        && !filed.edited().contains(own.result())
        && !run.metrics().tracks().isEmpty()) {
      Summary summary = Summaries.usual(new RunSet(List.of(run)).apart());
      shown.add(TerminalTable.fitted(summary.rounded(), TerminalTable.width(), Summaries.NUMBERS));
      out.print("\n" + shown.get(1).text());
      below = summary.below();
    }
    out.print(TerminalTable.note(shown, TerminalTable.command(spec)) + below);
  }

  private static int code(FiledRun filed) {
    return filed.edited().isEmpty() ? 0 : Main.FAILURE;
  }

  private static String holding(String override, Run now) {
    int equals = override.indexOf('=');
    String key = override.substring(0, Math.max(0, equals)).replaceFirst("^\\+{0,2}", "");
    String value = now.value(key);
    String first = override.substring(equals + 1);
    return !RunSeals.CHANGEABLE.contains(key) || Group.same(value, first)
        ? override
        : key + "=" + value + " (resumed; " + first + " at first)";
  }

  /** Those that were typed when the run began, with what holds now of those it was resumed with. */
  private List<String> overrides(Run now) {
    RunDirectory run = new RunDirectory(directory);
    if (!Files.exists(run.overrides())) {
      return List.of();
    }
    try {
      return Files.readAllLines(run.overrides()).stream()
          .filter(typed -> typed.startsWith("- "))
          .map(typed -> typed.substring(2).strip().replaceAll("^'|'$", "").replace("''", "'"))
          .map(override -> holding(override, now))
          .toList();
    } catch (java.io.IOException e) {
      throw new RunException(run.overrides() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
