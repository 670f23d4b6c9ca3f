package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.StepLoop;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Classification by a network whose hidden layers learn from an information bottleneck over a
 * window of samples, or by one of the rules that this is compared with.
 */
public final class Biohsic {
  private Biohsic() {}

  /** Builds the program. */
  public static Program program(Context given, BiohsicSettings settings, HsicModel model) {
    // A single network draws by its own seed, whatever the run's is.
    Context context =
        given.models() == 1 && given.training().seeded()
            ? given.withSeed(given.seeds().get(0))
            : given;
    if (context.models() > 1 && context.optimizer().regularisation().clipNorm().isPresent()) {
      throw new IllegalArgumentException(
          "clip_norm: would clip all models by their common norm; use clip_value, or train one"
              + " model at a time");
    }
    ResidentSplit train = context.split("train");
    Inputs inputs = Inputs.of(train, context.classes());
    Network network = model.network(inputs.example(), context.classes());
    settings.teaching().objective().checkLayers(network.depth());
    Variables variables = new Variables();
    Parameters<TFloat32> fresh = Parameters.fresh(variables, initial(context));
    List<Expr<TFloat32>> parameters = network.ask(fresh);
    CreditRule rule = settings.teaching().creditRule();
    List<Expr<TFloat32>> own = rule.ask(network, fresh);
    Training training =
        new Training(context, settings, network, inputs, variables, rule, parameters, own);
    StepLoop.Training learning =
        settings.teaching().rule().onWindows()
            ? WindowStep.of(training, (CreditRule.ThreeFactor) rule)
            : BatchStep.of(training, rule);
    Program program =
        new Program(
            variables,
            context.preparations(),
            learning.step(),
            Evaluations.all(training),
            Inferences.all(network, inputs, context.models(), train.intensities(inputs.column())),
            BiohsicRecordings.all(training));
    program = program.with(learning.networks());
    return network.depth() == 0 ? program : program.with(SignalDirections.of(training));
  }

  private static Parameters<TFloat32> initial(Context context) {
    Nodes<TFloat32> nodes = context.nodes();
    Operand<TInt64> start = nodes.tf().constant(0L);
    return context.seeded()
        ? Network.initial(
            m -> new Randoms(context.seeds().get(m), start).scope("initial"),
            nodes,
            context.models())
        : Network.initial(
            new Randoms(context.seed(), start).scope("initial"), nodes, context.models());
  }
}
