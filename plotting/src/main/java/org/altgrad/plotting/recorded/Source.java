package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.altgrad.base.Nearest;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;

/**
 * Which rows of which recording of which runs are drawn, and what they are called.
 *
 * @param recording the recording's name
 * @param step the step at which it was made
 * @param by keys that tell the runs apart
 * @param one columns of which one value is shown
 * @param some columns of which some values are shown, with | between them
 * @param labels texts in place of names
 * @param instead what the recording holds where it has other columns, with the figure that draws it
 */
record Source(
    @Option(value = "name of the recording", data = true) String recording,
    @Option("step of the recording; default: the newest") OptionalLong step,
    @Option("keys that tell the runs apart; default: those that differ; none: one group")
        List<String> by,
    @Option(
            value = "columns of which one value is shown, as sample=3; default: the first",
            data = true)
        Map<String, String> one,
    @Option(
            value = "columns of which some values are shown, as layer=0|2; default: all",
            data = true)
        Map<String, String> some,
    @Option("texts in place of names of columns and values, as a=direction 1")
        Map<String, String> labels,
    @Option(
            value = "what it holds if it has other columns, and who draws it: numbers=FIGURE",
            data = true)
        Map<String, String> instead) {

  /** The runs that have the recording, each with the rows that are shown. */
  List<RecordedRun> runs(RunSet runs) {
    return tables(runs, run -> List.of(run.at(step))).entrySet().stream()
        .map(entry -> entry.getKey().with(entry.getValue().get(0)))
        .toList();
  }

  /**
   * The same, each with some columns at least.
   *
   * @throws PlotException naming the figure that draws what has other columns, if one is known
   */
  List<RecordedRun> runs(RunSet runs, String... columns) {
    List<RecordedRun> all = runs(runs);
    for (RecordedRun run : all) {
      boolean whole = Arrays.stream(columns).allMatch(c -> c.isEmpty() || run.table().has(c));
      if (!whole && !instead.isEmpty()) {
        Map.Entry<String, String> other = instead.entrySet().iterator().next();
        throw new PlotException(
            "%s: holds %s, which are drawn by: %s"
                .formatted(
                    run.table().file(),
                    other.getKey(),
                    ShellCommand.of("plot", other.getValue(), run.run().dir())));
      }
    }
    return all;
  }

  /**
   * The rows that are shown of several tables of each run. A value that was named has to be
   * somewhere, but need not be in every run.
   */
  Map<RecordedRun, List<Recorded>> tables(
      RunSet runs, Function<RecordedRun, List<Recorded>> which) {
    if (recording.isEmpty()) {
      throw new PlotException("option recording: must be the name of a recording but is empty");
    }
    Map<RecordedRun, List<Recorded>> picked = new LinkedHashMap<>();
    for (RecordedRun run : RecordedRun.all(runs, by, recording)) {
      List<String> notes = new ArrayList<>();
      List<Recorded> tables = which.apply(run).stream().map(t -> first(t, notes)).toList();
      picked.put(run.noted(notes.stream().distinct().toList()), tables);
    }
    some.forEach((column, text) -> requireSomewhere(column, text, picked.values()));
    picked.replaceAll((run, tables) -> tables.stream().map(this::some).toList());
    return picked;
  }

  /** What groups of the runs with the recording average over, a line for each remark. */
  List<String> averaged(RunSet runs) {
    RunSet having =
        new RunSet(runs.runs().stream().filter(run -> run.hasRecording(recording)).toList());
    return Pooled.notes(Pooled.groups(having, Choices.by(having, by)));
  }

  /** The same with one value of a column alone. */
  Source with(String column, String value) {
    Map<String, String> fewer = new LinkedHashMap<>(some);
    fewer.put(column, value);
    return new Source(recording, step, by, one, fewer, labels, instead);
  }

  /** The first value, or the one named, of each column of which one is shown. */
  private Recorded first(Recorded table, List<String> notes) {
    Recorded part = table;
    for (Map.Entry<String, String> entry : one.entrySet()) {
      String column = entry.getKey();
      if (part.size() == 0 || !part.has(column) && entry.getValue().isEmpty()) {
        continue;
      }
      List<String> known = values(part.texts(column));
      String value = entry.getValue().isEmpty() ? by(known).first() : entry.getValue();
      require(table.file().toString(), column, List.of(value), known);
      if (known.size() > 1) {
        notes.add(name(column) + " " + value);
      }
      part = part.where(column, value::equals);
    }
    return part;
  }

  private static TreeSet<String> by(Collection<String> values) {
    TreeSet<String> sorted = new TreeSet<>(Group::compareValues);
    sorted.addAll(values);
    return sorted;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\|")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private void requireSomewhere(String column, String text, Collection<List<Recorded>> all) {
    Set<String> known = new LinkedHashSet<>();
    all.forEach(tables -> tables.forEach(table -> known.addAll(table.texts(column))));
    require("recording " + recording, column, words(text), known);
  }

  private void require(String where, String column, List<String> named, Collection<String> known) {
    for (String value : named) {
      if (!known.contains(value)) {
        throw new PlotException(
            where
                + ": no "
                + name(column)
                + " '"
                + value
                + "'"
                + Nearest.hintAndList(value, known));
      }
    }
  }

  private Recorded some(Recorded table) {
    Recorded part = table;
    for (Map.Entry<String, String> entry : some.entrySet()) {
      List<String> named = words(entry.getValue());
      part = named.isEmpty() ? part : part.where(entry.getKey(), named::contains);
    }
    return part;
  }

  /** Distinct values: numbers by size, names in the order of their appearance. */
  static List<String> values(Collection<String> texts) {
    Set<String> distinct = new LinkedHashSet<>(texts);
    boolean numbers = distinct.stream().allMatch(text -> text.matches("[-+0-9.eE]+"));
    return List.copyOf(numbers ? by(distinct) : distinct);
  }

  /** The parts of a table by a column, in the order of {@link #values}; one without a column. */
  static Map<String, Recorded> parts(Recorded table, String column) {
    if (column.isEmpty() || !table.has(column)) {
      return Map.of("", table);
    }
    Map<String, Recorded> unordered = table.by(column);
    Map<String, Recorded> parts = new LinkedHashMap<>();
    values(unordered.keySet()).forEach(value -> parts.put(value, unordered.get(value)));
    return parts;
  }

  /** The text for a column or a value. */
  String name(String name) {
    return labels.getOrDefault(name, name);
  }

  /** The text for a value of a column, which says what a number counts. */
  String title(String column, String value) {
    boolean number = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
    return number && !labels.containsKey(value) ? name(column) + " " + value : name(value);
  }

  /** The order of rows by ascending keys; equal keys stay as they are. */
  static int[] order(double[] keys) {
    return java.util.stream.IntStream.range(0, keys.length)
        .boxed()
        .sorted(java.util.Comparator.comparingDouble(i -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static double[] pick(double[] values, int... order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }
}
