package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.BatchSteps;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Builds {@link Bandit}'s program for every network. */
final class BanditProgram {
  private static final int EVALUATION_BATCH = 500;

  private BanditProgram() {}

  static Program build(Context context, BanditSettings method, BanditModel model) {
    if (method.backend() == BanditSettings.Backend.MESSAGES && model instanceof ConvBernoulli) {
      throw new IllegalArgumentException(
          "backend: messages cannot pass convolutions; use credit with model conv_bernoulli");
    }
    if (method.baseline() == Baseline.LEAVE_ONE_OUT && context.batchSize() < 2) {
      throw new IllegalArgumentException(
          "batch_size: must be at least 2 for baseline leave_one_out");
    }
    Nodes<TFloat32> nodes = context.nodes();
    ResidentSplit train = context.split("train");
    ResidentSplit test = context.split("test");
    Shape image = train.example(Pixels.column(train));
    Variables variables = new Variables();
    Operand<TInt64> step = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), step);
    BanditModel.Network<TFloat32> network =
        model.network(
            Parameters.fresh(variables, randoms.scope("initial"), nodes), image, context.classes());

    return new Program(
        variables,
        List.of(train.preparation(), test.preparation()),
        step(context, method, model, network, variables, randoms.scope("train"), step),
        List.of(evaluation(nodes, test, network, context.seed())),
        BanditInferences.all(
            method,
            new BanditInferences.Of(model, Pixels.column(train), image, context.classes())));
  }

  private static TrainStep step(
      Context context,
      BanditSettings method,
      BanditModel model,
      BanditModel.Network<TFloat32> network,
      Variables variables,
      Randoms randoms,
      Operand<TInt64> step) {
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    BatchSteps steps = BatchSteps.of(context, nodes, step);
    ResidentSplit split = steps.split();
    Expr<TFloat32> x = observed(nodes, split, steps.rows(), randoms);
    BernoulliNet<TFloat32> net = network.net();
    Features.Trace<TFloat32> features = network.features().apply(x);
    BernoulliNet.Pass<TFloat32> pass = net.sample(features.values(), randoms);
    Expr<TFloat32> reward =
        reward(pass, split.gatherInt(nodes, "label", steps.rows())); // [batch, 1]

    Baselines<TFloat32> baselines = new Baselines<>(variables, nodes);
    Expr<TFloat32> beta =
        baselines.of("baseline", method.baseline(), method.baselineDecay(), reward, 1);
    Expr<TFloat32> g = reward.minus(beta); // G = R - β

    List<Expr<TFloat32>> u = method.estimator().directions(net, pass, g, method.counterfactual());
    Expr<TFloat32> root =
        method.backend() == BanditSettings.Backend.MESSAGES
            ? MessageBackend.root(net, pass, g.reshape(-1), method.counterfactual())
            : creditRoot(pass, u);
    List<Variables.Entry<TFloat32>> parameters = variables.trainable(TFloat32.class);
    List<Expr<TFloat32>> asked = new ArrayList<>();
    parameters.forEach(parameter -> asked.add(parameter.value()));
    features.convolutions().forEach(convolution -> asked.add(convolution.output()));
    List<Expr<TFloat32>> all = Gradients.of(root, asked);
    List<Expr<TFloat32>> gradients = all.subList(0, parameters.size());

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", reward.mean());
    if (method.gradientVariance()) {
      Variances variances = new Variances();
      for (int i = 0; i < features.convolutions().size(); i++) {
        Features.Convolution<TFloat32> convolution = features.convolutions().get(i);
        // The root is a mean over the batch, what varies is each example's own gradient.
        Expr<TFloat32> direction = all.get(parameters.size() + i).times(context.batchSize());
        variances.add(convolution, direction);
      }
      for (int l = 0; l < u.size(); l++) {
        String name = model.layerNames().get(l);
        Expr<TFloat32> mean = gradients.get(index(parameters, name + "/weights"));
        variances.add(name, net.layer(l), pass.e().get(l), u.get(l), mean);
      }
      variances.report(metrics);
    }
    metrics.put("gradient_norm", GradientNorm.of(gradients));
    if (method.estimator() == BanditEstimator.HNCA) {
      for (int l = 1; l < net.depth(); l++) {
        metrics.put(
            "flip_range/layer" + l, Counterfactual.range(net.layer(l).weights(), net.coding()));
      }
    }
    return steps.apply(
        context,
        nodes,
        variables,
        new Descent<>(parameters, gradients, metrics, baselines.change()));
  }

  /** R: 1 where the action drawn is the label; [batch, 1]. */
  private static <T extends TNumber> Expr<T> reward(
      BernoulliNet.Pass<T> pass, Operand<TInt32> labels) {
    int actions = (int) pass.h().shape().get(1);
    return pass.h().times(pass.h().nodes().oneHot(labels, actions)).sumKeep(1).stop();
  }

  private static <T extends TNumber> Expr<T> creditRoot(
      BernoulliNet.Pass<T> pass, List<Expr<T>> u) {
    List<Expr<T>> credited = new ArrayList<>();
    for (int l = 0; l < u.size(); l++) {
      credited.add(Credit.attach("layer" + l, pass.a().get(l), u.get(l)));
    }
    return Credit.surrogate(credited);
  }

  private static int index(List<Variables.Entry<TFloat32>> parameters, String name) {
    return parameters.stream().map(Variables.Entry::name).toList().indexOf(name);
  }

  /** Sums over each tensor's parameters, for the mean over all of them. */
  private static final class Variances {
    private final Map<String, Expr<TFloat32>> parts = new LinkedHashMap<>();
    private Expr<TFloat32> total;
    private double parameters;

    void add(
        String name,
        Dense<TFloat32> layer,
        Expr<TFloat32> e,
        Expr<TFloat32> u,
        Expr<TFloat32> mean) {
      add(name + "/weights", GradientVariance.weights(e.stop(), u, mean), layer.weights());
      add(name + "/bias", GradientVariance.bias(u), layer.bias());
    }

    void add(Features.Convolution<TFloat32> c, Expr<TFloat32> u) {
      add(
          c.name() + "/weights",
          GradientVariance.kernel(c.layer(), c.input(), u),
          c.layer().weights());
      add(c.name() + "/bias", GradientVariance.kernelBias(u), c.layer().bias());
    }

    private void add(String name, Expr<TFloat32> sum, Expr<TFloat32> parameter) {
      double count = parameter.shape().size();
      parts.put("gradient_variance/" + name, sum.over(count));
      total = total == null ? sum : total.plus(sum);
      parameters += count;
    }

    void report(Map<String, Expr<TFloat32>> metrics) {
      metrics.put("gradient_variance", total.over(parameters));
      metrics.putAll(parts);
    }
  }

  private static Expr<TFloat32> observed(
      Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows, Randoms randoms) {
    String column = Pixels.column(split);
    return Pixels.observed(column, split.gather(nodes, column, rows), randoms);
  }

  private static BatchedEvaluation evaluation(
      Nodes<TFloat32> all, ResidentSplit split, BanditModel.Network<TFloat32> network, long seed) {
    Nodes<TFloat32> nodes = all.scope("test");
    return BatchedEvaluation.of(
        nodes,
        split,
        EVALUATION_BATCH,
        (rows, counter) -> {
          Randoms randoms = new Randoms(seed, counter).scope("test");
          Expr<TFloat32> x = observed(nodes, split, rows, randoms);
          Expr<TFloat32> features = network.features().apply(x).values();
          BernoulliNet.Pass<TFloat32> pass = network.net().sample(features, randoms);
          Operand<TInt32> labels = split.gatherInt(nodes, "label", rows);
          return Map.of("accuracy", reward(pass, labels).mean());
        });
  }
}
