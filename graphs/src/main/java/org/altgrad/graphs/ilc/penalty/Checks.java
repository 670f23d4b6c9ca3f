package org.altgrad.graphs.ilc.penalty;

/** Checks of settings, with messages that begin with the setting's name. */
final class Checks {
  private Checks() {}

  static void require(boolean holds, String component, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(component + ": must be " + rule + ", is " + value);
    }
  }

  static void notNegative(String component, double value) {
    require(value >= 0 && Double.isFinite(value), component, "a number of at least 0", value);
  }

  static void positive(String component, double value) {
    require(value > 0 && Double.isFinite(value), component, "a positive number", value);
  }

  static void count(String component, long value, long least) {
    require(value >= least, component, "at least " + least, value);
  }
}
