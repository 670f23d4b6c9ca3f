package org.altgrad.graphs.ilc.gradients;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.tensorflow.types.family.TNumber;

/** Statistics of gradients of which only two sums are left: those that diagnostics need. */
record SumStatistics<T extends TNumber>(int environments, Expr<T> sum, Expr<T> signs)
    implements EnvironmentStatistics<T> {

  @Override
  public Expr<T> squares() {
    throw gone();
  }

  @Override
  public Expr<T> logs() {
    throw gone();
  }

  @Override
  public Expr<T> powers(double q) {
    throw gone();
  }

  @Override
  public Expr<T> absolutes() {
    throw gone();
  }

  @Override
  public Expr<T> smallest() {
    throw gone();
  }

  @Override
  public Expr<T> gram() {
    throw gone();
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    throw gone();
  }

  @Override
  public Expr<T> stack() {
    throw gone();
  }

  private static IllegalArgumentException gone() {
    return new IllegalArgumentException(
        "gradients: fused leaves only sums of gradients and of signs; choose grouped");
  }
}
