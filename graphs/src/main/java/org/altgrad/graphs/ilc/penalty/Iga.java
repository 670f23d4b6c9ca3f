package org.altgrad.graphs.ilc.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.gradients.EnvironmentGradients;
import org.altgrad.graphs.ilc.gradients.TiledGradients;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.family.TNumber;

/**
 * Inter-environmental gradient alignment (Koyama and Yamaguchi 2020): L + (λ/E) Σ_e ‖g_e - ḡ‖². Its
 * gradient is ḡ + (2λ/E) Σ_e H_e v_e with v_e = g_e - ḡ, and H_e v_e is a central difference of
 * gradients, for all environments at once: each has parameters of its own, moved along its own v_e.
 *
 * @param lambda weight of the penalty
 */
public record Iga(Coefficient lambda) implements StepRule {
  private static final double STEP = 1e-3;

  public Iga {
    Require.notNegative("lambda", lambda.one());
  }

  @Override
  public Iga inSteps(RunLength updates) {
    return new Iga(lambda.inSteps(updates));
  }

  @Override
  public <T extends TNumber> StepResult<T> descend(Step<T> step) {
    int environments = step.batch().environments();
    EnvironmentGradients.Found<T> found =
        new TiledGradients().gradients(step.problem(), step.batch(), step.randoms());
    List<Expr<T>> v = new ArrayList<>();
    List<Expr<T>> squares = new ArrayList<>();
    for (EnvironmentStatistics<T> g : found.statistics()) {
      Expr<T> deviation = g.stack().minus(g.mean().expand(0));
      v.add(deviation);
      squares.add(deviation.square().reshape(environments, -1).sum(1));
    }
    Nodes<T> nodes = v.get(0).nodes();
    Expr<T> norms = nodes.stack(squares).sum(0); // [E] ‖v_e‖²
    Expr<T> h = nodes.constant(STEP).over(norms.sqrt().plus(1e-12));
    List<Expr<T>> curvatures = curvatures(step, v, h);
    Expr<T> weight = step.weight(lambda.withValue(2 * lambda.one() / environments));
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < v.size(); i++) {
      Expr<T> mean = found.statistics().get(i).mean();
      directions.add(mean.plus(curvatures.get(i).sum(0).times(weight)));
    }
    return StepResult.plain(
        step,
        found.losses(),
        found.z(),
        directions,
        Map.of("penalty", norms.mean()),
        found.moments());
  }

  /**
   * H_e v_e, a stack for each parameter.
   *
   * @param v for each parameter a stack [E, ...]
   * @param h [E] how far along v_e to go
   */
  static <T extends TNumber> List<Expr<T>> curvatures(Step<T> step, List<Expr<T>> v, Expr<T> h) {
    List<Expr<T>> up = gradients(step, v, h);
    List<Expr<T>> down = gradients(step, v, h.negate());
    List<Expr<T>> products = new ArrayList<>();
    for (int i = 0; i < v.size(); i++) {
      products.add(up.get(i).minus(down.get(i)).over(along(h, v.get(i)).times(2)));
    }
    return products;
  }

  private static <T extends TNumber> List<Expr<T>> gradients(
      Step<T> step, List<Expr<T>> v, Expr<T> h) {
    List<Expr<T>> moved = new ArrayList<>();
    List<Expr<T>> values = step.problem().values();
    for (int i = 0; i < v.size(); i++) {
      Expr<T> own = values.get(i).expand(0).plus(v.get(i).times(along(h, v.get(i))));
      moved.add(own.stop());
    }
    Pass<T> pass = new Pass<>(step.training());
    Expr<T> z = step.problem().at(moved).forward(pass, step.batch()).z();
    return Gradients.of(step.problem().losses(z, step.batch()).sum(), moved);
  }

  /** [E] with axes of size 1 behind, as many as a stack has. */
  private static <T extends TNumber> Expr<T> along(Expr<T> h, Expr<T> stack) {
    long[] shape = new long[stack.shape().numDimensions()];
    java.util.Arrays.fill(shape, 1);
    shape[0] = -1;
    return h.reshape(shape);
  }
}
