package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.Attack;
import org.altgrad.graphs.attack.Attacker;
import org.altgrad.graphs.attack.Examples;
import org.altgrad.graphs.attack.Outcome;
import org.altgrad.graphs.attack.Subject;
import org.altgrad.graphs.attack.ThreatModel;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Attacks on backbone and head as one graph, network by network. For each attack that keeps to a
 * bound ε: {@code robust_NAME/ε}, the share of the examples classified rightly that stay so, {@code
 * robust_all_NAME/ε}, the same of all examples, and {@code flat_NAME/ε}, the share of the first
 * gradient's entries that are 0; of several such attacks {@code robust_worst/ε}. For each that
 * looks for the least distance: {@code success_NAME} and, over the successes, {@code l2_NAME}, the
 * median.
 *
 * @param attackers by the attack's name
 * @param input the examples' numbers, of rows that are fed
 * @param number placeholder, which network
 * @param end of the metrics' names
 */
record AttackEvaluation(
    ResidentSplit examples,
    AttackSettings settings,
    Map<String, Attacker> attackers,
    Operand<TInt32> rows,
    Expr<TFloat32> input,
    Operand<TInt64> number,
    int networks,
    String end)
    implements Evaluation {

  /** Those on the test split: of the mean's head, and of the sampled one if it is wanted. */
  static List<Evaluation> all(
      HeadFeatures features, HeadPlan plan, Variables variables, AttackSettings settings) {
    Context context = features.context();
    if (settings.list().isEmpty()) {
      return List.of();
    }
    ResidentSplit split = context.split("test");
    Backbone backbone =
        features
            .backbone()
            .filter(of -> of.inputType() == TFloat32.class && split.has("image"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "attacks: must be [] where the data set has no images"));
    settings
        .target()
        .ifPresent(
            t -> Require.that(t < plan.classes(), "target", "a class below " + plan.classes(), t));
    List<Evaluation> all =
        new ArrayList<>(List.of(of(features, plan, backbone, variables, settings, false)));
    if (settings.draws() > 0) {
      all.add(of(features, plan, backbone, variables, settings, true));
    }
    return all;
  }

  private static AttackEvaluation of(
      HeadFeatures features,
      HeadPlan plan,
      Backbone backbone,
      Variables variables,
      AttackSettings settings,
      boolean sampled) {
    Context context = features.context();
    ResidentSplit split = context.split("test");
    String end = sampled ? "_sampled" : "";
    Nodes<TFloat32> nodes = context.nodes().scope("attacks" + end);
    Operand<TInt64> number = nodes.counter();
    HeadClassifier classifier =
        HeadClassifier.of(nodes, plan, backbone, variables, number, sampled);
    Shape example = split.example(features.column());
    ThreatModel threat =
        new ThreatModel(settings.norm(), settings.epsilons().stream().findFirst().orElse(1.0));
    int draws = Math.max(1, settings.draws());
    Subject subject = new Subject(classifier, example, threat, draws, draws, context.seed());
    Map<String, Attacker> attackers = new LinkedHashMap<>();
    for (Attack attack : settings.list()) {
      boolean targeted = !attack.bounded() && settings.target().isPresent();
      String name = name(attack);
      int others = (int) attackers.keySet().stream().filter(k -> k.startsWith(name)).count();
      attackers.put(
          others == 0 ? name : name + (others + 1),
          Attacker.of(nodes.scope(name + others), attack, subject, targeted));
    }
    Operand<TInt32> rows = nodes.rows();
    return new AttackEvaluation(
        split,
        settings,
        attackers,
        rows,
        split.gather(nodes, features.column(), rows),
        number,
        context.models(),
        end);
  }

  private static String name(Attack attack) {
    return Attack.kinds().entrySet().stream()
        .filter(kind -> kind.getValue().isInstance(attack))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Due due() {
    return settings.due() == AttackSettings.Moment.LAST ? Due.LAST : Due.ON_DEMAND;
  }

  @Override
  public String split() {
    return examples.name();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      all.add(ofNetwork(calls, m));
    }
    Map<MetricName, Double> results = new LinkedHashMap<>();
    all.stream()
        .flatMap(own -> own.keySet().stream())
        .distinct()
        .forEach(
            name -> {
              // A median over no successes is no number.
              OptionalDouble mean =
                  all.stream()
                      .filter(own -> own.containsKey(name))
                      .mapToDouble(own -> own.get(name))
                      .average();
              results.put(MetricName.of(name), mean.getAsDouble());
              for (int m = 0; m < networks && networks > 1; m++) {
                if (all.get(m).containsKey(name)) {
                  results.put(MetricName.of(name, m), all.get(m).get(name));
                }
              }
            });
    return results;
  }

  private Map<String, Double> ofNetwork(Calls calls, int network) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (double epsilon : settings.epsilons()) {
      List<Outcome> bounded = new ArrayList<>();
      attackers.forEach(
          (name, attacker) -> {
            if (attacker.settings().bounded()) {
              Outcome found = made(calls, attacker, settings.rows(), network, epsilon);
              bounded.add(found);
              String of = name + end + "/" + epsilon;
              all.put("robust_" + of, found.robustOfRight());
              all.put("robust_all_" + of, found.robustOfAll());
              all.put("flat_" + of, finite(found.meanOfAttacked(row -> row.effort().flat())));
            }
          });
      if (bounded.size() > 1) {
        all.put("robust_worst" + end + "/" + epsilon, Outcome.worst(bounded).robustOfRight());
      }
    }
    attackers.forEach(
        (name, attacker) -> {
          if (!attacker.settings().bounded()) {
            Outcome found = made(calls, attacker, settings.distanceRows(), network, 1);
            all.put("success_" + name + end, found.successRate());
            if (found.successes() > 0) {
              all.put("l2_" + name + end, found.median(Outcome.Row::l2));
            }
          }
        });
    return all;
  }

  /** Of a gradient of nothing that is attacked no entry is 0. */
  private static double finite(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private Outcome made(Calls calls, Attacker attacker, int most, int network, double epsilon) {
    int count = Math.min(most, examples.count());
    int[] labels = examples.integers("label");
    List<Outcome> parts = new ArrayList<>();
    try (TInt64 which = TInt64.scalarOf(network)) {
      for (int from = 0; from < count; from += settings.batch()) {
        int to = Math.min(from + settings.batch(), count);
        boolean targeted = !attacker.settings().bounded() && settings.target().isPresent();
        int[] targets = new int[to - from];
        Arrays.fill(targets, settings.target().orElse(0));
        Examples some =
            new Examples(
                inputs(calls, from, to),
                Arrays.copyOfRange(labels, from, to),
                targeted ? Optional.of(targets) : Optional.empty());
        parts.add(attacker.run(calls, some, epsilon, Map.of(number, which)));
      }
    }
    return Outcome.joined(parts);
  }

  private float[] inputs(Calls calls, int from, int to) {
    try (TInt32 which = TInt32.vectorOf(IntStream.range(from, to).toArray());
        Result result = calls.run(Map.of(rows, which), List.of(input), List.of())) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.copyTo(DataBuffers.of(values, false, false));
      return values;
    }
  }
}
