package org.altgrad.train.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the loop itself must remember for an exact resume: how far it is, the sums of the running
 * epoch's metrics, the best result so far and how long {@code metrics.csv} was.
 */
final class LoopState {
  long step;
  long epoch;

  /** Steps of the running epoch that are in {@link #sums}. */
  long stepsInEpoch;

  double[] sums;

  /** Best value so far of the metric that says which checkpoint is best; NaN if there is none. */
  double best = Double.NaN;

  long bestStep = -1;
  long bestEpoch = -1;

  /** Evaluations since the best one. */
  int evaluationsSinceBest;

  long metricsBytes;

  /** SHA-256 of those bytes; empty in the checkpoints of older versions. */
  String metricsSha256 = "";

  /** Seconds that all processes together have worked on the run. */
  double seconds;

  /** What early stopping holds results against: the last one that was better by enough. */
  double stoppingBest = Double.NaN;

  /** The newest value of every metric by split, for {@code result.yaml}. */
  final Map<String, Map<String, Double>> last = new LinkedHashMap<>();

  LoopState(int metrics) {
    sums = new double[metrics];
  }

  Optional<String> metricsDigest() {
    return Optional.of(metricsSha256).filter(digest -> !digest.isEmpty());
  }

  OptionalLong bestCheckpoint() {
    return bestStep < 0 ? OptionalLong.empty() : OptionalLong.of(bestStep);
  }

  /** As YAML; numbers are written so that they read back exactly. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put("epoch", epoch);
    map.put("steps_in_epoch", stepsInEpoch);
    map.put("sums", java.util.Arrays.stream(sums).mapToObj(Double::toString).toList());
    map.put("best", Double.toString(best));
    map.put("best_step", bestStep);
    map.put("best_epoch", bestEpoch);
    map.put("evaluations_since_best", evaluationsSinceBest);
    map.put("metrics_bytes", metricsBytes);
    map.put("metrics_sha256", metricsSha256);
    map.put("seconds", seconds);
    map.put("stopping_best", Double.toString(stoppingBest));
    Map<String, Object> results = new LinkedHashMap<>();
    last.forEach(
        (split, values) -> {
          Map<String, Object> texts = new LinkedHashMap<>();
          values.forEach((metric, value) -> texts.put(metric, Double.toString(value)));
          results.put(split, texts);
        });
    map.put("last", results);
    return map;
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
    state.best = Double.parseDouble(map.get("best").toString());
    state.bestStep = number(map, "best_step");
    state.bestEpoch = number(map, "best_epoch");
    state.evaluationsSinceBest = (int) number(map, "evaluations_since_best");
    state.metricsBytes = number(map, "metrics_bytes");
    state.metricsSha256 = map.getOrDefault("metrics_sha256", "").toString();
    state.seconds = Double.parseDouble(map.getOrDefault("seconds", 0).toString());
    state.stoppingBest =
        Double.parseDouble(map.getOrDefault("stopping_best", state.best).toString());
    ((Map<?, ?>) map.get("last"))
        .forEach(
            (split, values) -> {
              Map<String, Double> numbers = new LinkedHashMap<>();
              ((Map<?, ?>) values)
                  .forEach(
                      (metric, value) ->
                          numbers.put(metric.toString(), Double.valueOf(value.toString())));
              state.last.put(split.toString(), numbers);
            });
    return state;
  }

  private static long number(Map<String, Object> map, String key) {
    return ((Number) map.get(key)).longValue();
  }
}
