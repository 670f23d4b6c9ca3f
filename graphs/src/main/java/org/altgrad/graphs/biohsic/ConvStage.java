package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution, 3 x 3 with zeros around the image, and average pooling of the activity for the
 * next layer. Models are convolved one after the other.
 *
 * @param input [height, width, channels]
 * @param units channels of the activity
 * @param pool side and stride of the pooled squares; 1: no pooling
 */
record ConvStage(String name, Shape input, int units, int pool) implements Stage {
  private static final int SIZE = 3;
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final String SAME = "SAME";
  private static final String VALID = "VALID";

  @Override
  public Shape weightsShape() {
    return Shape.of(SIZE, SIZE, input.get(2), units);
  }

  @Override
  public long fanIn() {
    return SIZE * SIZE * input.get(2);
  }

  @Override
  public Shape activity() {
    return Shape.of(input.get(0), input.get(1), units);
  }

  @Override
  public Shape output() {
    return Shape.of(input.get(0) / pool, input.get(1) / pool, units);
  }

  @Override
  public <T extends TNumber> Expr<T> forward(Expr<T> h, Expr<T> weights, Expr<T> bias) {
    Ops tf = h.nodes().tf();
    Expr<T> sum = each(h, weights, (x, w) -> x.nodes().of(tf.nn.conv2d(x, w, ONE, SAME)));
    return sum.plus(bias.reshape(Axes.models(bias), 1, 1, 1, units));
  }

  @Override
  public <T extends TNumber> Expr<T> weightDirection(Expr<T> h, Expr<T> e) {
    Ops tf = h.nodes().tf();
    int[] sizes = {SIZE, SIZE, (int) input.get(2), units};
    return each(
        h,
        e,
        (x, d) -> x.nodes().of(tf.nn.conv2dBackpropFilter(x, tf.constant(sizes), d, ONE, SAME)));
  }

  @Override
  public <T extends TNumber> Expr<T> biasDirection(Expr<T> e) {
    return e.sum(1, 2, 3);
  }

  @Override
  public <T extends TNumber> Expr<T> down(Expr<T> e, Expr<T> weights, Expr<T> h) {
    Ops tf = h.nodes().tf();
    var sizes = tf.shape(models(h).get(0));
    return each(
        e, weights, (d, w) -> d.nodes().of(tf.nn.conv2dBackpropInput(sizes, w, d, ONE, SAME)));
  }

  @Override
  public <T extends TNumber> Expr<T> read(Expr<T> z) {
    if (pool == 1) {
      return z;
    }
    List<Long> size = List.of(1L, (long) pool, (long) pool, 1L);
    Expr<T> images = images(z, activity());
    Expr<T> pooled = z.nodes().of(z.nodes().tf().nn.avgPool(images, size, size, VALID));
    return pooled.reshape(Shape.of(Axes.models(z), -1).append(output()).asArray());
  }

  @Override
  public <T extends TNumber> Expr<T> unread(Expr<T> change, Expr<T> z) {
    if (pool == 1) {
      return change;
    }
    Ops tf = z.nodes().tf();
    List<Long> size = List.of(1L, (long) pool, (long) pool, 1L);
    var shape = tf.shape(images(z, activity()));
    Expr<T> spread =
        z.nodes().of(tf.nn.avgPoolGrad(shape, images(change, output()), size, size, VALID));
    return spread.reshape(Shape.of(Axes.models(z), -1).append(activity()).asArray());
  }

  private static <T extends TNumber> Expr<T> images(Expr<T> x, Shape example) {
    return x.reshape(Shape.of(-1).append(example).asArray());
  }

  /** A function of what belongs to each model; a first axis of 1 belongs to all of them. */
  private static <T extends TNumber> Expr<T> each(
      Expr<T> a, Expr<T> b, BiFunction<Expr<T>, Expr<T>, Expr<T>> function) {
    List<Expr<T>> left = models(a);
    List<Expr<T>> right = models(b);
    List<Expr<T>> results = new ArrayList<>();
    for (int m = 0; m < Math.max(left.size(), right.size()); m++) {
      results.add(
          function.apply(
              left.get(Math.min(m, left.size() - 1)), right.get(Math.min(m, right.size() - 1))));
    }
    return results.size() == 1 ? results.get(0).expand(0) : a.nodes().stack(results);
  }

  private static <T extends TNumber> List<Expr<T>> models(Expr<T> x) {
    long count = Axes.models(x);
    if (count == 1) {
      return List.of(x.nodes().of(x.nodes().tf().squeeze(x, Squeeze.axis(List.of(0L)))));
    }
    List<Expr<T>> parts = new ArrayList<>();
    for (Operand<T> part : x.nodes().tf().unstack(x, count).output()) {
      parts.add(x.nodes().of(part));
    }
    return parts;
  }
}
