package org.altgrad.plotting.summary;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;

/** Which moment of a run stands for the run. */
public sealed interface At {
  /** What a moment begins with. */
  List<String> WORDS = List.of("last", "best", "max", "min", "epoch");

  /** Epochs that an error lists. */
  int SHOWN = 8;

  /** The last value of the metric. */
  record Last() implements At {}

  /**
   * The last value within an epoch, which is none of one that the run ended within.
   *
   * @param epoch epochs done
   */
  record Epoch(int epoch) implements At {}

  /**
   * The best value of the metric itself on its split.
   *
   * @param goal whether large or small is good
   */
  record Best(Goal goal) implements At {}

  /**
   * The value at the step where another metric is best, such as the test accuracy at the best
   * validation loss.
   *
   * @param goal whether large or small is good for the other metric
   * @param metric the other metric
   * @param split the split of the other metric
   */
  record BestOf(Goal goal, String metric, String split) implements At {}

  /** Which direction is good. */
  enum Goal {
    /** Large is good. */
    MAX,
    /** Small is good. */
    MIN,
    /** To be told from the metric's name. */
    BY_NAME
  }

  /**
   * Reads a user's choice.
   *
   * @param text {@code last}, {@code best}, {@code max}, {@code min}, {@code epoch=N}, or {@code
   *     best=METRIC@SPLIT} with {@code max} or {@code min} in place of {@code best} where the name
   *     does not tell
   */
  static At parse(String text) {
    int equals = text.indexOf('=');
    String word = equals < 0 ? text : text.substring(0, equals);
    String argument = equals < 0 ? "" : text.substring(equals + 1);
    Goal goal =
        switch (word) {
          case "best" -> Goal.BY_NAME;
          case "max" -> Goal.MAX;
          case "min" -> Goal.MIN;
          default -> null;
        };
    if (word.equals("last") && equals < 0) {
      return new Last();
    }
    if (word.equals("epoch") && argument.matches("[0-9]{1,9}")) {
      return new Epoch(Integer.parseInt(argument));
    }
    if (goal != null && equals < 0) {
      return new Best(goal);
    }
    int place = argument.lastIndexOf('@');
    if (goal != null && place > 0 && place < argument.length() - 1) {
      return new BestOf(goal, argument.substring(0, place), argument.substring(place + 1));
    }
    String meant =
        goal != null
            ? "; " + word + "= wants METRIC@SPLIT;"
            : word.equals("epoch") ? "; epoch= wants a whole number;" : Nearest.hint(word, WORDS);
    throw new PlotException(
        "'"
            + text
            + "' names no moment of a run"
            + meant
            + (meant.isEmpty() ? ";" : "")
            + " right are last, best, max, min, epoch=N, and"
            + " best=METRIC@SPLIT (or max=..., min=...)");
  }

  /**
   * The same, if it is a moment of some of the runs.
   *
   * @throws PlotException naming what there is if no run has the metric that tells it
   */
  default At in(RunSet runs) {
    if (this instanceof BestOf best) {
      runs.requireTrack(best.split(), best.metric());
    }
    if (this instanceof Epoch at) {
      Set<Metrics.Key> all = new LinkedHashSet<>();
      runs.runs().forEach(run -> all.addAll(run.metrics().tracks().keySet()));
      SortedSet<Integer> epochs = epochs(runs, all);
      if (!epochs.isEmpty() && !epochs.contains(at.epoch())) {
        throw new PlotException("no run has a value at " + missing(at, epochs));
      }
    }
    return this;
  }

  /** The metrics of a run among which the moment is looked for. */
  default Metrics among(Run run) {
    return this instanceof Epoch ? run.wholeEpochs() : run.metrics();
  }

  /** The whole epochs at which some run has a value of one of the metrics. */
  static SortedSet<Integer> epochs(RunSet runs, Set<Metrics.Key> keys) {
    SortedSet<Integer> epochs = new TreeSet<>();
    for (Run run : runs.runs()) {
      run.wholeEpochs().tracks().entrySet().stream()
          .filter(track -> keys.contains(track.getKey()) || keys.contains(track.getKey().plain()))
          .forEach(track -> Arrays.stream(track.getValue().epoch()).forEach(epochs::add));
    }
    return epochs;
  }

  /** An epoch at which there is nothing, and at which there is something. */
  static String missing(Epoch at, SortedSet<Integer> epochs) {
    List<String> shown = epochs.stream().limit(SHOWN).map(Object::toString).toList();
    return "epoch "
        + at.epoch()
        + (epochs.isEmpty() ? "; none has come to the end of an epoch" : "; there are values at ")
        + String.join(", ", shown)
        + (epochs.size() > SHOWN ? ", ... " + epochs.last() : "");
  }

  /**
   * The values of a metric at the moment: one, or one for each of the networks trained side by side
   * in the run.
   *
   * @param metrics of the run, as {@link #among} has them
   * @param key the metric wanted
   * @return the values; none if the run has no such moment
   */
  default double[] values(Metrics metrics, Metrics.Key key) {
    return metrics.samples(key).stream()
        .filter(sample -> index(metrics, sample) >= 0)
        .mapToDouble(sample -> metrics.tracks().get(sample).value()[index(metrics, sample)])
        .toArray();
  }

  /**
   * The index of the moment in a track.
   *
   * @param metrics of the run, as {@link #among} has them
   * @param key the track wanted
   * @return the index, or -1 if the run has no such moment
   */
  default int index(Metrics metrics, Metrics.Key key) {
    Metrics.Track track = metrics.tracks().get(key);
    if (track == null || track.size() == 0) {
      return -1;
    }
    if (this instanceof Epoch at) {
      int found = -1;
      for (int i = 0; i < track.size(); i++) {
        found = track.epoch()[i] == at.epoch() ? i : found;
      }
      return found;
    }
    if (this instanceof Best at) {
      return best(track, at.goal(), key.metric());
    }
    if (this instanceof BestOf at) {
      // Each network is judged by itself where its own measure is known.
      Metrics.Track own = metrics.tracks().get(key.sibling(at.split(), at.metric()));
      Metrics.Track judge = own != null ? own : metrics.track(at.split(), at.metric());
      int best = judge == null ? -1 : best(judge, at.goal(), at.metric());
      int found = -1;
      for (int i = 0; best >= 0 && i < track.size(); i++) {
        found = track.step()[i] == judge.step()[best] ? i : found;
      }
      return found;
    }
    return track.size() - 1;
  }

  private static int best(Metrics.Track track, Goal goal, String metric) {
    boolean large =
        switch (goal) {
          case MAX -> true;
          case MIN -> false;
          case BY_NAME ->
              largeIsGood(metric)
                  .orElseThrow(
                      () ->
                          new PlotException(
                              "the name '"
                                  + metric
                                  + "' does not tell whether large or small is best; say max or"
                                  + " min"));
        };
    int best = -1;
    for (int i = 0; i < track.size(); i++) {
      double value = track.value()[i];
      if (!Double.isNaN(value)
          && (best < 0 || (large ? value > track.value()[best] : value < track.value()[best]))) {
        best = i;
      }
    }
    return best;
  }

  /** Whether a large value of a metric is good; empty if its name does not tell. */
  static Optional<Boolean> largeIsGood(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    List<String> small =
        List.of("loss", "error", "neg_elbo", "nll", "cross_entropy", "mse", "amari", "perplexity");
    List<String> large = List.of("acc", "elbo", "mcc", "auc", "r2", "log_likelihood");
    if (small.stream().anyMatch(name::contains)) {
      return Optional.of(false);
    }
    return large.stream().anyMatch(name::contains) ? Optional.of(true) : Optional.empty();
  }
}
