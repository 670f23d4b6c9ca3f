package org.altgrad.graphs.core;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A whole number for each row of a batch that is a hash of what is in the row or of its place in
 * the split, and uniform numbers that are hashes of such keys: counters through the finaliser of
 * SplitMix64 (Steele, Lea and Flood 2014).
 *
 * @param keys [rows], or [networks, rows]
 */
public record RowKeys(Expr<TInt64> keys) {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /**
   * The keys of numbers.
   *
   * @param rows [rows, n]: equal rows have equal keys
   */
  public static RowKeys of(Expr<TFloat32> rows) {
    Nodes<TInt64> whole = rows.nodes().as(TInt64.class);
    Ops tf = rows.nodes().tf();
    Expr<TInt64> bits = whole.cast(tf.bitcast(rows.stop(), TInt32.class));
    return new RowKeys(mixed(bits.plus(places(whole, rows))).sum(1));
  }

  /**
   * The keys of several passes over the same rows, pass by pass.
   *
   * @param passes scalar
   * @return keys of passes · rows
   */
  public RowKeys repeated(Operand<TInt64> passes) {
    return repeated(keys.nodes().tf().constant(0L), passes);
  }

  /**
   * The keys of some of all passes, which are those that these have among all.
   *
   * @param first scalar, number of the first pass from 0
   * @param passes scalar
   * @return keys of passes · rows
   */
  public RowKeys repeated(Operand<TInt64> first, Operand<TInt64> passes) {
    Nodes<TInt64> whole = keys.nodes();
    Ops tf = whole.tf();
    Operand<TInt64> end = tf.math.add(first, passes);
    Expr<TInt64> pass = whole.of(tf.range(first, end, tf.constant(1L))).expand(1);
    return new RowKeys(
        mixed(keys.expand(0).plus(pass.times(whole.of(tf.constant(GOLDEN))))).reshape(-1));
  }

  /**
   * A key for each of several networks that learn side by side: what one draws is what it would
   * draw alone.
   *
   * @param seeds of the networks
   */
  public static RowKeys ofSeeds(Nodes<?> nodes, List<Long> seeds) {
    long[] keys = seeds.stream().mapToLong(seed -> Randoms.mix(seed, "network")).toArray();
    return new RowKeys(nodes.as(TInt64.class).of(nodes.tf().constant(keys)));
  }

  /**
   * The keys of places in a split: what a row draws does not depend on how a split's rows are cut
   * into batches, nor on the last bits of what is computed of it.
   *
   * @param rows numbers of the rows, from 0
   */
  public static RowKeys ofPlaces(Nodes<?> nodes, Operand<TInt32> rows) {
    Nodes<TInt64> whole = nodes.as(TInt64.class);
    Ops tf = nodes.tf();
    Expr<TInt64> counted = whole.cast(tf.math.add(rows, tf.constant(1)));
    return new RowKeys(mixed(counted.times(whole.of(tf.constant(GOLDEN)))));
  }

  /**
   * A key for each of these (networks, say) and each of others.
   *
   * @return keys [these, others]
   */
  public RowKeys and(RowKeys others) {
    return new RowKeys(mixed(keys.expand(1).plus(others.keys.expand(0))));
  }

  /** Uniform on [0, 1) in steps of 2⁻²⁴, [rows, ...] or [networks, rows, ...] as the other. */
  <T extends TNumber> Expr<T> uniform(
      Nodes<T> nodes, long stream, Operand<TInt64> counter, Expr<T> like) {
    Nodes<TInt64> whole = keys.nodes();
    Ops tf = nodes.tf();
    if (like.shape().numDimensions() > 2 || keys.shape().numDimensions() > 1) {
      Expr<T> flat = nodes.of(tf.reshape(like, tf.stack(List.of(tf.size(keys), tf.constant(-1)))));
      return new RowKeys(keys.reshape(-1)).uniform(nodes, stream, counter, flat).reshapeLike(like);
    }
    Expr<TInt64> own =
        mixed(keys.plus(mixed(whole.of(counter).plus(whole.of(whole.tf().constant(stream))))));
    Expr<TInt64> all = mixed(own.expand(1).plus(places(whole, like)));
    return nodes.cast(shifted(all, 40)).times(Math.scalb(1.0, -24)).stop();
  }

  /** [1, n]: a number of its own for each place in a row. */
  private static Expr<TInt64> places(Nodes<TInt64> whole, Expr<?> rows) {
    Ops tf = whole.tf();
    Operand<TInt64> n = tf.gather(tf.shape(rows, TInt64.class), tf.constant(1), tf.constant(0));
    Expr<TInt64> places =
        whole.of(tf.range(tf.constant(1L), tf.math.add(n, tf.constant(1L)), tf.constant(1L)));
    return places.times(whole.of(tf.constant(GOLDEN))).expand(0);
  }

  private static Expr<TInt64> mixed(Expr<TInt64> x) {
    Ops tf = x.nodes().tf();
    Expr<TInt64> z = x;
    for (var round :
        List.of(new long[] {30, 0xbf58476d1ce4e5b9L}, new long[] {27, 0x94d049bb133111ebL})) {
      z = xor(z, shifted(z, (int) round[0])).times(x.nodes().of(tf.constant(round[1])));
    }
    return xor(z, shifted(z, 31));
  }

  /** Without the sign, which TensorFlow's shift keeps. */
  private static Expr<TInt64> shifted(Expr<TInt64> x, int by) {
    Nodes<TInt64> whole = x.nodes();
    Ops tf = whole.tf();
    return whole.of(
        tf.bitwise.bitwiseAnd(
            tf.bitwise.rightShift(x, tf.constant((long) by)), tf.constant(-1L >>> by)));
  }

  private static Expr<TInt64> xor(Expr<TInt64> a, Expr<TInt64> b) {
    return a.nodes().of(a.nodes().tf().bitwise.bitwiseXor(a, b));
  }
}
