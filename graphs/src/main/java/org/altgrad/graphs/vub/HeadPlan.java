package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Step;
import org.altgrad.graphs.vub.ops.GaussianHead;
import org.altgrad.graphs.vub.ops.InformationBound;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * Settings and data together: from parameters to heads and what they descend, as pure functions.
 *
 * @param features d
 * @param classes C
 * @param labelEntropy H(Y) of the training labels in nats
 * @param length of the run
 */
record HeadPlan(
    VubObjective objective,
    Head model,
    int features,
    int classes,
    double labelEntropy,
    RunLength length) {
  static final String MEAN = "feature/mean";
  static final String DEVIATION = "feature/deviation";

  /** Where values of variables come from: [networks, ...shape], or [1, d] of the features'. */
  record Source(int networks, Function<String, Expr<TFloat32>> values) {
    Parameters<TFloat32> parameters() {
      return Parameters.given(networks, values);
    }
  }

  /** Asks for all parameters once. */
  void ask(Nodes<TFloat32> nodes, Parameters<TFloat32> parameters) {
    net(parameters);
    Shape none = Shape.of(1, 1, classes);
    objective.centre(parameters, nodes.constant(none, new double[classes]), codeSize());
  }

  /** K: where nothing is learned the code is the logits. */
  int codeSize() {
    return objective.learned() ? model.codeSize(features) : classes;
  }

  /** Whether features are shifted and scaled. */
  boolean standardised() {
    return model.standardise() && objective.learned();
  }

  /** Features as the head's layers have them; it does not matter which axes stand before. */
  private Expr<TFloat32> prepared(Source source, Expr<TFloat32> h) {
    return standardised()
        ? h.minus(source.values().apply(MEAN)).over(source.values().apply(DEVIATION))
        : h;
  }

  private Head.Net<TFloat32> net(Source source) {
    return net(source.parameters());
  }

  private Head.Net<TFloat32> net(Parameters<TFloat32> parameters) {
    return objective.learned()
        ? model.net(parameters, features, classes)
        : Head.none(parameters, classes);
  }

  /**
   * What a head says of feature vectors.
   *
   * @param logits of the code's mean [networks, batch, C]
   * @param code with noise of the size asked for
   * @param sampled logits of the samples [networks, S, batch, C]
   */
  record Said(Expr<TFloat32> logits, GaussianHead<TFloat32> code, Expr<TFloat32> sampled) {}

  /**
   * Runs heads.
   *
   * @param h [networks or 1, batch, d]
   * @param samples S
   * @param randoms of the noise, keyed by networks, or by networks and samples · batch
   */
  Said run(Source source, Expr<TFloat32> h, int samples, Randoms randoms) {
    Head.Net<TFloat32> net = net(source);
    Head.Code<TFloat32> code = net.encode(prepared(source, h));
    Expr<TFloat32> copies = copies(code.mu(), samples);
    Expr<TFloat32> rows =
        copies.reshape(
            copies.shape().get(0), -1, copies.shape().get(copies.shape().numDimensions() - 1));
    Expr<TFloat32> noise = randoms.normalLike("noise", rows).reshapeLike(copies);
    GaussianHead<TFloat32> head = GaussianHead.of(code.mu(), code.pre(), noise, model.sigmaBias());
    return new Said(logits(net, code.mu()), head, net.decode(head.z()));
  }

  /** Logits of the codes' means of feature vectors, [networks, batch, C]. */
  Expr<TFloat32> logits(Source source, Expr<TFloat32> h) {
    return logits(net(source), code(source, h).mu());
  }

  /** The codes of feature vectors. */
  Head.Code<TFloat32> code(Source source, Expr<TFloat32> h) {
    return net(source).encode(prepared(source, h));
  }

  private Expr<TFloat32> logits(Head.Net<TFloat32> net, Expr<TFloat32> mu) {
    return net.decode(mu.expand(1)).reshape(mu.shape().get(0), -1, classes);
  }

  /** Logits of codes [networks, batch, K], [networks, batch, C]. */
  Expr<TFloat32> decoded(Source source, Expr<TFloat32> z) {
    return logits(net(source), z);
  }

  /**
   * A sample of one head's codes by plain operations.
   *
   * @param h [1, rows, d]
   * @param randoms keyed by rows
   * @return [1, rows, K]
   */
  Expr<TFloat32> drawn(Source source, Expr<TFloat32> h, Randoms randoms) {
    Head.Code<TFloat32> code = code(source, h);
    Expr<TFloat32> mu = code.mu().reshape(-1, code.mu().shape().get(-1));
    Expr<TFloat32> noise = randoms.normalLike("noise", mu);
    Nodes<TFloat32> nodes = h.nodes();
    Expr<TFloat32> sigma = nodes.of(nodes.tf().math.softplus(code.pre().plus(model.sigmaBias())));
    return code.mu().plus(sigma.times(noise.expand(0)));
  }

  /**
   * What one head says of feature vectors, by its code's mean and by samples.
   *
   * @param logits of the mean [rows, C]
   * @param pooled logarithms of the samples' mean probabilities [rows, C]
   * @param kl [rows]
   */
  record Sampled(Expr<TFloat32> logits, Expr<TFloat32> pooled, Expr<TFloat32> kl) {}

  /**
   * Runs one head with a number of samples that is fed.
   *
   * @param h [1, rows, d]
   * @param randoms keyed by samples · rows
   * @param samples scalar
   */
  Sampled sampled(Source source, Expr<TFloat32> h, Randoms randoms, Operand<TInt64> samples) {
    Head.Net<TFloat32> net = net(source);
    Head.Code<TFloat32> code = net.encode(prepared(source, h));
    Nodes<TFloat32> nodes = h.nodes();
    var tf = nodes.tf();
    int k = net.k();
    Operand<TInt64> many = tf.stack(List.of(samples, tf.constant(1L)));
    Expr<TFloat32> flat = nodes.of(tf.tile(code.mu().reshape(-1, k), many));
    Expr<TFloat32> noise = randoms.normalLike("noise", flat);
    Operand<TInt64> shape =
        tf.stack(List.of(tf.constant(1L), samples, tf.constant(-1L), tf.constant((long) k)));
    GaussianHead<TFloat32> head =
        GaussianHead.of(
            code.mu(), code.pre(), nodes.of(tf.reshape(noise, shape)), model.sigmaBias());
    Expr<TFloat32> each =
        Expr.logSoftmax(net.decoder().apply(head.z().reshape(1, -1, k)).reshape(-1, classes));
    Operand<TInt64> apart =
        tf.stack(List.of(samples, tf.constant(-1L), tf.constant((long) classes)));
    return new Sampled(
        logits(net, code.mu()).reshape(-1, classes),
        Expr.logSumExp(nodes.of(tf.reshape(each, apart)), 0)
            .minus(nodes.of(tf.math.log(tf.dtypes.cast(samples, TFloat32.class)))),
        head.kl().reshape(-1));
  }

  /** So many along a new second axis. */
  static Expr<TFloat32> copies(Expr<TFloat32> x, int count) {
    return x.nodes().concat(Collections.nCopies(count, x.expand(1)), 1);
  }

  /** One-hot labels [..., C]. */
  Expr<TFloat32> oneHot(Expr<TFloat32> labels) {
    Nodes<TFloat32> nodes = labels.nodes();
    double[] each = new double[classes];
    java.util.Arrays.setAll(each, i -> i);
    return nodes.indicator(
        nodes.tf().math.equal(labels.expand(-1), nodes.constant(Shape.of(classes), each)));
  }

  /** A step of all networks. */
  Descent<TFloat32> descent(Variables variables, Step<TFloat32> step) {
    int networks = step.seeds().size();
    Source source = new Source(networks, step::value);
    Head.Net<TFloat32> net = net(source);
    Expr<TFloat32> oneHot = oneHot(step.column("label"));
    Head.Code<TFloat32> code = net.encode(prepared(source, step.column(HeadFeatures.FEATURE)));
    Optional<Expr<TFloat32>> centre = objective.centre(source.parameters(), oneHot, net.k());
    Expr<TFloat32> like = copies(code.mu(), objective.noise() ? model.mcTrain() : 1);
    Expr<TFloat32> noise =
        objective.noise()
            ? step.randoms().normalLike("noise", like)
            : step.nodes().zerosLike(like).stop();
    Expr<TFloat32> mu = centre.map(code.mu()::minus).orElse(code.mu());
    GaussianHead<TFloat32> head = GaussianHead.of(mu, code.pre(), noise, model.sigmaBias());
    Expr<TFloat32> logits =
        net.decode(centre.map(c -> head.z().plus(c.expand(1))).orElse(head.z()));
    InformationBound<TFloat32> bound =
        objective.bound(
            new VubObjective.Found<>(
                logits, oneHot, head, noise, step.counted(), time(step), labelEntropy));
    List<Variables.Entry<TFloat32>> parameters = variables.trainable(TFloat32.class);
    List<Expr<TFloat32>> gradients =
        Gradients.of(bound.loss().sum(0), parameters.stream().map(step::value).toList());
    Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
    metrics.put("loss", bound.loss());
    metrics.put("ce", bound.crossEntropy());
    metrics.put("entropy", bound.entropy());
    if (objective.noise()) {
      metrics.put("kl", step.mean(head.kl().stop()));
      metrics.put("clipped", bound.clipped());
      metrics.put("sigma", step.mean(head.sigma().mean(-1)));
    }
    metrics.put("mean_abs_mu", step.mean(code.mu().stop().abs().mean(-1)));
    Expr<TFloat32> p = Expr.logSoftmax(logits.stop()).exp();
    metrics.put("confidence", step.mean(p.reduceMax(-1).mean(1)));
    Expr<TFloat32> right = new Categorical<>(logits.stop()).right(oneHot.expand(1));
    metrics.put("accuracy", step.mean(right.mean(1)));
    return new Descent<>(new ArrayList<>(parameters), gradients, metrics, Change.NONE);
  }

  private VubObjective.Time<TFloat32> time(Step<TFloat32> step) {
    var tf = step.nodes().tf();
    var epoch = tf.math.floorDiv(step.number(), tf.constant(length.stepsPerEpoch()));
    return new VubObjective.Time<>(
        step.nodes().as(TFloat64.class).cast(epoch).cast(TFloat32.class), length.epochs());
  }
}
