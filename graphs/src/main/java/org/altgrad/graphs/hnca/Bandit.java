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
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Inference;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The contextual bandit: a stochastic binary network sees an image and guesses its class; the
 * reward is 1 for a right guess and 0 for a wrong one, and the label is never shown. Pixels are
 * binarised anew each time an image is used.
 *
 * <p>The network learns by ascending an estimate of the gradient of the expected reward ({@link
 * BanditEstimator}). Metrics: {@code accuracy}, the mean reward of sampled actions; {@code
 * gradient_variance}, the mean over all parameters of the population variance of the per-example
 * gradients, and its mean for each tensor; {@code gradient_norm}; with HNCA {@code flip_range}, the
 * largest change that one flip makes to a child's logit, for each layer of Bernoulli children.
 */
public final class Bandit {
  private static final int EVALUATION_BATCH = 500;

  private Bandit() {}

  /** Builds the program. Columns read: {@code image} (intensities in [0, 1]) and {@code label}. */
  public static Program program(Context context, BanditSettings method, BernoulliMlp model) {
    Nodes<TFloat32> nodes = context.nodes();
    ResidentSplit train = context.split("train");
    ResidentSplit test = context.split("test");
    int inputs = (int) train.example("image").size();
    Variables variables = new Variables();
    Operand<TInt64> step = nodes.tf().withName("step").placeholder(TInt64.class, scalar());
    Randoms randoms = new Randoms(context.seed(), step);
    BernoulliNet<TFloat32> net =
        model.create(nodes, variables, randoms.scope("initial"), inputs, context.classes());

    return new Program(
        variables,
        List.of(train.preparation(), test.preparation()),
        step(context, method, model, net, variables, randoms.scope("train"), step),
        List.of(evaluation(nodes, test, net, context.seed())),
        Map.of("predict", predict(model, method, inputs), "act", act(model, inputs)));
  }

  private static Placeholder.Options scalar() {
    return Placeholder.shape(Shape.scalar());
  }

  private static TrainStep step(
      Context context,
      BanditSettings method,
      BernoulliMlp model,
      BernoulliNet<TFloat32> net,
      Variables variables,
      Randoms randoms,
      Operand<TInt64> step) {
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    Ops tf = nodes.tf();
    ResidentSplit split = context.split("train");
    Operand<TInt32> rows =
        tf.withName("rows")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(context.batchSize())));

    Expr<TFloat32> x = Pixels.binarise(split.gather(nodes, "image", rows), randoms);
    BernoulliNet.Pass<TFloat32> pass = net.sample(x, randoms);
    Expr<TFloat32> reward = reward(pass, split.gatherInt(nodes, "label", rows)); // [batch, 1]

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
    List<Expr<TFloat32>> gradients =
        Gradients.of(root, parameters.stream().map(Variables.Entry::value).toList());

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", reward.mean());
    if (method.gradientVariance()) {
      variances(metrics, model.layerNames(), pass, u, gradients);
    }
    metrics.put("gradient_norm", GradientNorm.of(gradients));
    if (method.estimator() == BanditEstimator.HNCA) {
      for (int l = 1; l < net.depth(); l++) {
        metrics.put(
            "flip_range/layer" + l, Counterfactual.range(net.layer(l).weights(), net.coding()));
      }
    }
    Metrics packed = Metrics.of(nodes, metrics);

    List<Op> reads = new ArrayList<>(gradients);
    reads.addAll(baselines.reads());
    reads.add(packed.packed());
    Ops after = Variables.after(tf, reads);
    ShuffledBatches batches =
        new ShuffledBatches(context.seed(), split.count(), context.batchSize());
    List<Op> updates =
        new ArrayList<>(
            context
                .optimizer(batches.stepsPerEpoch())
                .apply(after, nodes, step, variables, parameters, gradients));
    updates.addAll(baselines.updates(after));
    Op update = tf.withControlDependencies(updates).noOp();
    return new TrainStep(
        update,
        packed,
        number ->
            Map.of(rows, TInt32.vectorOf(batches.rows(number)), step, TInt64.scalarOf(number)),
        batches.stepsPerEpoch(),
        context.batchSize());
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

  /** The parameters' gradients come in pairs: the weights and the bias of each layer. */
  private static void variances(
      Map<String, Expr<TFloat32>> metrics,
      List<String> layers,
      BernoulliNet.Pass<TFloat32> pass,
      List<Expr<TFloat32>> u,
      List<Expr<TFloat32>> gradients) {
    Expr<TFloat32> total = null;
    double parameters = 0;
    Map<String, Expr<TFloat32>> parts = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      Expr<TFloat32> mean = gradients.get(2 * l);
      Expr<TFloat32> weights = GradientVariance.weights(pass.e().get(l), u.get(l), mean);
      Expr<TFloat32> bias = GradientVariance.bias(u.get(l));
      double weightCount = mean.shape().size();
      double biasCount = gradients.get(2 * l + 1).shape().size();
      parts.put("gradient_variance/" + layers.get(l) + "/weights", weights.over(weightCount));
      parts.put("gradient_variance/" + layers.get(l) + "/bias", bias.over(biasCount));
      Expr<TFloat32> sum = weights.plus(bias);
      total = total == null ? sum : total.plus(sum);
      parameters += weightCount + biasCount;
    }
    metrics.put("gradient_variance", total.over(parameters));
    metrics.putAll(parts);
  }

  private static BatchedEvaluation evaluation(
      Nodes<TFloat32> all, ResidentSplit split, BernoulliNet<TFloat32> net, long seed) {
    Nodes<TFloat32> nodes = all.scope("test");
    Ops tf = nodes.tf();
    Operand<TInt32> rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> counter = tf.placeholder(TInt64.class, scalar());
    Randoms randoms = new Randoms(seed, counter).scope("test");
    Expr<TFloat32> x = Pixels.binarise(split.gather(nodes, "image", rows), randoms);
    BernoulliNet.Pass<TFloat32> pass = net.sample(x, randoms);
    Expr<TFloat32> reward = reward(pass, split.gatherInt(nodes, "label", rows));
    return new BatchedEvaluation(
        split.name(),
        split.count(),
        Math.min(EVALUATION_BATCH, split.count()),
        rows,
        counter,
        Metrics.of(nodes, Map.of("accuracy", reward.mean())));
  }

  // -------------------------------------------------------------------------------- exports

  private static List<Inference.Input> imageAndSeed(int inputs) {
    return List.of(
        new Inference.Input("image", TFloat32.class, Shape.of(-1, inputs)),
        new Inference.Input("seed", TInt64.class, Shape.scalar()));
  }

  private static Inference predict(BernoulliMlp model, BanditSettings method, int inputs) {
    int passes = method.predictPasses();
    return new Inference(
        "Action probabilities: the mean of "
            + passes
            + " stochastic passes over images with intensities in [0, 1].",
        imageAndSeed(inputs),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get("image"));
          Ops tf = nodes.tf();
          Expr<TFloat32> repeated = nodes.of(tf.tile(images, tf.constant(new int[] {passes, 1})));
          var net = restored(model, weights);
          var pass = net.sample(Pixels.binarise(repeated, exported(given)), exported(given));
          Expr<TFloat32> p = net.probabilities(pass);
          long actions = p.shape().get(1);
          return Map.of("probabilities", p.reshape(passes, -1, actions).mean(0));
        });
  }

  private static Inference act(BernoulliMlp model, int inputs) {
    return new Inference(
        "One sampled action for each image with intensities in [0, 1].",
        imageAndSeed(inputs),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get("image"));
          var pass =
              restored(model, weights)
                  .sample(Pixels.binarise(images, exported(given)), exported(given));
          Ops tf = nodes.tf();
          return Map.of("action", tf.math.argMax(pass.h(), tf.constant(1), TInt32.class));
        });
  }

  private static Randoms exported(Map<String, Operand<?>> given) {
    Operand<TInt64> seed = Nodes.typed(given.get("seed").asOutput(), TInt64.class);
    return new Randoms(0, seed).scope("exported");
  }

  private static BernoulliNet<TFloat32> restored(BernoulliMlp model, Inference.Weights weights) {
    List<Dense<TFloat32>> layers = new ArrayList<>();
    for (String name : model.layerNames()) {
      layers.add(new Dense<>(weights.get(name + "/weights"), weights.get(name + "/bias")));
    }
    return new BernoulliNet<>(
        layers.subList(0, model.depth()), layers.get(model.depth()), model.coding());
  }
}
