package org.altgrad.graphs.ilc.penalty;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * IRMv1 (Arjovsky et al. 2019): L + λ Σ_e r_e², where r_e is the derivative of L_e(s · z) for s at
 * s = 1. A predictor that is optimal in every environment has r_e = 0. The whole objective is
 * divided by λ where λ > 1.
 *
 * @param lambda weight of the penalty
 * @param anneal steps before it, with a weight of 1
 */
public record Irm(Coefficient lambda, long anneal) implements Penalty, ServesOne {

  public Irm {
    Require.notNegative("lambda", lambda.one());
    Require.atLeast("anneal", anneal, 0);
  }

  @Override
  public Irm inSteps(RunLength updates) {
    return new Irm(lambda.inSteps(updates), anneal);
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    Nodes<T> nodes = outputs.z().nodes();
    Expr<T> r = scaleGradients(step.problem().loss(), outputs.z(), step.batch());
    Expr<T> weight = step.weight(lambda.after(anneal, 1));
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    if (step.batch().environments() <= 8) {
      for (int e = 0; e < step.batch().environments(); e++) {
        metrics.put("penalty/environment" + e, r.at(e).square());
      }
    }
    return new Term<>(
        r.sumOfSquares(),
        weight,
        Optional.of(weight.max(nodes.constant(1))),
        List.of(),
        metrics,
        Change.NONE);
  }

  /**
   * r_e [E] = (1/B) Σ_i Σ_k residual_ik z_ik, with its derivative in closed form: TensorFlow has no
   * second derivatives of most functions.
   */
  static <T extends TNumber> Expr<T> scaleGradients(Loss loss, Expr<T> z, Batch<T> batch) {
    Nodes<T> nodes = z.nodes();
    Expr<T> fixed = z.stop();
    Expr<T> each = loss.residual(fixed, batch.targets()).times(fixed).sum(1);
    Expr<T> r = each.reshape(batch.environments(), batch.examples()).mean(1);
    Expr<T> slope = loss.scaleSlope(fixed, batch.targets()).over(batch.examples());
    List<Operand<T>> inputs = List.of(r.stop(), z);
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "irm",
            inputs,
            (tf, upstream) -> {
              Nodes<T> inside = nodes.with(tf);
              Expr<T> arrived = inside.typed(upstream.get(0)).reshape(batch.environments(), 1);
              Expr<T> grouped = inside.of(slope).reshape(batch.environments(), -1);
              return List.of(
                  CustomGradient.none(tf, inputs.get(0)),
                  grouped.times(arrived).reshapeLike(slope));
            });
    return nodes.typed(outputs.get(0));
  }
}
