package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Tensors that evaluations fetch of a split, made of the program's variables. */
final class Measured {
  /** Observations of no more numbers are recorded. */
  private static final int FEW = 10;

  private final Blueprint blueprint;
  private final ResidentSplit split;
  private final int networks;
  private final Nodes<TFloat32> nodes;
  private final Parameters<TFloat32> parameters;
  private final ImaVae<TFloat32> vae;
  private final Operand<TInt32> rows;
  private final Operand<TInt64> counter;
  private final Operand<TInt64> number;
  private final BatchedEvaluation.Draws draws;
  private final List<Long> seeds;
  private final Optional<Expr<TFloat32>> codes;

  Measured(Context context, Blueprint blueprint, Variables variables, ResidentSplit split) {
    this.blueprint = blueprint;
    this.split = split;
    nodes = context.nodes().scope(split.name());
    networks = context.models();
    parameters =
        Parameters.given(context.models(), name -> variables.entry(name, TFloat32.class).value());
    vae = blueprint.vae(nodes, parameters);
    codes =
        split.name().equals("train") && blueprint.latents().encoder().ofExamples()
            ? Optional.of(variables.entry(Blueprint.CODES, TFloat32.class).value())
            : Optional.empty();
    rows = nodes.rows();
    counter = nodes.counter();
    number = nodes.counter();
    draws = new BatchedEvaluation.Draws(nodes, split.name(), rows, counter);
    seeds = context.seeds();
  }

  /** Draws for tensors [networks, samples · rows, …]. */
  private Randoms randoms(int samples) {
    return draws.of(seeds, samples);
  }

  private Reading reading(Map<String, Expr<TFloat32>> values) {
    return reading(values, Optional.empty());
  }

  private Reading reading(
      Map<String, Expr<TFloat32>> values, Optional<Reading.Likeliest> likeliest) {
    Map<String, Expr<TFloat32>> own = new LinkedHashMap<>();
    // TensorFlow fetches no tensor under two names, and mean and latents may be the same.
    values.forEach((name, value) -> own.put(name, nodes.of(nodes.tf().identity(value))));
    return new Reading(rows, counter, number, own, likeliest);
  }

  private Expr<TFloat32> x() {
    return blueprint.inputs().x(nodes, split, rows);
  }

  /** log v of the decoder: a placeholder where it is the likeliest of all rows that are read. */
  private Expr<TFloat32> rho() {
    return blueprint
        .logVariance(nodes, parameters, number)
        .orElseGet(() -> nodes.placeholder(Shape.of(networks, 1)));
  }

  /**
   * What such a variance is made of.
   *
   * @param x of each sample
   * @param n the samples' logits
   */
  private Optional<Reading.Likeliest> likeliest(
      Expr<TFloat32> rho, Expr<TFloat32> x, Expr<TFloat32> n, int samples) {
    if (blueprint.logVariance(nodes, parameters, number).isPresent()) {
      return Optional.empty();
    }
    Expr<TFloat32> squares = x.minus(vae.decode(n)).square().mean(2);
    return Optional.of(new Reading.Likeliest(rho, squares.reshape(networks, samples, -1).mean(1)));
  }

  private Optional<Expr<TFloat32>> column(String name) {
    return split.has(name)
        ? Optional.of(split.gather(nodes, name, rows).expand(0))
        : Optional.empty();
  }

  private Blueprint.Seen<TFloat32> seen() {
    return new Blueprint.Seen<>(
        x(),
        column("sources"),
        blueprint.prior(nodes, parameters, blueprint.inputs().labels(nodes, split, rows)),
        blueprint.logVariance(nodes, parameters, number));
  }

  /** q(n | x), of training examples with parameters of their own by those. */
  private Posterior<TFloat32> encoded() {
    return blueprint.posterior(vae, seen(), codes.map(all -> all.at(rows, 1)));
  }

  /**
   * {@code mean} and {@code log_variance} of q(n | x), {@code z} and {@code z_mean}, latents of a
   * sample and of the mean; {@code loglik}, {@code kl}, {@code variance} of the decoder, {@code
   * error}, the mean square error of the mean's reconstruction; {@code sources}, {@code
   * log_density} and {@code mixing_cima} of the data.
   */
  Reading codes() {
    Expr<TFloat32> x = x();
    Posterior<TFloat32> q = encoded();
    Expr<TFloat32> noise = randoms(1).normalLike("noise", q.mean());
    Expr<TFloat32> rho = rho();
    Prior.Density<TFloat32> p =
        blueprint.prior(nodes, parameters, blueprint.inputs().labels(nodes, split, rows));
    Bound<TFloat32> bound =
        Bound.of(vae, new Bound.Given<>(x, q, p, noise, Optional.of(rho)), 1, blueprint.measured());
    Map<String, Expr<TFloat32>> values = new LinkedHashMap<>();
    values.put("mean", q.mean());
    values.put("log_variance", q.logVariance());
    values.put("z", vae.latents(bound.n()));
    values.put("z_mean", vae.latents(q.mean()));
    values.put("loglik", bound.logLikelihood());
    values.put("kl", bound.kl());
    Expr<TFloat32> error = x.minus(vae.decode(q.mean())).square().mean(2);
    values.put("error", error);
    values.put("variance", rho.exp().plus(nodes.zerosLike(error)));
    for (String name : new String[] {"sources", "log_density", "mixing_cima"}) {
      column(name).ifPresent(found -> values.put(name, found));
    }
    return reading(values, likeliest(rho, x, bound.n(), 1));
  }

  /**
   * {@code jacobian} of the decoder at a sample of the latents, and {@code squared_norms} of its
   * columns and {@code log_predicted}, the encoder's log-variance that the theory predicts, at the
   * mean.
   */
  Reading jacobians() {
    Expr<TFloat32> x = x();
    Posterior<TFloat32> q = encoded();
    Expr<TFloat32> n = q.sample(randoms(1).normalLike("noise", q.mean()));
    Expr<TFloat32> norms = vae.jacobian(q.mean()).square().sum(3);
    Prior.Density<TFloat32> p =
        blueprint.prior(nodes, parameters, blueprint.inputs().labels(nodes, split, rows));
    Expr<TFloat32> data =
        vae.dataPrecision(q.mean(), x, blueprint.logVariance(nodes, parameters, number));
    Map<String, Expr<TFloat32>> values = new LinkedHashMap<>();
    values.put("jacobian", vae.jacobian(n));
    values.put("squared_norms", norms);
    values.put("log_predicted", p.curvature(q.mean()).plus(data).log().negate());
    values.put("log_variance", q.logVariance());
    column("sources").ifPresent(found -> values.put("sources", found));
    return reading(values);
  }

  /**
   * {@code sources}, {@code observations} where they are few numbers, and {@code estimates}, the
   * latents of the mean.
   */
  Reading places() {
    Map<String, Expr<TFloat32>> values = new LinkedHashMap<>();
    values.put("sources", column("sources").orElseThrow());
    Expr<TFloat32> x = x();
    if (blueprint.inputs().size() <= FEW) {
      values.put("observations", x);
    }
    values.put("estimates", vae.latents(encoded().mean()));
    return reading(values);
  }

  /**
   * {@code decoded}, [networks, latents · moves, D]: what is made of the first row's mean as each
   * latent in turn is moved by so many standard deviations of its posterior.
   */
  Reading traversals(int... moves) {
    Posterior<TFloat32> q = encoded();
    int d = blueprint.d();
    double[] each = new double[d * moves.length * d];
    for (int k = 0; k < d; k++) {
      for (int t = 0; t < moves.length; t++) {
        each[(k * moves.length + t) * d + k] = moves[t];
      }
    }
    Expr<TFloat32> offsets = nodes.constant(Shape.of(1, d * moves.length, d), each);
    return reading(Map.of("decoded", vae.decode(q.logScale().exp().times(offsets).plus(q.mean()))));
  }

  /** {@code error}, the mean square error of the mean's reconstruction. */
  Reading errors() {
    Expr<TFloat32> x = x();
    Expr<TFloat32> decoded = vae.decode(encoded().mean());
    return reading(Map.of("error", x.minus(decoded).square().mean(2)));
  }

  /** {@code prior} latents drawn from the prior's support, and {@code reencoded} m(f(z)). */
  Reading reencoding() {
    Expr<TFloat32> like = vae.encode(x()).mean();
    Expr<TFloat32> n = blueprint.drawn(like, randoms(1));
    Posterior<TFloat32> again = vae.encode(vae.decode(n));
    return reading(Map.of("prior", vae.latents(n), "reencoded", vae.latents(again.mean())));
  }

  /** {@code unmixing} Jacobian of the encoder's mean, and {@code jacobian} of the true mixing. */
  Reading unmixing() {
    return reading(
        Map.of("unmixing", vae.unmixing(x()), "jacobian", column("jacobian").orElseThrow()));
  }

  /** {@code observations} and {@code sources} of the data. */
  Reading data() {
    return reading(Map.of("observations", x(), "sources", column("sources").orElseThrow()));
  }

  /** {@code sources} and the true mixing's {@code jacobian}. */
  Reading truth() {
    return reading(
        Map.of(
            "sources",
            column("sources").orElseThrow(),
            "jacobian",
            column("jacobian").orElseThrow()));
  }

  /** {@code iwae}: the importance-weighted bound. */
  Reading importanceWeighted(int samples) {
    Expr<TFloat32> x = Bound.repeat(x(), samples);
    Expr<TFloat32> rho = rho();
    Posterior<TFloat32> q = Bound.repeat(encoded(), samples);
    Prior.Density<TFloat32> p =
        blueprint.prior(
            nodes,
            parameters,
            blueprint.inputs().labels(nodes, split, rows).map(u -> Bound.repeat(u, samples)));
    Bound<TFloat32> bound =
        Bound.of(
            vae,
            new Bound.Given<>(
                x, q, p, randoms(samples).normalLike("iwae", q.mean()), Optional.of(rho)),
            samples,
            Bound.Way.PLAIN);
    Expr<TFloat32> weights = bound.weights(nodes.constant(1));
    return reading(
        Map.of("iwae", Expr.logSumExp(weights, 1).minus(Math.log(samples))),
        likeliest(rho, x, bound.n(), samples));
  }

  /** The search for the best posterior of each example. */
  BestEncoder bestEncoder() {
    Expr<TFloat32> x = x();
    Shape shape = Shape.of(networks, -1, blueprint.d());
    Expr<TFloat32> delta = nodes.placeholder(shape);
    Expr<TFloat32> eta = nodes.placeholder(shape);
    Prior.Density<TFloat32> p =
        blueprint.prior(nodes, parameters, blueprint.inputs().labels(nodes, split, rows));
    Posterior<TFloat32> base =
        blueprint.perSample()
            ? encoded()
            : blueprint.predicted(vae, seen()).orElseGet(this::encoded).independent();
    Posterior<TFloat32> q = base.moved(delta, eta);
    Posterior<TFloat32> each = Bound.repeat(q, BestEncoder.PAIRS);
    Expr<TFloat32> noise = randoms(BestEncoder.PAIRS).normalLike("best", each.mean());
    int samples = 2 * BestEncoder.PAIRS;
    Bound<TFloat32> bound =
        Bound.of(
            vae,
            new Bound.Given<>(
                Bound.repeat(x, samples),
                Bound.repeat(q, samples),
                p,
                nodes.concat(List.of(noise, noise.negate()), 1),
                blueprint.logVariance(nodes, parameters, number)),
            samples,
            Bound.Way.PLAIN);
    Expr<TFloat32> elbo = bound.weights(nodes.constant(1)).mean(1);
    List<Expr<TFloat32>> gradients = Gradients.of(elbo.sum(), List.of(delta, eta));
    return new BestEncoder(rows, counter, number, delta, eta, elbo, gradients);
  }
}
