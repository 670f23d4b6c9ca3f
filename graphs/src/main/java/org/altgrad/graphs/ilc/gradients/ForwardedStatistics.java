package org.altgrad.graphs.ilc.gradients;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.tensorflow.types.family.TNumber;

/** Statistics that ask others. */
abstract class ForwardedStatistics<T extends TNumber> implements EnvironmentStatistics<T> {
  private final EnvironmentStatistics<T> others;

  ForwardedStatistics(EnvironmentStatistics<T> others) {
    this.others = others;
  }

  @Override
  public int environments() {
    return others.environments();
  }

  @Override
  public Expr<T> sum() {
    return others.sum();
  }

  @Override
  public Expr<T> mean() {
    return others.mean();
  }

  @Override
  public Expr<T> signs() {
    return others.signs();
  }

  @Override
  public Expr<T> squares() {
    return others.squares();
  }

  @Override
  public Expr<T> variance() {
    return others.variance();
  }

  @Override
  public Expr<T> logs() {
    return others.logs();
  }

  @Override
  public Expr<T> powers(double q) {
    return others.powers(q);
  }

  @Override
  public Expr<T> absolutes() {
    return others.absolutes();
  }

  @Override
  public Expr<T> smallest() {
    return others.smallest();
  }

  @Override
  public Expr<T> gram() {
    return others.gram();
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    return others.weighted(c);
  }

  @Override
  public Expr<T> stack() {
    return others.stack();
  }
}
