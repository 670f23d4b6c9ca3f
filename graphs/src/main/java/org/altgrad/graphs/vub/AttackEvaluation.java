package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.altgrad.graphs.attack.AttackSettings;
import org.altgrad.graphs.attack.BackboneClassifier;
import org.altgrad.graphs.attack.Campaign;
import org.altgrad.graphs.attack.Examples;
import org.altgrad.graphs.attack.SplitExamples;
import org.altgrad.graphs.attack.Trial;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Attacks on backbone and head as one graph, network by network, with the names of {@link
 * Campaign.Findings#metrics}. Verdicts hold them against the backbone's own last layer, if it has
 * one: inputs made on it, and itself as the classifier without a defence.
 *
 * @param number placeholder, which network
 * @param end of the metrics' names
 */
record AttackEvaluation(
    SplitExamples examples,
    HeadAttacks settings,
    Campaign campaign,
    Operand<TInt64> number,
    int networks,
    String end)
    implements Evaluation {

  /** Those on the test split: of the mean's head, and of the sampled one if it is wanted. */
  static List<Evaluation> all(
      HeadFeatures features, HeadPlan plan, Variables variables, HeadAttacks settings) {
    Context context = features.context();
    if (settings.settings().list().isEmpty()) {
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
    List<Evaluation> all =
        new ArrayList<>(List.of(of(features, plan, backbone, variables, settings, false)));
    if (settings.settings().draws() > 0) {
      all.add(of(features, plan, backbone, variables, settings, true));
    }
    return all;
  }

  private static AttackEvaluation of(
      HeadFeatures features,
      HeadPlan plan,
      Backbone backbone,
      Variables variables,
      HeadAttacks settings,
      boolean sampled) {
    Context context = features.context();
    ResidentSplit split = context.split("test");
    String end = sampled ? "_sampled" : "";
    Nodes<TFloat32> nodes = context.nodes().scope("attacks" + end);
    Operand<TInt64> number = nodes.counter();
    HeadClassifier classifier =
        HeadClassifier.of(nodes, plan, backbone, variables, number, sampled);
    Shape example = split.example(features.column());
    AttackSettings attacks = settings.settings();
    attacks.requireInBox(split, features.column());
    Optional<BackboneClassifier> undefended =
        backbone.classes() == plan.classes()
            ? Optional.of(new BackboneClassifier(backbone, plan.classes()))
            : Optional.empty();
    Trial.Others others =
        new Trial.Others(
            undefended.map(of -> of), undefended.map(of -> of), Optional.of(classifier.features()));
    return new AttackEvaluation(
        SplitExamples.of(nodes, split, features.column()),
        settings,
        new Campaign(nodes, attacks, attacks.subject(classifier, example, context.seed()), others),
        number,
        context.models(),
        end);
  }

  @Override
  public Due due() {
    return settings.due() == HeadAttacks.Moment.LAST ? Due.LAST : Due.ON_DEMAND;
  }

  @Override
  public String split() {
    return examples.split().name();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    AttackSettings attacks = settings.settings();
    // Once for all attacks and networks.
    Examples attacked = examples.first(calls, attacks.most(), attacks.batch());
    List<Map<String, Double>> all = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      try (TInt64 which = TInt64.scalarOf(m)) {
        all.add(campaign.run(calls, attacked, Map.of(number, which)).metrics(end));
      }
    }
    return ofNetworks(all);
  }

  /** Means over networks of what they have, and, of several, each one's own. */
  static Map<MetricName, Double> ofNetworks(List<Map<String, Double>> all) {
    int networks = all.size();
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
}
