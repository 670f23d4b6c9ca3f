package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.Diagnostics;
import org.altgrad.graphs.ilc.gradients.EnvironmentGradients;
import org.altgrad.graphs.ilc.gradients.FusedGradients;
import org.altgrad.graphs.ilc.gradients.GradientMode;
import org.altgrad.graphs.ilc.gradients.GroupedGradients;
import org.altgrad.graphs.ilc.gradients.StreamedGradients;
import org.altgrad.graphs.ilc.gradients.SubgraphGradients;
import org.altgrad.graphs.ilc.gradients.TiledGradients;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.ilc.penalty.StepRule;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.BatchSteps;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * One training step: rows in, a direction for each parameter out, and what is measured on the way.
 *
 * @param step number of the step, a scalar placeholder
 */
record IlcStep(
    Context context,
    IlcSettings settings,
    Examples examples,
    StepRows rows,
    Problem<TFloat32> problem,
    Variables variables,
    Operand<TInt64> step,
    Randoms randoms) {
  private static final int MOST_WEIGHTS = 16;

  TrainStep build() {
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    BatchSteps steps = BatchSteps.of(context, nodes, step, rows.batches());
    Batch<TFloat32> batch =
        new Batch<>(
            examples.inputs(nodes, steps.split(), steps.rows()),
            examples.targets(nodes, steps.split(), steps.rows()),
            rows.environments(),
            rows.examples());
    Randoms own = randoms.scope("train");
    StepRule.StepResult<TFloat32> outcome =
        rule() instanceof StepRule rule
            ? rule.descend(new StepRule.Step<>(problem, batch, variables, own, step))
            : combined((Combiner) rule(), batch, own);

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    // What is measured of the whole split after a step has the plain names.
    String of = settings.diagnostics().evaluateTrain() ? "batch_" : "";
    metrics.put(of + "loss", outcome.losses().mean());
    if (problem.loss().classifies()) {
      metrics.put(of + "accuracy", problem.loss().right(outcome.z(), batch.targets()).mean());
    }
    for (int e = 0; e < rows.names().size(); e++) {
      metrics.put("loss/" + rows.names().get(e), outcome.losses().at(e));
    }
    metrics.putAll(outcome.descent().metrics());
    metrics.putAll(weights());
    return steps.apply(
        context,
        nodes,
        variables,
        regularised(outcome)
            .withMetrics(metrics)
            .and(RunningMoments.change(outcome.moments(), variables)));
  }

  /** The rule, which counts updates. */
  private LearningRule rule() {
    int calls =
        settings.differentiation().gradients() == GradientMode.STREAMING
            ? settings.differentiation().calls()
            : 1;
    RunLength length = context.limits().length(rows.batches().stepsPerEpoch());
    return settings.combiner().inSteps(length.inParts(calls));
  }

  private StepRule.StepResult<TFloat32> combined(
      Combiner combiner, Batch<TFloat32> batch, Randoms own) {
    if (settings.differentiation().gradients() == GradientMode.FUSED) {
      var fused = FusedGradients.directions(problem, batch, own, combiner);
      return outcome(fused.found(), gradients(fused.found(), own), fused.combination());
    }
    if (settings.differentiation().gradients() == GradientMode.STREAMING
        && settings.differentiation().calls() > 1) {
      return streamed(combiner, batch, own);
    }
    EnvironmentGradients way =
        switch (settings.differentiation().gradients()) {
          case GROUPED, FUSED, STREAMING -> new GroupedGradients();
          case TILED -> new TiledGradients();
          case SUBGRAPH -> new SubgraphGradients();
        };
    var found = way.gradients(problem, batch, own);
    var gradients = gradients(found, own);
    return outcome(found, gradients, combiner.combine(gradients));
  }

  private Combiner.Gradients<TFloat32> gradients(
      EnvironmentGradients.Found<TFloat32> found, Randoms own) {
    return new Combiner.Gradients<>(
        found.statistics(), found.losses().stop(), variables, own.scope("combiner"));
  }

  private StepRule.StepResult<TFloat32> outcome(
      EnvironmentGradients.Found<TFloat32> found,
      Combiner.Gradients<TFloat32> gradients,
      Combiner.Combination<TFloat32> combination) {
    var rescaled = settings.rescale().apply(gradients, combination);
    return StepRule.StepResult.of(
        found,
        new Descent<>(
            problem.parameters(),
            rescaled.directions(),
            diagnostics(gradients, rescaled),
            rescaled.change()));
  }

  /** Diagnostics are those of the last update: a part of the environments would say little. */
  private StepRule.StepResult<TFloat32> streamed(
      Combiner combiner, Batch<TFloat32> batch, Randoms own) {
    StreamedGradients way =
        new StreamedGradients(settings.differentiation().calls(), step, variables);
    var found = way.gradients(problem, batch, own);
    var gradients = gradients(found, own);
    var whole = outcome(found, gradients, combiner.combine(gradients));
    Descent<TFloat32> descent = whole.descent();
    RoundMetrics metrics =
        RoundMetrics.of(descent.metrics(), variables, settings.differentiation().calls(), step);
    return new StepRule.StepResult<>(
        problem.losses(whole.z(), batch),
        whole.z(),
        whole.divisor(),
        whole.moments(),
        new Descent<>(
            descent.parameters(),
            descent.directions(),
            metrics.metrics(),
            descent.change(),
            new Descent.Rounds(
                settings.differentiation().calls(), way.change().and(metrics.change()))));
  }

  /** The weights of a linear map of few inputs are what its experiments are about. */
  private Map<String, Expr<TFloat32>> weights() {
    Map<String, Expr<TFloat32>> all = new LinkedHashMap<>();
    if (problem.model().weightsAreMetrics()) {
      Expr<TFloat32> theta = problem.parameters().get(0).value().reshape(-1);
      long count = problem.parameters().get(0).shape().size();
      for (int i = 0; i < count && count <= MOST_WEIGHTS; i++) {
        all.put("theta_" + (i + 1), theta.at(i));
      }
    }
    return all;
  }

  private Map<String, Expr<TFloat32>> diagnostics(
      Combiner.Gradients<TFloat32> gradients, Combiner.Combination<TFloat32> combination) {
    if (settings.diagnostics().detail() == IlcSettings.Detail.NONE) {
      return Map.of();
    }
    List<String> names = problem.parameters().stream().map(Variables.Entry::name).toList();
    Map<String, Expr<TFloat32>> metrics =
        new LinkedHashMap<>(Diagnostics.of(names, gradients, combination));
    if (settings.diagnostics().similarity()) {
      metrics.putAll(Diagnostics.signalToNoise(names, gradients));
      metrics.putAll(Diagnostics.cosines(names, gradients));
    }
    if (settings.diagnostics().detail() == IlcSettings.Detail.TOTAL) {
      metrics.keySet().removeIf(name -> name.contains("/"));
    }
    return metrics;
  }

  /** Adds the gradient 2 c w of the term c Σ w², divided as the rule has divided the losses. */
  private Descent<TFloat32> regularised(StepRule.StepResult<TFloat32> outcome) {
    Descent<TFloat32> descent = outcome.descent();
    if (settings.risk().l2() == 0) {
      return descent;
    }
    boolean all = settings.risk().l2On() == IlcSettings.L2On.PARAMETERS;
    if (!all && descent.parameters().stream().noneMatch(p -> IlcModel.hiddenKernel(p.name()))) {
      throw new IllegalArgumentException(
          "l2: must be 0, or l2_on parameters, for the network has no hidden layers, but is "
              + settings.risk().l2());
    }
    List<Expr<TFloat32>> directions = new ArrayList<>();
    for (int i = 0; i < descent.directions().size(); i++) {
      Variables.Entry<TFloat32> parameter = descent.parameters().get(i);
      Expr<TFloat32> direction = descent.directions().get(i);
      if (all || IlcModel.hiddenKernel(parameter.name())) {
        Expr<TFloat32> term = parameter.value().times(2 * settings.risk().l2());
        Optional<Expr<TFloat32>> divisor = outcome.divisor();
        direction = direction.plus(divisor.isPresent() ? term.over(divisor.get()) : term);
      }
      directions.add(direction);
    }
    return descent.withDirections(directions);
  }
}
