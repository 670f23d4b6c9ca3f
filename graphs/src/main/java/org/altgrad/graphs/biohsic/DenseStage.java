package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * All to all.
 *
 * @param input shape of what it reads, for one sample
 */
record DenseStage(String name, Shape input, int units) implements Stage {
  @Override
  public Shape weightsShape() {
    return Shape.of(input.size(), units);
  }

  @Override
  public long fanIn() {
    return input.size();
  }

  @Override
  public Shape activity() {
    return Shape.of(units);
  }

  @Override
  public Shape output() {
    return activity();
  }

  @Override
  public <T extends TNumber> Expr<T> forward(Expr<T> h, Expr<T> weights, Expr<T> bias) {
    return Axes.flat(h, input).batchMatmul(weights).plus(bias.expand(1));
  }

  @Override
  public <T extends TNumber> Expr<T> weightDirection(Expr<T> h, Expr<T> e) {
    return LocalRule.weights(Axes.flat(h, input), e);
  }

  @Override
  public <T extends TNumber> Expr<T> biasDirection(Expr<T> e) {
    return LocalRule.bias(e);
  }

  @Override
  public <T extends TNumber> Expr<T> down(Expr<T> e, Expr<T> weights, Expr<T> h) {
    return Axes.unflat(e.batchMatmulT(weights), input);
  }

  @Override
  public <T extends TNumber> Expr<T> read(Expr<T> z) {
    return z;
  }

  @Override
  public <T extends TNumber> Expr<T> unread(Expr<T> change, Expr<T> z) {
    return change;
  }
}
