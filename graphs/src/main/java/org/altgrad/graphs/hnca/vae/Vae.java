package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.GradientNorm;
import org.altgrad.graphs.hnca.GradientVariance;
import org.altgrad.graphs.hnca.Pixels;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.BatchSteps;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The variational auto-encoder with layers of bits. Pixels are binarised anew each time an image is
 * used.
 *
 * <p>The decoder and the prior ascend the exact gradient of the sampled ELBO, the encoder an
 * estimate of it ({@link VaeEstimator}). Training metrics: {@code elbo}, nats, sampled; {@code
 * gradient_variance}, the mean over the encoder's parameters of the population variance of the
 * per-example gradients, and its mean for each tensor; {@code kl/layer1} …, nats, sampled, and
 * {@code signal_to_noise/encoder1} …, for the weights of each layer, |g|² of the true gradient over
 * the batch gradient's variance, both estimated from the batch; {@code gradient_norm}, of all
 * parameters; {@code flip_range} with HNCA, the largest change that one flip makes to a child's
 * logit, for each matrix of weights. Test metrics: {@code elbo}; {@code iwae} and {@code
 * active_units} ({@link ImportanceWeightedBound}).
 */
public final class Vae {
  private static final int EVALUATION_BATCH = 500;

  private Vae() {}

  /** Builds the program. Column read: {@code image} (intensities in [0, 1]). */
  public static Program program(Context context, VaeSettings method, BernoulliHvae model) {
    method.demand(model, context.training());
    Nodes<TFloat32> nodes = context.nodes();
    ResidentSplit train = context.split("train");
    int pixels = (int) train.example("image").size();
    Variables variables = new Variables();
    Operand<TInt64> step = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), step);
    Hvae<TFloat32> net =
        model.net(Parameters.fresh(variables, randoms.scope("initial"), nodes), pixels);

    TrainStep trainStep =
        step(context, method, model, net, variables, randoms.scope("train"), step);
    List<Evaluation> evaluations = new ArrayList<>();
    context.heldOut().forEach(split -> evaluations.add(elbo(nodes, split, net, context.seed())));
    if (method.iwaeSamples() > 0) {
      evaluations.add(iwae(context, method, model, net));
    }
    return new Program(
            variables,
            context.preparations(),
            trainStep,
            evaluations,
            VaeInferences.all(model, pixels, Pixels.named(train, false)))
        .with(VaeDirections.of(context, net, method.estimator()));
  }

  private static Placeholder.Options scalar() {
    return Placeholder.shape(Shape.scalar());
  }

  private static TrainStep step(
      Context context,
      VaeSettings method,
      BernoulliHvae model,
      Hvae<TFloat32> net,
      Variables variables,
      Randoms randoms,
      Operand<TInt64> step) {
    Nodes<TFloat32> nodes = context.nodes().scope("train");
    BatchSteps steps = BatchSteps.of(context, nodes, step);
    ResidentSplit split = steps.split();
    Expr<TFloat32> x = Pixels.binarise(split.gather(nodes, "image", steps.rows()), randoms);

    Baselines<TFloat32> baselines = new Baselines<>(variables, nodes);
    Estimate<TFloat32> estimate = estimate(context, method, net, x, steps, randoms, baselines);
    List<Variables.Entry<TFloat32>> parameters = variables.trainable(TFloat32.class);
    List<Expr<TFloat32>> gradients = Gradients.of(estimate.root(), Variables.values(parameters));

    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("elbo", estimate.elbo().mean());
    if (method.gradientVariance()) {
      Map<String, Expr<TFloat32>> byName = new LinkedHashMap<>();
      for (int i = 0; i < gradients.size(); i++) {
        byName.put(parameters.get(i).name(), gradients.get(i));
      }
      variances(metrics, method, model.encoderNames(), estimate, byName);
    }
    for (int l = 1; method.byLayer() && l <= net.depth(); l++) {
      metrics.put("kl/layer" + l, estimate.pass().kl(l).mean());
    }
    metrics.put("gradient_norm", GradientNorm.of(gradients));
    if (method.estimator() instanceof Hnca) {
      for (int l = 1; l <= net.depth(); l++) {
        if (l > 1) {
          metrics.put(
              "flip_range/encoder" + l,
              Counterfactual.range(net.encoder(l).weights(), net.coding()));
        }
        metrics.put(
            "flip_range/decoder" + l, Counterfactual.range(net.decoder(l).weights(), net.coding()));
      }
    }
    return steps.apply(
        context,
        nodes,
        variables,
        new Descent<>(parameters, gradients, metrics, baselines.change()));
  }

  /**
   * Of the bound whose terms are weighted as at this step, and with noise where it is asked for.
   */
  private static Estimate<TFloat32> estimate(
      Context context,
      VaeSettings method,
      Hvae<TFloat32> net,
      Expr<TFloat32> x,
      BatchSteps steps,
      Randoms randoms,
      Baselines<TFloat32> baselines) {
    RunLength length = context.limits().length(steps.batches().stepsPerEpoch());
    Coefficient kl = method.klWeight();
    Hvae<TFloat32> ascending =
        kl.equals(Coefficient.of(1))
            ? net
            : net.weighted(
                new TermWeights<>(
                    Optional.empty(), Optional.of(kl.inSteps(length).at(x.nodes(), steps.step()))));
    Estimate<TFloat32> estimate =
        method.estimator().estimate(ascending, x, randoms::uniformLike, baselines);
    return method.noise().none() && method.signal().equals(Coefficient.of(1))
        ? estimate
        : estimate.withNoise(
            method.signal().inSteps(length).at(x.nodes(), steps.step()),
            method.noise().inSteps(length).at(x.nodes(), steps.step()),
            randoms);
  }

  private static void variances(
      Map<String, Expr<TFloat32>> metrics,
      VaeSettings method,
      List<String> layers,
      Estimate<TFloat32> estimate,
      Map<String, Expr<TFloat32>> gradients) {
    Expr<TFloat32> total = null;
    double parameters = 0;
    Map<String, Expr<TFloat32>> parts = new LinkedHashMap<>();
    for (int l = 1; l <= layers.size(); l++) {
      String name = layers.get(l - 1);
      Expr<TFloat32> mean = gradients.get(name + "/weights");
      Expr<TFloat32> u = estimate.u().get(l - 1).stop();
      Expr<TFloat32> weights =
          GradientVariance.weights(estimate.pass().e(l - 1), u, mean, estimate.samples());
      Expr<TFloat32> bias = GradientVariance.bias(u, estimate.samples());
      double weightCount = mean.shape().size();
      double biasCount = gradients.get(name + "/bias").shape().size();
      parts.put("gradient_variance/" + name + "/weights", weights.over(weightCount));
      parts.put("gradient_variance/" + name + "/bias", bias.over(biasCount));
      if (method.byLayer()) {
        // The batch's mean has the true gradient's square and the variance of one example over B.
        Expr<TFloat32> others = u.size(0).over(estimate.samples()).minus(1);
        Expr<TFloat32> spread = weights.max(u.nodes().constant(1e-30));
        parts.put(
            "signal_to_noise/" + name, mean.sumOfSquares().times(others).over(spread).minus(1));
      }
      Expr<TFloat32> sum = weights.plus(bias);
      total = total == null ? sum : total.plus(sum);
      parameters += weightCount + biasCount;
    }
    metrics.put("gradient_variance", total.over(parameters));
    metrics.putAll(parts);
  }

  private static Evaluation elbo(
      Nodes<TFloat32> all, ResidentSplit split, Hvae<TFloat32> net, long seed) {
    Nodes<TFloat32> nodes = all.scope(split.name());
    return BatchedEvaluation.of(
        nodes,
        split,
        EVALUATION_BATCH,
        (rows, draws) -> {
          Randoms randoms = draws.of(seed);
          Expr<TFloat32> x = Pixels.binarise(split.gather(nodes, "image", rows), randoms);
          return Map.of("elbo", net.sample(x, randoms::uniformLike).elbo().mean());
        });
  }

  private static Evaluation iwae(
      Context context, VaeSettings method, BernoulliHvae model, Hvae<TFloat32> net) {
    Nodes<TFloat32> nodes = context.nodes().scope("iwae");
    Ops tf = nodes.tf();
    ResidentSplit split = context.split("test");
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt32> repeats = tf.placeholder(TInt32.class, scalar());
    Operand<TInt64> first = nodes.counter();
    Operand<TInt64> step = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), step);
    RowKeys examples = RowKeys.ofPlaces(nodes, rows);
    RowKeys samples = examples.repeated(first, tf.dtypes.cast(repeats, TInt64.class));
    Expr<TFloat32> once =
        Pixels.binarise(
            split.gather(nodes, "image", rows), randoms.scope(split.name()).byRow(examples));
    Expr<TFloat32> x = nodes.of(tf.tile(once, tf.stack(List.of(repeats, tf.constant(1)))));
    Pass<TFloat32> pass = net.sample(x, randoms.scope("iwae").byRow(samples)::uniformLike);
    Expr<TFloat64> logWeights =
        pass.logJoint().cast(TFloat64.class).minus(pass.logQ().cast(TFloat64.class));
    List<Expr<TFloat32>> firing = new ArrayList<>();
    List<Integer> widths = model.sizes().all();
    for (int l = 1; l <= net.depth(); l++) {
      Operand<TInt32> shape =
          tf.stack(List.of(repeats, tf.constant(-1), tf.constant(widths.get(l - 1))));
      firing.add(nodes.of(tf.reshape(Expr.sigmoid(pass.a(l)), shape)).mean(0));
    }
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    return new ImportanceWeightedBound(
        Due.every(method.iwaeEvery()),
        split.name(),
        split.count(),
        method.iwaeSamples(),
        ImportanceWeightedBound.CUT,
        new ImportanceWeightedBound.Graph(
            rows,
            first,
            repeats,
            step,
            wide.of(tf.reshape(logWeights, tf.stack(List.of(repeats, tf.constant(-1))))),
            nodes.concat(firing, 1).cast(TFloat64.class)),
        widths);
  }
}
