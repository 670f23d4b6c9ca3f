package org.altgrad.plotting.layer;

import java.util.List;

/**
 * One axis of a panel.
 *
 * @param label what it shows, with the unit
 * @param log whether it is logarithmic; values of 0 and below are then not drawn
 * @param min lower end; NaN to follow the data
 * @param max upper end; NaN to follow the data
 * @param categories names at 0, 1, ...; empty for numbers
 */
public record Axis(String label, boolean log, double min, double max, List<String> categories) {

  /** A linear axis that follows the data. */
  public static Axis linear(String label) {
    return new Axis(label, false, Double.NaN, Double.NaN, List.of());
  }

  /** A logarithmic axis that follows the data. */
  public static Axis log(String label) {
    return new Axis(label, true, Double.NaN, Double.NaN, List.of());
  }

  /** An axis with names, one unit apart. */
  public static Axis names(String label, List<String> categories) {
    return new Axis(label, false, -0.5, categories.size() - 0.5, List.copyOf(categories));
  }

  /** The same axis with fixed ends; NaN leaves an end to the data. */
  public Axis within(double newMin, double newMax) {
    return new Axis(label, log, newMin, newMax, categories);
  }

  /** Whether a value can be placed. */
  public boolean shows(double value) {
    return Double.isFinite(value) && (!log || value > 0);
  }

  /** The value on the scale in which the axis is even. */
  public double scaled(double value) {
    return log ? Math.log10(value) : value;
  }

  /** Inverse of {@link #scaled}. */
  public double unscaled(double place) {
    return log ? Math.pow(10, place) : place;
  }
}
