package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Normalises each image over its pixels and groups of neighbouring channels (Wu and He 2018), then
 * scales and shifts each channel. No statistics cross from one example to another.
 *
 * @param scale [channels]
 * @param bias [channels]
 * @param groups number of groups, a divisor of channels
 * @param eps added to the variance
 */
public record GroupNorm<T extends TNumber>(Expr<T> scale, Expr<T> bias, int groups, double eps) {

  public GroupNorm {
    Normalise.requireEps(eps);
    long channels = scale.shape().get(0);
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groups: must divide the " + channels + " channels but is " + groups);
    }
  }

  /** Asks for {@code <name>/scale}, 1, and {@code <name>/bias}, 0. */
  public static <T extends TNumber> GroupNorm<T> of(
      Parameters<T> parameters, String name, int channels, int groups, double eps) {
    return new GroupNorm<>(
        parameters.filled(name + "/scale", channels, 1),
        parameters.filled(name + "/bias", channels, 0),
        groups,
        eps);
  }

  /**
   * @param x [batch, height, width, channels], all but the batch fixed
   * @return of the shape of x
   */
  public Expr<T> apply(Expr<T> x) {
    return plain(x, groups, eps).times(scale).plus(bias);
  }

  /**
   * Without scale and bias.
   *
   * @param x [batch, ..., channels], all but the batch fixed
   * @return of the shape of x
   */
  public static <T extends TNumber> Expr<T> plain(Expr<T> x, int groups, double eps) {
    Normalise.requireEps(eps);
    long[] shape = x.shape().asArray();
    long channels = shape[shape.length - 1];
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groups: must divide the " + channels + " channels but is " + groups);
    }
    long pixels = 1;
    for (int axis = 1; axis < shape.length - 1; axis++) {
      pixels *= shape[axis];
    }
    Expr<T> grouped = x.reshape(-1, pixels, groups, channels / groups);
    shape[0] = -1;
    return Normalise.over(grouped, eps, 1, 3).reshape(shape);
  }
}
