package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Pooled;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/** What a figure shows where the user leaves it open. */
public final class Choices {
  private static final List<String> SPLIT_ORDER = List.of("train", "val", "validation", "test");

  private static final Map<String, Pen.Dash> USUAL =
      Map.of(
          "test",
          Pen.Dash.SOLID,
          "train",
          Pen.Dash.DOTTED,
          "val",
          Pen.Dash.DASHED,
          "validation",
          Pen.Dash.DASHED);

  /** The configuration key of the metric by which a run tells its best checkpoint. */
  private static final String BEST = "trainer.best.metric";

  /** Of more keys a legend names no more. */
  private static final int MOST_KEYS = 3;

  /** Of more groups with runs that stand apart there is one count. */
  private static final int MOST_NAMED = 4;

  private Choices() {}

  /** The metrics named, or the one by which the runs tell their best checkpoints. */
  public static List<MetricSpec> metrics(RunSet runs, List<String> named) {
    List<String> names = named;
    if (names.isEmpty()) {
      Set<String> known = runs.metrics();
      if (known.isEmpty()) {
        throw new PlotException("no run has any metrics yet");
      }
      names =
          List.of(
              runs.runs().stream()
                  .map(run -> run.value(BEST))
                  .filter(known::contains)
                  .findFirst()
                  .orElse(known.iterator().next()));
    }
    return names.stream().map(name -> MetricSpec.parse(name, runs)).toList();
  }

  /** The one metric of a figure. */
  public static MetricSpec metric(RunSet runs, List<String> named) {
    List<MetricSpec> all = metrics(runs, named);
    if (all.size() != 1) {
      throw new PlotException("this figure shows one metric, not " + all.size());
    }
    return all.get(0);
  }

  /** The splits named, or all on which some run has the metric: train first, test last. */
  public static List<String> splits(RunSet runs, List<String> named, MetricSpec metric) {
    if (!named.isEmpty()) {
      runs.requireSplits(named);
      return named;
    }
    return runs.runs().stream()
        .flatMap(run -> run.metrics().tracks().keySet().stream())
        .filter(key -> List.of(key.name(), key.metric()).contains(metric.metric()))
        .map(Metrics.Key::split)
        .distinct()
        .sorted(Comparator.comparingInt(SPLIT_ORDER::indexOf))
        .toList();
  }

  /** The keys named for the groups ({@code none}: one group), or those that tell runs apart. */
  public static List<String> by(RunSet runs, List<String> named, String... without) {
    if (named.equals(List.of("none"))) {
      return List.of();
    }
    if (!named.isEmpty()) {
      return runs.keys(named);
    }
    List<String> keys = new ArrayList<>(runs.distinguishingKeys());
    keys.removeAll(List.of(without));
    return keys;
  }

  /**
   * The line style of a split among those of a figure: solid if it is alone, else the same in every
   * figure for the usual ones, and for others what these leave.
   */
  public static Pen.Dash dash(String split, List<String> all) {
    if (all.size() <= 1) {
      return Pen.Dash.SOLID;
    }
    if (USUAL.containsKey(split)) {
      return USUAL.get(split);
    }
    List<Pen.Dash> left = new ArrayList<>(List.of(Pen.Dash.values()));
    all.stream().map(USUAL::get).forEach(left::remove);
    int index = all.stream().filter(s -> !USUAL.containsKey(s)).toList().indexOf(split);
    return left.isEmpty() ? Pen.Dash.DASH_DOT : left.get(Math.min(index, left.size() - 1));
  }

  /** The configuration key that was typed; empty if none was. */
  public static String key(RunSet runs, String typed) {
    return typed.isEmpty() ? typed : runs.key(typed);
  }

  /** One pen for each group, the same throughout the figure. */
  public static Map<Group, Pen> pens(RunSet runs, List<String> by) {
    Map<Group, Pen> pens = new LinkedHashMap<>();
    Set<Group> groups = runs.groupBy(by).keySet();
    List<String> values = groups.stream().map(g -> String.join(", ", g.values())).toList();
    for (Group group : groups) {
      pens.put(group, Pen.of(Style.color(pens.size(), values)));
    }
    return pens;
  }

  /** What the legend says where groups average over settings that are not among their keys. */
  public static List<Legend.Entry> averaged(Map<Group, Pooled> groups) {
    List<String> over = Pooled.settings(groups);
    List<String> names = Group.shortNames(over).values().stream().limit(MOST_KEYS).toList();
    String more = over.size() > MOST_KEYS ? ", ..." : "";
    return over.isEmpty()
        ? List.of()
        : remarks(List.of("seeds averaged over " + String.join(", ", names) + more));
  }

  /** Some keys with others, of which some may be empty. */
  public static List<String> with(List<String> keys, String... more) {
    List<String> all = new ArrayList<>(keys);
    Stream.of(more).filter(key -> !key.isEmpty()).forEach(all::add);
    return all;
  }

  /** What stands at a series of runs of which none is done. */
  public static final String UNFINISHED = "unfinished";

  /** A group's name in a figure, or the user's text, which says where none of its runs is done. */
  public static String label(Group group, boolean unfinished, Labels labels) {
    return labels.group(group) + (unfinished ? " (" + UNFINISHED + ")" : "");
  }

  /** A group's name in a figure, which says where none of its runs is done. */
  public static String label(Group group, boolean unfinished) {
    return group.label() + (unfinished ? " (" + UNFINISHED + ")" : "");
  }

  /** Whether some runs have begun, none is done, and numbers were not what ended them. */
  public static boolean unfinished(List<Run> runs) {
    return runs.stream().noneMatch(Run::done) && runs.stream().anyMatch(Run::going);
  }

  /** The runs in the rows of a figure: one row, or one for each value of a key. */
  public static Map<Group, RunSet> rows(RunSet runs, String key) {
    return runs.groupBy(key.isEmpty() ? List.of() : List.of(key));
  }

  /**
   * Some networks of a group, as figures name them: which group, how many of how many, and what.
   */
  public static List<String> named(
      Map<Group, RunSet> groups, ToIntFunction<RunSet> count, String what) {
    Map<Group, Integer> counts = new LinkedHashMap<>();
    groups.forEach((group, members) -> counts.put(group, count.applyAsInt(members)));
    counts.values().removeIf(n -> n == 0);
    if (counts.size() > MOST_NAMED) {
      int of =
          counts.keySet().stream()
              .mapToInt(group -> Run.networks(groups.get(group).runs().stream()))
              .sum();
      int all = counts.values().stream().mapToInt(n -> n).sum();
      return List.of(counts.size() + " groups: " + all + " of " + of + " " + what);
    }
    List<String> lines = new ArrayList<>();
    counts.forEach(
        (group, n) ->
            lines.add(
                (group.keys().isEmpty() ? "" : group.label() + ": ")
                    + (n + " of " + Run.networks(groups.get(group).runs().stream()))
                    + (" " + what)));
    return lines;
  }

  /** How many networks of which groups are unfinished where others of the group are done. */
  public static List<String> unfinishedBeside(RunSet runs, List<String> keys) {
    return named(
        runs.groupBy(keys),
        members ->
            members.runs().stream().noneMatch(Run::done)
                ? 0
                : Run.networks(members.runs().stream().filter(Run::going)),
        UNFINISHED);
  }

  /** How many networks of which groups have no part in a figure: diverged, or unfinished. */
  public static List<String> beside(RunSet runs, List<String> keys) {
    List<String> beside =
        new ArrayList<>(
            named(
                runs.groupBy(keys),
                members -> Run.networks(members.runs().stream().filter(Run::diverged)),
                "diverged"));
    beside.addAll(unfinishedBeside(runs, keys));
    return beside;
  }

  /** Entries of a legend that stand for nothing that is drawn. */
  public static List<Legend.Entry> remarks(List<String> lines) {
    return lines.stream().map(line -> Legend.Entry.area(line, Pen.of(Style.AXIS))).toList();
  }

  /** {@code epoch} if the runs count epochs, one at least and each once, else {@code step}. */
  public static String progress(RunSet runs) {
    boolean once = false;
    boolean often = false;
    for (Run run : runs.runs()) {
      for (Metrics.Track track : run.wholeEpochs().tracks().values()) {
        if (track.size() > 1 && track.epoch()[0] != track.epoch()[track.size() - 1]) {
          return "epoch";
        }
        once |= track.size() == 1 && track.epoch()[0] > 0;
        often |= track.size() > 1;
      }
    }
    return once && !often ? "epoch" : "step";
  }
}
