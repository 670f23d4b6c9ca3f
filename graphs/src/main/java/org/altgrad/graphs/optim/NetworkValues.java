package org.altgrad.graphs.optim;

import java.util.Collections;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A setting that each of several networks may have a value of its own of. Users write a number,
 * which is for all, or a list.
 *
 * @param values one, or one for each network
 */
public record NetworkValues(List<Double> values) {
  public NetworkValues {
    values = List.copyOf(values);
    Require.that(!values.isEmpty(), "values", "one number or more", values);
  }

  /** The same for all networks. */
  public static NetworkValues of(double value) {
    return new NetworkValues(List.of(value));
  }

  /** One for each network. */
  public static NetworkValues of(List<Double> values) {
    return new NetworkValues(values);
  }

  /** Whether users wrote a list, with a value for each network. */
  public boolean several() {
    return values.size() > 1;
  }

  /**
   * The value that is for all.
   *
   * @throws IllegalArgumentException if there are several
   */
  public double one() {
    if (several()) {
      throw new IllegalArgumentException("must be one number here but is " + values);
    }
    return values.get(0);
  }

  /** Throws unless each is a number of at least 0. */
  public void notNegative(String name) {
    values.forEach(value -> Require.notNegative(name, value));
  }

  /** Throws unless there is one for each of so many networks, or for all. */
  public void fit(String name, int networks) {
    Require.that(
        values.size() == 1 || values.size() == networks,
        name,
        "one number, or one for each of the " + networks + " networks,",
        values);
  }

  /** As a constant, [networks]. */
  public <T extends TNumber> Expr<T> in(Nodes<T> nodes, int networks) {
    List<Double> all = values.size() == 1 ? Collections.nCopies(networks, values.get(0)) : values;
    return nodes.constant(
        Shape.of(networks), all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The product with a scalar: a scalar or, of several values, [networks]. */
  <T extends TNumber> Expr<T> times(Expr<T> scalar) {
    return several() ? in(scalar.nodes(), values.size()).times(scalar) : scalar.times(one());
  }
}
