package org.altgrad.graphs.nn;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution of images with a bias.
 *
 * @param weights [kernel height, kernel width, in, out], or with [networks] before that
 * @param bias [out], or [networks, out]
 * @param stride in both directions
 */
public record Conv2d<T extends TNumber>(Expr<T> weights, Expr<T> bias, int stride, Padding padding)
    implements Mapping<T> {

  public Conv2d {
    Require.atLeast("stride", stride, 1);
  }

  /**
   * Asks for {@code <name>/weights} and {@code <name>/bias}.
   *
   * @param kernel of which weights and bias are
   * @param name of the layer
   */
  public static <T extends TNumber> Conv2d<T> of(
      Parameters<T> parameters, String name, Kernel kernel, int stride, Padding padding) {
    return new Conv2d<>(
        kernel.weights(parameters, name), kernel.bias(parameters, name), stride, padding);
  }

  /**
   * @param x [batch, height, width, in], or with [networks] before that
   * @return [batch, rows, columns, out], or with [networks] before that
   */
  @Override
  public Expr<T> apply(Expr<T> x) {
    return PerNetwork.apply(
        x, weights, bias, (own, w, b) -> convolve(own, w, stride, padding).plus(b));
  }

  @Override
  public Dual<T> apply(Dual<T> x) {
    return x.affine(
        apply(x.value()),
        t -> PerNetwork.apply(t, weights, bias, (own, w, b) -> convolve(own, w, stride, padding)));
  }

  /**
   * A convolution without bias.
   *
   * @param x [batch, height, width, in]
   * @param weights [kernel height, kernel width, in, out]
   * @return [batch, rows, columns, out]
   */
  public static <T extends TNumber> Expr<T> convolve(
      Expr<T> x, Expr<T> weights, int stride, Padding padding) {
    var tf = x.nodes().tf();
    return x.nodes().of(tf.nn.conv2d(x, weights, strides(stride), padding.name()));
  }

  /**
   * What each place of the output sees, row by row of the kernel. Whole shifted images are put side
   * by side: TensorFlow's own operation for patches copies number by number, ten times as slow.
   *
   * @param x [batch, height, width, in]
   * @return [batch, rows, columns, kernel height · kernel width · in]
   */
  public Expr<T> patches(Expr<T> x) {
    Ops tf = x.nodes().tf();
    int high = (int) weights.shape().get(0);
    int wide = (int) weights.shape().get(1);
    int rows = padding.outputs((int) x.shape().get(1), high, stride);
    int columns = padding.outputs((int) x.shape().get(2), wide, stride);
    int top = padding.before((int) x.shape().get(1), high, stride);
    int left = padding.before((int) x.shape().get(2), wide, stride);
    int[][] around = {{0, 0}, {top, high}, {left, wide}, {0, 0}};
    Operand<T> padded =
        padding == Padding.VALID ? x : tf.pad(x, tf.constant(around), x.nodes().constant(0));
    List<Operand<T>> shifted = new ArrayList<>();
    for (int i = 0; i < high; i++) {
      for (int j = 0; j < wide; j++) {
        shifted.add(
            tf.stridedSlice(
                padded,
                Indices.all(),
                Indices.slice(i, i + (rows - 1) * stride + 1, stride),
                Indices.slice(j, j + (columns - 1) * stride + 1, stride),
                Indices.all()));
      }
    }
    return x.nodes().of(tf.concat(shifted, tf.constant(3)));
  }

  static List<Long> strides(int stride) {
    return List.of(1L, (long) stride, (long) stride, 1L);
  }
}
