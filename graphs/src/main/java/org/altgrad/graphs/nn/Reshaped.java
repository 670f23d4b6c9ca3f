package org.altgrad.graphs.nn;

import java.util.Arrays;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The same numbers of an example in another shape.
 *
 * @param from shape of an example as it comes
 * @param to shape of an example as it goes
 */
public record Reshaped<T extends TNumber>(Shape from, Shape to) implements Mapping<T> {

  public Reshaped {
    if (from.size() != to.size()) {
      throw new IllegalArgumentException(
          "to: must have the " + from.size() + " numbers of " + from + " but is " + to);
    }
  }

  @Override
  public Expr<T> apply(Expr<T> x) {
    long[] all = x.shape().asArray();
    Shape batch = Shape.of(Arrays.copyOf(all, all.length - from.numDimensions()));
    return x.reshape(batch.append(to).asArray());
  }

  @Override
  public Dual<T> apply(Dual<T> x) {
    return new Dual<>(apply(x.value()), apply(x.tangents()), x.batchAxes());
  }
}
