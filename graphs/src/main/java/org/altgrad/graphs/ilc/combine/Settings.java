package org.altgrad.graphs.ilc.combine;

/** Checks of settings, with messages that begin with the setting's name. */
final class Settings {
  private Settings() {}

  static void require(boolean holds, String component, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(component + ": must be " + rule + ", is " + value);
    }
  }

  /** In [0, 1]. */
  static void share(String component, double value) {
    require(value >= 0 && value <= 1, component, "between 0 and 1", value);
  }

  static void positive(String component, double value) {
    require(value > 0 && Double.isFinite(value), component, "a positive number", value);
  }

  static void notNegative(String component, double value) {
    require(value >= 0 && Double.isFinite(value), component, "a number of at least 0", value);
  }

  static void given(String component, Object value) {
    require(value != null, component, "given", "missing");
  }
}
