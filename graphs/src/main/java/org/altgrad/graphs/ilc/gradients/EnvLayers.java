package org.altgrad.graphs.ilc.gradients;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/** The layers of a network as layers that keep environments apart. */
final class EnvLayers {
  private EnvLayers() {}

  static <T extends TNumber> EnvLayer<T> dense(
      Function<String, Expr<T>> weights, String layer, boolean bias, Pass.Training rows) {
    return new EnvDense<>(
        layer,
        weights.apply(layer + "/weights"),
        bias ? Optional.of(weights.apply(layer + "/bias")) : Optional.empty(),
        rows.environments(),
        rows.examples());
  }

  static <T extends TNumber> EnvLayer<T> convolution(
      Function<String, Expr<T>> weights, String layer, Pass.Training rows) {
    Expr<T> kernel = weights.apply(layer + "/weights");
    int[] shape =
        IntStream.range(0, 4).map(axis -> Math.toIntExact(kernel.shape().get(axis))).toArray();
    return new EnvConv2d<>(layer, kernel, shape, rows.environments());
  }

  static <T extends TNumber> EnvLayer<T> scale(
      Function<String, Expr<T>> weights, String layer, Pass.Training rows) {
    Expr<T> scale = weights.apply(layer + "/scale");
    return new EnvScale<>(
        layer, scale, weights.apply(layer + "/bias"), rows.environments(), scale.shape().get(0));
  }
}
