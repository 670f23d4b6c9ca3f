package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.BatchSteps;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.NetworkSteps;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.StepLoop;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Builds {@link Bandit}'s program for every network, and for several of them side by side. */
final class BanditProgram {
  private static final int EVALUATION_BATCH = 500;
  private static final String BASELINE = "baseline";

  private final Context context;
  private final BanditSettings method;
  private final BanditModel model;
  private final Nodes<TFloat32> nodes;
  private final ResidentSplit train;
  private final Shape image;
  private final String column;
  private final Variables variables = new Variables();
  private final Operand<TInt64> number;

  private BanditProgram(Context context, BanditSettings method, BanditModel model) {
    this.context = context;
    this.method = method;
    this.model = model;
    nodes = context.nodes();
    train = context.split("train");
    column = Pixels.column(train);
    image = train.example(column);
    number = nodes.counter();
  }

  static Program build(Context context, BanditSettings method, BanditModel model) {
    method.demand((Record) model, context.training());
    BanditProgram program = new BanditProgram(context, method, model);
    return context.models() == 1 ? program.ofOne() : program.ofSeveral();
  }

  private BanditModel.Network<TFloat32> network(Parameters<TFloat32> parameters) {
    return model.network(parameters, image, context.classes());
  }

  private Randoms randoms(int network) {
    return new Randoms(context.seeds().get(network), number);
  }

  private Program program(StepLoop.Training training, List<BanditModel.Network<TFloat32>> tested) {
    return new Program(
            variables,
            context.preparations(),
            training.step(),
            context.heldOut().stream().map(split -> evaluation(split, tested)).toList(),
            BanditInferences.all(
                method, new BanditInferences.Of(model, train, context.classes(), context.models())))
        .with(training.networks());
  }

  // ---------------------------------------------------------------------------------- one network

  private Program ofOne() {
    BanditModel.Network<TFloat32> network =
        network(Parameters.fresh(variables, randoms(0).scope("initial"), nodes));
    TrainStep step = step(network, randoms(0).scope("train"));
    return program(new StepLoop.Training(step, Optional.empty()), List.of(network));
  }

  private TrainStep step(BanditModel.Network<TFloat32> network, Randoms randoms) {
    Nodes<TFloat32> inner = nodes.scope("train");
    BatchSteps steps = BatchSteps.of(context, inner, number);
    Expr<TFloat32> x = Pixels.observed(column, train.gather(inner, column, steps.rows()), randoms);
    Baselines<TFloat32> baselines = new Baselines<>(variables, inner);
    List<Variables.Entry<TFloat32>> parameters = variables.trainable(TFloat32.class);
    BanditStep found =
        BanditStep.of(
            learner(network, Variables.values(parameters)),
            x,
            train.gatherInt(inner, "label", steps.rows()),
            randoms,
            reward -> baselines.of(BASELINE, method.baseline(), method.baselineDecay(), reward, 1));
    return steps.apply(
        context,
        inner,
        variables,
        new Descent<>(parameters, found.gradients(), found.metrics(), baselines.change()));
  }

  /**
   * A network that learns.
   *
   * @param values of its parameters, in the order of the variables
   */
  private BanditStep.Learner learner(
      BanditModel.Network<TFloat32> network, List<Expr<TFloat32>> values) {
    List<Variables.Entry<TFloat32>> entries = variables.trainable(TFloat32.class);
    List<BanditStep.Parameter> parameters = new ArrayList<>();
    for (int p = 0; p < values.size(); p++) {
      parameters.add(new BanditStep.Parameter(entries.get(p).name(), values.get(p)));
    }
    return new BanditStep.Learner(method, model, network, parameters, context.batchSize());
  }

  // ----------------------------------------------------------------------------- several networks

  private Program ofSeveral() {
    network(NetworkSteps.fresh(context, variables, number, "initial"));
    return program(trainingOfSeveral(), apart(nodes.scope("test")));
  }

  private List<BanditModel.Network<TFloat32>> apart(Nodes<TFloat32> inner) {
    return NetworkSteps.apart(context, inner, variables).stream().map(this::network).toList();
  }

  private StepLoop.Training trainingOfSeveral() {
    Nodes<TFloat32> inner = nodes.scope("train");
    if (method.baseline() == Baseline.EMA) {
      Shape each = Shape.of(context.models());
      variables.state(BASELINE, Initialiser.filled(inner, each, 0));
    }
    NetworkSteps steps = new NetworkSteps(context, inner, variables, number);
    return steps.training(List.of(column), List.of("label"), this::found);
  }

  /** What a step finds of one of several networks. */
  private NetworkSteps.Found found(NetworkSteps.One one) {
    Randoms randoms = one.randoms().scope("train");
    Map<String, Expr<TFloat32>> state = new LinkedHashMap<>();
    UnaryOperator<Expr<TFloat32>> baseline =
        reward -> {
          if (method.baseline() != Baseline.EMA) {
            return new Baselines<>(variables, one.nodes())
                .of(BASELINE, method.baseline(), method.baselineDecay(), reward, 1);
          }
          Expr<TFloat32> beta = one.values().get(BASELINE);
          state.put(BASELINE, EmaBaseline.next(beta, reward.mean(), method.baselineDecay()));
          return beta;
        };
    List<Expr<TFloat32>> values =
        variables.trainable(TFloat32.class).stream()
            .map(entry -> one.values().get(entry.name()))
            .toList();
    BanditStep found =
        BanditStep.of(
            learner(network(one.parameters()), values),
            Pixels.observed(column, one.columns().get(column), randoms),
            one.labels().get("label"),
            randoms,
            baseline);
    return new NetworkSteps.Found(found.gradients(), found.metrics(), state);
  }

  // ----------------------------------------------------------------------------------- evaluation

  private Evaluation evaluation(ResidentSplit split, List<BanditModel.Network<TFloat32>> networks) {
    Nodes<TFloat32> inner = nodes.scope(split.name());
    return BatchedEvaluation.of(
        inner,
        split,
        EVALUATION_BATCH,
        (rows, draws) -> {
          Expr<TFloat32> values = split.gather(inner, column, rows);
          Operand<TInt32> labels = split.gatherInt(inner, "label", rows);
          List<Expr<TFloat32>> rewards = new ArrayList<>();
          for (int m = 0; m < networks.size(); m++) {
            Randoms randoms = draws.of(context.seeds().get(m));
            Expr<TFloat32> x = Pixels.observed(column, values, randoms);
            Expr<TFloat32> features = networks.get(m).features().apply(x).values();
            BernoulliNet.Pass<TFloat32> pass = networks.get(m).net().sample(features, randoms);
            rewards.add(BanditStep.reward(pass, labels).mean());
          }
          return Map.of("accuracy", rewards.size() == 1 ? rewards.get(0) : inner.stack(rewards));
        });
  }
}
