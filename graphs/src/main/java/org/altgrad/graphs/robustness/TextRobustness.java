package org.altgrad.graphs.robustness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.text.TextAttackSettings;
import org.altgrad.graphs.attack.text.TextCampaign;
import org.altgrad.graphs.attack.text.TextNetwork;
import org.altgrad.graphs.attack.text.TextOutcome;
import org.altgrad.graphs.attack.text.Tokeniser;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.NoModel;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Attacks on a trained classifier of texts. Its one step does nothing; at the end come the
 * evaluation, with the names of {@link TextCampaign#metrics}, and the recordings {@code attacks}
 * and {@code texts}.
 */
public final class TextRobustness {
  private TextRobustness() {}

  /** Builds the program. Columns read: {@code text}, {@code tokens}, {@code label}. */
  public static Program program(Context context, TextRobustnessSettings settings, NoModel model) {
    ResidentSplit split = context.split(settings.split());
    TextAttackSettings attacks = settings.attacks();
    BackboneSource of = settings.classifier();
    boolean samples = attacks.draws() > 0;
    BackboneSource source =
        samples ? new BackboneSource(of.path(), of.kind(), of.names().of(Robustness.SAMPLED)) : of;
    Backbone classifier = Robustness.load("classifier", source, context.classes());
    Require.that(
        classifier.inputType() == TInt32.class && split.has("tokens"),
        "classifier",
        "a classifier of texts (of images: method=attack/images), and the data texts,",
        "one of " + classifier.input());
    Tokeniser tokeniser = TextCampaign.tokeniser(context);
    TextCampaign.requireTokens(context, classifier.tokens());
    int length = (int) split.example("tokens").get(0);
    Nodes<TFloat32> nodes = context.nodes().scope("attacks");
    TextNetwork network =
        TextNetwork.of(
            nodes,
            length,
            context.classes(),
            (tokens, draw) -> {
              Backbone.Outputs made = classifier.apply(nodes, tokens, draw);
              return new TextNetwork.Said(made.logits().orElseThrow(), made.embedded());
            });
    TextCampaign campaign =
        new TextCampaign(
            attacks,
            network,
            tokeniser,
            split,
            TextCampaign.Means.of(context, attacks),
            samples ? attacks.draws() : 1);
    return program(context, split, new Once<>(calls -> campaign.run(calls, Map.of())));
  }

  private static Program program(
      Context context, ResidentSplit split, Once<List<TextCampaign.Made>> found) {
    Map<String, Recording> recordings = new LinkedHashMap<>();
    recordings.put(
        "attacks",
        Robustness.recording("each attack, and what it took", found, TextCampaign::attacks));
    recordings.put(
        "texts",
        Robustness.recording(
            "texts before and after, changed words marked", found, TextCampaign::texts));
    return Robustness.program(
        context,
        new Robustness.Measured(
            split.name(),
            calls -> {
              List<TextCampaign.Made> made = found.get(calls);
              List<TextOutcome> any = made.get(0).outcomes();
              Map<String, Double> all = new LinkedHashMap<>();
              all.put(
                  "accuracy",
                  (double)
                          any.stream().filter(o -> o.status() != TextOutcome.Status.SKIPPED).count()
                      / any.size());
              all.putAll(TextCampaign.metrics(made, ""));
              return all;
            }),
        split,
        recordings);
  }
}
