package org.altgrad.graphs.biohsic;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What the network sees of a data set: grey images as (p - 0.5) / 0.5, colour images standardised
 * with the channel statistics of CIFAR-10, vectors as they are.
 *
 * @param column {@code image} or {@code input}
 * @param example shape of one example
 * @param classes number of labels
 */
public record Inputs(String column, Shape example, int classes) {
  private static final double[] MEAN = {.4914, .4822, .4465};
  private static final double[] SD = {.247, .243, .261};

  /** The inputs of a split. */
  public static Inputs of(ResidentSplit split, int classes) {
    if (!split.has("label") || classes < 2) {
      throw new IllegalArgumentException(
          "name: this method classifies, and the data set has no labels; choose another data set");
    }
    String column = split.has("image") ? "image" : "input";
    return new Inputs(column, split.example(column), classes);
  }

  boolean images() {
    return column.equals("image");
  }

  private boolean colour() {
    return images() && example.numDimensions() == 3 && example.get(2) == 3;
  }

  /** Examples as the network sees them, [n, ...example]. */
  public Expr<TFloat32> x(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return seen(split.gather(nodes, column, rows));
  }

  /** One-hot labels, [n, classes]. */
  public Expr<TFloat32> y(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return nodes.oneHot(labels(nodes, split, rows), classes);
  }

  Operand<TInt32> labels(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return split.gatherInt(nodes, "label", rows);
  }

  /**
   * Stored examples as the network sees them.
   *
   * @param raw [n, ...example], images with intensities in [0, 1]
   */
  Expr<TFloat32> seen(Expr<TFloat32> raw) {
    Nodes<TFloat32> nodes = raw.nodes();
    if (!images()) {
      return raw;
    }
    return colour()
        ? raw.minus(nodes.constant(Shape.of(3), MEAN)).over(nodes.constant(Shape.of(3), SD))
        : raw.minus(0.5).over(0.5);
  }

  /**
   * Colour images moved by up to one pixel and mirrored or not. What is done to an image depends on
   * the seed, the epoch and its row alone, so that it is the same in all windows of an epoch.
   */
  Expr<TFloat32> augmented(
      Nodes<TFloat32> nodes,
      ResidentSplit split,
      Operand<TInt32> rows,
      Randoms randoms,
      Operand<TInt64> epoch) {
    if (!colour()) {
      throw new IllegalArgumentException("augment: is for colour images; set it to false");
    }
    Ops tf = nodes.tf();
    int height = (int) example.get(0);
    int width = (int) example.get(1);
    Randoms draws = randoms.at(epoch);
    Operand<TInt64> all = Randoms.shape(nodes, Shape.of(split.count(), 3));
    var drawn = tf.gather(draws.integers(nodes, "moves", all, 6), rows, tf.constant(0)); // [n, 3]
    Operand<TInt32> down = tf.math.mod(column(tf, drawn, 0), tf.constant(3)); // [n, 1]
    Operand<TInt32> right = tf.math.mod(column(tf, drawn, 1), tf.constant(3));
    Operand<TInt32> mirror = tf.math.mod(column(tf, drawn, 2), tf.constant(2));
    Operand<TInt32> one = tf.constant(1);
    // Column j is taken from j, or from width - 1 - j where the image is mirrored.
    var i = tf.range(tf.constant(0), tf.constant(height), one);
    var j = tf.range(tf.constant(0), tf.constant(width), one);
    var back = tf.math.sub(tf.constant(width - 1), j);
    var columns =
        tf.math.add(
            tf.math.add(tf.math.mul(j, tf.math.sub(one, mirror)), tf.math.mul(back, mirror)),
            right); // [n, width]
    var lines = tf.math.add(i, down); // [n, height]
    Expr<TFloat32> raw = split.gather(nodes, column, rows);
    var padded =
        tf.pad(raw, tf.constant(new int[][] {{0, 0}, {1, 1}, {1, 1}, {0, 0}}), nodes.constant(0));
    var n = tf.gather(tf.shape(rows), tf.constant(0), tf.constant(0));
    var first =
        tf.math.mul(tf.range(tf.constant(0), n, one), tf.constant((height + 2) * (width + 2)));
    var index =
        tf.math.add(
            tf.math.add(
                tf.expandDims(tf.expandDims(first, tf.constant(1)), tf.constant(2)),
                tf.math.mul(tf.expandDims(lines, tf.constant(2)), tf.constant(width + 2))),
            tf.expandDims(columns, tf.constant(1))); // [n, height, width]
    return seen(nodes.of(padded).reshape(-1, 3).at(index));
  }

  private static Operand<TInt32> column(Ops tf, Operand<TInt32> matrix, int index) {
    return tf.slice(matrix, tf.constant(new int[] {0, index}), tf.constant(new int[] {-1, 1}));
  }
}
