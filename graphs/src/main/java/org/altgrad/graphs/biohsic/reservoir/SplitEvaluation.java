package org.altgrad.graphs.biohsic.reservoir;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Metrics;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Metrics of one call for a whole split.
 *
 * @param rows placeholder for the examples' indices
 * @param order the indices
 */
record SplitEvaluation(String split, Operand<TInt32> rows, int[] order, Metrics metrics)
    implements Evaluation {

  static int[] inOrder(int count) {
    return IntStream.range(0, count).toArray();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    try (TInt32 fed = TInt32.vectorOf(order);
        Result result = calls.run(Map.of(rows, fed), List.of(metrics.packed()), List.of())) {
      return metrics.named((TFloat64) result.get(0));
    }
  }
}
