package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** Statistics as where environments arrive one after the other: sums, and nothing else. */
record OnlySums<T extends TNumber>(EnvironmentStatistics<T> of)
    implements EnvironmentStatistics<T> {
  @Override
  public int environments() {
    return of.environments();
  }

  @Override
  public Expr<T> sum() {
    return of.sum();
  }

  @Override
  public Expr<T> signs() {
    return of.signs();
  }

  @Override
  public Expr<T> squares() {
    return of.squares();
  }

  @Override
  public Expr<T> logs() {
    return of.logs();
  }

  @Override
  public Expr<T> powers(double q) {
    return of.powers(q);
  }

  @Override
  public Expr<T> absolutes() {
    return of.absolutes();
  }

  @Override
  public Expr<T> smallest() {
    return of.smallest();
  }

  @Override
  public Expr<T> gram() {
    throw new IllegalArgumentException("combiner: no inner products here");
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    throw new IllegalArgumentException("combiner: no weighted sums here");
  }

  @Override
  public Expr<T> stack() {
    throw new IllegalArgumentException("combiner: no stack here");
  }
}
