package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What is measured of heads. */
final class VubEvaluations {
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  private VubEvaluations() {}

  /** Every split but the training one, of which each step tells. */
  static Map<String, Seen> seen(
      HeadFeatures features, HeadPlan plan, HeadPlan.Source source, VubSettings settings) {
    Map<String, Seen> seen = new LinkedHashMap<>();
    for (ResidentSplit split : features.context().data().splits().values()) {
      if (!split.name().equals("train")) {
        seen.put(split.name(), Seen.of(features, plan, source, split, settings));
      }
    }
    for (String name : settings.metrics().outside()) {
      Require.that(
          seen.containsKey(name) && !Set.of(VALIDATION, TEST).contains(name),
          "outside",
          "some of the splits " + seen.keySet() + " but validation and test",
          name);
    }
    return seen;
  }

  static List<Evaluation> all(
      HeadFeatures features,
      HeadPlan plan,
      HeadPlan.Source source,
      Map<String, Seen> seen,
      VubSettings settings) {
    Optional<Seen> held = Optional.ofNullable(seen.get(VALIDATION));
    List<Evaluation> all = new ArrayList<>();
    for (Seen of : seen.values()) {
      if (settings.metrics().outside().contains(of.split().name())) {
        Seen test = seen.get(TEST);
        all.add(new OutsideEvaluation(of, test, held.orElse(test)));
        continue;
      }
      boolean chosenBy = of.split().name().equals(VALIDATION) || held.isEmpty();
      all.add(new Measured(of, chosenBy ? Due.EVERY : Due.LAST, settings.metrics().bins()));
      if (held.isPresent() && of != held.get()) {
        all.add(new Tempered(of, held.get(), settings.metrics().bins()));
      }
      features
          .backbone()
          .map(backbone -> BothWays.of(features, plan, source, of, settings))
          .ifPresent(all::add);
    }
    return all;
  }

  /**
   * What is fetched of some rows of a split.
   *
   * @param rows placeholder
   * @param counter scalar placeholder for the training steps done, which keys what is drawn
   * @param logits of the code's mean [networks, rows, C]
   * @param kl [networks, rows], where it is learned with noise
   * @param sampled logarithms of the mean probabilities of the sampled head [networks, rows, C], if
   *     it is wanted: a probability itself may be too small for its type
   */
  record Seen(
      ResidentSplit split,
      int batch,
      Operand<TInt32> rows,
      Operand<TInt64> counter,
      Expr<TFloat32> logits,
      Optional<Expr<TFloat32>> kl,
      Optional<Expr<TFloat32>> sampled) {

    static Seen of(
        HeadFeatures features,
        HeadPlan plan,
        HeadPlan.Source source,
        ResidentSplit split,
        VubSettings settings) {
      Nodes<TFloat32> nodes = features.context().nodes().scope(split.name());
      Operand<TInt32> rows = nodes.rows();
      Operand<TInt64> counter = nodes.counter();
      int samples = plan.model().mcEval();
      Randoms randoms =
          new BatchedEvaluation.Draws(nodes, split.name(), rows, counter)
              .of(features.context().seeds(), Math.max(1, samples));
      Expr<TFloat32> h = split.gather(nodes, HeadFeatures.FEATURE, rows).expand(0);
      HeadPlan.Said said = plan.run(source, h, Math.max(1, samples), randoms);
      boolean noise = plan.objective().noise();
      return new Seen(
          split,
          settings.metrics().batch(),
          rows,
          counter,
          said.logits(),
          noise ? Optional.of(said.code().kl()) : Optional.empty(),
          samples > 0
              ? Optional.of(
                  Expr.logSumExp(Expr.logSoftmax(said.sampled()), 1).minus(Math.log(samples)))
              : Optional.empty());
    }

    int[] labels() {
      return split.integers("label");
    }

    /** Numbers of the first rows of a split, [networks][rows][...]. */
    double[][][] fetch(Calls calls, Expr<TFloat32> values, int count, long step) {
      double[][][] all = null;
      for (int start = 0; start < count; start += batch) {
        int size = Math.min(batch, count - start);
        try (TInt32 which = TInt32.vectorOf(IntStream.range(start, start + size).toArray());
            TInt64 key = TInt64.scalarOf(step);
            Result result =
                calls.run(Map.of(rows, which, counter, key), List.of(values), List.of())) {
          int networks = (int) result.get(0).shape().get(0);
          float[] some = Calls.floats(result.get(0));
          int width = some.length / networks / size;
          all = all == null ? new double[networks][count][width] : all;
          for (int i = 0; i < some.length; i++) {
            all[i / (size * width)][start + i / width % size][i % width] = some[i];
          }
        }
      }
      return all;
    }

    double[][][] fetch(Calls calls, Expr<TFloat32> values, long step) {
      return fetch(calls, values, split.count(), step);
    }
  }

  static Map<MetricName, Double> named(List<Map<String, Double>> ofNetworks) {
    Map<MetricName, Double> all = new LinkedHashMap<>();
    for (String name : ofNetworks.get(0).keySet()) {
      double[] values = ofNetworks.stream().mapToDouble(of -> of.get(name)).toArray();
      all.putAll(MetricName.ofModels(name, values));
    }
    return all;
  }

  private static Map<String, Double> ending(String end, Map<String, Double> metrics) {
    Map<String, Double> all = new LinkedHashMap<>();
    metrics.forEach((name, value) -> all.put(name + end, value));
    return all;
  }

  /** The head of the mean, and beside it the sampled one ({@code …_sampled}). */
  private record Measured(Seen seen, Due due, int bins) implements Evaluation {
    @Override
    public String split() {
      return seen.split().name();
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      int[] labels = seen.labels();
      double[][][] logits = seen.fetch(calls, seen.logits(), step);
      Optional<double[][][]> kl = seen.kl().map(of -> seen.fetch(calls, of, step));
      Optional<double[][][]> sampled = seen.sampled().map(of -> seen.fetch(calls, of, step));
      List<Map<String, Double>> all = new ArrayList<>();
      for (int m = 0; m < logits.length; m++) {
        int network = m;
        Map<String, Double> own =
            new LinkedHashMap<>(Predictions.of(logits[m], labels, 1).measured(bins));
        kl.ifPresent(
            rows ->
                own.put(
                    "kl", Arrays.stream(rows[network]).mapToDouble(r -> r[0]).average().orElse(0)));
        sampled.ifPresent(
            logP ->
                own.putAll(
                    ending("_sampled", new Predictions(logP[network], labels).measured(bins))));
        all.add(own);
      }
      return named(all);
    }
  }

  /** Calibration at the temperature that is best for the validation split. */
  private record Tempered(Seen seen, Seen held, int bins) implements Evaluation {
    @Override
    public String split() {
      return seen.split().name();
    }

    @Override
    public Due due() {
      return Due.LAST;
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      double[][][] chosenBy = held.fetch(calls, held.logits(), step);
      double[][][] logits = seen.fetch(calls, seen.logits(), step);
      List<Map<String, Double>> all = new ArrayList<>();
      for (int m = 0; m < logits.length; m++) {
        double t = Predictions.temperature(chosenBy[m], held.labels());
        Map<String, Double> own = new LinkedHashMap<>(Map.of("temperature", t));
        own.putAll(
            ending("_scaled", Predictions.of(logits[m], seen.labels(), t).calibration(bins)));
        all.add(own);
      }
      return named(all);
    }
  }

  /**
   * {@code path_difference}: the largest difference between logits by kept features and by the
   * backbone.
   */
  private record BothWays(Seen seen, Expr<TFloat32> whole, VubSettings settings)
      implements Evaluation {
    private static final int ROWS = 256;

    static BothWays of(
        HeadFeatures features,
        HeadPlan plan,
        HeadPlan.Source source,
        Seen seen,
        VubSettings settings) {
      Nodes<TFloat32> nodes = features.context().nodes().scope("whole." + seen.split().name());
      Expr<TFloat32> h = features.again(nodes, seen.split(), seen.rows());
      return new BothWays(seen, plan.logits(source, h.expand(0)), settings);
    }

    @Override
    public String split() {
      return seen.split().name();
    }

    @Override
    public Due due() {
      return Due.LAST;
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      int count = Math.min(ROWS, seen.split().count());
      double[][][] kept = seen.fetch(calls, seen.logits(), count, step);
      double[][][] now = seen.fetch(calls, whole, count, step);
      double most = 0;
      for (int m = 0; m < now.length; m++) {
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < now[m][i].length; c++) {
            double apart =
                Same.check(kept[m][i][c], now[m][i][c], "logit", i, split(), settings.cache());
            most = Math.max(most, apart);
          }
        }
      }
      return Map.of(MetricName.of("path_difference"), most);
    }
  }
}
