package org.altgrad.graphs.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
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
 * @param step scalar placeholder for the training steps done, which keys what is drawn
 * @param metrics means over the batch
 */
public record BatchedEvaluation(
    String split, int count, int batch, Operand<TInt32> rows, Operand<TInt64> step, Metrics metrics)
    implements Evaluation {

  /** What is measured of some examples. */
  @FunctionalInterface
  public interface Measure {
    /**
     * @param rows of the split, [batch]
     * @param draws what may be drawn for them
     * @return means over the batch, each a scalar, or [models]
     */
    Map<String, Expr<TFloat32>> of(Operand<TInt32> rows, Draws draws);
  }

  /**
   * Draws of an evaluation. Those of an example depend on its place in the split and on the step
   * alone: how the split is cut into batches changes no metric.
   *
   * @param split name of the split
   * @param rows of the split, [batch]
   * @param step scalar, training steps done
   */
  public record Draws(
      Nodes<TFloat32> nodes, String split, Operand<TInt32> rows, Operand<TInt64> step) {

    /** Those of a network, for tensors [batch, ...]. */
    public Randoms of(long seed) {
      return new Randoms(seed, step).scope(split).byRow(RowKeys.ofPlaces(nodes, rows));
    }

    /**
     * Those of several networks side by side, for tensors [networks, samples · batch, ...] with the
     * samples of an example batch by batch. What one network draws is what it would draw alone.
     */
    public Randoms of(List<Long> seeds, int samples) {
      RowKeys examples = RowKeys.ofPlaces(nodes, rows);
      RowKeys each =
          samples == 1 ? examples : examples.repeated(nodes.tf().constant((long) samples));
      return new Randoms(0, step).scope(split).byRow(RowKeys.ofSeeds(nodes, seeds).and(each));
    }
  }

  /**
   * Of a whole split.
   *
   * @param batch most examples in one call
   */
  public static BatchedEvaluation of(
      Nodes<TFloat32> nodes, ResidentSplit split, int batch, Measure measure) {
    Operand<TInt32> rows = nodes.rows();
    Operand<TInt64> step = nodes.counter();
    Draws draws = new Draws(nodes, split.name(), rows, step);
    Metrics metrics = Metrics.of(nodes, measure.of(rows, draws));
    return new BatchedEvaluation(
        split.name(), split.count(), Math.min(batch, split.count()), rows, step, metrics);
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long done) {
    double[] sums = new double[metrics.names().size()];
    for (int start = 0; start < count; start += batch) {
      int[] indices = IntStream.range(start, Math.min(start + batch, count)).toArray();
      try (TInt32 rowsTensor = TInt32.vectorOf(indices);
          TInt64 stepTensor = TInt64.scalarOf(done);
          Result result =
              calls.run(
                  Map.of(rows, rowsTensor, step, stepTensor),
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
