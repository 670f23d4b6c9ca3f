package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A layer with parameters, on rows that stand environment by environment. Parameters with a first
 * axis of size E are those of each environment for its own rows; without, they are for all rows.
 */
public sealed interface Affine<T extends TNumber> {

  /** Its name. */
  String name();

  /** Values by name, in the order in which they are asked for. */
  Map<String, Expr<T>> parameters();

  /** The layer's value for [rows, ...]. */
  Expr<T> apply(Expr<T> x);

  /**
   * {@code x · weights + bias}.
   *
   * @param weights [in, out]
   * @param bias [out]
   */
  record Linear<T extends TNumber>(String name, Expr<T> weights, Optional<Expr<T>> bias)
      implements Affine<T> {

    /** Asks for {@code <name>/weights} and, if it is to be drawn, {@code <name>/bias}. */
    public static <T extends TNumber> Linear<T> of(
        Parameters<T> parameters,
        String name,
        long in,
        long out,
        Initialiser weights,
        Optional<Initialiser> bias) {
      return new Linear<>(
          name,
          parameters.get(name + "/weights", Shape.of(in, out), weights, in, out),
          bias.map(b -> parameters.get(name + "/bias", Shape.of(out), b, in, out)));
    }

    @Override
    public Map<String, Expr<T>> parameters() {
      Map<String, Expr<T>> all = new LinkedHashMap<>();
      all.put(name + "/weights", weights);
      bias.ifPresent(b -> all.put(name + "/bias", b));
      return Collections.unmodifiableMap(all);
    }

    @Override
    public Expr<T> apply(Expr<T> x) {
      if (weights.shape().numDimensions() == 2) {
        Expr<T> z = x.matmul(weights);
        return bias.isPresent() ? z.plus(bias.get()) : z;
      }
      return grouped(
          x,
          weights.shape(),
          rows -> {
            Expr<T> z = rows.batchMatmul(weights);
            return bias.isPresent() ? z.plus(bias.get().expand(1)) : z;
          });
    }
  }

  /**
   * A convolution with stride 1 that keeps the size, without bias.
   *
   * @param weights [height, width, in, out]
   */
  record Convolution<T extends TNumber>(String name, Expr<T> weights) implements Affine<T> {

    /** Asks for {@code <name>/weights}, as high as wide. */
    static <T extends TNumber> Convolution<T> of(
        Parameters<T> parameters, String name, int size, long in, long out, Initialiser weights) {
      long area = (long) size * size;
      Shape shape = Shape.of(size, size, in, out);
      return new Convolution<>(
          name, parameters.get(name + "/weights", shape, weights, area * in, area * out));
    }

    @Override
    public Map<String, Expr<T>> parameters() {
      return Map.of(name + "/weights", weights);
    }

    @Override
    public Expr<T> apply(Expr<T> x) {
      if (weights.shape().numDimensions() == 4) {
        return Conv2d.convolve(x, weights, 1, Padding.SAME);
      }
      long environments = weights.shape().get(0);
      var tf = x.nodes().tf();
      List<? extends Operand<T>> kernels = tf.unstack(weights, environments).output();
      List<? extends Operand<T>> rows = tf.split(tf.constant(0), x, environments).output();
      List<Expr<T>> each = new ArrayList<>();
      for (int e = 0; e < environments; e++) {
        Expr<T> own = x.nodes().of(rows.get(e));
        each.add(Conv2d.convolve(own, x.nodes().of(kernels.get(e)), 1, Padding.SAME));
      }
      return x.nodes().concat(each, 0);
    }
  }

  /**
   * {@code x · scale + bias} in each channel.
   *
   * @param scale [channels]
   * @param bias [channels]
   */
  record Scale<T extends TNumber>(String name, Expr<T> scale, Expr<T> bias) implements Affine<T> {

    /** Asks for {@code <name>/scale}, 1, and {@code <name>/bias}, 0. */
    static <T extends TNumber> Scale<T> of(Parameters<T> parameters, String name, long channels) {
      return new Scale<>(
          name,
          parameters.filled(name + "/scale", channels, 1),
          parameters.filled(name + "/bias", channels, 0));
    }

    @Override
    public Map<String, Expr<T>> parameters() {
      Map<String, Expr<T>> all = new LinkedHashMap<>();
      all.put(name + "/scale", scale);
      all.put(name + "/bias", bias);
      return Collections.unmodifiableMap(all);
    }

    @Override
    public Expr<T> apply(Expr<T> x) {
      return scale.shape().numDimensions() == 1
          ? x.times(scale).plus(bias)
          : grouped(x, scale.shape(), rows -> rows.times(scale.expand(1)).plus(bias.expand(1)));
    }
  }

  /**
   * The rows of each environment through its own map.
   *
   * @param own shape of the parameters, [E, ..., out]
   * @param map from [E, rows, in] to [E, rows, out]
   */
  private static <T extends TNumber> Expr<T> grouped(
      Expr<T> x, Shape own, UnaryOperator<Expr<T>> map) {
    long[] shape = x.shape().asArray();
    Expr<T> y = map.apply(x.reshape(own.get(0), -1, shape[shape.length - 1]));
    shape[0] = -1;
    shape[shape.length - 1] = own.get(-1);
    return y.reshape(shape);
  }
}
