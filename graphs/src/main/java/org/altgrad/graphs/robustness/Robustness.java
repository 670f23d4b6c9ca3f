package org.altgrad.graphs.robustness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.attack.AttackSettings;
import org.altgrad.graphs.attack.AttackTables;
import org.altgrad.graphs.attack.BackboneClassifier;
import org.altgrad.graphs.attack.Campaign;
import org.altgrad.graphs.attack.Classifier;
import org.altgrad.graphs.attack.Examples;
import org.altgrad.graphs.attack.SplitExamples;
import org.altgrad.graphs.attack.Trial;
import org.altgrad.graphs.attack.Verdict;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.NoModel;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Attacks on a trained classifier of images in [0, 1], and whether their numbers can be believed.
 * Its one step does nothing; at the end come the evaluation, with the names of {@link
 * Campaign.Findings#metrics}, and the recordings of {@link AttackTables}.
 */
public final class Robustness {
  private static final List<String> COLUMNS = List.of("image", "input");

  /** The signature of a sampled head in exports. */
  static final String SAMPLED = "sampled";

  private Robustness() {}

  /** Builds the program. Columns read: the images' and {@code label}. */
  public static Program program(Context context, RobustnessSettings settings, NoModel model) {
    ResidentSplit split = context.split(settings.split());
    Backbone target = attackable("classifier", settings.classifier(), context.classes());
    String column = column(split, target);
    Shape example = split.example(column);
    AttackSettings attacks = settings.attacks();
    attacks.requireInBox(split, column);
    Map<String, Campaign> campaigns = new LinkedHashMap<>();
    campaigns.put("mean", campaign(context, settings, example, target, ""));
    if (attacks.draws() > 0) {
      BackboneSource of = settings.classifier();
      BackboneSource sampled = new BackboneSource(of.path(), of.kind(), of.names().of(SAMPLED));
      campaigns.put(
          SAMPLED,
          campaign(
              context,
              settings,
              example,
              attackable("classifier", sampled, context.classes()),
              SAMPLED));
    }
    SplitExamples all = SplitExamples.of(context.nodes().scope("gather"), split, column);
    Once<Examples> examples =
        new Once<>(calls -> all.first(calls, attacks.most(), attacks.batch()));
    return settings.selfTest()
        ? tested(context, split, campaigns, examples)
        : attacked(context, split, campaigns, examples, new Pictures(example, settings.shown()));
  }

  /** How many adversarial inputs are shown, of what shape. */
  private record Pictures(Shape example, int shown) {}

  private static Program attacked(
      Context context,
      ResidentSplit split,
      Map<String, Campaign> campaigns,
      Once<Examples> examples,
      Pictures pictures) {
    Once<Map<String, Campaign.Findings>> found =
        new Once<>(
            calls ->
                each(campaigns, campaign -> campaign.run(calls, examples.get(calls), Map.of())));
    Map<String, Recording> recordings = new LinkedHashMap<>();
    recordings.put(
        "attacks",
        recording("each attack at each size, and what it took", found, AttackTables::attacks));
    recordings.put(
        "checks", recording("whether the numbers can be believed", found, AttackTables::checks));
    recordings.put(
        "distances",
        recording("least distances at which inputs are fooled", found, AttackTables::distances));
    recordings.put(
        "adversarial",
        recording(
            "adversarial inputs, pixel by pixel",
            found,
            all -> AttackTables.pictures(all.get("mean"), pictures.example(), pictures.shown())));
    return program(
        context,
        measured(
            split,
            found,
            (findings, end, all) -> {
              all.put("accuracy" + end, findings.made().get(0).outcome().clean());
              all.putAll(findings.metrics(end));
            }),
        split,
        recordings);
  }

  private static Program tested(
      Context context,
      ResidentSplit split,
      Map<String, Campaign> campaigns,
      Once<Examples> examples) {
    Once<Map<String, Map<Double, List<Verdict.Check>>>> found =
        new Once<>(
            calls -> each(campaigns, campaign -> campaign.selfTest(calls, examples.get(calls))));
    return program(
        context,
        measured(
            split,
            found,
            (tests, end, all) ->
                tests.forEach(
                    (epsilon, checks) ->
                        checks.stream()
                            .filter(check -> !Double.isNaN(check.number()))
                            .forEach(
                                check ->
                                    all.put(check.name() + end + "/" + epsilon, check.number())))),
        split,
        Map.of("checks", recording("whether the attack works", found, AttackTables::tests)));
  }

  private static <T> Map<String, T> each(
      Map<String, Campaign> campaigns, Function<Campaign, T> run) {
    Map<String, T> all = new LinkedHashMap<>();
    campaigns.forEach((head, campaign) -> all.put(head, run.apply(campaign)));
    return all;
  }

  /** What becomes of a head's findings, whose names have an end. */
  @FunctionalInterface
  private interface Numbers<T> {
    void put(T found, String end, Map<String, Double> all);
  }

  private static <T> Measured measured(
      ResidentSplit split, Once<Map<String, T>> found, Numbers<T> numbers) {
    return new Measured(
        split.name(),
        calls -> {
          Map<String, Double> all = new LinkedHashMap<>();
          found
              .get(calls)
              .forEach(
                  (head, of) -> numbers.put(of, head.equals(SAMPLED) ? "_" + SAMPLED : "", all));
          return all;
        });
  }

  static <T> Recording recording(
      String description, Once<T> found, Function<T, Recording.Table> table) {
    return new Recording(description, Due.LAST, (calls, step) -> table.apply(found.get(calls)));
  }

  /** A program whose step does nothing. */
  static Program program(
      Context context,
      Evaluation evaluation,
      ResidentSplit split,
      Map<String, Recording> recordings) {
    Nodes<TFloat32> nodes = context.nodes();
    Variables variables = new Variables();
    variables.state("nothing", nodes.constant(0));
    Operand<TInt64> step = nodes.counter();
    TrainStep train =
        new Descent<TFloat32>(
                List.of(), List.of(), Map.of("examples", nodes.constant(0)), Change.NONE)
            .step(context, nodes, variables, Descent.Steps.counted(step, 1, 1));
    return new Program(
        variables, List.of(split.preparation()), train, List.of(evaluation), Map.of(), recordings);
  }

  /** Numbers by name, at the end. */
  record Measured(String split, Function<Calls, Map<String, Double>> numbers)
      implements Evaluation {
    @Override
    public Due due() {
      return Due.LAST;
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      Map<MetricName, Double> named = new LinkedHashMap<>();
      numbers.apply(calls).forEach((name, value) -> named.put(MetricName.of(name), value));
      return named;
    }
  }

  private static Campaign campaign(
      Context context, RobustnessSettings settings, Shape example, Backbone target, String scope) {
    int classes = context.classes();
    BackboneClassifier classifier = new BackboneClassifier(target, classes);
    boolean features = settings.classifier().ofLogits().hasFeatures();
    Trial.Others others =
        new Trial.Others(
            settings.source().map(of -> other("source", of, classes)),
            settings.twin().map(of -> other("twin", of, classes)),
            features ? Optional.of(classifier.features()) : Optional.empty());
    return new Campaign(
        context.nodes().scope("attacks" + scope),
        settings.attacks(),
        settings.attacks().subject(classifier, example, context.seed()),
        others);
  }

  private static Classifier other(String key, BackboneSource source, int classes) {
    return new BackboneClassifier(attackable(key, source, classes), classes);
  }

  private static BackboneSource classifier(String key, BackboneSource source) {
    try {
      return source.ofLogits();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + source.path() + ": " + e.getMessage(), e);
    }
  }

  static Backbone load(String key, BackboneSource source, int classes) {
    Backbone model = classifier(key, source).load(key);
    Require.that(
        model.classes() == classes,
        key,
        "a model with logits of " + classes + " classes, as the data set has them,",
        model.classes() == 0 ? "one without logits" : "one of " + model.classes());
    return model;
  }

  /** One whose logits have a derivative in its inputs, too. */
  private static Backbone attackable(String key, BackboneSource source, int classes) {
    Backbone model = load(key, source, classes);
    if (model.inputType() == TFloat32.class && source.ofLogits().hasFeatures()) {
      try {
        model.ownLayer();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(key + ": " + source.path() + ": " + e.getMessage(), e);
      }
    }
    return model;
  }

  private static String column(ResidentSplit split, Backbone target) {
    Require.that(
        target.inputType() == TFloat32.class,
        "classifier",
        "a classifier of images (of texts: method=attack/texts)",
        "one that reads tokens");
    for (String name : COLUMNS) {
      if (split.has(name)) {
        Shape example = split.example(name);
        boolean flat =
            !target.input().hasUnknownDimension() && target.input().size() == example.size();
        if (!flat) {
          target.requireInput(example);
        }
        return name;
      }
    }
    throw new IllegalArgumentException(
        "data: must be one with images, which " + split.name() + " has not");
  }
}
