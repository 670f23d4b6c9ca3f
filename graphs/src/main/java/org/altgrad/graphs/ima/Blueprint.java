package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ima.ImaModel.DecoderKind;
import org.altgrad.graphs.ima.ImaModel.EncoderSettings;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.ima.ops.ImaOps;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Chain;
import org.altgrad.graphs.nn.Dual;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.Step;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Settings, model and data together: from parameters to the auto-encoder and its objective, as pure
 * functions.
 *
 * @param length of the run, which schedules count by
 */
record Blueprint(ImaSettings method, ImaModel model, Inputs inputs, RunLength length) {
  static final String DISCRIMINATOR = "discriminator";
  private static final String SOURCES = "sources";
  private static final int DISCRIMINATOR_UNITS = 64;
  private static final int DISCRIMINATOR_LAYERS = 4;

  /** Parameters of the training examples. */
  static final String CODES = "codes";

  static final String LOG_VARIANCE = "decoder/log_variance";

  static Blueprint of(ImaSettings method, ImaModel model, Inputs inputs, RunLength length) {
    return new Blueprint(method, model, inputs, length);
  }

  ImaModel.Latents latents() {
    return model.latents();
  }

  int d() {
    return latents().latentDim();
  }

  /** Asks for all parameters once. */
  <T extends TNumber> void ask(Nodes<T> nodes, Parameters<T> parameters) {
    vae(nodes, parameters);
    if (latents().encoder().ofExamples()) {
      Shape shape = Shape.of(inputs.examples(), outputs());
      parameters.get(CODES, shape, Initialiser.zeros(), 1, 1);
    }
    if (adversarial()) {
      discriminator(parameters);
    }
    if (latents().prior().learned()) {
      model.conditioner(parameters, inputs.classes());
    }
    if (latents().decoderVarMode() == VarianceMode.LEARNED) {
      logVariance(parameters);
    }
  }

  /** Numbers that an encoder gives. */
  private int outputs() {
    return latents().posterior().outputs(d());
  }

  /** Whether latents are nobody's but the training examples'. */
  boolean perSample() {
    return latents().encoder().kind() == EncoderSettings.Kind.PER_SAMPLE;
  }

  /** Whether the decoder is the encoder's inverse. */
  boolean invertible() {
    return method.objective() == ImaSettings.Objective.LIKELIHOOD;
  }

  /** An encoder whose latents' logits have the least variance that there is. */
  private record Certain<T extends TNumber>(Mapping<T> mean) implements Mapping<T> {
    @Override
    public Expr<T> apply(Expr<T> x) {
      Expr<T> n = mean.apply(x);
      return n.nodes().concat(List.of(n, n.nodes().zerosLike(n).plus(Posterior.SMALLEST)), -1);
    }

    @Override
    public Dual<T> apply(Dual<T> x) {
      Dual<T> n = mean.apply(x);
      Nodes<T> nodes = n.value().nodes();
      Expr<T> none = nodes.zerosLike(n.tangents());
      Expr<T> log = nodes.zerosLike(n.value()).plus(Posterior.SMALLEST);
      return new Dual<>(
          nodes.concat(List.of(n.value(), log), -1),
          nodes.concat(List.of(n.tangents(), none), -1),
          n.batchAxes());
    }
  }

  /** An encoder that says of every observation that its latents' logits are standard normal. */
  private record Standard<T extends TNumber>(int outputs) implements Mapping<T> {
    @Override
    public Expr<T> apply(Expr<T> x) {
      Expr<T> none = x.sumKeep(-1).times(0);
      return none.plus(x.nodes().constant(Shape.of(outputs), new double[outputs]));
    }

    @Override
    public Dual<T> apply(Dual<T> x) {
      throw new UnsupportedOperationException("latents of single examples are no function of x");
    }
  }

  /**
   * What is known of some examples.
   *
   * @param x [networks, batch, D]
   * @param sources the true ones [networks, batch, d], where the data set has them
   * @param prior density of the latents' logits
   * @param logVariance of the decoder, none if it is each batch's likeliest
   */
  record Seen<T extends TNumber>(
      Expr<T> x,
      Optional<Expr<T>> sources,
      Prior.Density<T> prior,
      Optional<Expr<T>> logVariance) {}

  /** The posterior that theory predicts about the true sources, where the decoder mixes them. */
  <T extends TNumber> Optional<Posterior<T>> predicted(ImaVae<T> vae, Seen<T> seen) {
    if (latents().decoder() != DecoderKind.GROUND_TRUTH) {
      return Optional.empty();
    }
    return seen.sources()
        .map(s -> vae.prior().squashed() ? logits(s) : s)
        .map(n -> vae.predicted(n, seen.x(), seen.prior(), seen.logVariance()));
  }

  private static <T extends TNumber> Expr<T> logits(Expr<T> s) {
    return s.plus(0.5).log().minus(s.subtractFrom(0.5).log());
  }

  /**
   * q(n | x).
   *
   * @param codes the examples' own parameters [networks, batch, outputs], for training examples:
   *     offsets from what the encoder says or, without one, from what is predicted, or from a
   *     standard normal law
   */
  <T extends TNumber> Posterior<T> posterior(ImaVae<T> vae, Seen<T> seen, Optional<Expr<T>> codes) {
    if (codes.isEmpty()) {
      return vae.encode(seen.x());
    }
    Optional<Posterior<T>> known =
        perSample() ? predicted(vae, seen).map(Posterior::stop) : Optional.empty();
    return known.orElseGet(() -> vae.encode(seen.x())).moved(codes.get(), latents().posterior());
  }

  /** The networks with these weights. */
  <T extends TNumber> ImaVae<T> vae(Nodes<T> nodes, Parameters<T> parameters) {
    Posterior.Covariance covariance = latents().posterior();
    if (invertible()) {
      ImaModel.Bijection<T> both = model.bijection(parameters, inputs.example());
      List<Mapping<T>> decoder = new ArrayList<>();
      if (latents().prior().squashed()) {
        decoder.add(new Activation.Logit().layer());
      }
      decoder.add(both.decode());
      return new ImaVae<>(
          new Certain<>(both.encode()), new Chain<>(decoder), latents().prior(), covariance, d());
    }
    return new ImaVae<>(
        perSample()
            ? new Standard<>(outputs())
            : model.encoder(parameters, inputs.example(), outputs()),
        latents().decoder() == DecoderKind.LEARNED
            ? model.decoder(parameters, inputs.example())
            : TrueMixing.of(nodes, inputs.constants(), latents().prior().squashed()),
        latents().prior(),
        covariance,
        d());
  }

  /**
   * The density of the latents' logits.
   *
   * @param labels one-hot [networks, batch, classes], if there is more than one class
   */
  <T extends TNumber> Prior.Density<T> prior(
      Nodes<T> nodes, Parameters<T> parameters, Optional<Expr<T>> labels) {
    Prior prior = latents().prior();
    if (!prior.learned()) {
      return prior.density(nodes);
    }
    Expr<T> u = labels.orElseGet(() -> nodes.constant(Shape.of(1, 1, 1), 1));
    Expr<T> h = model.conditioner(parameters, inputs.classes()).apply(u);
    return prior.conditioned(Posterior.part(h, 0, d()), Posterior.part(h, d(), d()));
  }

  /**
   * Latents' logits where the prior has its support: drawn from it, or uniformly where it is a
   * beta.
   */
  <T extends TNumber> Expr<T> drawn(Expr<T> like, Randoms randoms) {
    Prior prior = latents().prior();
    double first = prior.fixed().get(0);
    double second = prior.fixed().get(1);
    if (prior instanceof Prior.Gaussian) {
      return randoms.normalLike("prior", like).times(Math.sqrt(second)).plus(first);
    }
    // In steps of 2^-24, 0 and 1 excluded.
    Expr<T> u = randoms.uniformLike("prior", like).plus(Math.scalb(1.0, -25));
    Expr<T> logit = u.log().minus(u.subtractFrom(1).log());
    if (prior.squashed()) {
      return logit;
    }
    Expr<T> side = u.minus(0.5);
    return side.sign().times(side.abs().times(-2).plus(1).log()).times(-second).plus(first);
  }

  private <T extends TNumber> Expr<T> logVariance(Parameters<T> parameters) {
    double initial = -Math.log(latents().gammaSq().one());
    return parameters.get(LOG_VARIANCE, Shape.of(1), new Initialiser.Fill(initial), 1, 1);
  }

  /**
   * log v of the decoder, [networks, 1] or [1, 1]; none if it is each batch's likeliest.
   *
   * @param number of the step
   */
  <T extends TNumber> Optional<Expr<T>> logVariance(
      Nodes<T> nodes, Parameters<T> parameters, Operand<TInt64> number) {
    return switch (latents().decoderVarMode()) {
      case FIXED ->
          Optional.of(at(latents().gammaSq(), nodes, number).log().negate().reshape(-1, 1));
      case LEARNED, MLE -> Optional.of(logVariance(parameters));
      case OPTIMAL -> Optional.empty();
    };
  }

  /** A scalar or, where each network has its own, [networks]. */
  <T extends TNumber> Expr<T> at(Coefficient c, Nodes<T> nodes, Operand<TInt64> number) {
    return c.inSteps(length).at(nodes, number);
  }

  /** How bounds are measured: without tricks of gradients. */
  Bound.Way measured() {
    return method.objective().certain()
        ? way()
        : new Bound.Way(ImaSettings.Objective.ELBO, method.kl(), ImaSettings.Estimator.PLAIN);
  }

  Bound.Way way() {
    return new Bound.Way(method.objective(), method.kl(), method.estimator());
  }

  /** Columns of the training split that a step reads. */
  List<String> columns(ResidentSplit train) {
    List<String> columns = new ArrayList<>(List.of(inputs.column()));
    if (inputs.classes() > 1) {
      columns.add("label");
    }
    if (latents().encoder().ofExamples()) {
      columns.add(Step.ROW);
      if (train.has(SOURCES)) {
        columns.add(SOURCES);
      }
    }
    return columns;
  }

  /**
   * What a training step descends.
   *
   * @param codes of the batch's examples, if they have any
   */
  <T extends TNumber> StepLoss<T> objective(Step<T> step, Optional<Expr<T>> codes) {
    Nodes<T> nodes = step.nodes();
    int samples = method.samples();
    Parameters<T> parameters = step.parameters();
    ImaVae<T> vae = vae(nodes, parameters);
    Expr<T> x = inputs.x(step);
    Optional<Expr<T>> rho = logVariance(nodes, parameters, step.number());
    Optional<Expr<T>> sources = Optional.ofNullable(step.columns().get(SOURCES));
    Prior.Density<T> p = prior(nodes, parameters, inputs.labels(step));
    Posterior<T> q = posterior(vae, new Seen<>(x, sources, p, rho), codes);
    Posterior<T> each = Bound.repeat(q, samples);
    Optional<Expr<T>> labels = inputs.labels(step).map(u -> Bound.repeat(u, samples));
    Bound<T> bound =
        Bound.of(
            vae,
            new Bound.Given<>(
                Bound.repeat(x, samples),
                each,
                samples == 1 ? p : prior(nodes, parameters, labels),
                noise(step, q),
                rho),
            samples,
            way());
    Expr<T> beta = at(method.beta(), nodes, step.number());
    Expr<T> weight = method.beta().value().several() ? beta.expand(1) : beta;
    Expr<T> negElbo = step.mean(bound.objective(weight, way()).negate());
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    metrics.put("neg_elbo", negElbo);
    metrics.put("loglik", step.mean(bound.bySample(bound.logLikelihood()).mean(1)));
    metrics.put("kl", step.mean(bound.bySample(bound.kl()).mean(1)));
    return penalised(step, vae, q, bound, negElbo, metrics);
  }

  /** Standard normal, shaped like the means of all samples of the batch. */
  private <T extends TNumber> Expr<T> noise(Step<T> step, Posterior<T> q) {
    int draws = method.antithetic() ? method.samples() / 2 : method.samples();
    Expr<T> noise = step.randoms().normalLike("noise", Bound.repeat(q.mean(), draws));
    return method.antithetic() ? step.nodes().concat(List.of(noise, noise.negate()), 1) : noise;
  }

  private boolean adversarial() {
    return used(method.penalties().factor());
  }

  private static boolean used(Coefficient c) {
    return !c.none();
  }

  private <T extends TNumber> Mapping<T> discriminator(Parameters<T> parameters) {
    return VaeMlp.dense(
        parameters,
        DISCRIMINATOR,
        VaeMlp.widths(d(), DISCRIMINATOR_UNITS, DISCRIMINATOR_LAYERS, 1),
        new Activation.LeakyRelu(0.2));
  }

  private <T extends TNumber> StepLoss<T> penalised(
      Step<T> step,
      ImaVae<T> vae,
      Posterior<T> q,
      Bound<T> bound,
      Expr<T> negElbo,
      Map<String, Expr<T>> metrics) {
    Nodes<T> nodes = step.nodes();
    Penalties penalties = method.penalties();
    Regularisers<T> regularisers = new Regularisers<>(q, first(bound), step.counted());
    Expr<T> loss = negElbo;
    if (used(penalties.cIma())) {
      Expr<T> contrast = step.mean(ImaOps.imaContrast(vae.jacobian(first(bound))));
      metrics.put("c_ima", contrast);
      loss = loss.plus(contrast.times(at(penalties.cIma(), nodes, step.number())));
    }
    if (used(penalties.totalCorrelation())) {
      Expr<T> tc = regularisers.totalCorrelation();
      metrics.put("total_correlation", tc);
      loss = loss.plus(tc.times(at(penalties.totalCorrelation(), nodes, step.number())));
    }
    if (used(penalties.dipOffDiagonal()) || used(penalties.dipDiagonal())) {
      Expr<T> dip =
          regularisers.dip(
              penalties.dip(),
              at(penalties.dipOffDiagonal(), nodes, step.number()),
              at(penalties.dipDiagonal(), nodes, step.number()));
      metrics.put("dip", dip);
      loss = loss.plus(dip);
    }
    Optional<Expr<T>> telling = Optional.empty();
    if (adversarial()) {
      Mapping<T> discriminator = discriminator(step.parameters());
      Expr<T> tc = regularisers.discriminated(discriminator);
      metrics.put("total_correlation_told", tc);
      loss = loss.plus(tc.times(at(penalties.factor(), nodes, step.number())));
      telling = Optional.of(regularisers.discriminatorLoss(discriminator));
      metrics.put("discriminator_loss", telling.get());
    }
    if (loss != negElbo) {
      metrics.put("loss", loss);
    }
    return new StepLoss<>(loss, telling, metrics);
  }

  /** The first sample of each example. */
  private <T extends TNumber> Expr<T> first(Bound<T> bound) {
    if (bound.samples() == 1) {
      return bound.n();
    }
    Expr<T> n = bound.n();
    Expr<T> all = n.reshape(n.shape().get(0), bound.samples(), -1, d());
    return all.at(n.nodes().tf().constant(0), 1);
  }
}
