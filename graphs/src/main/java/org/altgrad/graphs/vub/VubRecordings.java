package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.vub.VubEvaluations.Seen;

/** What figures of heads are drawn from. Networks are told apart by the column {@code model}. */
final class VubRecordings {
  private static final int BINS = 40;
  private static final int POINTS = 200;
  private static final double WIDEST = Math.log(10);

  private VubRecordings() {}

  static Map<String, Recording> all(Map<String, Seen> seen, VubSettings.MetricSettings settings) {
    Map<String, Recording> all = new LinkedHashMap<>();
    Seen test = seen.get(VubEvaluations.TEST);
    Optional<Seen> held = Optional.ofNullable(seen.get(VubEvaluations.VALIDATION));
    if (test == null) {
      return all;
    }
    all.put(
        "reliability",
        new Recording(
            "Confidence and accuracy of test examples in bins by confidence.",
            Due.LAST,
            (calls, step) -> reliability(calls, step, test, held, settings.bins())));
    all.put(
        "temperature",
        new Recording(
            "Log-loss and calibration error at temperatures by which logits are divided.",
            Due.LAST,
            (calls, step) -> temperatures(calls, step, test, held, settings.bins())));
    List<Seen> outside = settings.outside().stream().map(seen::get).toList();
    all.put(
        "scores",
        new Recording(
            "Histograms of rate, entropy and confidence by split.",
            Due.LAST,
            (calls, step) -> scores(calls, step, test, outside)));
    if (!outside.isEmpty()) {
      all.put(
          "alarms",
          new Recording(
              "True and false alarms of rate, entropy and confidence on examples of something"
                  + " else.",
              Due.LAST,
              (calls, step) -> alarms(calls, step, test, held.orElse(test), outside)));
    }
    return all;
  }

  private static Recording.Table reliability(
      Calls calls, long step, Seen test, Optional<Seen> held, int bins) {
    List<List<?>> rows = new ArrayList<>();
    double[][][] logits = test.fetch(calls, test.logits(), step);
    Optional<double[][][]> chosenBy = held.map(of -> of.fetch(calls, of.logits(), step));
    for (int m = 0; m < logits.length; m++) {
      Map<String, Double> at = new LinkedHashMap<>(Map.of("as it is", 1.0));
      int network = m;
      held.ifPresent(
          of ->
              at.put(
                  "scaled", Predictions.temperature(chosenBy.orElseThrow()[network], of.labels())));
      at.forEach(
          (name, t) -> {
            for (Predictions.Bin bin :
                Predictions.of(logits[network], test.labels(), t).reliability(bins)) {
              if (bin.count() > 0) {
                double count = bin.count();
                rows.add(
                    List.of(
                        network,
                        name,
                        bin.confidence() / count,
                        bin.right() / count,
                        count / test.labels().length));
              }
            }
          });
    }
    return new Recording.Table(
        List.of("model", "temperature", "confidence", "accuracy", "share"), rows);
  }

  private static Recording.Table temperatures(
      Calls calls, long step, Seen test, Optional<Seen> held, int bins) {
    List<List<?>> rows = new ArrayList<>();
    List<Seen> splits = new ArrayList<>(held.map(List::of).orElse(List.of()));
    splits.add(test);
    for (Seen of : splits) {
      double[][][] logits = of.fetch(calls, of.logits(), step);
      for (int m = 0; m < logits.length; m++) {
        for (int i = 0; i <= BINS; i++) {
          double t = Math.exp(WIDEST * (2.0 * i / BINS - 1));
          Map<String, Double> found = Predictions.of(logits[m], of.labels(), t).calibration(bins);
          rows.add(List.of(m, of.split().name(), t, found.get("ce"), found.get("ece")));
        }
      }
    }
    return new Recording.Table(List.of("model", "split", "temperature", "ce", "ece"), rows);
  }

  private static Recording.Table scores(Calls calls, long step, Seen test, List<Seen> outside) {
    Map<String, List<Map<String, double[]>>> bySplit = new LinkedHashMap<>();
    bySplit.put(test.split().name(), OutsideEvaluation.scores(test, calls, step));
    outside.forEach(
        of -> bySplit.put(of.split().name(), OutsideEvaluation.scores(of, calls, step)));
    List<List<?>> rows = new ArrayList<>();
    List<Map<String, double[]>> first = bySplit.get(test.split().name());
    for (int m = 0; m < first.size(); m++) {
      int network = m;
      for (String score : first.get(m).keySet()) {
        double sign = score.equals("confidence") ? -1 : 1;
        double[][] all =
            bySplit.values().stream()
                .map(of -> of.get(network).get(score))
                .toArray(double[][]::new);
        double low = Arrays.stream(all).flatMapToDouble(Arrays::stream).min().orElse(0);
        double high = Arrays.stream(all).flatMapToDouble(Arrays::stream).max().orElse(0);
        double width = Math.max(high - low, 1e-9) / BINS;
        bySplit.forEach(
            (split, of) -> {
              double[] values = of.get(network).get(score);
              double[] share = new double[BINS];
              for (double value : values) {
                share[(int) Math.min(BINS - 1, (value - low) / width)] += 1.0 / values.length;
              }
              for (int i = 0; i < BINS; i++) {
                double centre = low + (i + 0.5) * width;
                rows.add(List.of(network, score, split, sign * centre, share[i]));
              }
            });
      }
    }
    return new Recording.Table(List.of("model", "score", "split", "value", "share"), rows);
  }

  private static Recording.Table alarms(
      Calls calls, long step, Seen test, Seen held, List<Seen> outside) {
    List<List<?>> rows = new ArrayList<>();
    for (Seen of : outside) {
      List<Map<String, Detection>> found =
          new OutsideEvaluation(of, test, held).detections(calls, step);
      for (int m = 0; m < found.size(); m++) {
        int network = m;
        found
            .get(m)
            .forEach(
                (score, detection) -> {
                  for (int i = 0; i <= POINTS; i++) {
                    double[] alarms = detection.alarms((double) i / POINTS);
                    rows.add(List.of(network, of.split().name(), score, alarms[0], alarms[1]));
                  }
                });
      }
    }
    return new Recording.Table(List.of("model", "split", "score", "false", "true"), rows);
  }
}
