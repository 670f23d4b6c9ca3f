package org.altgrad.graphs.nn;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
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
          "groups: must divide the " + channels + " channels, is " + groups);
    }
  }

  /** Makes the variables {@code <name>/scale}, 1, and {@code <name>/bias}, 0. */
  public static <T extends TNumber> GroupNorm<T> create(
      Variables variables, Nodes<T> nodes, String name, int channels, int groups, double eps) {
    return new GroupNorm<>(
        Normalise.parameter(variables, nodes, name + "/scale", channels, 1),
        Normalise.parameter(variables, nodes, name + "/bias", channels, 0),
        groups,
        eps);
  }

  /**
   * @param x [batch, height, width, channels], all but the batch fixed
   * @return of the shape of x
   */
  public Expr<T> apply(Expr<T> x) {
    long height = x.shape().get(1);
    long width = x.shape().get(2);
    long channels = scale.shape().get(0);
    Expr<T> grouped = x.reshape(-1, height * width, groups, channels / groups);
    return Normalise.over(grouped, eps, 1, 3)
        .reshape(-1, height, width, channels)
        .times(scale)
        .plus(bias);
  }
}
