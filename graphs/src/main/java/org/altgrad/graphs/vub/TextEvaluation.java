package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.NotFiniteException;
import org.altgrad.graphs.attack.text.TextAttackSettings;
import org.altgrad.graphs.attack.text.TextCampaign;
import org.altgrad.graphs.attack.text.TextNetwork;
import org.altgrad.graphs.attack.text.Tokeniser;
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
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Attacks on texts, on backbone and head as one graph, network by network, with the names of {@link
 * TextCampaign#metrics}.
 *
 * @param number placeholder, which network
 * @param end of the metrics' names
 */
record TextEvaluation(
    TextCampaign campaign,
    HeadAttacks.Moment moment,
    Operand<TInt64> number,
    int networks,
    String end)
    implements Evaluation {

  /** Those on the test split: of the mean's head, and of the sampled one if it is wanted. */
  static List<Evaluation> all(
      HeadFeatures features, HeadPlan plan, Variables variables, Optional<HeadTexts> wanted) {
    if (wanted.filter(of -> !of.settings().list().isEmpty()).isEmpty()) {
      return List.of();
    }
    HeadTexts texts = wanted.get();
    Backbone backbone =
        features
            .backbone()
            .filter(of -> of.inputType() == TInt32.class)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "texts: must be null where the backbone reads no texts"));
    List<Evaluation> all =
        new ArrayList<>(List.of(of(features, plan, backbone, variables, texts, false)));
    if (texts.settings().draws() > 0) {
      all.add(of(features, plan, backbone, variables, texts, true));
    }
    return all;
  }

  private static TextEvaluation of(
      HeadFeatures features,
      HeadPlan plan,
      Backbone backbone,
      Variables variables,
      HeadTexts texts,
      boolean sampled) {
    Context context = features.context();
    Tokeniser tokeniser = TextCampaign.tokeniser(context);
    ResidentSplit split = context.split("test");
    String end = sampled ? "_sampled" : "";
    Nodes<TFloat32> nodes = context.nodes().scope("texts" + end);
    Operand<TInt64> number = nodes.counter();
    HeadPlan.Source source =
        HeadClassifier.of(nodes, plan, backbone, variables, number, sampled).source();
    TextNetwork network =
        TextNetwork.of(
            nodes,
            (int) split.example(features.column()).get(0),
            plan.classes(),
            (tokens, draw) -> {
              Backbone.Outputs made = backbone.apply(nodes, tokens);
              Expr<TFloat32> h = made.features().expand(0);
              Expr<TFloat32> logits =
                  sampled
                      ? plan.run(source, h, 1, TextNetwork.draws(nodes, tokens, draw)).sampled()
                      : plan.logits(source, h);
              return new TextNetwork.Said(logits, made.embedded());
            });
    TextAttackSettings settings = texts.settings();
    TextCampaign campaign =
        new TextCampaign(
            settings,
            network,
            tokeniser,
            split,
            TextCampaign.Means.of(context, settings),
            sampled ? settings.draws() : 1);
    return new TextEvaluation(campaign, texts.due(), number, context.models(), end);
  }

  @Override
  public Due due() {
    return moment == HeadAttacks.Moment.LAST ? Due.LAST : Due.ON_DEMAND;
  }

  @Override
  public String split() {
    return campaign.split().name();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (int m = 0; m < networks; m++) {
      try (TInt64 which = TInt64.scalarOf(m)) {
        all.add(measured(calls, which));
      }
    }
    return AttackEvaluation.ofNetworks(all);
  }

  private Map<String, Double> measured(Calls calls, TInt64 which) {
    try {
      return TextCampaign.metrics(campaign.run(calls, Map.of(number, which)), end);
    } catch (NotFiniteException e) { // a network that has diverged has no answers
      Map<String, Double> none = new LinkedHashMap<>();
      campaign.attacks().forEach(name -> none.put("robust_" + name + end, Double.NaN));
      return none;
    }
  }
}
