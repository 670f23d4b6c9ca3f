package org.altgrad.train.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.train.experiment.TrainerSettings;

/** The best result so far of the metric that counts, and how long ago there was a better one. */
final class BestSoFar {
  /** NaN if there is none. */
  private double value = Double.NaN;

  private long step = -1;
  private long epoch = -1;

  /** What early stopping holds results against: the last one that was better by enough. */
  private double bar = Double.NaN;

  private int evaluationsSince;

  boolean any() {
    return !Double.isNaN(value);
  }

  double value() {
    return value;
  }

  long epoch() {
    return epoch;
  }

  long step() {
    return step;
  }

  int evaluationsSince() {
    return evaluationsSince;
  }

  /** Whether early stopping is due. */
  boolean stopped(TrainerSettings.Selection selection) {
    return selection.stopping().filter(rule -> evaluationsSince >= rule.patience()).isPresent();
  }

  /**
   * Takes a result into account.
   *
   * @return whether it is the best so far
   */
  boolean see(double result, long atStep, long atEpoch, TrainerSettings.Selection selection) {
    TrainerSettings.Best best = selection.best();
    double delta = selection.stopping().map(TrainerSettings.EarlyStopping::minDelta).orElse(0.0);
    double enough = bar + (best.mode() == TrainerSettings.Mode.MAX ? delta : -delta);
    if (Double.isNaN(bar) || best.better(result, enough)) {
      bar = result;
      evaluationsSince = 0;
    } else {
      evaluationsSince++;
    }
    if (any() && !best.better(result, value)) {
      return false;
    }
    value = result;
    step = atStep;
    epoch = atEpoch;
    return true;
  }

  /** For {@code result.yaml}. */
  Map<String, Object> result() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("value", value);
    map.put("step", step);
    map.put("epoch", epoch);
    return map;
  }

  /** As YAML; numbers are written so that they read back exactly. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("best", Double.toString(value));
    map.put("best_step", step);
    map.put("best_epoch", epoch);
    map.put("evaluations_since_best", evaluationsSince);
    map.put("stopping_best", Double.toString(bar));
    return map;
  }

  static BestSoFar of(Map<?, ?> map) {
    BestSoFar best = new BestSoFar();
    best.value = Double.parseDouble(map.get("best").toString());
    best.step = ((Number) map.get("best_step")).longValue();
    best.epoch = ((Number) map.get("best_epoch")).longValue();
    best.evaluationsSince = ((Number) map.get("evaluations_since_best")).intValue();
    // Checkpoints of older versions lack it.
    Object bar = map.get("stopping_best");
    best.bar = bar == null ? best.value : Double.parseDouble(bar.toString());
    return best;
  }
}
