package org.altgrad.graphs.nn;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution of images with a bias.
 *
 * @param weights [kernel height, kernel width, in, out]
 * @param bias [out]
 * @param stride in both directions
 */
public record Conv2d<T extends TNumber>(
    Expr<T> weights, Expr<T> bias, int stride, Padding padding) {

  public Conv2d {
    if (stride < 1) {
      throw new IllegalArgumentException("stride: must be at least 1, is " + stride);
    }
  }

  /**
   * Makes the variables {@code <name>/weights} and {@code <name>/bias}.
   *
   * @param size height and width of the kernel
   */
  public static <T extends TNumber> Conv2d<T> create(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      int size,
      int in,
      int out,
      int stride,
      Padding padding,
      Initialiser weights,
      Initialiser bias) {
    Expr<T> w = weights(variables, randoms, nodes, name, size, size, in, out, weights);
    String biasName = name + "/bias";
    long area = (long) size * size;
    Expr<T> b = bias.initial(nodes, randoms, biasName, Shape.of(out), area * in, area * out);
    return new Conv2d<>(w, variables.trainable(biasName, b), stride, padding);
  }

  /**
   * Makes only the variable {@code <name>/weights}, for {@link #convolve} without bias or a kernel
   * that is not square.
   */
  public static <T extends TNumber> Expr<T> weights(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      int height,
      int width,
      int in,
      int out,
      Initialiser weights) {
    if (height < 1 || width < 1 || in < 1 || out < 1) {
      throw new IllegalArgumentException(
          String.format(
              "layer '%s' must have a kernel of positive size, is %d x %d x %d x %d",
              name, height, width, in, out));
    }
    String weightsName = name + "/weights";
    long area = (long) height * width;
    Shape shape = Shape.of(height, width, in, out);
    return variables.trainable(
        weightsName, weights.initial(nodes, randoms, weightsName, shape, area * in, area * out));
  }

  /**
   * @param x [batch, height, width, in]
   * @return [batch, rows, columns, out]
   */
  public Expr<T> apply(Expr<T> x) {
    return convolve(x, weights, stride, padding).plus(bias);
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

  static List<Long> strides(int stride) {
    return List.of(1L, (long) stride, (long) stride, 1L);
  }
}
