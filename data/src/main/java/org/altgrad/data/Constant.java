package org.altgrad.data;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers that a data set knows beside its examples: the solution behind them, the matrices that
 * they were made with.
 *
 * @param name such as {@code causal_weights}
 * @param shape empty for one number
 * @param values row by row; given and returned as copies
 */
public record Constant(String name, List<Integer> shape, double[] values) {

  public Constant {
    shape = List.copyOf(shape);
    values = values.clone();
    int expected = shape.stream().reduce(1, Math::multiplyExact);
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "constant %s: %s needs %d values, not %d"
              .formatted(name, shape, expected, values.length));
    }
  }

  /** One number. */
  public static Constant scalar(String name, double value) {
    return new Constant(name, List.of(), new double[] {value});
  }

  /** A vector. */
  public static Constant vector(String name, double... values) {
    return new Constant(name, List.of(values.length), values);
  }

  /** A matrix by its rows. */
  public static Constant matrix(String name, double[][] rows) {
    return new Constant(
        name,
        List.of(rows.length, rows[0].length),
        Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
  }

  @Override
  public double[] values() {
    return values.clone();
  }

  /** The one number of shape {@code []}. */
  public double value() {
    if (!shape.isEmpty()) {
      throw new IllegalArgumentException("constant %s has shape %s".formatted(name, shape));
    }
    return values[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Constant constant
        && name.equals(constant.name)
        && shape.equals(constant.shape)
        && Arrays.equals(values, constant.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + shape.hashCode()) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
