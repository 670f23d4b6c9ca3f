package org.altgrad.graphs.ilc.combine;

import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Group distributionally robust optimisation (Sagawa et al. 2020): environments with larger losses
 * gain weight, q_e ← q_e exp(eta L_e) / Σ, from 1/E on, and u = Σ q_e g_e with the new q. The state
 * knows environments by their places in a step, so it must be the same ones in every step.
 *
 * @param eta step size of the weights
 */
public record GroupDro(double eta) implements Combiner {

  public GroupDro {
    Require.notNegative("eta", eta);
  }

  @Override
  public boolean pure() {
    return false;
  }

  @Override
  public <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    Nodes<T> nodes = gradients.losses().nodes();
    int environments = gradients.environments();
    double[] uniform = new double[environments];
    Arrays.fill(uniform, 1.0 / environments);
    Variables.Entry<T> q =
        gradients.variables().state("combiner/q", nodes.constant(Shape.of(environments), uniform));
    // A common factor cancels; with the largest loss at 0 nothing overflows. No weight is lost for
    // ever.
    Expr<T> losses = gradients.losses().stop();
    Expr<T> factors = losses.minus(losses.reduceMax()).times(eta).exp();
    Expr<T> grown = q.value().times(factors).max(nodes.constant(1e-30));
    Expr<T> next = grown.over(grown.sum());
    List<Expr<T>> directions = gradients.parameters().stream().map(g -> g.weighted(next)).toList();
    return new Combination<>(directions, Combination.ones(directions), Change.set(q, next));
  }
}
