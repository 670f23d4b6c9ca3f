package org.altgrad.graphs.nn;

import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Every layer's gradients, for its input and its parameters, against central differences. */
class LayerGradientTest {
  @Test
  void dense() {
    GradientCheck.check(
        in -> new Dense<>(in.get(1), in.get(2)).apply(in.get(0)),
        Shape.of(4, 3),
        Shape.of(3, 2),
        Shape.of(2));
  }

  @ParameterizedTest
  @EnumSource(Padding.class)
  void convolution(Padding padding) {
    GradientCheck.check(
        in -> new Conv2d<>(in.get(1), in.get(2), 1, padding).apply(in.get(0)),
        Shape.of(2, 5, 4, 2),
        Shape.of(3, 3, 2, 3),
        Shape.of(3));
    GradientCheck.check(
        in -> new Conv2d<>(in.get(1), in.get(2), 2, padding).apply(in.get(0)),
        Shape.of(2, 6, 6, 1),
        Shape.of(4, 4, 1, 2),
        Shape.of(2));
  }

  @Test
  void transposedConvolution() {
    GradientCheck.check(
        in -> new ConvTranspose2d<>(in.get(1), in.get(2), 2).apply(in.get(0)),
        Shape.of(2, 3, 2, 2),
        Shape.of(4, 4, 3, 2),
        Shape.of(3));
  }

  @ParameterizedTest
  @EnumSource(Padding.class)
  void pooling(Padding padding) {
    GradientCheck.check(in -> Pooling.max(in.get(0), 2, 2, padding), Shape.of(2, 5, 5, 2));
    GradientCheck.check(in -> Pooling.average(in.get(0), 2, 2, padding), Shape.of(2, 5, 5, 2));
    GradientCheck.check(in -> Pooling.max(in.get(0), 3, 1, padding), Shape.of(1, 4, 4, 1));
  }

  @Test
  void layerNorm() {
    GradientCheck.check(in -> LayerNorm.plain(in.get(0), 1e-6), Shape.of(3, 4));
    GradientCheck.check(
        in -> new LayerNorm<>(in.get(1), in.get(2), 1e-3).apply(in.get(0)),
        Shape.of(2, 2, 3, 4),
        Shape.of(4),
        Shape.of(4));
  }

  @Test
  void groupNorm() {
    GradientCheck.check(
        in -> new GroupNorm<>(in.get(1), in.get(2), 2, 1e-3).apply(in.get(0)),
        Shape.of(2, 3, 2, 4),
        Shape.of(4),
        Shape.of(4));
  }

  @Test
  void batchNormInTraining() {
    GradientCheck.check(
        in -> batchNorm(in.get(0), in.get(1), in.get(2)).train(in.get(0)).output(),
        Shape.of(5, 3),
        Shape.of(3),
        Shape.of(3));
    GradientCheck.check(
        in -> batchNorm(in.get(0), in.get(1), in.get(2)).train(in.get(0)).output(),
        Shape.of(2, 3, 2, 3),
        Shape.of(3),
        Shape.of(3));
  }

  private static BatchNorm<TFloat64> batchNorm(
      Expr<TFloat64> like, Expr<TFloat64> scale, Expr<TFloat64> bias) {
    Variables variables = new Variables();
    var zeros = Initialiser.filled(like.nodes(), Shape.of(3), 0);
    return new BatchNorm<>(
        scale, bias, variables.state("m", zeros), variables.state("v", zeros), 0.1, 1e-3);
  }

  @Test
  void activations() {
    GradientCheck.check(in -> Activations.relu(in.get(0)), Shape.of(3, 4));
    GradientCheck.check(in -> Activations.leakyRelu(in.get(0), 0.2), Shape.of(3, 4));
    GradientCheck.check(in -> Expr.sigmoid(in.get(0)), Shape.of(3, 4));
    GradientCheck.check(in -> Expr.tanh(in.get(0)), Shape.of(3, 4));
    GradientCheck.check(in -> Expr.softplus(in.get(0)), Shape.of(3, 4));
    GradientCheck.check(in -> Expr.logSigmoid(in.get(0)), Shape.of(3, 4));
  }

  @Test
  void flattenAndResidual() {
    GradientCheck.check(
        in -> {
          var flat = Layers.flatten(in.get(0));
          var dense = new Dense<>(in.get(1), in.get(2));
          return Layers.residual(flat, h -> Expr.tanh(dense.apply(h)));
        },
        Shape.of(2, 2, 3),
        Shape.of(6, 6),
        Shape.of(6));
  }
}
