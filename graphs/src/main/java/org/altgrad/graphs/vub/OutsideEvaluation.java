package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;

/**
 * Whether a head tells examples of something else from those to test. For each score {@code
 * auroc_SCORE} and {@code fpr95_SCORE}, the share of the others taken for known where 95 % of the
 * known are. Scores: {@code rate}, KL(e ‖ N(0, I)) of heads that sample; {@code entropy} of what
 * the decoder says; {@code confidence}, its largest probability, turned round; and {@code both},
 * the larger of rate's and entropy's ranks among examples held out.
 *
 * @param others of something else
 * @param test of what was trained on
 * @param held by which ranks are told
 */
record OutsideEvaluation(
    VubEvaluations.Seen others, VubEvaluations.Seen test, VubEvaluations.Seen held)
    implements Evaluation {
  private static final double KEPT = 0.95;

  @Override
  public Due due() {
    return Due.LAST;
  }

  @Override
  public String split() {
    return others.split().name();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (Map<String, Detection> scores : detections(calls, step)) {
      Map<String, Double> own = new LinkedHashMap<>();
      scores.forEach(
          (name, detection) -> {
            own.put("auroc_" + name, detection.auroc());
            own.put("fpr95_" + name, detection.missed(KEPT));
          });
      all.add(own);
    }
    return VubEvaluations.named(all);
  }

  /** Of each network, by the scores' names. */
  List<Map<String, Detection>> detections(Calls calls, long step) {
    List<Map<String, double[]>> known = scores(test, calls, step);
    List<Map<String, double[]>> other = scores(others, calls, step);
    Optional<List<Map<String, double[]>>> ranks =
        test.kl().map(kl -> held == test ? known : scores(held, calls, step));
    List<Map<String, Detection>> all = new ArrayList<>();
    for (int m = 0; m < known.size(); m++) {
      Map<String, Detection> own = new LinkedHashMap<>();
      for (String name : known.get(m).keySet()) {
        own.put(name, new Detection(known.get(m).get(name), other.get(m).get(name)));
      }
      if (ranks.isPresent()) {
        Map<String, double[]> by = ranks.get().get(m);
        own.put("both", new Detection(both(by, known.get(m)), both(by, other.get(m))));
      }
      all.add(own);
    }
    return all;
  }

  private static double[] both(Map<String, double[]> by, Map<String, double[]> of) {
    double[] none = new double[0];
    Detection rate = new Detection(by.get("rate"), none);
    Detection entropy = new Detection(by.get("entropy"), none);
    double[] both = new double[of.get("rate").length];
    Arrays.setAll(
        both, i -> Math.max(rate.rank(of.get("rate")[i]), entropy.rank(of.get("entropy")[i])));
    return both;
  }

  /** Of each network, scores that should be larger for what was not trained on. */
  static List<Map<String, double[]>> scores(VubEvaluations.Seen of, Calls calls, long step) {
    double[][][] logits = of.fetch(calls, of.logits(), step);
    Optional<double[][][]> kl = of.kl().map(values -> of.fetch(calls, values, step));
    List<Map<String, double[]>> all = new ArrayList<>();
    for (int m = 0; m < logits.length; m++) {
      int network = m;
      Predictions said = Predictions.of(logits[m], of.labels(), 1);
      Map<String, double[]> own = new LinkedHashMap<>();
      kl.ifPresent(
          values ->
              own.put("rate", Arrays.stream(values[network]).mapToDouble(r -> r[0]).toArray()));
      own.put("entropy", said.entropies());
      own.put(
          "confidence", Arrays.stream(said.confidences()).map(confidence -> -confidence).toArray());
      all.add(own);
    }
    return all;
  }
}
