package org.altgrad.data.source;

import java.util.Collection;

/**
 * Checks that the settings of several sources share. What is wrong ends in an {@link
 * IllegalArgumentException} that begins with the component's name and a colon.
 */
final class Check {
  private Check() {}

  /** That a source has the one name of its kind. */
  static void name(String name, String kind) {
    require(name.equals(kind), "name", "must be " + kind, name);
  }

  static void atLeast(String component, int value, int least) {
    require(value >= least, component, "must be at least " + least, value);
  }

  /** A finite number above zero. */
  static void positive(String component, double value) {
    require(value > 0 && value < Double.POSITIVE_INFINITY, component, "must be above 0", value);
  }

  /** A finite number, zero or above. */
  static void notNegative(String component, double value) {
    boolean right = value >= 0 && value < Double.POSITIVE_INFINITY;
    require(right, component, "must be at least 0", value);
  }

  static void probability(String component, double value) {
    require(value >= 0 && value <= 1, component, "must be in [0, 1]", value);
  }

  static void probabilities(String component, Collection<Double> values) {
    boolean right = !values.isEmpty() && values.stream().allMatch(p -> p >= 0 && p <= 1);
    require(right, component, "must be one or more numbers in [0, 1]", values);
  }

  /** A share that leaves something of the rest. */
  static void share(String component, double value) {
    require(value >= 0 && value < 1, component, "must be in [0, 1)", value);
  }

  static void require(boolean right, String component, String rule, Object value) {
    if (!right) {
      throw new IllegalArgumentException(component + ": " + rule + " but is " + value);
    }
  }
}
