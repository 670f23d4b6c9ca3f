package org.altgrad.train.loop;

/**
 * How many steps a call may make: not more than take a fifth of a second by what the last call
 * took. A run looks between calls whether it is asked to stop, or its time is over, and the numbers
 * are the same however many steps there are in a call.
 */
final class CallLength {
  /** A call that lasts so long costs nothing beside its steps. */
  private static final double SECONDS = 0.2;

  /** Unknown before the first call, which therefore makes one step. */
  private double step = Double.POSITIVE_INFINITY;

  /**
   * @param steps that could be made in a call
   * @return at least 1
   */
  int atMost(long steps) {
    return (int) Math.max(1, Math.min(steps, SECONDS / step));
  }

  /** What the last call took. */
  void took(int steps, double seconds) {
    step = seconds / steps;
  }
}
