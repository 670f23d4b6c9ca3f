package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.ilc.recording.IlcRecordings;
import org.altgrad.graphs.ilc.recording.Observed;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Learning from several environments (Parascandolo et al. 2021): each step finds the gradient of
 * every environment's loss, and a rule makes one direction of them.
 */
public final class Ilc {
  private Ilc() {}

  /**
   * The program.
   *
   * @throws IllegalArgumentException if settings, model and data do not fit each other
   */
  public static Program program(Context context, IlcSettings settings, IlcModel model) {
    Nodes<TFloat32> nodes = context.nodes();
    Examples examples = Examples.of(context, settings);
    StepRows rows = StepRows.of(context, settings);
    Variables variables = new Variables();
    Operand<TInt64> step = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), step);
    Problem<TFloat32> problem =
        Problem.of(
            model,
            examples.shape(),
            examples.outputs(),
            examples.loss(),
            nodes,
            variables,
            randoms.scope("initial"));
    TrainStep train =
        new IlcStep(context, settings, examples, rows, problem, variables, step, randoms).build();

    Map<String, ResidentSplit> splits = new LinkedHashMap<>();
    context
        .data()
        .splits()
        .forEach(
            (name, split) -> {
              if (examples.fits(split)) {
                splits.put(name, split);
              }
            });
    List<Evaluation> evaluations = new ArrayList<>();
    splits.forEach(
        (name, split) -> {
          if (settings.diagnostics().evaluateTrain() || !name.equals("train")) {
            evaluations.add(IlcEvaluations.of(nodes, split, examples, problem));
          }
        });
    return new Program(
            variables,
            splits.values().stream().map(ResidentSplit::preparation).toList(),
            train,
            evaluations,
            Map.of("predict", IlcInferences.predict(examples, model)),
            IlcRecordings.of(
                new Observed(
                    nodes,
                    context.seed(),
                    problem,
                    splits,
                    examples,
                    rows.batches()::rows,
                    rows.examples(),
                    rows.labels())))
        .with(IlcDirections.of(context, settings, examples, rows, problem));
  }
}
