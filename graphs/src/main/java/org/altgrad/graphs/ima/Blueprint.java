package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ima.ImaModel.DecoderKind;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.ima.ops.ImaOps;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
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
  private static final int DISCRIMINATOR_UNITS = 64;
  private static final int DISCRIMINATOR_LAYERS = 4;
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

  /** The networks with these weights. */
  <T extends TNumber> ImaVae<T> vae(Nodes<T> nodes, Parameters<T> parameters) {
    Posterior.Covariance covariance = latents().posterior();
    return new ImaVae<>(
        model.encoder(parameters, inputs.example(), covariance.outputs(d())),
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
      return prior.density(
          nodes.constant(prior.fixed().get(0)), nodes.constant(prior.fixed().get(1)));
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
    double initial = -Math.log(latents().gammaSq().value());
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
          Optional.of(at(latents().gammaSq(), nodes, number).log().negate().reshape(1, 1));
      case LEARNED, MLE -> Optional.of(logVariance(parameters));
      case OPTIMAL -> Optional.empty();
    };
  }

  <T extends TNumber> Expr<T> at(Coefficient c, Nodes<T> nodes, Operand<TInt64> number) {
    return c.inSteps(length).at(nodes, number);
  }

  /** How bounds are measured: without tricks of gradients. */
  Bound.Way measured() {
    return method.objective() == ImaSettings.Objective.AUTOENCODER
        ? way()
        : new Bound.Way(ImaSettings.Objective.ELBO, method.kl(), ImaSettings.Estimator.PLAIN);
  }

  Bound.Way way() {
    return new Bound.Way(method.objective(), method.kl(), method.estimator());
  }

  /** What a training step descends. */
  <T extends TNumber> StepLoss<T> objective(Step<T> step) {
    Nodes<T> nodes = step.nodes();
    int samples = method.samples();
    Parameters<T> parameters = step.parameters();
    ImaVae<T> vae = vae(nodes, parameters);
    Expr<T> x = inputs.x(step);
    Posterior<T> q = vae.encode(x);
    Posterior<T> each = Bound.repeat(q, samples);
    Optional<Expr<T>> labels = inputs.labels(step).map(u -> Bound.repeat(u, samples));
    Expr<T> noise = step.randoms().normalLike("noise", each.mean());
    Optional<Expr<T>> rho = logVariance(nodes, parameters, step.number());
    Bound<T> bound =
        Bound.of(
            vae,
            new Bound.Given<>(
                Bound.repeat(x, samples), each, prior(nodes, parameters, labels), noise, rho),
            samples,
            way());
    Expr<T> beta = at(method.beta(), nodes, step.number());
    Expr<T> negElbo = step.mean(bound.objective(beta, way()).negate());
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    metrics.put("neg_elbo", negElbo);
    metrics.put("loglik", step.mean(bound.bySample(bound.logLikelihood()).mean(1)));
    metrics.put("kl", step.mean(bound.bySample(bound.kl()).mean(1)));
    return penalised(step, vae, q, bound, negElbo, metrics);
  }

  private boolean adversarial() {
    return used(method.penalties().factor());
  }

  private static boolean used(Coefficient c) {
    return c.value() != 0;
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
    Nodes<T> nodes = n.nodes();
    Expr<T> all = n.reshape(n.shape().get(0), bound.samples(), -1, d());
    return nodes.of(nodes.tf().gather(all, nodes.tf().constant(0), nodes.tf().constant(1)));
  }
}
