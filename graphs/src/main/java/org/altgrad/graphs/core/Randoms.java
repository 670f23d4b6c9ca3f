package org.altgrad.graphs.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Random streams that are pure functions of (seed, name, counter): what a step draws depends on
 * nothing that happened before, so a resumed run needs no generator state and draws the same.
 *
 * <p>Each name is one stream; the counter is usually the step. Two draws with the same name,
 * counter and shape are equal, so every use in a graph needs a name of its own.
 *
 * <p>Draws are constants to {@link Gradients}: nothing flows through them, nor to the tensors whose
 * shape or logits they were made from.
 *
 * @param seed of the run
 * @param counter scalar that changes from step to step
 * @param rows where given, keys that numbers in the shape of a tensor [rows, units] are drawn by,
 *     whatever else is in the batch: see {@link #byRow}
 * @param chosen seeds in place of the one
 */
public record Randoms(
    long seed, Operand<TInt64> counter, Optional<RowKeys> rows, Optional<Chosen> chosen) {

  /**
   * Streams of one of several seeds, which is known only when the graph runs.
   *
   * @param seeds of all of them
   * @param which scalar, the place of the one
   */
  public record Chosen(List<Long> seeds, Operand<TInt32> which) {
    private Chosen scope(String name) {
      return new Chosen(seeds.stream().map(seed -> mix(seed, name)).toList(), which);
    }

    private Operand<TInt64> key(Ops tf, String name) {
      long[] all = scope(name).seeds().stream().mapToLong(Long::longValue).toArray();
      return tf.gather(tf.constant(all), which, tf.constant(0));
    }
  }

  /** Streams whose numbers in a batch depend on their place in it. */
  public Randoms(long seed, Operand<TInt64> counter) {
    this(seed, counter, Optional.empty(), Optional.empty());
  }

  /** Streams of one of several seeds: those that {@link #Randoms(long, Operand)} has of it. */
  public Randoms(Chosen chosen, Operand<TInt64> counter) {
    this(0, counter, Optional.empty(), Optional.of(chosen));
  }

  /** A stream family of its own below a name: streams of one never coincide with the other's. */
  public Randoms scope(String name) {
    return new Randoms(mix(seed, name), counter, rows, chosen.map(c -> c.scope(name)));
  }

  /** The same streams at another counter. */
  public Randoms at(Operand<TInt64> otherCounter) {
    return new Randoms(seed, otherCounter, rows, chosen);
  }

  /**
   * Streams in which a row's numbers depend on its key alone, not on its place in the batch or on
   * the others: an exported function gives the same for the same example, however examples are put
   * together. For {@link #uniformLike}, {@link #normalLike} and what is made of them.
   */
  public Randoms byRow(RowKeys keys) {
    return new Randoms(seed, counter, Optional.of(keys), chosen);
  }

  /** Uniform on [0, 1). */
  public <T extends TNumber> Expr<T> uniform(Nodes<T> nodes, String name, Operand<TInt64> shape) {
    return nodes
        .of(nodes.tf().random.statelessRandomUniform(shape, key(nodes, name), nodes.type()))
        .stop();
  }

  /** Uniform on [0, 1), in the shape of another tensor. */
  public <T extends TNumber> Expr<T> uniformLike(String name, Expr<T> like) {
    Nodes<T> nodes = like.nodes();
    return rows.isPresent()
        ? rows.get().uniform(nodes, mix(seed, name), counter, like)
        : uniform(nodes, name, nodes.tf().shape(like, TInt64.class));
  }

  /**
   * Standard normal, in the shape of another tensor. By rows it is made of two uniform numbers (Box
   * and Muller 1958) and at most 5.8 in size.
   */
  public <T extends TNumber> Expr<T> normalLike(String name, Expr<T> like) {
    Nodes<T> nodes = like.nodes();
    if (rows.isEmpty()) {
      return normal(nodes, name, nodes.tf().shape(like, TInt64.class));
    }
    List<Expr<T>> uniform =
        List.of(uniformLike(name + "/radius", like), uniformLike(name + "/angle", like));
    if (!nodes.fused()) {
      return boxMuller(uniform.get(0), uniform.get(1)).stop();
    }
    // An odd number, which is not 0: what the compiler does not know.
    Operand<TInt64> odd = nodes.tf().bitwise.bitwiseOr(counter, nodes.tf().constant(1L));
    Operand<TBool> always = nodes.tf().math.notEqual(odd, nodes.tf().constant(0L));
    Part both =
        (tf, in) -> {
          Nodes<T> own = nodes.with(tf);
          return List.of(boxMuller(own.typed(in.get(0)), own.typed(in.get(1))), in.get(1));
        };
    return nodes
        .<T>typed(Branch.once(nodes.tf(), "normal", always, List.copyOf(uniform), both).get(0))
        .stop();
  }

  private static <T extends TNumber> Expr<T> boxMuller(Expr<T> first, Expr<T> second) {
    // 1 - u is in (0, 1].
    Expr<T> radius = first.subtractFrom(1).log().times(-2).sqrt();
    Expr<T> angle = second.times(2 * Math.PI);
    return radius.times(angle.nodes().of(angle.nodes().tf().math.cos(angle)));
  }

  /** Standard normal. */
  public <T extends TNumber> Expr<T> normal(Nodes<T> nodes, String name, Operand<TInt64> shape) {
    return nodes
        .of(nodes.tf().random.statelessRandomNormal(shape, key(nodes, name), nodes.type()))
        .stop();
  }

  /** Standard normal, drawn again where it is further than 2 from 0. */
  public <T extends TNumber> Expr<T> truncatedNormal(
      Nodes<T> nodes, String name, Operand<TInt64> shape) {
    return nodes
        .of(nodes.tf().random.statelessTruncatedNormal(shape, key(nodes, name), nodes.type()))
        .stop();
  }

  /** Uniform integers in [0, bound). */
  public Operand<TInt32> integers(Nodes<?> nodes, String name, Operand<TInt64> shape, int bound) {
    var tf = nodes.tf();
    return tf.random.statelessRandomUniformInt(
        shape, key(nodes, name), tf.constant(0), tf.constant(bound));
  }

  /**
   * One draw from each row's categorical distribution, by the Gumbel-max trick.
   *
   * @param logits [batch, categories]
   * @return indices [batch]
   */
  public <T extends TNumber> Operand<TInt32> categorical(String name, Expr<T> logits) {
    Nodes<T> nodes = logits.nodes();
    var tf = nodes.tf();
    // 1 - u is in (0, 1]; the tiny constant keeps log(-log 1) finite.
    Expr<T> u = uniformLike(name, logits).subtractFrom(1);
    double tiny = nodes.type() == TFloat32.class ? 1e-30 : 1e-300;
    Expr<T> gumbel = u.log().negate().plus(tiny).log().negate();
    return tf.math.argMax(logits.stop().plus(gumbel), tf.constant(1), TInt32.class);
  }

  private Operand<TInt64> key(Nodes<?> nodes, String name) {
    var tf = nodes.tf();
    Operand<TInt64> own =
        chosen.isPresent() ? chosen.get().key(tf, name) : tf.constant(mix(seed, name));
    return tf.stack(List.of(own, counter));
  }

  /** Shape as a tensor, for draws of a size that is known in advance. */
  public static Operand<TInt64> shape(Nodes<?> nodes, Shape shape) {
    return nodes.tf().constant(shape.asArray());
  }

  /** The seed of a stream: SplitMix64's finaliser over the FNV-1a hash of the name. */
  public static long mix(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    long z = hash + seed * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
