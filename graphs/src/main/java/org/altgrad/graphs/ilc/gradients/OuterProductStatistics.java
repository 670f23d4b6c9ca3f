package org.altgrad.graphs.ilc.gradients;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.tensorflow.types.family.TNumber;

/**
 * Statistics of g_e = a_e ⊗ δ_e, the gradients of a dense layer's weights where each environment is
 * one example. Sign, size, square and power of a product are products, so their sums over
 * environments are matrix products, and only {@link #stack} and {@link #smallest} make a stack.
 *
 * <p>Logarithms and powers: an exact zero counts as {@link #FLOOR} as it does in a stack; a factor
 * below the floor counts as the floor; a product below it of larger factors counts as it is.
 */
final class OuterProductStatistics<T extends TNumber> implements EnvironmentStatistics<T> {
  private final Expr<T> a;
  private final Expr<T> delta;
  private final int environments;
  private final long in;
  private final long out;
  private final Map<String, Expr<T>> made = new LinkedHashMap<>();

  /**
   * @param a [E, in]
   * @param delta [E, out]
   */
  OuterProductStatistics(Expr<T> a, Expr<T> delta, int environments, long in, long out) {
    this.a = a.stop();
    this.delta = delta.stop();
    this.environments = environments;
    this.in = in;
    this.out = out;
  }

  @Override
  public int environments() {
    return environments;
  }

  @Override
  public Expr<T> sum() {
    return once("sum", () -> product(x -> x));
  }

  @Override
  public Expr<T> signs() {
    return once("signs", () -> product(Expr::sign));
  }

  @Override
  public Expr<T> squares() {
    return once("squares", () -> product(Expr::square));
  }

  @Override
  public Expr<T> absolutes() {
    return once("absolutes", () -> product(Expr::abs));
  }

  @Override
  public Expr<T> logs() {
    return once(
        "logs",
        () -> {
          Expr<T> present = product(this::present);
          Expr<T> logA = floored(a).log().times(present(a));
          Expr<T> logDelta = floored(delta).log().times(present(delta));
          Expr<T> absent = present.subtractFrom(environments).times(Math.log(FLOOR));
          return logA.tMatmul(present(delta)).plus(present(a).tMatmul(logDelta)).plus(absent);
        });
  }

  @Override
  public Expr<T> powers(double q) {
    return once(
        "power " + q,
        () -> {
          Expr<T> sum = product(x -> floored(x).pow(q).times(present(x)));
          Expr<T> absent = product(this::present).subtractFrom(environments);
          return sum.plus(absent.times(Math.pow(FLOOR, q)));
        });
  }

  @Override
  public Expr<T> smallest() {
    return once("smallest", () -> stack().abs().reduceMin(0));
  }

  @Override
  public Expr<T> gram() {
    return once("gram", () -> a.matmulT(a).times(delta.matmulT(delta)));
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    return a.tMatmul(delta.times(c.stop().reshape(environments, 1)));
  }

  @Override
  public Expr<T> stack() {
    return once(
        "stack", () -> a.reshape(environments, in, 1).times(delta.reshape(environments, 1, out)));
  }

  /** Σ_e f(a_e) ⊗ f(δ_e). */
  private Expr<T> product(UnaryOperator<Expr<T>> f) {
    return f.apply(a).tMatmul(f.apply(delta));
  }

  /** 1 where there is no zero. */
  private Expr<T> present(Expr<T> x) {
    return x.sign().abs();
  }

  private Expr<T> floored(Expr<T> x) {
    return x.abs().max(x.nodes().constant(FLOOR));
  }

  private Expr<T> once(String name, Supplier<Expr<T>> make) {
    Expr<T> known = made.get(name);
    if (known == null) {
      known = make.get();
      made.put(name, known);
    }
    return known;
  }
}
