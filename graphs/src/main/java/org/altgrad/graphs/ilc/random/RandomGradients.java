package org.altgrad.graphs.ilc.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.Combiner;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Descent;
import org.altgrad.graphs.program.NoModel;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Gradients that agree by chance alone: g_e ~ N(0, I_n). Each step draws them anew; nothing is
 * learned, the variables are sums over the draws. Metrics for each number of environments E: {@code
 * norm/mean/E}, the norm of their mean (√(n/E) in expectation); {@code norm/and_mask/E}, the norm
 * of the masked mean, which falls exponentially; {@code kept/E}, the fraction of components that
 * pass, and {@code kept_exact/E}, its expectation.
 */
public final class RandomGradients {
  private RandomGradients() {}

  /** Builds the program. */
  public static Program program(Context context, RandomSettings settings, NoModel model) {
    Nodes<TFloat32> nodes = context.nodes();
    Ops tf = nodes.tf();
    Operand<TInt64> step = nodes.counter();
    Randoms randoms = new Randoms(context.seed(), step).scope("random");
    Variables variables = new Variables();
    List<Integer> sizes = settings.environments();
    int most = sizes.get(sizes.size() - 1);
    Expr<TFloat32> g =
        randoms.normal(
            nodes, "gradients", Randoms.shape(nodes, Shape.of(most, settings.components())));

    Map<String, Expr<TFloat32>> measured = new LinkedHashMap<>();
    List<Expr<TFloat32>> row = new ArrayList<>();
    for (int e : sizes) {
      Expr<TFloat32> stack =
          nodes
              .of(tf.slice(g, tf.constant(new int[] {0, 0}), tf.constant(new int[] {e, -1})))
              .reshape(e, settings.components());
      StackStatistics<TFloat32> statistics = new StackStatistics<>(stack);
      // |Σ sign| ≥ τ E where at least t of E signs agree: τ = 2 t / E - 1.
      double tau = 2.0 * settings.threshold(e) / e - 1;
      Combiner.Combination<TFloat32> masked =
          new AndMask(tau)
              .combine(
                  new Combiner.Gradients<>(
                      List.of(statistics), nodes.constant(0).reshape(1), variables, randoms));
      Expr<TFloat32> mean = norm(statistics.sum().over(e));
      Expr<TFloat32> kept = masked.weights().get(0).mean();
      Expr<TFloat32> norm = norm(masked.directions().get(0));
      measured.put("norm/mean/" + e, mean);
      measured.put("norm/and_mask/" + e, norm);
      measured.put("kept/" + e, kept);
      measured.put("kept_exact/" + e, nodes.constant(settings.keptProbability(e)));
      row.add(nodes.stack(List.of(mean, norm, kept)));
    }
    Variables.Entry<TFloat32> sums =
        variables.state(
            "sums",
            nodes.of(tf.fill(tf.constant(new long[] {sizes.size(), 3}), nodes.constant(0))));
    Expr<TFloat32> drawn = nodes.stack(row);
    TrainStep train =
        new Descent<TFloat32>(List.of(), List.of(), measured, Change.add(sums, drawn))
            .step(context, nodes, variables, Descent.Steps.counted(step, settings.draws(), 1));
    return new Program(
        variables,
        List.of(),
        train,
        List.of(),
        Map.of(),
        Map.of(
            "random_gradients",
            new Recording(
                "norms of the mean and of the masked mean, by number of environments",
                (calls, at) -> table(settings, sums.value(), calls, at))));
  }

  private static Expr<TFloat32> norm(Expr<TFloat32> u) {
    return u.sumOfSquares().sqrt();
  }

  private static Recording.Table table(
      RandomSettings settings, Operand<TFloat32> sums, Calls calls, long draws) {
    List<List<?>> rows = new ArrayList<>();
    try (Result result = calls.run(Map.of(), List.of(sums), List.of())) {
      TFloat32 values = (TFloat32) result.get(0);
      for (int i = 0; draws > 0 && i < settings.environments().size(); i++) {
        int e = settings.environments().get(i);
        double expected = Math.sqrt(settings.components() / (double) e);
        rows.add(List.of(e, "mean", values.getFloat(i, 0) / draws));
        rows.add(List.of(e, "sqrt(n/E)", expected));
        rows.add(List.of(e, "masked", values.getFloat(i, 1) / draws));
        rows.add(List.of(e, "bound", bound(settings, e)));
      }
    }
    return new Recording.Table(List.of("environments", "rule", "norm"), rows);
  }

  /** The root of E‖u‖², which bounds E‖u‖ from above. */
  private static double bound(RandomSettings settings, int e) {
    return Math.sqrt(settings.components() * settings.secondMoment(e));
  }
}
