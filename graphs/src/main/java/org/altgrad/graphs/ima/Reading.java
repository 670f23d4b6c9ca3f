package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
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
 * What is fetched of the rows of a split, batch by batch.
 *
 * @param rows placeholder for the numbers of the rows of a call
 * @param counter scalar placeholder for the training steps done, which keys what is drawn
 * @param number scalar placeholder for the number of the last step
 * @param values [networks or 1, rows, …] by name
 * @param likeliest the decoder's variance, where it is the likeliest of all rows that are read
 */
record Reading(
    Operand<TInt32> rows,
    Operand<TInt64> counter,
    Operand<TInt64> number,
    Map<String, Expr<TFloat32>> values,
    Optional<Likeliest> likeliest) {

  /**
   * A variance that is found before the values are read: that of a call's rows alone would differ
   * with how many these are.
   *
   * @param logVariance placeholder [networks, 1]
   * @param squares mean square errors of samples [networks, rows, …], whose mean is the variance
   */
  record Likeliest(Expr<TFloat32> logVariance, Expr<TFloat32> squares) {}

  private static final String SQUARES = "squares";

  /** The same that is added in training. */
  private static final double TINY = 1e-30;

  /**
   * Fetches.
   *
   * @param count of the first rows
   * @param batch rows in a call
   * @param step training steps done
   */
  Rows fetch(Calls calls, int count, int batch, long step) {
    List<String> names = List.copyOf(values.keySet());
    List<Operand<?>> fetches = new ArrayList<>(values.values());
    Map<String, double[][][]> all = new LinkedHashMap<>();
    Map<Operand<?>, Tensor> fixed = new LinkedHashMap<>();
    likeliest.ifPresent(
        of -> fixed.put(of.logVariance(), likeliest(of, calls, count, batch, step)));
    try {
      for (int start = 0; start < count; start += batch) {
        int size = Math.min(batch, count - start);
        try (TInt32 indices = TInt32.vectorOf(IntStream.range(start, start + size).toArray());
            TInt64 key = TInt64.scalarOf(step);
            TInt64 last = TInt64.scalarOf(Math.max(0, step - 1));
            Result result =
                calls.run(
                    with(fixed, Map.of(rows, indices, counter, key, number, last)),
                    fetches,
                    List.of())) {
          for (int i = 0; i < names.size(); i++) {
            copy(all, names.get(i), (TFloat32) result.get(i), start, size, count);
          }
        }
      }
    } finally {
      fixed.values().forEach(Tensor::close);
    }
    return new Rows(all);
  }

  private static Map<Operand<?>, Tensor> with(
      Map<Operand<?>, Tensor> fixed, Map<Operand<?>, Tensor> own) {
    Map<Operand<?>, Tensor> all = new LinkedHashMap<>(fixed);
    all.putAll(own);
    return all;
  }

  private TFloat32 likeliest(Likeliest of, Calls calls, int count, int batch, long step) {
    double[][][] squares =
        new Reading(rows, counter, number, Map.of(SQUARES, of.squares()), Optional.empty())
            .fetch(calls, count, batch, step)
            .all()
            .get(SQUARES);
    float[] logs = new float[squares.length];
    for (int m = 0; m < logs.length; m++) {
      double mean =
          Arrays.stream(squares[m]).flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
      logs[m] = (float) Math.log(mean + TINY);
    }
    return TFloat32.tensorOf(Shape.of(logs.length, 1), DataBuffers.of(logs));
  }

  private static void copy(
      Map<String, double[][][]> all, String name, TFloat32 part, int start, int size, int count) {
    int networks = (int) part.shape().get(0);
    float[] values = Calls.floats(part);
    int width = values.length / networks / size;
    double[][][] whole = all.computeIfAbsent(name, key -> new double[networks][count][width]);
    for (int m = 0, from = 0; m < networks; m++) {
      for (int b = start; b < start + size; b++) {
        for (int k = 0; k < width; k++) {
          whole[m][b][k] = values[from++];
        }
      }
    }
  }

  /**
   * Numbers by name.
   *
   * @param all [networks or 1][rows][numbers]
   */
  record Rows(Map<String, double[][][]> all) {
    /** Rows of a network. */
    double[][] of(String name, int network) {
      double[][][] found = all.get(name);
      return found[found.length == 1 ? 0 : network];
    }

    /** Of a network, where each row has one number. */
    double[] column(String name, int network) {
      return Arrays.stream(of(name, network)).mapToDouble(row -> row[0]).toArray();
    }

    double mean(String name, int network) {
      return Arrays.stream(column(name, network)).average().orElse(Double.NaN);
    }

    boolean has(String name) {
      return all.containsKey(name);
    }

    /**
     * Matrices of a network, row by row.
     *
     * @param columns of each matrix
     * @param transposed whether to turn each about
     */
    double[][][] matrices(String name, int network, int columns, boolean transposed) {
      return Arrays.stream(of(name, network))
          .map(flat -> matrix(flat, columns, transposed))
          .toArray(double[][][]::new);
    }

    private static double[][] matrix(double[] flat, int columns, boolean transposed) {
      int rows = flat.length / columns;
      double[][] matrix = transposed ? new double[columns][rows] : new double[rows][columns];
      for (int i = 0; i < flat.length; i++) {
        int row = i / columns;
        int column = i % columns;
        matrix[transposed ? column : row][transposed ? row : column] = flat[i];
      }
      return matrix;
    }
  }
}
