package org.altgrad.graphs.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Means over all examples of a split, computed in batches.
 *
 * @param split name of the split
 * @param count number of its examples
 * @param batch examples in one call; the last call may have fewer
 * @param rows placeholder [batch] for the examples' indices
 * @param counter scalar placeholder that keys the random draws of a call
 * @param metrics means over the batch
 */
public record BatchedEvaluation(
    String split,
    int count,
    int batch,
    Operand<TInt32> rows,
    Operand<TInt64> counter,
    Metrics metrics)
    implements Evaluation {

  /** What is measured of some examples. */
  @FunctionalInterface
  public interface Measure {
    /**
     * @param rows of the split, [batch]
     * @param counter see {@link BatchedEvaluation}
     * @return means over the batch, each a scalar, or [models]
     */
    Map<String, Expr<TFloat32>> of(Operand<TInt32> rows, Operand<TInt64> counter);
  }

  /**
   * Of a whole split.
   *
   * @param batch most examples in one call
   */
  public static BatchedEvaluation of(
      Nodes<TFloat32> nodes, ResidentSplit split, int batch, Measure measure) {
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> counter = nodes.counter();
    Metrics metrics = Metrics.of(nodes, measure.of(rows, counter));
    return new BatchedEvaluation(
        split.name(), split.count(), Math.min(batch, split.count()), rows, counter, metrics);
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    double[] sums = new double[metrics.names().size()];
    for (int start = 0, call = 0; start < count; start += batch, call++) {
      int[] indices = IntStream.range(start, Math.min(start + batch, count)).toArray();
      try (TInt32 rowsTensor = TInt32.vectorOf(indices);
          TInt64 counterTensor = TInt64.scalarOf((step << 20) + call);
          Result result =
              calls.run(
                  Map.of(rows, rowsTensor, counter, counterTensor),
                  List.of(metrics.packed()),
                  List.of())) {
        TFloat64 means = (TFloat64) result.get(0);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += means.getDouble(i) * indices.length;
        }
      }
    }
    Map<MetricName, Double> results = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      results.put(metrics.names().get(i), sums[i] / count);
    }
    return results;
  }
}
