package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/**
 * The shortest vector between the gradients (Désidéri 2012; Sener and Koltun 2018, MGDA): c
 * minimises ‖Σ c_e g_e‖² over c ≥ 0, Σ c_e = 1, by 50 steps of Frank and Wolfe from 1/E with exact
 * line search.
 *
 * @param scope whether there is one problem for each parameter or one for all
 */
public record Mgda(Scope scope) implements GramRule {
  private static final int STEPS = 50;

  public Mgda {
    Settings.given("scope", scope);
  }

  @Override
  public String name() {
    return "mgda";
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Expr<T> gram = GramRule.normalised(k, environments);
    if (environments == 1) {
      return GramRule.uniform(gram, environments);
    }
    Loop loop = new Loop("mgda");
    var c = loop.variable("c", GramRule.uniform(gram, environments));
    var products = loop.variable("gram", gram);
    return loop.run(
            k.nodes().tf(),
            k.nodes().tf().constant(STEPS),
            step -> step.set(c, closer(step.get(products), step.get(c), environments)))
        .get(c);
  }

  private static <T extends TNumber> Expr<T> closer(Expr<T> gram, Expr<T> c, int environments) {
    Nodes<T> nodes = gram.nodes();
    Expr<T> slopes = GramRule.product(gram, c);
    Expr<T> move = GramRule.smallest(slopes, environments).minus(c);
    Expr<T> slope = GramRule.dot(move, slopes);
    Expr<T> curvature = GramRule.dot(move, GramRule.product(gram, move));
    Expr<T> length = slope.negate().over(curvature.max(nodes.constant(1e-30)));
    return c.plus(move.times(length.max(nodes.constant(0)).min(nodes.constant(1))));
  }
}
