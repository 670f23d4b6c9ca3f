package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.base.JsonText;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
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
    if (!json) {
      filed.edited().forEach(file -> line(out, "edited", RunSeals.told(file)));
    }
    Run run = filed.run().orElseThrow(() -> new RunException(filed.trouble()));
    if (json) {
      out.println(JsonText.write(filed.described()));
      out.flush();
      return code(filed);
    }
    line(out, "run", directory.toString());
    String lost = run.partlyDiverged();
    line(out, "state", filed.state() + (lost.isEmpty() ? "" : " (" + lost + ")"));
    for (String key : SHOWN) {
      Object value = run.info().get(key);
      if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
        entry(out, key, value);
      }
    }
    if (run.info().get(FiledRun.STACKED) instanceof Number count) {
      line(out, "stacked", count + " runs shared a graph; its time is shared out among them");
    }
    overrides(out, run);
    if (!filed.notes().tags().isEmpty()) {
      line(out, "tags", String.join(" ", filed.notes().tags()));
    }
    if (!filed.notes().note().isEmpty()) {
      line(out, "note", filed.notes().note());
    }
    numbers(out, filed, run);
    out.flush();
    return code(filed);
  }

  /** Of others than the run's own there is no table. */
  private static void numbers(PrintWriter out, FiledRun filed, Run run) {
    RunDirectory own = new RunDirectory(filed.path());
    if (!run.state().equals(Run.NOT_BEGUN)
        && !filed.edited().contains(own.metrics())
        && !filed.edited().contains(own.result())
        && !run.metrics().tracks().isEmpty()) {
      out.println();
      out.print(Summaries.table(new RunSet(List.of(run)).apart(), filed.path()));
    }
  }

  private static int code(FiledRun filed) {
    return filed.edited().isEmpty() ? 0 : Main.FAILURE;
  }

  /** Those that were typed when the run began, with what holds now of those it was resumed with. */
  private void overrides(PrintWriter out, Run now) {
    RunDirectory run = new RunDirectory(directory);
    if (Files.exists(run.overrides())) {
      try {
        for (String typed : Files.readAllLines(run.overrides())) {
          if (typed.startsWith("- ")) {
            String text = typed.substring(2).strip();
            line(out, "override", holding(text.replaceAll("^'|'$", "").replace("''", "'"), now));
          }
        }
      } catch (java.io.IOException e) {
        throw new RunException(run.overrides() + " cannot be read: " + e.getMessage(), e);
      }
    }
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

  private static void entry(PrintWriter out, String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, inner) -> entry(out, key + "." + name, inner));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> line(out, key, item.toString()));
    } else {
      line(out, key, value.toString());
    }
  }

  private static void line(PrintWriter out, String key, String value) {
    out.println(key + " ".repeat(Math.max(2, 13 - key.length())) + value);
  }
}
