package org.altgrad.graphs.hnca;

import java.util.List;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * The {@code credit} op: turns an estimator's direction u for some logits into gradients of
 * whatever produced those logits.
 *
 * <p>Forward it is the identity on the logits. Backward it multiplies what arrives by u, element by
 * element. So the gradient of -(1/B) Σ {@code attach(a, u)} with respect to any parameter below a
 * is minus the batch mean of u backpropagated through the (differentiable) network below a; the
 * root's value has no meaning. Any network may produce a, and any number of credited logits may be
 * added up in one root.
 */
public final class Credit {
  private Credit() {}

  /**
   * @param a [batch, units] logits
   * @param u [batch, units] ascent direction of the objective with respect to them
   * @return a, which takes u as its gradient
   */
  public static <T extends TNumber> Expr<T> attach(String name, Expr<T> a, Expr<T> u) {
    Nodes<T> nodes = a.nodes();
    Expr<T> direction = u.stop();
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "credit." + name,
            List.of(a, direction),
            (tf, upstream) -> {
              Expr<T> d = nodes.with(tf).typed(upstream.get(0));
              return List.of(d.times(direction), CustomGradient.none(tf, direction));
            });
    return nodes.typed(outputs.get(0));
  }

  /**
   * The scalar whose descent gradient is minus the batch mean of all credits: -(1/B) Σ over the
   * tensors. Its value has no meaning.
   */
  public static <T extends TNumber> Expr<T> surrogate(List<Expr<T>> credited) {
    Expr<T> total = credited.get(0).sum();
    for (Expr<T> next : credited.subList(1, credited.size())) {
      total = total.plus(next.sum());
    }
    return total.over(credited.get(0).size(0)).negate();
  }
}
