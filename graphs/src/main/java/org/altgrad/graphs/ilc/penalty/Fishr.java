package org.altgrad.graphs.ilc.penalty;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Fishr (Ramé et al. 2022): L + (λ/E) Σ_e ‖v_e - v̄‖², where v_e is the variance, over the examples
 * of e, of the gradients of the last layer. With features h and residual d those are h ⊗ d for the
 * weights and d for the bias, explicit functions of what the network said, so that one backward
 * pass suffices; and their variance needs two matrix products, not the gradients themselves.
 *
 * @param lambda weight of the penalty
 * @param ema weight of the past in the running average of v_e, 0 for none
 * @param anneal steps without penalty before it
 */
public record Fishr(Coefficient lambda, double ema, long anneal) implements Penalty {

  public Fishr {
    Require.notNegative("lambda", lambda.one());
    Require.that(ema >= 0 && ema < 1, "ema", "at least 0 and below 1", ema);
    Require.atLeast("anneal", anneal, 0);
  }

  @Override
  public Fishr inSteps(RunLength updates) {
    return new Fishr(lambda.inSteps(updates), ema, anneal);
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    Nodes<T> nodes = outputs.z().nodes();
    Ops tf = nodes.tf();
    boolean bias =
        step.problem().parameters().stream().anyMatch(p -> p.name().equals("output/bias"));
    Expr<T> now = variances(step.problem().loss(), outputs, step.batch(), bias);
    Expr<T> weight = step.weight(lambda.after(anneal, 0));
    if (ema == 0) {
      return term(now, weight, Change.NONE);
    }
    Variables.Entry<T> before =
        step.variables().state("fishr/variance", Initialiser.filled(nodes, now.shape(), 0));
    Expr<T> smoothed = before.value().stop().times(ema).plus(now.times(1 - ema));
    Expr<T> v = Expr.where(tf.math.equal(step.number(), tf.constant(0L)), now, smoothed);
    return term(v, weight, Change.set(before, v));
  }

  private static <T extends TNumber> Term<T> term(Expr<T> v, Expr<T> weight, Change change) {
    Expr<T> value = v.minus(v.meanKeep(0)).square().sum(1).mean(0);
    return new Term<>(value, weight, Optional.empty(), List.of(), Map.of(), change);
  }

  /**
   * v_e [E, components of the last layer]: the mean of squares less the square of the mean, of h ⊗
   * d and, with a bias, of d.
   */
  static <T extends TNumber> Expr<T> variances(
      Loss loss, IlcModel.Outputs<T> outputs, Batch<T> batch, boolean bias) {
    int environments = batch.environments();
    int examples = batch.examples();
    long features = outputs.features().shape().get(1);
    long classes = outputs.z().shape().get(1);
    Expr<T> h = outputs.features().reshape(environments, examples, features);
    if (bias) {
      // The gradient for the bias is d, that of a weight on a feature that is always 1.
      Shape ones = Shape.of(environments, examples, 1);
      h = h.nodes().concat(List.of(h, Initialiser.filled(h.nodes(), ones, 1)), 2);
    }
    Expr<T> residual = loss.residual(outputs.z(), batch.targets()).times(outputs.gain());
    Expr<T> d = residual.reshape(environments, examples, classes);
    Expr<T> squares = h.square().batchTMatmul(d.square()).over(examples);
    Expr<T> mean = h.batchTMatmul(d).over(examples);
    return squares
        .minus(mean.square())
        .reshape(environments, (features + (bias ? 1 : 0)) * classes);
  }
}
