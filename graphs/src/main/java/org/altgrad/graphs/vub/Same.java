package org.altgrad.graphs.vub;

import java.nio.file.Path;
import java.util.Optional;

/** Whether the way by kept features and the way by the backbone lead to the same. */
final class Same {
  private static final double MOST = 1e-4;

  private Same() {}

  /**
   * Throws, saying what to do, if two numbers are further apart than 1e-4 of the larger of 1 and
   * their size.
   */
  static double check(
      double kept, double now, String what, int example, String split, Optional<Path> cache) {
    double apart = Math.abs(kept - now);
    if (!(apart <= MOST * Math.max(1, Math.abs(now)))) {
      throw new IllegalStateException(
          String.format(
              "a %s of example %d of split %s is %s by the features that are read but %s by the"
                  + " backbone%s",
              what, example, split, kept, now, cache.map(path -> "; remove " + path).orElse("")));
    }
    return apart;
  }
}
