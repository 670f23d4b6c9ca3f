package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.TFloat64;

/**
 * A threshold of agreement that changes over a run, counted in updates: the mean for {@code warmup}
 * of them, then a straight line.
 *
 * @param steps updates that the line takes, at least 1 unless it is constant
 * @param warmup updates with a threshold of 0 before
 */
public record TauSchedule(Kind kind, long steps, long warmup) {
  /** Where the line goes. */
  public enum Kind {
    /** tau all the time. */
    CONSTANT,
    /** From 0 to tau: learn, then select. */
    RISE,
    /** From tau to 0. */
    FALL
  }

  public TauSchedule {
    Settings.given("kind", kind);
    Settings.require(
        steps >= (kind == Kind.CONSTANT ? 0 : 1),
        "steps",
        kind == Kind.CONSTANT ? "at least 0" : "at least 1 where the threshold changes",
        steps);
    Settings.require(warmup >= 0, "warmup", "at least 0", warmup);
  }

  /** tau from the first update on. */
  static TauSchedule constant() {
    return new TauSchedule(Kind.CONSTANT, 0, 0);
  }

  boolean changes() {
    return kind != Kind.CONSTANT || warmup > 0;
  }

  /**
   * The factor of tau at an update.
   *
   * @param update scalar, 0 at the first
   */
  Expr<TFloat64> factor(Expr<TFloat64> update) {
    var nodes = update.nodes();
    Expr<TFloat64> zero = nodes.constant(0);
    Expr<TFloat64> one = nodes.constant(1);
    Expr<TFloat64> since = update.minus(warmup);
    Expr<TFloat64> risen = since.over(Math.max(1, steps)).max(zero).min(one);
    Expr<TFloat64> line =
        switch (kind) {
          case CONSTANT -> one;
          case RISE -> risen;
          case FALL -> risen.subtractFrom(1);
        };
    return Expr.where(since.less(zero), zero, line);
  }
}
