package org.altgrad.train.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.experiment.TrainerSettings;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;

/**
 * What the loop itself must remember for an exact resume: how far it is, the sums of the running
 * epoch's metrics, the best result so far and how long {@code metrics.csv} was.
 */
final class LoopState {
  private static final String BEFORE_END = "before_end";
  private static final String ENDS = "ends";

  long step;
  long epoch;

  /** Steps of the running epoch that are in {@link #sums}. */
  long stepsInEpoch;

  double[] sums;

  /** Of the mean over the networks, or of the only one. */
  BestSoFar best = new BestSoFar();

  /** Of each network, where each counts for itself. */
  final List<BestSoFar> networks = new ArrayList<>();

  /**
   * Networks that have come to their end, and how: all that become runs of their own, and of others
   * those that have diverged.
   */
  final Map<Integer, State> ends = new TreeMap<>();

  long metricsBytes;

  /** SHA-256 of those bytes; empty in the checkpoints of older versions. */
  String metricsSha256 = "";

  /** Seconds that all processes together have worked on the run. */
  double seconds;

  /** The newest value of every metric by split, for {@code result.yaml}. */
  final Map<String, Map<MetricName, Double>> last = new LinkedHashMap<>();

  /** What the newest values are to be read with. */
  ScoreNotes scores = new ScoreNotes();

  /**
   * This state before what was due at the run's end, from which a longer run goes on; empty if it
   * has not ended, or would end here however long it is.
   */
  Map<String, Object> beforeEnd = new LinkedHashMap<>();

  /** The step at which directions were measured last; -1: not yet. */
  long measured = -1;

  LoopState(int metrics) {
    sums = new double[metrics];
  }

  /** A state with as many networks that count each for itself. */
  LoopState(int metrics, int networks) {
    this(metrics);
    for (int m = 0; m < networks; m++) {
      this.networks.add(new BestSoFar());
    }
  }

  /** Whether a metric is of a network that has stopped, or diverged. */
  boolean stopped(MetricName metric, TrainerSettings.Selection selection) {
    return metric.model().isPresent()
        && metric.model().getAsInt() < networks.size()
        && stopped(metric.model().getAsInt(), selection);
  }

  /** Whether a network has stopped, or diverged. */
  boolean stopped(int network, TrainerSettings.Selection selection) {
    return ends.containsKey(network) || networks.get(network).stopped(selection);
  }

  /** The networks that have diverged. */
  List<Integer> diverged() {
    return ends.keySet().stream().filter(m -> ends.get(m) == State.DIVERGED).toList();
  }

  /** A network has diverged: what it was last is not what it has come to. */
  void diverge(int network) {
    ends.put(network, State.DIVERGED);
    last.values().forEach(own -> own.keySet().removeIf(m -> m.model().orElse(-1) == network));
    scores.remove(network);
  }

  Optional<String> metricsDigest() {
    return Optional.of(metricsSha256).filter(digest -> !digest.isEmpty());
  }

  /** The best checkpoint before the run's end was made, which stays; empty before that. */
  OptionalLong bestBeforeEnd() {
    return beforeEnd.isEmpty() ? OptionalLong.empty() : of(beforeEnd).bestCheckpoint();
  }

  OptionalLong bestCheckpoint() {
    return best.any() ? OptionalLong.of(best.step()) : OptionalLong.empty();
  }

  /** As YAML; numbers are written so that they read back exactly. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("steps_in_epoch", stepsInEpoch);
    map.put("sums", java.util.Arrays.stream(sums).mapToObj(Double::toString).toList());
    map.putAll(best.toMap());
    if (!networks.isEmpty()) {
      map.put("networks", networks.stream().map(BestSoFar::toMap).toList());
    }
    if (!ends.isEmpty()) {
      Map<String, Object> ended = new LinkedHashMap<>();
      ends.forEach((network, how) -> ended.put(network.toString(), how.name()));
      map.put(ENDS, ended);
    }
    map.put("metrics_bytes", metricsBytes);
    map.put("metrics_sha256", metricsSha256);
    map.put("seconds", seconds);
    if (measured >= 0) {
      map.put("measured", measured);
    }
    map.putAll(filed("last", Object::toString));
    map.putAll(scores.toMap());
    if (!beforeEnd.isEmpty()) {
      map.put(BEFORE_END, beforeEnd);
    }
    return map;
  }

  /**
   * What a checkpoint remembers.
   *
   * @throws RunException if it is no state of a loop; checkpoints with a seal never are
   */
  static LoopState of(Checkpoints.Checkpoint checkpoint) {
    try {
      LoopState state = of(checkpoint.state());
      Require.atLeast("metrics_bytes", state.metricsBytes, 0);
      return state;
    } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
      throw new RunException(
          "checkpoint "
              + checkpoint.path()
              + " is damaged: its state.yaml is no state of a run ("
              + e.getMessage()
              + "); remove it to go on from the one before",
          e);
    }
  }

  static LoopState of(Map<String, Object> map) {
    List<?> sums = (List<?>) map.get("sums");
    LoopState state = new LoopState(sums.size());
    state.step = number(map, "step");
    state.epoch = number(map, "epoch");
    state.stepsInEpoch = number(map, "steps_in_epoch");
    for (int i = 0; i < sums.size(); i++) {
      state.sums[i] = Double.parseDouble(sums.get(i).toString());
    }
    state.best = BestSoFar.of(map);
    if (map.get("networks") instanceof List<?> each) {
      each.forEach(network -> state.networks.add(BestSoFar.of((Map<?, ?>) network)));
    }
    if (map.get(ENDS) instanceof Map<?, ?> ended) {
      ended.forEach(
          (network, how) ->
              state.ends.put(Integer.valueOf(network.toString()), State.valueOf(how.toString())));
    }
    state.metricsBytes = number(map, "metrics_bytes");
    state.metricsSha256 = map.getOrDefault("metrics_sha256", "").toString();
    state.measured = ((Number) map.getOrDefault("measured", -1)).longValue();
    if (map.get(BEFORE_END) instanceof Map<?, ?> before) {
      before.forEach((key, value) -> state.beforeEnd.put(key.toString(), value));
    }
    state.seconds = Double.parseDouble(map.getOrDefault("seconds", 0).toString());
    state.scores = ScoreNotes.of(map);
    each(
        map.get("last"),
        // Checkpoints of older versions have the network's number in the name.
        (split, name, value) -> state.newest(split, MetricName.parse(name), value));
    each(
        map.get("last_models"),
        (split, name, values) -> {
          List<?> all = (List<?>) values;
          for (int m = 0; m < all.size(); m++) {
            if (all.get(m) != null) {
              state.newest(split, MetricName.of(name, m), all.get(m));
            }
          }
        });
    return state;
  }

  /**
   * The newest values as YAML, by split and metric, and, where there are several networks, under
   * {@code <key>_models}, in which each metric has the list of theirs, with nothing for those that
   * have none.
   */
  Map<String, Object> filed(String key, Function<Double, Object> number) {
    Map<String, Map<String, Object>> means = new LinkedHashMap<>();
    Map<String, Map<String, Object>> models = new LinkedHashMap<>();
    last.forEach(
        (split, values) ->
            values.forEach(
                (metric, value) -> {
                  if (metric.model().isEmpty()) {
                    means
                        .computeIfAbsent(split, s -> new LinkedHashMap<>())
                        .put(metric.name(), number.apply(value));
                  } else {
                    models
                        .computeIfAbsent(split, s -> new LinkedHashMap<>())
                        .computeIfAbsent(metric.name(), m -> each(values, metric.name(), number));
                  }
                }));
    Map<String, Object> filed = new LinkedHashMap<>();
    filed.put(key, means);
    if (!models.isEmpty()) {
      filed.put(key + "_models", models);
    }
    return filed;
  }

  private List<Object> each(
      Map<MetricName, Double> values, String name, Function<Double, Object> number) {
    int count = networks.size();
    for (MetricName metric : values.keySet()) {
      count = Math.max(count, metric.name().equals(name) ? metric.model().orElse(-1) + 1 : 0);
    }
    List<Object> all = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      Double value = values.get(MetricName.of(name, m));
      all.add(value == null ? null : number.apply(value));
    }
    return all;
  }

  /** What {@code result.yaml} says. */
  Map<String, Object> result(TrainerSettings.Best wanted) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("steps", step);
    result.put("epochs", epoch);
    if (!diverged().isEmpty()) {
      result.put(Run.DIVERGED_NETWORKS, diverged());
    }
    result.putAll(filed("final", value -> value));
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("split", wanted.where());
    found.put("metric", wanted.metric());
    if (best.any()) {
      found.putAll(best.result());
      result.put("best", found);
    } else if (networks.stream().anyMatch(BestSoFar::any)) {
      found.put("models", networks.stream().map(BestSoFar::result).toList());
      result.put("best", found);
    }
    result.putAll(scores.toMap());
    return result;
  }

  /** The best result and where it was, for people; empty of several networks, or of none. */
  Optional<String> bestSaid(TrainerSettings.Best wanted) {
    return best.any()
        ? Optional.of(
            "best "
                + wanted.metric()
                + " of "
                + wanted.where()
                + ": "
                + Reporter.number(best.value())
                + " after epoch "
                + best.epoch())
        : Optional.empty();
  }

  void newest(String split, MetricName metric, Object value) {
    last.computeIfAbsent(split, s -> new LinkedHashMap<>())
        .put(metric, Double.valueOf(value.toString()));
  }

  private interface Visitor {
    void at(String split, String metric, Object value);
  }

  private static void each(Object bySplit, Visitor visitor) {
    if (bySplit instanceof Map<?, ?> splits) {
      splits.forEach(
          (split, metrics) ->
              ((Map<?, ?>) metrics)
                  .forEach(
                      (metric, value) -> visitor.at(split.toString(), metric.toString(), value)));
    }
  }

  private static long number(Map<String, Object> map, String key) {
    return ((Number) map.get(key)).longValue();
  }
}
