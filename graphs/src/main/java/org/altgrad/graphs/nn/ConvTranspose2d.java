package org.altgrad.graphs.nn;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A transposed convolution with a bias: the linear map of a convolution with SAME padding, run
 * backwards, which makes images {@code stride} times as large.
 *
 * @param weights [kernel height, kernel width, out, in], or with [networks] before that
 * @param bias [out], or [networks, out]
 * @param stride in both directions
 */
public record ConvTranspose2d<T extends TNumber>(Expr<T> weights, Expr<T> bias, int stride)
    implements Mapping<T> {

  public ConvTranspose2d {
    Require.atLeast("stride", stride, 1);
  }

  /**
   * Asks for {@code <name>/weights} and {@code <name>/bias}.
   *
   * @param kernel of the convolution that is run backwards: its outputs are this layer's inputs.
   *     The fan-in that the initialisers see is {@code size² · out}, as in PyTorch
   */
  public static <T extends TNumber> ConvTranspose2d<T> of(
      Parameters<T> parameters, String name, Kernel kernel, int stride) {
    return new ConvTranspose2d<>(
        kernel.weights(parameters, name), kernel.transposedBias(parameters, name), stride);
  }

  /**
   * @param x [batch, height, width, in], height and width fixed; or with [networks] before that
   * @return [batch, stride · height, stride · width, out], or with [networks] before that
   */
  @Override
  public Expr<T> apply(Expr<T> x) {
    return PerNetwork.apply(x, weights, bias, (own, w, b) -> enlarged(own, w).plus(b));
  }

  @Override
  public Dual<T> apply(Dual<T> x) {
    return x.affine(
        apply(x.value()), t -> PerNetwork.apply(t, weights, bias, (own, w, b) -> enlarged(own, w)));
  }

  private Expr<T> enlarged(Expr<T> x, Expr<T> kernel) {
    Nodes<T> nodes = x.nodes();
    var tf = nodes.tf();
    long height = x.shape().get(1) * stride;
    long width = x.shape().get(2) * stride;
    long out = kernel.shape().get(2);
    Operand<TInt64> size = nodes.shapeWithRows(x, height, width, out);
    Operand<TInt32> narrow = tf.dtypes.cast(size, TInt32.class);
    Expr<T> image =
        nodes.of(
            tf.nn.conv2dBackpropInput(
                narrow, kernel, x, Conv2d.strides(stride), Padding.SAME.name()));
    // TensorFlow loses the sizes here; the reshape says them again.
    return image.reshape(-1, height, width, out);
  }
}
