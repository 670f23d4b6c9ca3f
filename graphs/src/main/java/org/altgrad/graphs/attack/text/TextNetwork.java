package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A network over numbers of tokens in a graph, as attacks on texts ask it.
 *
 * @param tokens placeholder [rows, length]
 * @param labels placeholder [rows]
 * @param draw scalar placeholder that keys the draws of a network that samples
 * @param probabilities [rows, classes]
 * @param embedded [rows, length, size] what tokens become, if that is known
 * @param gradient of -ln p_y in it, likewise
 */
public record TextNetwork(
    int length,
    Operand<TInt32> tokens,
    Operand<TInt32> labels,
    Operand<TInt64> draw,
    Expr<TFloat32> probabilities,
    Optional<Expr<TFloat32>> embedded,
    Optional<Expr<TFloat32>> gradient) {

  /** Adds the network. */
  @FunctionalInterface
  public interface Body {
    Said at(Operand<TInt32> tokens, Operand<TInt64> draw);
  }

  /**
   * What a network says.
   *
   * @param logits [rows, classes]
   * @param embedded [rows, length, size] what its tokens became
   */
  public record Said(Expr<TFloat32> logits, Optional<Expr<TFloat32>> embedded) {}

  /**
   * What a network that samples may draw for texts: equal texts have equal draws, whatever is asked
   * with them.
   */
  public static Randoms draws(Nodes<TFloat32> nodes, Operand<TInt32> tokens, Operand<TInt64> draw) {
    RowKeys texts = RowKeys.of(nodes.cast(tokens));
    return new Randoms(0, draw).scope("attacked").byRow(texts);
  }

  /**
   * @param length of its rows of tokens
   */
  public static TextNetwork of(Nodes<TFloat32> nodes, int length, int classes, Body body) {
    Operand<TInt32> tokens = nodes.as(TInt32.class).placeholder(Shape.of(-1, length));
    Operand<TInt32> labels = nodes.rows();
    Operand<TInt64> draw = nodes.counter();
    Said said = body.at(tokens, draw);
    Expr<TFloat32> logits = said.logits().reshape(-1, classes);
    Expr<TFloat32> loss = CrossEntropy.softmax(logits, nodes.oneHot(labels, classes)).sum();
    return new TextNetwork(
        length,
        tokens,
        labels,
        draw,
        Expr.softmax(logits),
        said.embedded(),
        said.embedded().map(x -> Gradients.of(loss, List.of(x)).get(0)));
  }

  /**
   * The network by its answers, each the mean over some draws.
   *
   * @param first number of the first draw
   * @param draws 1 for a network that does not sample
   * @param fed what it is to be fed besides
   */
  public TokenClassifier.Network by(
      Calls calls, long first, int draws, Map<? extends Operand<?>, ? extends Tensor> fed) {
    return new Asked(this, calls, first, draws, fed);
  }

  /** Tokens of a row that it reads: an encoder may leave out the others. */
  public int reads() {
    return (int)
        Math.min(
            length, embedded.map(x -> x.shape().get(1)).filter(n -> n > 0).orElse((long) length));
  }

  /** What each token's number becomes, [numbers][size]; of nothing else known 0 numbers. */
  public float[][] vectors(
      Calls calls, int numbers, Map<? extends Operand<?>, ? extends Tensor> fed) {
    float[][] vectors = new float[numbers][0];
    int each = reads();
    if (embedded.isEmpty()) {
      return vectors;
    }
    for (int from = 0; from < numbers; from += each) {
      int[][] row = new int[1][each];
      for (int t = 0; t < each; t++) {
        row[0][t] = Math.min(from + t, numbers - 1);
      }
      float[] all = run(calls, row, new int[1], 0, embedded.get(), fed);
      int size = all.length / each;
      for (int t = 0; t < each && from + t < numbers; t++) {
        vectors[from + t] = Arrays.copyOfRange(all, t * size, (t + 1) * size);
      }
    }
    return vectors;
  }

  private float[] run(
      Calls calls,
      int[][] ids,
      int[] classes,
      long number,
      Expr<TFloat32> wanted,
      Map<? extends Operand<?>, ? extends Tensor> fed) {
    int[] flat =
        Arrays.stream(ids).flatMapToInt(row -> Arrays.stream(Arrays.copyOf(row, length))).toArray();
    try (TInt32 x = TInt32.tensorOf(Shape.of(ids.length, length), DataBuffers.of(flat));
        TInt32 y = TInt32.vectorOf(classes);
        TInt64 key = TInt64.scalarOf(number)) {
      Map<Operand<?>, Tensor> feeds = new HashMap<>(fed);
      feeds.put(tokens, x);
      feeds.put(labels, y);
      feeds.put(draw, key);
      try (Result result = calls.run(feeds, List.of(wanted), List.of())) {
        return Calls.floats(result.get(0));
      }
    }
  }

  private record Asked(
      TextNetwork network,
      Calls calls,
      long first,
      int draws,
      Map<? extends Operand<?>, ? extends Tensor> fed)
      implements TokenClassifier.Network {

    private double[] mean(int[][] tokens, int[] labels, Expr<TFloat32> wanted) {
      double[] mean = new double[0];
      for (int d = 0; d < draws; d++) {
        float[] values = network.run(calls, tokens, labels, first + d, wanted, fed);
        mean = d == 0 ? new double[values.length] : mean;
        for (int i = 0; i < values.length; i++) {
          mean[i] += (double) values[i] / draws;
        }
      }
      return mean;
    }

    @Override
    public double[][] probabilities(int[][] tokens) {
      double[] flat = mean(tokens, new int[tokens.length], network.probabilities());
      int classes = flat.length / tokens.length;
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < tokens.length; i++) {
        double[] row = Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
        Arrays.setAll(row, c -> Math.min(1, row[c])); // rounding
        rows.add(row);
      }
      return rows.toArray(double[][]::new);
    }

    @Override
    public float[][][] gradients(int[][] tokens, int[] labels) {
      double[] flat = mean(tokens, labels, network.gradient().orElseThrow());
      int length = network.reads();
      int size = flat.length / tokens.length / length;
      float[][][] all = new float[tokens.length][length][size];
      for (int i = 0; i < flat.length; i++) {
        int place = i / size;
        all[place / length][place % length][i % size] = (float) flat[i];
      }
      return all;
    }
  }
}
