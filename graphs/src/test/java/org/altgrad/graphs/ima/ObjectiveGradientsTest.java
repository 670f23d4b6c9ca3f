package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ima.ImaModel.EncoderSettings.Kind;
import org.altgrad.graphs.ima.ImaModel.Latents;
import org.altgrad.graphs.ima.ImaModel.VarianceMode;
import org.altgrad.graphs.ima.ImaSettings.Dip;
import org.altgrad.graphs.ima.ImaSettings.Estimator;
import org.altgrad.graphs.ima.ImaSettings.Kl;
import org.altgrad.graphs.ima.ImaSettings.Objective;
import org.altgrad.graphs.ima.ImaSettings.Penalties;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/**
 * The gradient of what a step descends, in the parameters and in the observations, against central
 * differences. Of five rows the last only fills up.
 */
class ObjectiveGradientsTest {
  private static final int ROWS = 5;
  private static final int SAMPLES = 3;
  private static final double GAMMA_SQ = 4;
  private static final Latents UNIFORM = Mixed.latents(Mixed.UNIFORM, GAMMA_SQ);
  private static final Latents NORMAL = Mixed.latents(Mixed.GAUSSIAN, GAMMA_SQ);
  private static final Penalties NONE = Penalties.NONE;
  private static final Penalties CONTRAST = penalties(0.7, 0, 0, Dip.I, 0);

  private static ImaSettings elbo(Penalties penalties) {
    return Mixed.settings(Objective.ELBO, Kl.SAMPLED, Estimator.PLAIN, 1, penalties);
  }

  private static ImaSettings sampled(Objective objective, Estimator estimator) {
    return Mixed.settings(objective, Kl.SAMPLED, estimator, SAMPLES, NONE);
  }

  private static Penalties penalties(double cIma, double tc, double dip, Dip kind, double factor) {
    return new Penalties(
        Coefficient.of(cIma),
        Coefficient.of(tc),
        Coefficient.of(dip),
        Coefficient.of(dip / 2),
        kind,
        Coefficient.of(factor));
  }

  private static Blueprint blueprint(ImaSettings method, Latents latents) {
    return blueprint(method, Mixed.model(latents));
  }

  private static Blueprint blueprint(ImaSettings method, ImaModel model) {
    Inputs inputs = new Inputs("input", Shape.of(2), 2, Map.of(), ROWS);
    return Blueprint.of(method, model, inputs, new RunLength(1, 10));
  }

  /** All parameters that are asked for, each [1, ...shape]. */
  private static Map<String, Shape> shapes(Blueprint blueprint) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    try (TestGraph g = new TestGraph()) {
      Parameters<TFloat64> asked =
          (name, shape, initialiser, in, out) -> {
            shapes.put(name, Shape.of(1).append(shape));
            return g.f64.placeholder(shapes.get(name));
          };
      blueprint.ask(g.f64, asked);
    }
    return shapes;
  }

  private static Map<String, Expr<TFloat64>> constants(Nodes<TFloat64> nodes, Blueprint blueprint) {
    Random random = new Random(5);
    Map<String, Expr<TFloat64>> all = new LinkedHashMap<>();
    shapes(blueprint)
        .forEach(
            (name, shape) ->
                all.put(
                    name,
                    nodes.constant(shape, random.doubles(shape.size(), -0.5, 0.5).toArray())));
    return all;
  }

  private static Expr<TFloat64> observations(Nodes<TFloat64> nodes) {
    return nodes.constant(Shape.of(ROWS, 2), new Random(6).doubles(10, -1, 1).toArray());
  }

  private static Step<TFloat64> step(Expr<TFloat64> x, Map<String, Expr<TFloat64>> values) {
    Nodes<TFloat64> nodes = x.nodes();
    Expr<TFloat64> labels = nodes.constant(Shape.of(1, ROWS), 0, 1, 1, 0, 1);
    return new Step<>(
        nodes,
        List.of(3L),
        nodes.tf().constant(4L),
        new LinkedHashMap<>(values),
        Map.of("input", x.expand(0), "label", labels),
        nodes.constant(Shape.of(ROWS), 1, 1, 1, 1, 0));
  }

  private static StepLoss<TFloat64> loss(
      Blueprint blueprint, Expr<TFloat64> x, Map<String, Expr<TFloat64>> values) {
    return blueprint.objective(step(x, values), Optional.ofNullable(values.get(Blueprint.CODES)));
  }

  private static void check(Blueprint blueprint) {
    check(blueprint, name -> !name.startsWith(Blueprint.DISCRIMINATOR), false);
  }

  /** In some of the parameters; the others are constants. */
  private static void check(Blueprint blueprint, Predicate<String> varied, boolean telling) {
    Map<String, Shape> all = shapes(blueprint);
    List<String> names = all.keySet().stream().filter(varied).toList();
    List<Shape> shapes = new ArrayList<>(List.of(Shape.of(ROWS, 2)));
    names.forEach(name -> shapes.add(all.get(name)));
    GradientCheck.check(
        given -> {
          Map<String, Expr<TFloat64>> values = constants(given.get(0).nodes(), blueprint);
          for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), given.get(i + 1).times(0.5));
          }
          // To what the discriminator is given nothing flows, so that stays the same.
          Expr<TFloat64> x = given.get(0).reshape(ROWS, 2);
          StepLoss<TFloat64> found = loss(blueprint, telling ? observations(x.nodes()) : x, values);
          return telling ? found.telling().orElseThrow().plus(x.times(0).sum()) : found.loss();
        },
        shapes.toArray(Shape[]::new));
  }

  @Test
  void bounds() {
    check(blueprint(elbo(NONE), UNIFORM));
    check(blueprint(sampled(Objective.IWAE, Estimator.PLAIN), NORMAL));
    check(blueprint(Mixed.settings(Objective.ELBO, Kl.ANALYTIC, Estimator.PLAIN, 1, NONE), NORMAL));
    check(blueprint(Mixed.antithetic(4), UNIFORM));
  }

  @Test
  void penalties() {
    check(blueprint(elbo(CONTRAST), UNIFORM));
    check(blueprint(elbo(penalties(0, 0.7, 0, Dip.I, 0)), UNIFORM));
    check(blueprint(elbo(penalties(0, 0, 0.7, Dip.I, 0)), NORMAL));
    check(blueprint(elbo(penalties(0, 0, 0.7, Dip.II, 0)), NORMAL));
  }

  @Test
  void aDiscriminatorsPenaltyAndItsOwnLoss() {
    Blueprint blueprint = blueprint(elbo(penalties(0, 0, 0, Dip.I, 0.7)), NORMAL);
    check(blueprint);
    check(blueprint, name -> name.startsWith(Blueprint.DISCRIMINATOR + "/3"), true);
  }

  @Test
  void learnedLaws() {
    check(blueprint(elbo(NONE), Mixed.latents(new Prior.Beta(3, 11, true), GAMMA_SQ)));
    check(blueprint(elbo(NONE), Mixed.with(UNIFORM, VarianceMode.LEARNED)));
    check(blueprint(elbo(NONE), Mixed.with(UNIFORM, VarianceMode.OPTIMAL)));
  }

  @Test
  void fullPosterior() {
    check(blueprint(elbo(CONTRAST), Mixed.with(NORMAL, Posterior.Covariance.FULL)));
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "AMORTISED", mode = EnumSource.Mode.EXCLUDE)
  void parametersOfExamples(Kind kind) {
    Latents full = Mixed.with(NORMAL, Posterior.Covariance.FULL);
    check(blueprint(elbo(NONE), Mixed.with(full, kind)));
  }

  @Test
  void likelihoodWithItsContrast() {
    ImaModel square = new VaeMlp("vae_mlp", UNIFORM, VaeMlp.Between.LRELU, 1, 3);
    check(
        blueprint(
            Mixed.settings(Objective.LIKELIHOOD, Kl.SAMPLED, Estimator.PLAIN, 1, CONTRAST),
            square));
  }

  /** What an estimator follows of each sample's log weight, instead of the value's gradient. */
  @ParameterizedTest
  @EnumSource(value = Estimator.class, names = "PLAIN", mode = EnumSource.Mode.EXCLUDE)
  void estimatorsFollowThePathOfTheSample(Estimator estimator) {
    Objective objective = estimator == Estimator.DREG ? Objective.IWAE : Objective.ELBO;
    Blueprint followed = blueprint(sampled(objective, estimator), NORMAL);
    Blueprint plain = blueprint(sampled(objective, Estimator.PLAIN), NORMAL);
    Map<String, Shape> all = shapes(followed);
    List<String> encoder = all.keySet().stream().filter(n -> n.startsWith("encoder")).toList();
    List<Shape> shapes = new ArrayList<>(List.of(Shape.of(ROWS, 2)));
    encoder.forEach(name -> shapes.add(all.get(name)));
    GradientCheck.check(
        given -> along(followed, estimator, given.get(0).reshape(ROWS, 2), encoder, given),
        shapes.toArray(Shape[]::new));
    try (TestGraph g = new TestGraph()) {
      Map<String, Expr<TFloat64>> values = constants(g.f64, followed);
      Expr<TFloat64> x = observations(g.f64);
      List<Expr<TFloat64>> own = List.copyOf(values.values());
      List<Expr<TFloat64>> moving = new ArrayList<>(List.of(x));
      encoder.forEach(name -> moving.add(values.get(name).plus(0)));
      List<Expr<TFloat64>> expected =
          Gradients.of(
              along(followed, estimator, x, encoder, moving).sum(),
              moving.subList(1, moving.size()));
      List<Expr<TFloat64>> here = Gradients.of(loss(followed, x, values).loss().sum(), own);
      List<Expr<TFloat64>> plainHere = Gradients.of(loss(plain, x, values).loss().sum(), own);
      for (int i = 0; i < own.size(); i++) {
        String name = List.copyOf(all.keySet()).get(i);
        double[] found = g.value(here.get(i));
        double[] value = g.value(plainHere.get(i));
        int moved = encoder.indexOf(name);
        if (moved >= 0) {
          assertArrayEquals(g.value(expected.get(moved)), found, 1e-9, name);
          assertTrue(!Arrays.equals(value, found), name);
        } else if (name.startsWith("decoder")) {
          assertArrayEquals(value, found, 1e-9, name);
        }
      }
    }
  }

  /**
   * Minus the log weights log p(x, n) - log q₀(n | x), where n is the moving encoder's sample and
   * q₀ stands still; of STL their mean, of DReG weighted by squared shares, which stand still too.
   *
   * @param moving after the first the encoder's parameters
   */
  private static Expr<TFloat64> along(
      Blueprint blueprint,
      Estimator estimator,
      Expr<TFloat64> x,
      List<String> encoder,
      List<Expr<TFloat64>> moving) {
    Nodes<TFloat64> nodes = x.nodes();
    Map<String, Expr<TFloat64>> still = constants(nodes, blueprint);
    Map<String, Expr<TFloat64>> moved = new LinkedHashMap<>(still);
    for (int i = 0; i < encoder.size(); i++) {
      moved.put(encoder.get(i), moving.get(i + 1));
    }
    Step<TFloat64> step = step(x, still);
    Expr<TFloat64> each = Bound.repeat(x.expand(0), SAMPLES);
    ImaVae<TFloat64> fixed = blueprint.vae(nodes, Parameters.given(1, still::get));
    Posterior<TFloat64> q = blueprint.vae(nodes, Parameters.given(1, moved::get)).encode(each);
    Posterior<TFloat64> q0 = fixed.encode(each);
    Expr<TFloat64> noise = step.randoms().normalLike("noise", q.mean());
    Expr<TFloat64> weights =
        logWeights(fixed, each, q0, q.mean().plus(q.logScale().exp().times(noise)));
    Expr<TFloat64> now =
        logWeights(fixed, each, q0, q0.mean().plus(q0.logScale().exp().times(noise)));
    Expr<TFloat64> shares = Expr.softmax(now.transpose(0, 2, 1)).transpose(0, 2, 1);
    Expr<TFloat64> of =
        estimator == Estimator.STL ? weights.mean(1) : weights.times(shares.square()).sum(1);
    return step.mean(of).negate();
  }

  private static Expr<TFloat64> logWeights(
      ImaVae<TFloat64> vae, Expr<TFloat64> x, Posterior<TFloat64> q, Expr<TFloat64> n) {
    Expr<TFloat64> likelihood =
        x.minus(vae.decoder().apply(n)).square().sum(2).times(-GAMMA_SQ / 2);
    Expr<TFloat64> prior = n.square().sum(2).times(-0.5);
    Expr<TFloat64> away = n.minus(q.mean()).times(q.logScale().negate().exp());
    Expr<TFloat64> law = away.square().times(-0.5).minus(q.logScale()).sum(2);
    return likelihood.plus(prior).minus(law).reshape(1, SAMPLES, ROWS);
  }
}
