package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/**
 * The shortest vector between the gradients (Désidéri 2012; Sener and Koltun 2018, MGDA): c
 * minimises ‖Σ c_e g_e‖² over c ≥ 0, Σ c_e = 1, by steps from 1/E that exchange weight between two
 * environments with exact line search, until ‖u‖² is as close to its minimum as the type of the
 * numbers allows ({@link GramRule#tolerance}).
 *
 * @param scope whether there is one problem for each parameter or one for all
 */
public record Mgda(Scope scope) implements GramRule {
  public Mgda {
    Require.given("scope", scope);
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
            k.nodes().tf().constant(EXCHANGES),
            step -> {
              Expr<T> now = step.get(c);
              Expr<T> slopes = GramRule.product(step.get(products), now);
              Exchange<T> exchange = Exchange.of(now, slopes, environments);
              step.set(c, closer(step.get(products), now, slopes, exchange));
              step.stopIf(exchange.within(GramRule.tolerance(now.nodes())));
            })
        .get(c);
  }

  private static <T extends TNumber> Expr<T> closer(
      Expr<T> gram, Expr<T> c, Expr<T> slopes, Exchange<T> exchange) {
    Nodes<T> nodes = gram.nodes();
    Expr<T> way = exchange.way();
    Expr<T> slope = GramRule.dot(way, slopes);
    Expr<T> curvature = GramRule.dot(way, GramRule.product(gram, way));
    Expr<T> length = slope.negate().over(curvature.max(nodes.constant(1e-30)));
    return c.plus(way.times(length.max(nodes.constant(0)).min(exchange.most())));
  }
}
