package org.altgrad.train.search.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Measured;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.train.search.Distribution;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Space;
import org.altgrad.train.search.Trial;

/**
 * Runs as trials: those with the same values of the keys that differ are one trial, its replicates.
 * The laws are what the values look like: numbers of a range, by their logarithms if it is wide, or
 * choices.
 *
 * @param trials numbered in the order of the runs
 * @param seconds processor time by a trial's number; 0 where none was noted
 * @param stopped the trials that early stopping has ended, or made to wait
 * @param decided the rungs at which it was decided of some trial, ascending
 */
record RunTrials(
    Space space,
    List<Trial> trials,
    Map<Integer, Double> seconds,
    Set<Integer> stopped,
    double[] decided) {
  /** So many numbers are drawn, not listed: two keys with as many do not follow from each other. */
  private static final int FEW = 6;

  /** Positive numbers whose largest is so many times the least may be seen by their logarithms. */
  private static final double WIDE = 20;

  /**
   * The trials of some runs.
   *
   * @param keys that make the point; empty for those that differ
   */
  static RunTrials of(RunSet runs, List<String> keys, Measured measured) {
    List<String> by = keys.isEmpty() ? differing(runs) : runs.keys(keys);
    if (by.isEmpty()) {
      throw new PlotException("no key differs among these runs; a figure of a sweep needs one");
    }
    Metrics.Key key = measured.key(runs);
    List<Map.Entry<Group, RunSet>> groups = new ArrayList<>(runs.groupBy(by).entrySet());
    groups.sort(
        Comparator.comparingInt(entry -> runs.runs().indexOf(entry.getValue().runs().get(0))));
    List<Trial> trials = new ArrayList<>();
    Map<Integer, Double> seconds = new LinkedHashMap<>();
    Halts halts = Halts.of(runs);
    Set<Integer> stopped = new HashSet<>();
    for (Map.Entry<Group, RunSet> group : groups) {
      int number = trials.size();
      RunSet members = group.getValue();
      Map<String, String> values = new LinkedHashMap<>();
      for (int k = 0; k < by.size(); k++) {
        values.put(by.get(k), group.getKey().values().get(k));
      }
      // A trial that was stopped has not come as far as the others.
      double[] found =
          measured.unfinished(runs, members) ? new double[0] : measured.values(runs, members);
      trials.add(
          new Trial(
              number,
              new Point(values),
              found.length > 0 ? Trial.Status.COMPLETE : Trial.Status.RUNNING,
              DoubleStream.of(found).average(),
              Trial.spread(found),
              rungs(members, key)));
      if (members.runs().stream().anyMatch(halts::stopped)) {
        stopped.add(number);
      }
      seconds.put(number, members.runs().stream().mapToDouble(RunTrials::seconds).sum());
    }
    return new RunTrials(space(by, trials), List.copyOf(trials), seconds, stopped, halts.rungs());
  }

  /**
   * The keys that differ; of several that follow one from the other, as what a chosen group brings
   * along, the first. Numbers that are all different follow from nothing.
   */
  private static List<String> differing(RunSet runs) {
    Set<List<Integer>> seen = new HashSet<>();
    List<String> kept = new ArrayList<>();
    for (String key : runs.differingKeys()) {
      List<String> values = runs.runs().stream().map(run -> run.value(key)).toList();
      List<Integer> parts = values.stream().map(values::indexOf).toList();
      boolean numbers = values.stream().mapToDouble(RunTrials::number).allMatch(Double::isFinite);
      boolean many = parts.stream().distinct().count() > FEW;
      if (seen.add(parts) || (numbers && many)) {
        kept.add(key);
      }
    }
    return kept;
  }

  /** Complete trials. */
  List<Trial> complete() {
    return trials.stream().filter(t -> t.value().isPresent()).toList();
  }

  /** Means over the replicates at the moments that all have: epochs, or steps without epochs. */
  private static SortedMap<Long, Double> rungs(RunSet members, Metrics.Key key) {
    SortedMap<Long, List<Double>> all = new TreeMap<>();
    for (Run run : members.runs()) {
      Metrics.Track track = run.wholeEpochs().tracks().get(key);
      for (int i = 0; track != null && i < track.size(); i++) {
        long moment = track.epoch()[i] < 0 ? track.step()[i] : track.epoch()[i];
        all.computeIfAbsent(moment, m -> new ArrayList<>()).add(track.value()[i]);
      }
    }
    SortedMap<Long, Double> means = new TreeMap<>();
    all.forEach(
        (moment, values) -> {
          if (values.size() >= members.runs().size()) {
            means.put(moment, values.stream().mapToDouble(v -> v).average().orElse(Double.NaN));
          }
        });
    return means;
  }

  private static double seconds(Run run) {
    return run.info().get("cpu_seconds") instanceof Number number ? number.doubleValue() : 0;
  }

  private static Space space(List<String> keys, List<Trial> trials) {
    return new Space(
        keys.stream()
            .map(
                key ->
                    new Space.Parameter(
                        key,
                        law(
                            trials.stream()
                                .map(t -> t.point().values().get(key))
                                .distinct()
                                .sorted(Group::compareValues)
                                .toList())))
            .toList());
  }

  private static Distribution law(List<String> texts) {
    double[] numbers = texts.stream().mapToDouble(RunTrials::number).toArray();
    double low = DoubleStream.of(numbers).min().orElse(0);
    double high = DoubleStream.of(numbers).max().orElse(0);
    boolean range = DoubleStream.of(numbers).allMatch(Double::isFinite) && low < high;
    if (!range) {
      return new Distribution.Choice(texts);
    }
    return low > 0 && high / low >= WIDE && isEvenInLogarithms(numbers)
        ? new Distribution.LogUniform(low, high)
        : new Distribution.Uniform(low, high);
  }

  /** Whether the median is nearer to the middle of the range of logarithms. */
  private static boolean isEvenInLogarithms(double[] numbers) {
    double[] sorted = DoubleStream.of(numbers).sorted().toArray();
    int n = sorted.length;
    double low = sorted[0];
    double high = sorted[n - 1];
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    double plain = (median - low) / (high - low);
    double log = Math.log(median / low) / Math.log(high / low);
    return Math.abs(log - 0.5) < Math.abs(plain - 0.5);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
