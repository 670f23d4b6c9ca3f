package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.StepLoop;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * VUB (Weingarten et al. 2024, 2025): a stochastic head on features of a frozen backbone. Training
 * metrics: {@code loss}, {@code ce}, {@code entropy}, {@code mean_abs_mu}, {@code confidence},
 * {@code accuracy}, and of heads that sample {@code kl}, {@code clipped}, {@code sigma}.
 */
public final class Vub {
  private Vub() {}

  /**
   * Builds the program. Columns read: {@code label}, and {@code feature} or what the backbone
   * takes.
   */
  public static Program program(Context context, VubSettings method, Head model) {
    return program(context, method, model, method.backbone().map(of -> of.load("backbone")));
  }

  /** The same with a backbone that is there already. */
  static Program program(
      Context given, VubSettings method, Head model, Optional<Backbone> backbone) {
    method.objective().fit(given.models());
    Require.that(
        given.classes() >= 2, "data", "one of two classes or more", given.classes() + " classes");
    boolean learned = method.objective().learned();
    Require.that(
        learned || backbone.isPresent(),
        "backbone",
        "a network where the objective is vanilla",
        "null");
    HeadFeatures features =
        HeadFeatures.of(
            given, learned ? backbone : backbone.map(Backbone::ownLayer), method.cache());
    Require.that(
        learned || features.size() == given.classes(),
        "backbone",
        "of the data's " + given.classes() + " classes where the objective is vanilla",
        "of " + features.size());
    Context context = features.context();
    ResidentSplit train = context.split("train");
    Nodes<TFloat32> nodes = context.nodes();
    Variables variables = new Variables();
    HeadPlan plan =
        new HeadPlan(
            method.objective(),
            model,
            features.size(),
            context.classes(),
            entropy(train.integers("label"), context.classes()),
            StepLoop.length(context));
    plan.ask(nodes, Parameters.fresh(variables, context.seeds(), nodes));
    if (plan.standardised()) {
      standard(nodes, variables, train);
    }
    StepLoop.Training training =
        StepLoop.of(
            context,
            nodes.scope("train"),
            variables,
            List.of(HeadFeatures.FEATURE, "label"),
            step -> plan.descent(variables, step));
    HeadPlan.Source source =
        new HeadPlan.Source(
            context.models(), name -> variables.entry(name, TFloat32.class).value());
    Map<String, VubEvaluations.Seen> seen = VubEvaluations.seen(features, plan, source, method);
    List<Evaluation> evaluations =
        new ArrayList<>(VubEvaluations.all(features, plan, source, seen, method));
    evaluations.addAll(AttackEvaluation.all(features, plan, variables, method.attacks()));
    evaluations.addAll(TextEvaluation.all(features, plan, variables, method.texts()));
    return new Program(
            variables,
            context.data().splits().values().stream().map(ResidentSplit::preparation).toList(),
            training.step(),
            evaluations,
            VubInferences.all(features, plan, context.models()),
            VubRecordings.all(seen, method.metrics()))
        .with(training.networks());
  }

  /** Mean and standard deviation of the training split's features, kept with the head. */
  private static void standard(Nodes<TFloat32> nodes, Variables variables, ResidentSplit train) {
    Ops tf = nodes.tf();
    var rows = tf.range(tf.constant(0), tf.constant(train.count()), tf.constant(1));
    Expr<TFloat32> all = train.gather(nodes, HeadFeatures.FEATURE, rows);
    Expr<TFloat32> mean = all.meanKeep(0);
    Expr<TFloat32> variance = all.minus(mean).square().meanKeep(0);
    // A number that is always the same says nothing: it is left at 0.
    Expr<TFloat32> deviation =
        Expr.where(
            variance.greater(nodes.constant(0)),
            variance.sqrt(),
            nodes.constant(1).plus(nodes.zerosLike(variance)));
    variables.state(HeadPlan.MEAN, mean);
    variables.state(HeadPlan.DEVIATION, deviation);
  }

  /** In nats. */
  private static double entropy(int[] labels, int classes) {
    double[] counts = new double[classes];
    for (int label : labels) {
      Require.that(
          label >= 0 && label < classes, "data", "labelled with 0 to " + (classes - 1), label);
      counts[label]++;
    }
    double h = 0;
    for (double count : counts) {
      h -= count == 0 ? 0 : count / labels.length * Math.log(count / labels.length);
    }
    return h;
  }
}
