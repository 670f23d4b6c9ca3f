package org.altgrad.graphs.vub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What trained heads can be asked for; of several, one by its number. */
final class VubInferences {
  private static final String ABOUT =
      "Logits and probabilities of classes, and the rate KL(e ‖ r) of each example in nats; by the"
          + " code's mean, or with passes above 0 by the mean of so many samples' probabilities.";

  private VubInferences() {}

  static Map<String, Inference> all(HeadFeatures features, HeadPlan plan, int networks) {
    Map<String, Inference> all = new LinkedHashMap<>();
    all.put("head", probabilities(feature(plan), Nodes::typed, plan, networks));
    all.put(
        "predict",
        probabilities(
            raw(features, plan), (nodes, x) -> features(features, nodes, x), plan, networks));
    all.put("mean", classifier(features, plan, networks, false));
    if (plan.objective().noise()) {
      all.put("sampled", classifier(features, plan, networks, true));
    }
    return all;
  }

  /**
   * Code and logits by plain operations, so that whoever loads them can differentiate them, and
   * attack them.
   */
  private static Inference classifier(
      HeadFeatures features, HeadPlan plan, int networks, boolean sampled) {
    Inference.Input raw = raw(features, plan);
    List<Inference.Input> inputs =
        sampled
            ? Inference.inputs(networks, raw, Inference.Input.number("seed", 0))
            : Inference.inputs(networks, raw);
    return new Inference(
        sampled
            ? "Code and logits by one sample of the code."
            : "Code and logits by the code's mean.",
        inputs,
        (nodes, weights, given) -> {
          Expr<TFloat32> h = features(features, nodes, given.get(raw.name())).expand(0);
          HeadPlan.Source source = one(weights, given);
          Expr<TFloat32> z =
              sampled
                  ? plan.drawn(
                      source, h, Inference.draws(given).byRow(keys(nodes, given.get(raw.name()))))
                  : plan.code(source, h).mu();
          Expr<TFloat32> logits = plan.decoded(source, z);
          return Map.of(
              HeadFeatures.FEATURE,
              z.reshape(-1, z.shape().get(-1)),
              "logits",
              logits.reshape(-1, plan.classes()),
              "probabilities",
              Expr.softmax(logits.reshape(-1, plan.classes())));
        });
  }

  /** What the head's input is made from. */
  private static Inference.Input raw(HeadFeatures features, HeadPlan plan) {
    return features
        .backbone()
        .map(
            backbone ->
                new Inference.Input(
                    features.column(),
                    backbone.inputType(),
                    Shape.of(-1)
                        .append(features.context().split("train").example(features.column()))))
        .orElseGet(() -> feature(plan));
  }

  private static Inference.Input feature(HeadPlan plan) {
    return new Inference.Input(HeadFeatures.FEATURE, TFloat32.class, Shape.of(-1, plan.features()));
  }

  private static Expr<TFloat32> features(
      HeadFeatures features, Nodes<TFloat32> nodes, Operand<?> x) {
    return features
        .backbone()
        .map(of -> of.apply(nodes, nodes.as(of.inputType()).typed(x)).features())
        .orElseGet(() -> nodes.typed(x));
  }

  /**
   * What one head says of an input.
   *
   * @param features what the head reads [rows, d], made of the input
   */
  private static Inference probabilities(
      Inference.Input x,
      BiFunction<Nodes<TFloat32>, Operand<?>, Expr<TFloat32>> features,
      HeadPlan plan,
      int networks) {
    return new Inference(
        ABOUT,
        Inference.inputs(
            networks, x, Inference.Input.number("seed", 0), Inference.Input.number("passes", 0)),
        (nodes, weights, given) -> {
          Ops tf = nodes.tf();
          Expr<TFloat32> h = features.apply(nodes, given.get(x.name()));
          RowKeys examples = keys(nodes, given.get(x.name()));
          HeadPlan.Source one = one(weights, given);
          Operand<TInt64> passes = Inference.number(given, "passes");
          Operand<TInt64> drawn = tf.math.maximum(passes, tf.constant(1L));
          Randoms randoms = Inference.draws(given).byRow(examples.repeated(drawn));
          HeadPlan.Sampled of = plan.sampled(one, h.expand(0), randoms, drawn);
          var some = tf.math.greater(passes, tf.constant(0L));
          Expr<TFloat32> logits = Expr.where(some, of.pooled(), of.logits());
          return Map.of("logits", logits, "probabilities", Expr.softmax(logits), "rate", of.kl());
        });
  }

  /** One head by its number. */
  private static HeadPlan.Source one(Inference.Weights weights, Map<String, Operand<?>> given) {
    return new HeadPlan.Source(
        1,
        name ->
            name.equals(HeadPlan.MEAN) || name.equals(HeadPlan.DEVIATION)
                ? weights.get(name)
                : weights.alone(given, name));
  }

  /**
   * Keys by what is given: the last bits of a backbone's features may differ with what else is in
   * the batch.
   */
  private static RowKeys keys(Nodes<TFloat32> nodes, Operand<?> given) {
    Expr<TFloat32> x = nodes.of(nodes.tf().dtypes.cast(given, TFloat32.class));
    return RowKeys.of(x.reshape(-1, x.shape().tail().size()));
  }
}
