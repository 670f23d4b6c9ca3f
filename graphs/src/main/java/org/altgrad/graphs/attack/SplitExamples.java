package org.altgrad.graphs.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Reads examples of a split out of the graph, with their column {@code label}.
 *
 * @param rows placeholder
 * @param input numbers of those rows
 */
public record SplitExamples(ResidentSplit split, Operand<TInt32> rows, Expr<TFloat32> input) {

  public static SplitExamples of(Nodes<TFloat32> nodes, ResidentSplit split, String column) {
    Operand<TInt32> rows = nodes.rows();
    return new SplitExamples(split, rows, split.gather(nodes, column, rows));
  }

  /**
   * The first so many examples, or all if there are fewer.
   *
   * @param batch most of them in one call
   */
  public Examples first(Calls calls, int most, int batch) {
    int count = Math.min(most, split.count());
    int numbers = Math.toIntExact(input.shape().tail().size());
    float[] x = new float[count * numbers];
    for (int from = 0; from < count; from += batch) {
      int to = Math.min(from + batch, count);
      try (TInt32 which = TInt32.vectorOf(IntStream.range(from, to).toArray());
          Result result = calls.run(Map.of(rows, which), List.of(input), List.of())) {
        float[] values = Calls.floats(result.get(0));
        System.arraycopy(values, 0, x, from * numbers, values.length);
      }
    }
    return new Examples(x, Arrays.copyOf(split.integers("label"), count));
  }
}
