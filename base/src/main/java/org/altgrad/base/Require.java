package org.altgrad.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks of settings and arguments. What is wrong ends in an {@link IllegalArgumentException} of
 * one grammar, {@code <name>: must be <what> but is <value>}.
 */
public final class Require {
  private static final double WRITTEN_OUT = 1e6;

  private Require() {}

  /**
   * That something holds.
   *
   * @param what completes "must be"
   */
  public static void that(boolean holds, String name, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": must be " + what + " but is " + text(value));
    }
  }

  /**
   * As it was most likely written: a whole number without a point, however it was bound, choices in
   * lower case, and {@code null} for what is not given.
   */
  private static String text(Object value) {
    Object written = written(value);
    return written instanceof Double x && x == Math.rint(x) && Math.abs(x) < WRITTEN_OUT
        ? Long.toString(x.longValue())
        : Decimals.text(written);
  }

  private static Object written(Object value) {
    if (value instanceof Optional<?> given) {
      return given.isPresent() ? written(given.get()) : null;
    }
    if (value instanceof Enum<?> choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> all) {
      return all.stream().map(Require::written).toList();
    }
    return value;
  }

  public static void atLeast(String name, long value, long least) {
    that(value >= least, name, "at least " + least, value);
  }

  /** A finite number above zero. */
  public static void positive(String name, double value) {
    that(value > 0 && Double.isFinite(value), name, "a positive number", value);
  }

  /** A finite number, zero or above. */
  public static void notNegative(String name, double value) {
    that(value >= 0 && Double.isFinite(value), name, "a number of at least 0", value);
  }

  /**
   * A finite number.
   *
   * @throws NotFiniteException if it is none
   */
  public static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new NotFiniteException(name + ": must be a finite number but is " + value);
    }
  }

  public static void probability(String name, double value) {
    that(value >= 0 && value <= 1, name, "in [0, 1]", value);
  }

  public static void probabilities(String name, Collection<Double> values) {
    boolean right = !values.isEmpty() && values.stream().allMatch(p -> p >= 0 && p <= 1);
    that(right, name, "one or more numbers in [0, 1]", values);
  }

  /** A share that leaves something of the rest. */
  public static void share(String name, double value) {
    that(value >= 0 && value < 1, name, "in [0, 1)", value);
  }

  public static void given(String name, Object value) {
    that(value != null, name, "given", "missing");
  }
}
