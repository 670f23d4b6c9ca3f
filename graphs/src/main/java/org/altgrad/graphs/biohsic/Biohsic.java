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
import org.tensorflow.types.TFloat32;

/**
 * Classification by a network whose hidden layers learn from an information bottleneck over a
 * window of samples, or by one of the rules that this is compared with.
 */
public final class Biohsic {
  private Biohsic() {}

  /** Builds the program. */
  public static Program program(Context context, BiohsicSettings settings, HsicModel model) {
    if (context.models() > 1 && context.optimizer().regularisation().clipNorm().isPresent()) {
      throw new IllegalArgumentException(
          "clip_norm: would clip all models by their common norm; use clip_value, or train one"
              + " model at a time");
    }
    Nodes<TFloat32> nodes = context.nodes();
    ResidentSplit train = context.split("train");
    ResidentSplit test = context.split("test");
    Inputs inputs = Inputs.of(train, context.classes());
    Network network = model.network(inputs.example(), context.classes());
    settings.teaching().objective().checkLayers(network.depth());
    Variables variables = new Variables();
    Randoms randoms = new Randoms(context.seed(), nodes.tf().constant(0L)).scope("initial");
    Parameters<TFloat32> fresh =
        Parameters.fresh(variables, Network.initial(randoms, nodes, context.models()));
    List<Expr<TFloat32>> parameters = network.ask(fresh);
    CreditRule rule = settings.teaching().creditRule();
    List<Expr<TFloat32>> own = rule.ask(network, fresh);
    Training training =
        new Training(context, settings, network, inputs, variables, rule, parameters, own);
    Program program =
        new Program(
            variables,
            List.of(train.preparation(), test.preparation()),
            settings.teaching().rule().onWindows()
                ? WindowStep.of(training, (CreditRule.ThreeFactor) rule)
                : BatchStep.of(training, rule),
            Evaluations.all(training),
            Inferences.all(network, inputs, context.models()),
            BiohsicRecordings.all(training));
    return network.depth() == 0 ? program : program.with(SignalDirections.of(training));
  }
}
