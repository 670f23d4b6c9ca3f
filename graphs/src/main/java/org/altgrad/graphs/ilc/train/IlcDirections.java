package org.altgrad.graphs.ilc.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.CaGrad;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.GeomMean;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.ilc.combine.Median;
import org.altgrad.graphs.ilc.combine.Mgda;
import org.altgrad.graphs.ilc.combine.MinAbs;
import org.altgrad.graphs.ilc.combine.NormMean;
import org.altgrad.graphs.ilc.combine.PowerMean;
import org.altgrad.graphs.ilc.combine.SandMask;
import org.altgrad.graphs.ilc.combine.Scope;
import org.altgrad.graphs.ilc.combine.SignPower;
import org.altgrad.graphs.ilc.combine.SignVote;
import org.altgrad.graphs.ilc.combine.Significance;
import org.altgrad.graphs.ilc.combine.Snr;
import org.altgrad.graphs.ilc.combine.SoftAnd;
import org.altgrad.graphs.ilc.combine.TrimmedMean;
import org.altgrad.graphs.ilc.gradients.GroupedGradients;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.Directions.Direction;
import org.altgrad.graphs.program.EnvironmentBatches;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What combiners make of mini-batches. A draw has as many rows of each environment as a training
 * step, each drawn from all rows of its environment whatever else was drawn, and all rules see the
 * same gradients g_e of a draw; rescaling and regularisers do not follow. Every direction is
 * measured against two exact ones, made of the gradients ∇L_e over all rows of the training split:
 *
 * <ul>
 *   <li>{@value #MEAN}: (1/E) Σ ∇L_e, which gradient descent on L follows;
 *   <li>{@value #OWN}: u(∇L₁ … ∇L_E), what the rule makes of the exact gradients.
 * </ul>
 *
 * <p>The bias of a rule u against its own is what mini-batches do to it: E u(g₁ … g_E) - u(∇L₁ …
 * ∇L_E), which is 0 where u is linear, so of these for the mean alone. With larger batches it goes
 * to 0 wherever u is continuous at the exact gradients; a mask is not where some ∂L_e/∂θ_j is 0.
 * What a rule does on purpose is its distance from the mean, which no batch removes.
 *
 * @param combiners by what they are called; none of them draws or keeps state
 */
record IlcDirections(
    Context context,
    IlcSettings settings,
    Examples examples,
    StepRows rows,
    Problem<TFloat32> problem,
    Map<Direction, Combiner> combiners) {
  static final String MEAN = "mean";
  static final String OWN = "own";

  /** With too few environments that level keeps nothing, and is no direction. */
  private static final double USUAL_ALPHA = 0.05;

  /** Name of the combiner that the program is trained with, if it is none of the usual. */
  static final String CONFIGURED = "configured";

  /** The directions of a network. */
  static Directions of(
      Context context,
      IlcSettings settings,
      Examples examples,
      StepRows rows,
      Problem<TFloat32> problem) {
    Map<Direction, Combiner> all = new LinkedHashMap<>();
    all.put(new Direction("mean", "mean", "mean", true), new Mean());
    String mask = "hard masks";
    add(all, "and_mask_0.5", "AND-mask, τ = 0.5", mask, new AndMask(0.5));
    add(all, "and_mask_0.75", "AND-mask, τ = 0.75", mask, new AndMask(0.75));
    add(all, "and_mask_1", "AND-mask, τ = 1", mask, new AndMask(1));
    Significance significance = new Significance(USUAL_ALPHA);
    Map<String, String> leftOut = new LinkedHashMap<>();
    if (significance.keeps(rows.environments())) {
      add(all, "significance", "significance, α = 0.05", mask, significance);
    } else {
      leftOut.put("significance", tooFew(significance, rows.environments()));
    }
    String soft = "soft masks";
    add(all, "sign_power", "sign power, r = 8", soft, new SignPower(8));
    add(all, "soft_and", "soft AND, τ = 0.9, κ = 50", soft, new SoftAnd(0.9, 50));
    SandMask sand = new SandMask(0.9, 0.1, SandMask.SignSpread.RELATIVE);
    add(all, "sand_mask", "SAND-mask, τ = 0.9, k = 0.1", soft, sand);
    add(all, "snr", "signal to noise, r = 1", soft, new Snr(1));
    String sizes = "other sizes, masked";
    add(all, "geom_mean", "geometric mean, τ = 1", sizes, new GeomMean(1));
    add(all, "power_mean", "harmonic mean, τ = 1", sizes, new PowerMean(1, -1));
    add(all, "min_abs", "smallest, τ = 1", sizes, new MinAbs(1));
    String order = "votes and order";
    add(all, "sign_vote", "sign vote", order, new SignVote());
    add(all, "median", "median", order, new Median());
    add(all, "trimmed_mean", "trimmed mean, f = 0.25", order, new TrimmedMean(0.25));
    String products = "inner products";
    add(all, "norm_mean", "mean of unit vectors", products, new NormMean(Scope.GLOBAL));
    add(all, "mgda", "MGDA", products, new Mgda(Scope.GLOBAL));
    add(all, "cagrad", "CAGrad, a = 0.5", products, new CaGrad(0.5, Scope.GLOBAL));
    if (settings.combiner() instanceof Combiner own && own.pure() && !all.containsValue(own)) {
      add(all, CONFIGURED, own.name() + " as configured", CONFIGURED, own);
    }
    var these = new IlcDirections(context, settings, examples, rows, problem, all);
    return new Directions(List.copyOf(all.keySet()), leftOut, these::graph);
  }

  private static String tooFew(Significance rule, int environments) {
    int enough =
        IntStream.iterate(environments, n -> n + 1).filter(rule::keeps).findFirst().getAsInt();
    return "its level α = %s takes %d environments, and there %s %d"
        .formatted(rule.alpha(), enough, environments == 1 ? "is" : "are", environments);
  }

  private static void add(
      Map<Direction, Combiner> all, String name, String label, String family, Combiner combiner) {
    all.put(new Direction(name, label, family, false), combiner);
  }

  private Directions.Graph graph(Nodes<TFloat32> all, List<Direction> chosen) {
    requireMeasurable();
    Nodes<TFloat32> nodes = all.scope("directions");
    ResidentSplit train = context.split("train");
    int[][] rowsOf = EnvironmentBatches.rowsOf(train.integers("environment"));
    Operand<TInt64> counter = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), counter).scope("directions");
    Operand<TInt32> drawn = draw(nodes, randoms, rowsOf, rows.examples());
    Batch<TFloat32> batch =
        new Batch<>(
            examples.inputs(nodes, train, drawn),
            examples.targets(nodes, train, drawn),
            rows.environments(),
            rows.examples());
    var found = new GroupedGradients().gradients(problem, batch, randoms);
    var gradients =
        new Combiner.Gradients<>(
            found.statistics(), found.losses().stop(), new Variables(), randoms);
    ExactGradients exact = new ExactGradients(nodes, problem, examples, train, rowsOf);
    Combiner.Gradients<TFloat64> known = exact.gradients(randoms);
    Directions.Reference mean = exactly(new Mean(), known);
    List<Directions.Comparison> compared = new ArrayList<>();
    for (Direction direction : chosen) {
      Combiner combiner = combiners.get(direction);
      Map<String, Directions.Reference> references = new LinkedHashMap<>();
      references.put(MEAN, mean);
      references.put(OWN, exactly(combiner, known));
      compared.add(new Directions.Comparison(combiner.combine(gradients).directions(), references));
    }
    return new Directions.Graph(counter, exact::find, batch.rows(), List.of(), compared);
  }

  private static Directions.Exact exactly(
      Combiner combiner, Combiner.Gradients<TFloat64> gradients) {
    List<Expr<TFloat64>> tensors = combiner.combine(gradients).directions();
    Nodes<TFloat64> nodes = tensors.get(0).nodes();
    return new Directions.Exact(nodes.concat(tensors.stream().map(u -> u.reshape(-1)).toList(), 0));
  }

  /** [E · examples] rows, environment by environment, each any of its environment's. */
  private static Operand<TInt32> draw(
      Nodes<?> nodes, Randoms randoms, int[][] rowsOf, int examples) {
    Ops tf = nodes.tf();
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    double[] counts = Arrays.stream(rowsOf).mapToDouble(own -> own.length).toArray();
    int[] starts = new int[counts.length];
    for (int e = 1; e < starts.length; e++) {
      starts[e] = starts[e - 1] + rowsOf[e - 1].length;
    }
    Shape shape = Shape.of(counts.length, examples);
    Expr<TFloat64> place =
        randoms
            .uniform(wide, "rows", Randoms.shape(wide, shape))
            .times(wide.constant(Shape.of(counts.length, 1), counts));
    Operand<TInt32> index =
        tf.math.add(
            tf.dtypes.cast(place, TInt32.class), // rounds down
            tf.reshape(tf.constant(starts), tf.constant(new int[] {-1, 1})));
    int[] all = Arrays.stream(rowsOf).flatMapToInt(IntStream::of).toArray();
    return tf.gather(
        tf.constant(all),
        tf.reshape(index, tf.constant(new int[] {counts.length * examples})),
        tf.constant(0));
  }

  private void requireMeasurable() {
    IlcSettings.Environments environments = settings.environments();
    if (environments.environmentOf() != IlcSettings.EnvironmentOf.ENVIRONMENT) {
      throw new IllegalArgumentException(
          "environment_of: must be environment for directions but is "
              + environments.environmentOf().name().toLowerCase(Locale.ROOT));
    }
    if (rows.names().isEmpty()) {
      throw new IllegalArgumentException(
          "envs_per_step: must be null, and calls 1, for directions, which are made of all"
              + " environments, but a call has "
              + rows.environments());
    }
    IlcModel model = problem.model();
    if (!model.rowByRow()) {
      boolean mixed = model.norm() != Norm.NONE && model.norm() != Norm.GROUP;
      String has = mixed ? "norm " + model.norm().name().toLowerCase(Locale.ROOT) : "dropout";
      throw new IllegalArgumentException(
          "model: must be without dropout and batch normalisation for directions but has " + has);
    }
  }
}
