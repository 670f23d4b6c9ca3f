package org.altgrad.graphs.ilc.sem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Linear regression on data of two environments: least squares (ERM) in closed form, IRMv1 for
 * several weights ρ at once, and a combiner.
 *
 * <p>IRMv1 minimises ρ Σ_e MSE_e + (1 - ρ) Σ_e mean_j (∂MSE_e/∂w_j)² over Φ. It is trained on the
 * split {@code train}, to choose ρ by the sum of the environments' errors on {@code validation},
 * and at the same time on both splits together, which gives the result. Data enter as second
 * moments, so that a step costs the same for any number of samples.
 *
 * <p>Metrics of {@code truth}, where the solution w* is known: {@code erm_error}, {@code irm_error}
 * (with the ρ chosen), {@code combiner_error}: ‖ŵ - w*‖²; {@code rho}: the choice.
 */
public final class StructuralEquations {
  private final Context context;
  private final SemSettings settings;
  private final Nodes<TFloat32> nodes;
  private final ResidentSplit train;
  private final ResidentSplit validation;
  private final Operand<TInt64> step;
  private final Variables variables = new Variables();
  private final int e;
  private final int d;

  // Moments never change; as variables they are computed once, from data that are there by then.
  private final SecondMoments<TFloat32> chosenOn;
  private final SecondMoments<TFloat32> fit;
  private final SecondMoments<TFloat32> all;

  /** [2, R, d, d]: fitted on train, and on train and validation together, for each ρ. */
  private final Expr<TFloat32> phi;

  /** [d], the combiner's model. */
  private final Expr<TFloat32> theta;

  private StructuralEquations(Context context, SemSettings settings) {
    this.context = context;
    this.settings = settings;
    nodes = context.nodes();
    train = context.split("train");
    validation = context.split("validation");
    e = SecondMoments.environments(train);
    d = Math.toIntExact(train.example("input").size());
    step = nodes.counter();
    chosenOn = kept(variables, "validation", nodes, List.of(validation), e);
    fit = kept(variables, "train", nodes, List.of(train), e);
    all = kept(variables, "all", nodes, List.of(train, validation), e);
    Ops tf = nodes.tf();
    int candidates = settings.rho().size();
    Expr<TFloat32> one = nodes.constant(identity(d)).expand(0).expand(0);
    var tiled = tf.tile(one, tf.constant(new int[] {2, candidates, 1, 1}));
    phi = variables.trainable("phi", nodes.of(tiled).reshape(2, candidates, d, d));
    theta =
        variables.trainable(
            "theta", nodes.of(tf.fill(tf.constant(new long[] {d}), nodes.constant(0))));
  }

  /** Builds the program. */
  public static Program program(Context context, SemSettings settings, IrmLinear model) {
    return new StructuralEquations(context, settings).program((Combiner) settings.combiner());
  }

  private Program program(Combiner combiner) {
    Penalised irm = irm();
    Expr<TFloat32> losses = risks(expanded(all), theta.reshape(1, 1, d)).reshape(e);
    Combiner.Combination<TFloat32> combined = combined(combiner, losses);
    Map<String, Expr<TFloat32>> measured = new LinkedHashMap<>();
    measured.put("loss", losses.mean());
    measured.put("objective", irm.objective().mean());
    Descent<TFloat32> descent =
        new Descent<>(
            variables.trainable(TFloat32.class),
            List.of(irm.gradient(), combined.directions().get(0)),
            measured,
            combined.change());
    TrainStep trainStep =
        descent.step(
            context,
            nodes,
            variables,
            Descent.Steps.counted(
                step, settings.stepsPerEpoch(), train.count() + validation.count()));
    return new Program(
        variables,
        List.of(train.preparation(), validation.preparation()),
        trainStep,
        List.of(reading(irm.v())),
        Map.of());
  }

  /**
   * IRMv1 for all ρ.
   *
   * @param v [2, R, d] Φ w with w = 1
   * @param objective [2, R]
   * @param gradient of their sum with respect to Φ
   */
  private record Penalised(Expr<TFloat32> v, Expr<TFloat32> objective, Expr<TFloat32> gradient) {}

  private Penalised irm() {
    SecondMoments<TFloat32> both =
        new SecondMoments<>(
            nodes.stack(List.of(fit.xx(), all.xx())),
            nodes.stack(List.of(fit.xy(), all.xy())),
            nodes.stack(List.of(fit.yy(), all.yy())));
    List<Expr<TFloat32>> phis = Fork.of(phi, 2);
    Expr<TFloat32> v = phis.get(0).sum(3);
    List<Expr<TFloat32>> vs = Fork.of(v, 2);
    double[] weights = settings.rho().stream().mapToDouble(r -> r).toArray();
    Expr<TFloat32> rho = nodes.constant(Shape.of(weights.length), weights);
    Expr<TFloat32> residual =
        product(both.xx(), vs.get(0)).minus(both.xy().expand(2)); // [2, E, R, d]
    Expr<TFloat32> risk = risks(both, vs.get(1)).sum(1); // [2, R]
    Expr<TFloat32> penalty = penalties(phis.get(1), residual).sum(1); // [2, R]
    Expr<TFloat32> objective = risk.times(rho).plus(penalty.times(rho.subtractFrom(1)));
    return new Penalised(v, objective, Gradients.of(objective.sum(), List.of(phi)).get(0));
  }

  /** What the combiner makes of the environments' gradients, [E, d], of MSE_e. */
  private Combiner.Combination<TFloat32> combined(Combiner combiner, Expr<TFloat32> losses) {
    Expr<TFloat32> gradients =
        nodes
            .of(nodes.tf().train.batchMatMul(all.xx(), column(theta, d, e), TFloat32.class))
            .reshape(e, d)
            .minus(all.xy())
            .times(2);
    return combiner
        .inSteps(context.limits().length(settings.stepsPerEpoch()))
        .combine(
            new Combiner.Gradients<>(
                List.of(new StackStatistics<>(gradients)),
                losses,
                variables,
                new Randoms(context.seed(), step).scope("combiner")));
  }

  private Evaluation reading(Expr<TFloat32> v) {
    Ops tf = nodes.tf();
    Expr<TFloat32> leastSquares =
        nodes.of(tf.linalg.solve(all.xx().sum(0), all.xy().sum(0).reshape(d, 1))).reshape(d);
    Expr<TFloat32> fitted = v.at(0);
    Expr<TFloat32> result = v.at(1); // [R, d]
    Expr<TFloat32> validationRisk =
        risks(expanded(chosenOn), fitted.expand(0)).sum(0).sum(0); // [R]
    Expr<TFloat32> solution = context.constant("causal_weights").in(nodes).reshape(1, d);
    return new Reading(
        settings.rho(),
        validationRisk,
        result.minus(solution).square().sum(1),
        nodes.stack(
            List.of(
                leastSquares.minus(solution.reshape(d)).square().sum(),
                theta.minus(solution.reshape(d)).square().sum())));
  }

  private static SecondMoments<TFloat32> kept(
      Variables variables,
      String name,
      Nodes<TFloat32> nodes,
      List<ResidentSplit> splits,
      int environments) {
    SecondMoments<TFloat32> moments = SecondMoments.of(nodes, splits, environments);
    return new SecondMoments<>(
        variables.state("moments/" + name + "/xx", moments.xx()).value(),
        variables.state("moments/" + name + "/xy", moments.xy()).value(),
        variables.state("moments/" + name + "/yy", moments.yy()).value());
  }

  private static SecondMoments<TFloat32> expanded(SecondMoments<TFloat32> moments) {
    return new SecondMoments<>(
        moments.xx().expand(0), moments.xy().expand(0), moments.yy().expand(0));
  }

  private static Expr<TFloat32> column(Expr<TFloat32> theta, int d, int e) {
    var nodes = theta.nodes();
    return nodes.of(
        nodes.tf().tile(theta.reshape(1, d, 1), nodes.tf().constant(new int[] {e, 1, 1})));
  }

  /** xx_e v for each environment: [S, E, d, d] and [S, R, d] give [S, E, R, d]. */
  private static Expr<TFloat32> product(Expr<TFloat32> xx, Expr<TFloat32> v) {
    Nodes<TFloat32> nodes = v.nodes();
    return nodes.of(nodes.tf().train.batchMatMul(v.expand(1), xx, nodes.type()));
  }

  /** MSE_e: [S, E, R]. */
  static Expr<TFloat32> risks(SecondMoments<TFloat32> moments, Expr<TFloat32> v) {
    List<Expr<TFloat32>> vs = Fork.of(v, 3);
    Expr<TFloat32> quadratic =
        product(moments.xx(), vs.get(0)).times(vs.get(1).expand(1)).sum(3); // [S, E, R]
    Expr<TFloat32> linear = moments.xy().expand(2).times(vs.get(2).expand(1)).sum(3);
    return quadratic.minus(linear.times(2)).plus(moments.yy().expand(2));
  }

  /** mean_j (∂MSE_e/∂w_j)² = mean_j (2 Φᵀ (xx_e v - xy_e))_j²: [S, E, R]. */
  static Expr<TFloat32> penalties(Expr<TFloat32> phi, Expr<TFloat32> residual) {
    Nodes<TFloat32> nodes = phi.nodes();
    // [S, E, R, 1, d] times [S, 1, R, d, d]
    Expr<TFloat32> gradient =
        nodes.of(nodes.tf().train.batchMatMul(residual.expand(3), phi.expand(1), nodes.type()));
    return gradient.times(2).square().mean(3, 4);
  }

  private static double[][] identity(int d) {
    return IntStream.range(0, d)
        .mapToObj(i -> IntStream.range(0, d).mapToDouble(j -> i == j ? 1 : 0).toArray())
        .toArray(double[][]::new);
  }

  /** Chooses ρ and reports the errors. */
  private record Reading(
      List<Double> rho,
      Operand<TFloat32> validationRisk,
      Operand<TFloat32> irmErrors,
      Operand<TFloat32> otherErrors)
      implements Evaluation {
    @Override
    public String split() {
      return "truth";
    }

    @Override
    public Map<MetricName, Double> run(Calls calls, long step) {
      try (Result result =
          calls.run(Map.of(), List.of(validationRisk, irmErrors, otherErrors), List.of())) {
        TFloat32 risks = (TFloat32) result.get(0);
        int best = 0;
        for (int r = 1; r < rho.size(); r++) {
          best = risks.getFloat(r) < risks.getFloat(best) ? r : best;
        }
        Map<MetricName, Double> errors = new LinkedHashMap<>();
        TFloat32 others = (TFloat32) result.get(2);
        errors.put(MetricName.of("erm_error"), (double) others.getFloat(0));
        errors.put(MetricName.of("irm_error"), (double) ((TFloat32) result.get(1)).getFloat(best));
        errors.put(MetricName.of("combiner_error"), (double) others.getFloat(1));
        errors.put(MetricName.of("rho"), rho.get(best));
        return errors;
      }
    }
  }
}
