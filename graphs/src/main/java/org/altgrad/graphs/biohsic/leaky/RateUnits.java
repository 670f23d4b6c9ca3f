package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.biohsic.LocalRule;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Leaky rate units: u ← u + ρ (a - u), z = LN(relu(u)). The rule's derivative is through the
 * present step alone: what u was before is a constant.
 *
 * @param rho ρ = dt / τ
 */
record RateUnits(double rho) implements Units {
  @Override
  public int states() {
    return 1;
  }

  @Override
  public <T extends TNumber> Moment<T> advance(Expr<T> drive, List<Expr<T>> state) {
    Expr<T> u = leak(state.get(0), drive, rho);
    return new Moment<>(List.of(u), LocalRule.of(u), Optional.empty());
  }

  /** u + ρ (a - u). */
  static <T extends TNumber> Expr<T> leak(Expr<T> u, Expr<T> a, double rho) {
    return u.plus(a.minus(u).times(rho));
  }

  @Override
  public List<Shape> traces(int models, int rows, int in, int out) {
    return List.of();
  }

  @Override
  public <T extends TNumber> Lesson<T> learn(
      Expr<T> h, Moment<T> now, List<Expr<T>> traces, Expr<T> xi) {
    Expr<T> e = now.rule().error(xi, rho);
    return new Lesson<>(LocalRule.weights(h, e), LocalRule.bias(e), List.of());
  }
}
