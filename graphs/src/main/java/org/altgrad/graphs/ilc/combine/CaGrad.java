package org.altgrad.graphs.ilc.combine;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.family.TNumber;

/**
 * Conflict-averse gradient descent (Liu et al. 2021, CAGrad): the direction within a‖ḡ‖ of the mean
 * that serves the worst-off environment best, u = ḡ + a‖ḡ‖ g_w / ‖g_w‖ with g_w = Σ w_e g_e, where
 * w minimises ⟨g_w, ḡ⟩ + a‖ḡ‖ ‖g_w‖ over w ≥ 0, Σ w_e = 1, by steps that move weight from the worst
 * environment that has some to the best with exact line search, until what is left to gain is as
 * little as the type of the numbers allows ({@link GramRule#tolerance}).
 *
 * @param a how far from the mean, in [0, 1)
 * @param scope whether there is one problem for each parameter or one for all
 */
public record CaGrad(double a, Scope scope) implements GramRule {
  /**
   * ‖g_w‖ in units of a gradient's size, below which it is a rounding error without a direction.
   */
  private static final double SHORTEST = 1e-4;

  public CaGrad {
    Require.that(a >= 0 && a < 1, "a", "at least 0 and below 1", a);
    Require.given("scope", scope);
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Nodes<T> nodes = k.nodes();
    Expr<T> zero = nodes.constant(0);
    Expr<T> gram = GramRule.normalised(k, environments);
    Expr<T> uniform = GramRule.uniform(gram, environments);
    Expr<T> toMean = GramRule.product(gram, uniform); // ⟨g_e, ḡ⟩
    Expr<T> radius = GramRule.dot(uniform, toMean).max(zero).sqrt().times(a);

    Expr<T> w = uniform;
    if (a > 0 && environments > 1) {
      Loop loop = new Loop("cagrad");
      var weights = loop.variable("w", uniform);
      var products = loop.variable("gram", gram);
      var targets = loop.variable("to_mean", toMean);
      var size = loop.variable("radius", radius);
      w =
          loop.run(
                  nodes.tf(),
                  nodes.tf().constant(EXCHANGES),
                  step ->
                      better(
                          step,
                          weights,
                          step.get(products),
                          step.get(targets),
                          step.get(size),
                          environments))
              .get(weights);
    }
    Expr<T> length = GramRule.dot(w, GramRule.product(gram, w)).max(zero).sqrt();
    return uniform.plus(w.times(radius.over(length.max(nodes.constant(SHORTEST)))));
  }

  /** One step. */
  private static <T extends TNumber> void better(
      Loop.Iteration step,
      Loop.Var<T> weights,
      Expr<T> gram,
      Expr<T> toMean,
      Expr<T> radius,
      int environments) {
    Expr<T> w = step.get(weights);
    Nodes<T> nodes = gram.nodes();
    Expr<T> zero = nodes.constant(0);
    Expr<T> tiny = nodes.constant(1e-30);
    Expr<T> kw = GramRule.product(gram, w);
    Expr<T> square = GramRule.dot(w, kw).max(zero);
    Expr<T> slopes = toMean.plus(kw.times(radius.over(square.sqrt().max(tiny))));
    Exchange<T> exchange = Exchange.of(w, slopes, environments);
    Expr<T> way = exchange.way();
    Expr<T> most = exchange.most();

    // Along the way t the objective is b t + radius √(p t² + 2 q t + square) + constant.
    Expr<T> b = GramRule.dot(way, toMean);
    Expr<T> q = GramRule.dot(way, kw);
    Expr<T> p = GramRule.dot(way, GramRule.product(gram, way));
    Expr<T> steep = b.over(radius.max(tiny));
    Expr<T> rest = p.minus(steep.square());
    Expr<T> spread = p.times(square).minus(q.square()).max(zero);
    Expr<T> turn =
        steep.negate().times(spread.over(rest.max(tiny)).sqrt()).minus(q).over(p.max(tiny));
    Expr<T> end = Expr.where(b.less(zero), most, zero);
    Expr<T> t = Expr.where(rest.greater(zero), turn, end).max(zero).min(most);
    step.set(weights, w.plus(way.times(t)));
    step.stopIf(exchange.within(GramRule.tolerance(nodes)));
  }
}
