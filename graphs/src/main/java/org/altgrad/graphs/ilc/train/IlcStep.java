package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.ilc.penalty.StepRule;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.BatchSteps;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
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
    Rows rows,
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
    Outcome outcome =
        rule() instanceof StepRule rule
            ? ruled(rule.descend(new StepRule.Step<>(problem, batch, variables, own, step)))
            : combined((Combiner) rule(), batch, own);

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("loss", outcome.losses.mean());
    if (problem.loss().classifies()) {
      metrics.put("accuracy", problem.loss().right(outcome.z, batch.targets()).mean());
    }
    for (int e = 0; e < rows.names().size(); e++) {
      Ops tf = nodes.tf();
      metrics.put(
          "loss/" + rows.names().get(e),
          nodes.of(tf.gather(outcome.losses, tf.constant(e), tf.constant(0))));
    }
    metrics.putAll(outcome.metrics);
    metrics.putAll(weights(nodes));

    List<Op> reads = new ArrayList<>(outcome.reads);
    RunningMoments<TFloat32> running = new RunningMoments<>(outcome.moments, variables);
    reads.addAll(running.reads());
    return steps.apply(
        context,
        nodes,
        variables,
        new Descent(
            outcome.parameters,
            regularised(outcome),
            metrics,
            reads,
            after -> {
              List<Op> updates = new ArrayList<>(outcome.updates.apply(after));
              updates.addAll(running.updates(after));
              return updates;
            },
            outcome.rounds));
  }

  /** The rule, which counts updates. */
  private LearningRule rule() {
    int calls = settings.gradients() == GradientMode.STREAMING ? settings.calls() : 1;
    RunLength length = context.limits().length(rows.batches().stepsPerEpoch());
    return settings.combiner().inSteps(length.inParts(calls));
  }

  /** What a rule has found. */
  private record Outcome(
      Expr<TFloat32> losses,
      Expr<TFloat32> z,
      List<Variables.Entry<TFloat32>> parameters,
      List<Expr<TFloat32>> directions,
      Optional<Expr<TFloat32>> divisor,
      Map<String, Expr<TFloat32>> metrics,
      List<Pass.Moments<TFloat32>> moments,
      List<Op> reads,
      Function<Ops, List<Op>> updates,
      Descent.Rounds rounds) {}

  private static Outcome ruled(StepRule.Descent<TFloat32> found) {
    return new Outcome(
        found.losses(),
        found.z(),
        found.parameters(),
        found.directions(),
        found.divisor(),
        found.metrics(),
        found.moments(),
        found.reads(),
        found.updates(),
        Descent.Rounds.NONE);
  }

  private Outcome combined(Combiner combiner, Batch<TFloat32> batch, Randoms own) {
    if (settings.gradients() == GradientMode.FUSED) {
      var fused = FusedGradients.directions(problem, batch, own, combiner);
      return outcome(fused.found(), gradients(fused.found(), own), fused.combination());
    }
    if (settings.gradients() == GradientMode.STREAMING && settings.calls() > 1) {
      return streamed(combiner, batch, own);
    }
    EnvironmentGradients way =
        switch (settings.gradients()) {
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

  private Outcome outcome(
      EnvironmentGradients.Found<TFloat32> found,
      Combiner.Gradients<TFloat32> gradients,
      Combiner.Combination<TFloat32> combination) {
    var rescaled = settings.rescale().apply(gradients, combination);
    return new Outcome(
        found.losses(),
        found.z(),
        problem.parameters(),
        rescaled.directions(),
        Optional.empty(),
        diagnostics(gradients, rescaled),
        found.moments(),
        rescaled.reads(),
        rescaled.updates(),
        Descent.Rounds.NONE);
  }

  /** Diagnostics are those of the last update: a part of the environments would say little. */
  private Outcome streamed(Combiner combiner, Batch<TFloat32> batch, Randoms own) {
    StreamedGradients way = new StreamedGradients(settings.calls(), step, variables);
    var found = way.gradients(problem, batch, own);
    var gradients = gradients(found, own);
    Outcome whole = outcome(found, gradients, combiner.combine(gradients));
    Held held = Held.of(whole.metrics, variables, settings.calls(), step);
    List<Op> reads = new ArrayList<>(whole.reads);
    reads.addAll(way.reads());
    reads.addAll(held.reads());
    Expr<TFloat32> present = problem.losses(whole.z, batch);
    return new Outcome(
        present,
        whole.z,
        whole.parameters,
        whole.directions,
        whole.divisor,
        held.metrics(),
        whole.moments,
        reads,
        whole.updates,
        new Descent.Rounds(
            settings.calls(),
            after -> {
              List<Op> collected = new ArrayList<>(way.updates(after));
              collected.addAll(held.updates(after));
              return collected;
            }));
  }

  /** The weights of a linear map of few inputs are what its experiments are about. */
  private Map<String, Expr<TFloat32>> weights(Nodes<TFloat32> nodes) {
    Map<String, Expr<TFloat32>> all = new LinkedHashMap<>();
    if (problem.model().weightsAreMetrics()) {
      Expr<TFloat32> theta = problem.parameters().get(0).value().reshape(-1);
      long count = problem.parameters().get(0).shape().size();
      for (int i = 0; i < count && count <= MOST_WEIGHTS; i++) {
        Ops tf = nodes.tf();
        all.put("theta_" + (i + 1), nodes.of(tf.gather(theta, tf.constant(i), tf.constant(0))));
      }
    }
    return all;
  }

  private Map<String, Expr<TFloat32>> diagnostics(
      Combiner.Gradients<TFloat32> gradients, Combiner.Combination<TFloat32> combination) {
    if (settings.detail() == IlcSettings.Detail.NONE) {
      return Map.of();
    }
    List<String> names = problem.parameters().stream().map(Variables.Entry::name).toList();
    Map<String, Expr<TFloat32>> metrics =
        new LinkedHashMap<>(Diagnostics.of(names, gradients, combination));
    if (settings.similarity()) {
      metrics.putAll(Diagnostics.signalToNoise(names, gradients));
      metrics.putAll(Diagnostics.cosines(names, gradients));
    }
    if (settings.detail() == IlcSettings.Detail.TOTAL) {
      metrics.keySet().removeIf(name -> name.contains("/"));
    }
    return metrics;
  }

  /** Adds the gradient 2 c w of the term c Σ w², divided as the rule has divided the losses. */
  private List<Expr<TFloat32>> regularised(Outcome outcome) {
    if (settings.l2() == 0) {
      return outcome.directions;
    }
    Set<String> kernels = Set.copyOf(problem.model().hiddenKernels());
    List<Expr<TFloat32>> directions = new ArrayList<>();
    for (int i = 0; i < outcome.directions.size(); i++) {
      Variables.Entry<TFloat32> parameter = outcome.parameters.get(i);
      Expr<TFloat32> direction = outcome.directions.get(i);
      if (settings.l2On() == IlcSettings.L2On.PARAMETERS || kernels.contains(parameter.name())) {
        Expr<TFloat32> term = parameter.value().times(2 * settings.l2());
        direction =
            direction.plus(outcome.divisor.isPresent() ? term.over(outcome.divisor.get()) : term);
      }
      directions.add(direction);
    }
    return directions;
  }
}
