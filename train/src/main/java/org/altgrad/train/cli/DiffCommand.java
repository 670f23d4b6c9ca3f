package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.altgrad.base.Decimals;
import org.altgrad.base.JsonText;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.summary.FittedTable;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunSeals;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad diff}. */
@Command(
    name = "diff",
    description = "Tells in what two runs differ: settings, origin, and metrics at their ends.",
    sortOptions = false)
final class DiffCommand implements Callable<Integer> {
  /** What of a run's origin can change its numbers. */
  private static final List<String> ORIGIN =
      List.of(
          "version",
          "commit",
          "java",
          "tensorflow",
          "system",
          "processor",
          "cores",
          "threads",
          "environment.",
          "data.");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(index = "0", paramLabel = "RUN", description = "Run directory.")
  private Path first;

  @Parameters(index = "1", paramLabel = "RUN", description = "Another one.")
  private Path second;

  @Option(names = "--json", description = "The same for other programs.")
  private boolean json;

  /** What a side has that has no such key. */
  private static final Object NONE = new Object();

  /** One thing in which two runs differ: values as they are filed, or {@link #NONE}. */
  private record Difference(String key, Object left, Object right) {}

  /**
   * A metric at a run's end.
   *
   * @param value all its digits
   */
  private record End(double value, long step) {
    @Override
    public String toString() {
      return Reporter.number(value) + " at step " + step;
    }

    /** With all digits. */
    String exact() {
      return value + " at step " + step;
    }

    Map<String, Object> plain() {
      return Map.of("value", value, "step", step);
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> edited = new ArrayList<>();
    Run left = read(first, edited);
    Run right = read(second, edited);
    List<Difference> settings = differences(left.config(), right.config(), List.of(""));
    List<Difference> origin = origin(left, right);
    List<Difference> metrics = metrics(left, right);
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      if (!edited.isEmpty()) {
        all.put("edited", edited.stream().map(Path::toString).toList());
      }
      all.put("settings", plain(settings));
      all.put("origin", plain(origin));
      all.put("metrics", plain(metrics));
      out.println(JsonText.write(all));
    } else {
      edited.forEach(file -> out.println("edited  " + RunSeals.told(file)));
      OptionalInt width = TerminalTable.width();
      List<FittedTable> shown = new ArrayList<>();
      print(out, "settings", settings, width, shown);
      print(out, "origin", origin, width, shown);
      print(out, "metrics at the end", metrics, width, shown);
      out.print(TerminalTable.note(shown, TerminalTable.command(spec)));
    }
    out.flush();
    return edited.isEmpty() ? 0 : Main.FAILURE;
  }

  /**
   * Reads a run.
   *
   * @param edited takes those of its files that are not what it wrote
   */
  private static Run read(Path place, List<Path> edited) {
    FiledRun filed = FiledRun.read(RunDirectory.open(place).path(), Long.MAX_VALUE);
    edited.addAll(filed.edited());
    return filed.run().orElseThrow(() -> new RunException(filed.trouble()));
  }

  private void print(
      PrintWriter out,
      String title,
      List<Difference> all,
      OptionalInt width,
      List<FittedTable> shown) {
    if (all.isEmpty()) {
      out.println(title + ": the same");
      out.println();
      return;
    }
    List<List<String>> rows = all.stream().map(DiffCommand::row).toList();
    TextTable table = new TextTable(List.of(title, first.toString(), second.toString()), rows);
    shown.add(TerminalTable.fitted(table, width, List.of()));
    out.print(shown.get(shown.size() - 1).text());
    out.println();
  }

  /** Numbers that differ beyond the digits that are shown have all of theirs. */
  private static List<String> row(Difference one) {
    String left = text(one.left);
    String right = text(one.right);
    return left.equals(right) && one.left instanceof End a && one.right instanceof End b
        ? List.of(one.key, a.exact(), b.exact())
        : List.of(one.key, left, right);
  }

  private static List<Map<String, Object>> plain(List<Difference> all) {
    return all.stream()
        .map(
            one -> {
              Map<String, Object> entry = new LinkedHashMap<>(Map.of("key", one.key));
              put(entry, "left", one.left);
              put(entry, "right", one.right);
              return entry;
            })
        .toList();
  }

  /** A side that has no such key has no entry: null is a value. */
  private static void put(Map<String, Object> entry, String side, Object value) {
    if (value != NONE) {
      entry.put(side, value instanceof End end ? end.plain() : value);
    }
  }

  /** What of a run's origin differs, and can change its numbers. */
  static List<String> originsOf(Run left, Run right) {
    return origin(left, right).stream()
        .map(one -> one.key + " (" + text(one.left) + ", " + text(one.right) + ")")
        .toList();
  }

  private static List<Difference> origin(Run left, Run right) {
    return differences(YamlFile.flatten(left.info()), YamlFile.flatten(right.info()), ORIGIN);
  }

  /**
   * @param begins of the keys that are compared
   */
  private static List<Difference> differences(
      Map<String, Object> left, Map<String, Object> right, List<String> begins) {
    TreeSet<String> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    List<Difference> found = new ArrayList<>();
    for (String key : keys) {
      Object a = value(left, key);
      Object b = value(right, key);
      if (!text(a).equals(text(b)) && begins.stream().anyMatch(key::startsWith)) {
        found.add(new Difference(key, a, b));
      }
    }
    return found;
  }

  private static Object value(Map<String, Object> map, String key) {
    return map.containsKey(key) ? map.get(key) : NONE;
  }

  private static String text(Object value) {
    return value == NONE ? "-" : value instanceof End ? value.toString() : Decimals.text(value);
  }

  private static List<Difference> metrics(Run left, Run right) {
    List<Metrics.Key> keys = new ArrayList<>(left.metrics().tracks().keySet());
    right.metrics().tracks().keySet().stream().filter(k -> !keys.contains(k)).forEach(keys::add);
    List<Difference> found = new ArrayList<>();
    for (Metrics.Key key : keys) {
      Object a = last(left, key);
      Object b = last(right, key);
      if (!a.equals(b)) {
        found.add(new Difference(key.name() + "@" + key.split(), a, b));
      }
    }
    return found;
  }

  private static Object last(Run run, Metrics.Key key) {
    Metrics.Track track = run.metrics().tracks().get(key);
    return track == null || track.size() == 0
        ? NONE
        : new End(track.value()[track.size() - 1], track.step()[track.size() - 1]);
  }
}
