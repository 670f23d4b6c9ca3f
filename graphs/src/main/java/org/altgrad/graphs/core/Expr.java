package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A tensor of a graph with arithmetic, so that an equation in the code reads like the equation in
 * the paper: {@code g.times(sigmoid(a.minus(delta)).minus(sigmoid(a)))}.
 *
 * <p>Every method adds nodes to the graph in which this tensor lives and returns the new tensor.
 * Binary operations broadcast as NumPy does. Axes may be negative (counted from the last).
 *
 * @param <T> element type
 */
public final class Expr<T extends TNumber> implements Operand<T> {
  /** Products that are summed within a kernel rather than by a routine for matrices, at most. */
  private static final int MOST_PRODUCTS = 1024;

  /** Products of matrices that are made one by one, at most. */
  private static final int MOST_SINGLE = 32;

  private final Nodes<T> nodes;
  private final Output<T> output;

  Expr(Nodes<T> nodes, Output<T> output) {
    this.nodes = nodes;
    this.output = output;
  }

  @Override
  public Output<T> asOutput() {
    return output;
  }

  @Override
  public Operation op() {
    return output.op();
  }

  @Override
  public String toString() {
    return output.toString();
  }

  /** The factory of tensors of this type in this graph. */
  public Nodes<T> nodes() {
    return nodes;
  }

  private Ops tf() {
    return nodes.tf();
  }

  private Expr<T> wrap(Operand<T> x) {
    return nodes.of(x);
  }

  // ------------------------------------------------------------------------------- arithmetic

  public Expr<T> plus(Operand<T> other) {
    return wrap(tf().math.add(this, other));
  }

  public Expr<T> plus(double constant) {
    return plus(nodes.constant(constant));
  }

  public Expr<T> minus(Operand<T> other) {
    return wrap(tf().math.sub(this, other));
  }

  public Expr<T> minus(double constant) {
    return minus(nodes.constant(constant));
  }

  /** Element by element: {@code constant - this}. */
  public Expr<T> subtractFrom(double constant) {
    return wrap(tf().math.sub(nodes.constant(constant), this));
  }

  public Expr<T> times(Operand<T> other) {
    return wrap(tf().math.mul(this, other));
  }

  public Expr<T> times(double constant) {
    return times(nodes.constant(constant));
  }

  public Expr<T> over(Operand<T> other) {
    return wrap(tf().math.div(this, other));
  }

  public Expr<T> over(double constant) {
    return over(nodes.constant(constant));
  }

  public Expr<T> negate() {
    return wrap(tf().math.neg(this));
  }

  public Expr<T> square() {
    return wrap(tf().math.square(this));
  }

  public Expr<T> sqrt() {
    return wrap(tf().math.sqrt(this));
  }

  /** 1 / this. */
  public Expr<T> reciprocal() {
    return wrap(tf().math.reciprocal(this));
  }

  public Expr<T> abs() {
    return wrap(tf().math.abs(this));
  }

  public Expr<T> sign() {
    return wrap(tf().math.sign(this));
  }

  public Expr<T> exp() {
    return wrap(tf().math.exp(this));
  }

  public Expr<T> log() {
    return wrap(tf().math.log(this));
  }

  public Expr<T> log1p() {
    return wrap(tf().math.log1p(this));
  }

  /** e^this - 1, exact near 0 too. */
  public Expr<T> expm1() {
    return wrap(tf().math.expm1(this));
  }

  public Expr<T> pow(double exponent) {
    return wrap(tf().math.pow(this, nodes.constant(exponent)));
  }

  public Expr<T> cos() {
    return wrap(tf().math.cos(this));
  }

  /** ln Γ. */
  public Expr<T> lgamma() {
    return wrap(tf().math.lgamma(this));
  }

  public Expr<T> max(Operand<T> other) {
    return wrap(tf().math.maximum(this, other));
  }

  public Expr<T> min(Operand<T> other) {
    return wrap(tf().math.minimum(this, other));
  }

  // -------------------------------------------------------------------------------- matrices

  /** Matrix product of two tensors of rank 2. */
  public Expr<T> matmul(Operand<T> other) {
    return wrap(tf().linalg.matMul(this, other));
  }

  /** {@code this · otherᵀ}: [n, k] by [m, k] gives [n, m]. */
  public Expr<T> matmulT(Operand<T> other) {
    return wrap(tf().linalg.matMul(this, other, MatMul.transposeB(true)));
  }

  /** {@code thisᵀ · other}: [k, n] by [k, m] gives [n, m]. */
  public Expr<T> tMatmul(Operand<T> other) {
    return wrap(tf().linalg.matMul(this, other, MatMul.transposeA(true)));
  }

  /**
   * Matrix product over the last two axes; the axes before them broadcast: [m, n, k] by [k, d] or
   * [m, k, d] gives [m, n, d].
   */
  public Expr<T> batchMatmul(Operand<T> other) {
    Expr<T> right = wrap(other);
    return few(-2, -1, right, -1)
        ? expand(-1).times(right.expand(-3)).sum(-2)
        : product(right, false, false);
  }

  /** {@link #batchMatmul} by the transpose of the other: [m, n, k] by [m, d, k]. */
  public Expr<T> batchMatmulT(Operand<T> other) {
    Expr<T> right = wrap(other);
    return few(-2, -1, right, -2)
        ? expand(-2).times(right.expand(-3)).sum(-1)
        : product(right, false, true);
  }

  /** {@link #batchMatmul} of the transpose of this: [m, k, n] by [m, k, d]. */
  public Expr<T> batchTMatmul(Operand<T> other) {
    Expr<T> right = wrap(other);
    return few(-1, -2, right, -1)
        ? expand(-1).times(right.expand(-2)).sum(-3)
        : product(right, true, false);
  }

  /**
   * {@link #batchTMatmul} where no shape can be asked for, in a rule of a gradient.
   *
   * @param count size of the first axis of both
   */
  public Expr<T> batchTMatmul(Operand<T> other, int count) {
    return count <= MOST_SINGLE ? single(wrap(other), count, true, false) : batchTMatmul(other);
  }

  private Expr<T> product(Expr<T> right, boolean turnThis, boolean turnRight) {
    int count = few(right);
    return count > 0
        ? single(right, count, turnThis, turnRight)
        : wrap(
            tf().train
                .batchMatMul(
                    this, right, type(), BatchMatMul.adjX(turnThis), BatchMatMul.adjY(turnRight)));
  }

  /** How many products of two matrices there are, if that is known and few; otherwise 0. */
  private int few(Expr<T> right) {
    if (CustomGradient.following() || nodes.fused()) {
      return 0;
    }
    boolean three = shape().numDimensions() == 3 && right.shape().numDimensions() == 3;
    long count = three && shape().get(0) == right.shape().get(0) ? shape().get(0) : 0;
    return count <= MOST_SINGLE ? (int) Math.max(0, count) : 0;
  }

  /**
   * Products of matrices one by one: the routine for a single product is faster than that for many,
   * the more so the fewer rows there are, and a network has the same numbers alone and beside
   * others.
   */
  private Expr<T> single(Expr<T> right, int count, boolean turnThis, boolean turnRight) {
    MatMul.Options[] turned = {MatMul.transposeA(turnThis), MatMul.transposeB(turnRight)};
    if (count == 1) {
      Squeeze.Options first = Squeeze.axis(List.of(0L));
      Operand<T> only =
          tf().linalg.matMul(tf().squeeze(this, first), tf().squeeze(right, first), turned);
      return wrap(tf().expandDims(only, tf().constant(0)));
    }
    List<Output<T>> left = tf().unstack(this, (long) count).output();
    List<Output<T>> others = tf().unstack(right, (long) count).output();
    List<Operand<T>> products = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      products.add(tf().linalg.matMul(left.get(i), others.get(i), turned));
    }
    return wrap(tf().stack(products));
  }

  /**
   * Whether a product of matrices [n, k] by [k, d] is better written as sums of products. In a rule
   * of a gradient it is not: the graph is locked there, and would not tell a shape.
   *
   * @param n axis of this, counted from the end, as is k
   * @param d axis of the other
   */
  private boolean few(int n, int k, Expr<T> right, int d) {
    if (!nodes.fused() || CustomGradient.following()) {
      return false;
    }
    long products = axis(n) * axis(k) * right.axis(d);
    return axis(n) > 0 && axis(k) > 0 && right.axis(d) > 0 && products <= MOST_PRODUCTS;
  }

  private long axis(int fromTheEnd) {
    return shape().get(shape().numDimensions() + fromTheEnd);
  }

  public Expr<T> transpose(int... permutation) {
    return wrap(tf().linalg.transpose(this, tf().constant(permutation)));
  }

  // ------------------------------------------------------------------------------ reductions

  /** Sum over the given axes, or over all of them if none is given. */
  public Expr<T> sum(int... axes) {
    return axes.length == 0 ? flat().sum(0) : wrap(tf().reduceSum(this, tf().constant(axes)));
  }

  /** Σ x² over all entries, a scalar, in one pass. */
  public Expr<T> sumOfSquares() {
    return wrap(tf().nn.l2Loss(this)).times(2);
  }

  /** Sum over the given axes, which stay with size 1. */
  public Expr<T> sumKeep(int... axes) {
    return wrap(tf().reduceSum(this, tf().constant(axes), ReduceSum.keepDims(true)));
  }

  /** Mean over the given axes, or over all of them if none is given. */
  public Expr<T> mean(int... axes) {
    return axes.length == 0 ? flat().mean(0) : wrap(tf().math.mean(this, tf().constant(axes)));
  }

  /** Mean over the given axes, which stay with size 1. */
  public Expr<T> meanKeep(int... axes) {
    return wrap(tf().math.mean(this, tf().constant(axes), Mean.keepDims(true)));
  }

  /** Largest value over the given axes, or over all of them if none is given. */
  public Expr<T> reduceMax(int... axes) {
    return axes.length == 0 ? flat().reduceMax(0) : wrap(tf().reduceMax(this, tf().constant(axes)));
  }

  /** Largest value over the given axes, which stay with size 1. */
  public Expr<T> reduceMaxKeep(int... axes) {
    return wrap(tf().reduceMax(this, tf().constant(axes), ReduceMax.keepDims(true)));
  }

  /** Smallest value over the given axes, or over all of them if none is given. */
  public Expr<T> reduceMin(int... axes) {
    return axes.length == 0 ? flat().reduceMin(0) : wrap(tf().reduceMin(this, tf().constant(axes)));
  }

  /** All entries in one row; needs no knowledge of the rank. */
  private Expr<T> flat() {
    return reshape(-1);
  }

  // ---------------------------------------------------------------------------------- shapes

  /** The same values in another shape; one entry may be -1. */
  public Expr<T> reshape(long... shape) {
    return wrap(tf().reshape(this, tf().constant(shape)));
  }

  /** The same values in the shape of another tensor. */
  public Expr<T> reshapeLike(Operand<?> other) {
    return wrap(tf().reshape(this, tf().shape(other)));
  }

  /** A new axis of size 1. */
  public Expr<T> expand(int axis) {
    return wrap(tf().expandDims(this, tf().constant(axis)));
  }

  /** Equal parts of the first axis. */
  public List<Expr<T>> split(int parts) {
    return tf().split(tf().constant(0), this, (long) parts).output().stream()
        .map(this::wrap)
        .toList();
  }

  /** The entries of the first axis at some places, in the shape of these. */
  public Expr<T> at(Operand<? extends TNumber> places) {
    return at(places, 0);
  }

  /** The same of another axis. */
  public Expr<T> at(Operand<? extends TNumber> places, int axis) {
    return wrap(tf().gather(this, places, tf().constant(axis)));
  }

  /** One entry of the first axis. */
  public Expr<T> at(int place) {
    return at(tf().constant(place));
  }

  /** The size of one axis (counted from 0), known only when the graph runs. */
  public Expr<T> size(int axis) {
    Operand<TInt32> shape = tf().shape(this);
    return wrap(
        tf().dtypes.cast(tf().gather(shape, tf().constant(axis), tf().constant(0)), type()));
  }

  // ------------------------------------------------------------------- comparison and choice

  public Operand<TBool> greater(Operand<T> other) {
    return tf().math.greater(this, other);
  }

  public Operand<TBool> less(Operand<T> other) {
    return tf().math.less(this, other);
  }

  /** The same value, through which no gradient flows. */
  public Expr<T> stop() {
    return wrap(tf().stopGradient(this));
  }

  /** The same values as another element type. */
  public <U extends TNumber> Expr<U> cast(Class<U> type) {
    return nodes.as(type).of(tf().dtypes.cast(this, type));
  }

  // ------------------------------------------------------- functions, written as in the maths

  /** Logistic function σ(x) = 1 / (1 + e⁻ˣ). */
  public static <T extends TNumber> Expr<T> sigmoid(Expr<T> x) {
    return x.wrap(x.tf().math.sigmoid(x));
  }

  public static <T extends TNumber> Expr<T> tanh(Expr<T> x) {
    return x.wrap(x.tf().math.tanh(x));
  }

  /**
   * log(1 + eˣ), written as (x + |x|) / 2 + log1p(e^-|x|): exact for every finite x, and faster
   * here than TensorFlow's own op. The first term is max(x, 0), in a form whose derivative at 0 is
   * 1/2, so that the whole has the derivative σ(0) there.
   */
  public static <T extends TNumber> Expr<T> softplus(Expr<T> x) {
    Expr<T> size = x.abs();
    return x.plus(size).times(0.5).plus(size.negate().exp().log1p());
  }

  /** log σ(x) = -softplus(-x), written without cancellation. */
  public static <T extends TNumber> Expr<T> logSigmoid(Expr<T> x) {
    Expr<T> size = x.abs();
    return x.minus(size).times(0.5).minus(size.negate().exp().log1p());
  }

  /** Softmax over the last axis of a tensor of rank 2. */
  public static <T extends TNumber> Expr<T> softmax(Expr<T> logits) {
    return logits.wrap(logits.tf().nn.softmax(logits));
  }

  /** Logarithm of the softmax over the last axis. */
  public static <T extends TNumber> Expr<T> logSoftmax(Expr<T> logits) {
    int rank = logits.shape().numDimensions();
    if (rank == 2) {
      return logits.wrap(logits.tf().nn.logSoftmax(logits));
    }
    // TensorFlow's gradient of the op sums over axis 1, so it is right for matrices only.
    Expr<T> rows = logits.reshape(-1, logits.shape().get(rank - 1));
    return logits.wrap(logits.tf().nn.logSoftmax(rows)).reshapeLike(logits);
  }

  /** log Σ eˣ over one axis, safe for large x. The axis disappears. */
  public static <T extends TNumber> Expr<T> logSumExp(Expr<T> x, int axis) {
    Expr<T> largest = x.reduceMaxKeep(axis).stop();
    Expr<T> sum = x.minus(largest).exp().sumKeep(axis).log().plus(largest);
    return sum.wrap(x.tf().squeeze(sum, Squeeze.axis(Arrays.asList((long) axis))));
  }

  /** Where the condition holds the first value, elsewhere the second. */
  public static <T extends TNumber> Expr<T> where(
      Operand<TBool> condition, Expr<T> yes, Operand<T> no) {
    return yes.wrap(yes.tf().select(condition, yes, no));
  }
}
