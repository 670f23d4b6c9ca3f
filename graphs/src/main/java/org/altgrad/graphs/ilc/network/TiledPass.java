package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Padding;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Each environment has parameters of its own: all weights have a first axis of size E. With copies
 * of the same weights, the gradient of Σ_e L_e for them is the stack of all ∇L_e.
 */
public final class TiledPass<T extends TNumber> extends Pass<T> {

  /**
   * @param weights [E, ...parameter] by name
   */
  public TiledPass(Function<String, Expr<T>> weights, Training training) {
    super(weights, Optional.of(training));
  }

  /** E copies [E, ...] of a parameter. */
  public static <T extends TNumber> Expr<T> tile(Expr<T> parameter, int environments) {
    var tf = parameter.nodes().tf();
    int[] multiples = new int[parameter.shape().numDimensions() + 1];
    java.util.Arrays.fill(multiples, 1);
    multiples[0] = environments;
    return parameter.nodes().of(tf.tile(parameter.expand(0), tf.constant(multiples)));
  }

  @Override
  public Expr<T> dense(String layer, Expr<T> x, boolean bias) {
    Expr<T> w = weight(layer + "/weights");
    Shape shape = w.shape();
    Expr<T> grouped = x.reshape(environments(), examples(), shape.get(1));
    Expr<T> z = BatchMatmul.of(grouped, w);
    if (bias) {
      z = z.plus(weight(layer + "/bias").expand(1));
    }
    return z.reshape((long) environments() * examples(), shape.get(2));
  }

  @Override
  public Expr<T> convolve(String layer, Expr<T> x) {
    Expr<T> w = weight(layer + "/weights");
    List<Expr<T>> blocks = new ArrayList<>();
    for (int e = 0; e < environments(); e++) {
      long[] kernel = w.shape().asArray();
      Expr<T> own =
          Batch.rows(w, e, 1).reshape(java.util.Arrays.copyOfRange(kernel, 1, kernel.length));
      blocks.add(Conv2d.convolve(Batch.rows(x, e, examples()), own, 1, Padding.SAME));
    }
    return x.nodes().concat(blocks, 0);
  }

  @Override
  public Expr<T> scale(String layer, Expr<T> x) {
    long channels = x.shape().get(-1);
    Expr<T> y =
        x.reshape(environments(), -1, channels)
            .times(weight(layer + "/scale").expand(1))
            .plus(weight(layer + "/bias").expand(1));
    long[] shape = x.shape().asArray();
    shape[0] = (long) environments() * examples();
    return y.reshape(shape);
  }
}
