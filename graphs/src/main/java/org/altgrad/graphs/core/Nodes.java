package org.altgrad.graphs.core;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Makes tensors of one element type in one graph: the typed view of {@link Ops} that all of the
 * project uses, and the only place where an untyped TensorFlow output gets its type.
 *
 * @param <T> element type of the tensors
 */
public final class Nodes<T extends TNumber> {
  private final Ops tf;
  private final Class<T> type;

  /** Whether what is added becomes part of one kernel, in which operations cost nothing. */
  private final boolean fused;

  private Nodes(Ops tf, Class<T> type, boolean fused) {
    this.tf = tf;
    this.type = type;
    this.fused = fused;
  }

  public static <T extends TNumber> Nodes<T> of(Ops tf, Class<T> type) {
    return new Nodes<>(tf, type, false);
  }

  /** TensorFlow's operations, in this scope. */
  public Ops tf() {
    return tf;
  }

  public Class<T> type() {
    return type;
  }

  /** The same graph and scope with another element type. */
  public <U extends TNumber> Nodes<U> as(Class<U> other) {
    return new Nodes<>(tf, other, fused);
  }

  /** The same type, with all new nodes below the given name. */
  public Nodes<T> scope(String name) {
    return new Nodes<>(tf.withSubScope(name), type, fused);
  }

  /** The same type, with all new nodes added through the given operations. */
  public Nodes<T> with(Ops other) {
    return new Nodes<>(other, type, fused);
  }

  /**
   * The same type in the body of a loop that is {@link Compiled}: matrix products of few numbers
   * are written as sums of products there, which become part of the kernel, where a call of a
   * routine for matrices would cost more than what it computes.
   */
  Nodes<T> fused(Ops other) {
    return new Nodes<>(other, type, true);
  }

  boolean fused() {
    return fused;
  }

  /** A tensor with arithmetic. */
  public Expr<T> of(Operand<T> operand) {
    return new Expr<>(this, operand.asOutput());
  }

  /**
   * Gives an untyped output its type.
   *
   * @throws IllegalArgumentException if its element type is another
   */
  public Expr<T> typed(Operand<?> operand) {
    return new Expr<>(this, typed(operand.asOutput(), type));
  }

  /** Gives an untyped output its type; throws IllegalArgumentException if it has another. */
  @SuppressWarnings("unchecked") // the element type is compared first
  public static <U extends TType> Output<U> typed(Output<?> output, Class<U> type) {
    if (output.type() != type) {
      throw new IllegalArgumentException(
          output + " has elements " + output.type().getSimpleName() + ", not " + type);
    }
    return (Output<U>) output;
  }

  /** A scalar. */
  public Expr<T> constant(double value) {
    if (type == TFloat32.class) {
      return typed(tf.constant((float) value));
    }
    if (type == TFloat64.class) {
      return typed(tf.constant(value));
    }
    return of(tf.dtypes.cast(tf.constant(value), type));
  }

  /** A tensor of the given shape with the values in row-major order. */
  public Expr<T> constant(Shape shape, double... values) {
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + shape + " of " + shape.size());
    }
    Operand<TFloat64> wide = tf.constant(shape, DataBuffers.of(values));
    return of(tf.dtypes.cast(wide, type));
  }

  /** A matrix. */
  public Expr<T> constant(double[][] rows) {
    double[] values =
        java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
    return constant(Shape.of(rows.length, rows[0].length), values);
  }

  public Expr<T> placeholder(Shape shape) {
    return of(tf.placeholder(type, Placeholder.shape(shape)));
  }

  /** A vector that is fed: which examples are read. */
  public Operand<TInt32> rows() {
    return tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }

  /** A scalar that is fed and counts: steps, epochs, draws. */
  public Operand<TInt64> counter() {
    return tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  /** Zeros in the shape of another tensor. */
  public Expr<T> zerosLike(Operand<T> other) {
    return of(tf.zerosLike(other));
  }

  /** Numbers of any type as numbers of this type. */
  public Expr<T> cast(Operand<? extends TNumber> other) {
    return of(tf.dtypes.cast(other, type));
  }

  /** 1 where the condition holds, else 0. */
  public Expr<T> indicator(Operand<TBool> condition) {
    return of(tf.dtypes.cast(condition, type));
  }

  /** One row of length {@code depth} for each index, 1 at the index and 0 elsewhere. */
  public Expr<T> oneHot(Operand<TInt32> indices, int depth) {
    return of(tf.oneHot(indices, tf.constant(depth), constant(1), constant(0)));
  }

  /** Tensors of the same shape along a new first axis. */
  public Expr<T> stack(List<? extends Operand<T>> parts) {
    List<Operand<T>> list = List.copyOf(parts);
    return of(tf.stack(list));
  }

  /** Tensors one after the other along an axis. */
  public Expr<T> concat(List<? extends Operand<T>> parts, int axis) {
    List<Operand<T>> list = List.copyOf(parts);
    return list.size() == 1 ? of(list.get(0)) : of(tf.concat(list, tf.constant(axis)));
  }

  /** A shape made of fixed sizes and, where an entry is negative, the first axis of a tensor. */
  public Operand<TInt64> shapeWithRows(Operand<?> rowsOf, long... rest) {
    Operand<TInt64> all = tf.shape(rowsOf, TInt64.class);
    Operand<TInt64> first = tf.slice(all, tf.constant(new long[] {0}), tf.constant(new long[] {1}));
    return tf.concat(List.of(first, tf.constant(rest)), tf.constant(0));
  }
}
