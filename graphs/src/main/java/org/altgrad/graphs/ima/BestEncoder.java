package org.altgrad.graphs.ima;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The ELBO of the best diagonal posterior of each example for the decoder as it is, which no
 * network has to reach: mean μ₀ + s₀ δ and log standard deviation log s₀ + η, with δ and η found by
 * Adam from 0. Where the decoder is the true mixing, μ₀ are the true sources and s₀ what the theory
 * predicts; else both are the encoder's, as they are where latents are parameters of the examples.
 *
 * @param rows placeholder of the examples
 * @param counter scalar placeholder that keys the draws of a call
 * @param number scalar placeholder for the number of the last step
 * @param delta placeholder [networks, rows, d]
 * @param eta placeholder [networks, rows, d]
 * @param elbo of antithetic draws [networks, rows]
 * @param gradients of the sum of the ELBO for δ and η
 */
record BestEncoder(
    Operand<TInt32> rows,
    Operand<TInt64> counter,
    Operand<TInt64> number,
    Expr<TFloat32> delta,
    Expr<TFloat32> eta,
    Expr<TFloat32> elbo,
    List<Expr<TFloat32>> gradients) {
  /** Pairs of opposite draws in a call, and calls that the final value is the mean of. */
  static final int PAIRS = 8;

  private static final int FINAL_CALLS = 128;

  /**
   * How it is searched.
   *
   * @param rows first examples of a split
   * @param steps of Adam; 0: the encoder's own posteriors are measured
   * @param lr its learning rate at first, which falls to 0 along a cosine
   */
  public record Search(int rows, int steps, @OnlyIf(key = "steps", not = "0") double lr) {
    public Search {
      Require.atLeast("rows", rows, 1);
      Require.atLeast("steps", steps, 0);
      Require.positive("lr", lr);
    }
  }

  /** The mean ELBO of each network over the first rows. */
  double[] search(Calls calls, Search search, int count, int networks, long step) {
    int size = Math.min(search.rows(), count);
    int d = (int) delta.shape().get(2);
    Adam adam = new Adam(2 * networks * size * d);
    try (TInt32 indices = TInt32.vectorOf(IntStream.range(0, size).toArray());
        TInt64 last = TInt64.scalarOf(Math.max(0, step - 1))) {
      Map<Operand<?>, org.tensorflow.Tensor> fixed = new LinkedHashMap<>();
      fixed.put(rows, indices);
      fixed.put(number, last);
      Shape shape = Shape.of(networks, size, d);
      for (int t = 0; t < search.steps(); t++) {
        double lr = search.lr() * 0.5 * (1 + Math.cos(Math.PI * t / search.steps()));
        try (Result found = call(calls, fixed, shape, adam.values, t, gradients)) {
          adam.ascend(found, lr);
        }
      }
      double[] means = new double[networks];
      for (int t = 0; t < FINAL_CALLS; t++) {
        try (Result found =
            call(calls, fixed, shape, adam.values, search.steps() + t, List.of(elbo))) {
          float[] values = Calls.floats(found.get(0));
          for (int i = 0; i < values.length; i++) {
            means[i / size] += values[i] / (double) size / FINAL_CALLS;
          }
        }
      }
      return means;
    }
  }

  private Result call(
      Calls calls,
      Map<Operand<?>, org.tensorflow.Tensor> fixed,
      Shape shape,
      float[] values,
      long draw,
      List<Expr<TFloat32>> fetches) {
    int half = values.length / 2;
    try (TFloat32 d = TFloat32.tensorOf(shape, DataBuffers.of(Arrays.copyOf(values, half)));
        TFloat32 e =
            TFloat32.tensorOf(shape, DataBuffers.of(Arrays.copyOfRange(values, half, 2 * half)));
        TInt64 key = TInt64.scalarOf(draw)) {
      Map<Operand<?>, org.tensorflow.Tensor> all = new LinkedHashMap<>(fixed);
      all.put(delta, d);
      all.put(eta, e);
      all.put(counter, key);
      return calls.run(all, fetches, List.of());
    }
  }

  /** Adam on the host. */
  private static final class Adam {
    private final float[] values;
    private final double[] first;
    private final double[] second;
    private int steps;

    Adam(int size) {
      values = new float[size];
      first = new double[size];
      second = new double[size];
    }

    void ascend(Result gradients, double lr) {
      steps++;
      double one = 1 - Math.pow(0.9, steps);
      double two = 1 - Math.pow(0.999, steps);
      int from = 0;
      for (int part = 0; part < 2; part++) {
        for (float g : Calls.floats(gradients.get(part))) {
          first[from] = 0.9 * first[from] + 0.1 * g;
          second[from] = 0.999 * second[from] + 0.001 * g * g;
          values[from] += lr * first[from] / one / (Math.sqrt(second[from] / two) + 1e-8);
          from++;
        }
      }
    }
  }
}
