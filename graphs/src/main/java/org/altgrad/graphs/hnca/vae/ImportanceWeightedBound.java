package org.altgrad.graphs.hnca.vae;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The importance-weighted bound on log p(x) (Burda, Grosse and Salakhutdinov 2016), log mean_k p(x,
 * z^k) / q(z^k | x) over K samples, averaged over a split; and how many units of each layer are
 * active: those whose mean over q varies over the examples with a variance above 0.01.
 *
 * <p>Samples are drawn a few at a time, so memory does not grow with K. In layers above the first,
 * a unit's mean over q is itself estimated from the K samples: with small K some noise counts as
 * activity.
 *
 * @param due when it is measured
 * @param split name of the split
 * @param count number of its examples
 * @param samples K
 * @param cut how many are in a call, which changes no number
 * @param graph placeholders and results
 * @param widths units of each latent layer
 */
record ImportanceWeightedBound(
    Due due, String split, int count, int samples, Cut cut, Graph graph, List<Integer> widths)
    implements Evaluation {
  static final double ACTIVE = 0.01;
  static final Cut CUT = new Cut(100, 10);

  /** Examples, and samples of each, in a call. */
  record Cut(int examples, int samples) {}

  /**
   * @param rows placeholder [batch] for the examples' indices
   * @param first scalar placeholder: number of the call's first sample
   * @param repeats scalar placeholder: samples in one call
   * @param step scalar placeholder for the training steps done, which keys what is drawn
   * @param logWeights [repeats, batch] log p(x, z) - log q(z | x)
   * @param firing [batch, units of all layers] firing probabilities, means over the call's samples
   */
  record Graph(
      Operand<TInt32> rows,
      Operand<TInt64> first,
      Operand<TInt32> repeats,
      Operand<TInt64> step,
      Operand<TFloat64> logWeights,
      Operand<TFloat64> firing) {}

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    Map<MetricName, Double> results = new LinkedHashMap<>();
    int units = widths.stream().mapToInt(Integer::intValue).sum();
    double[] sum = new double[units];
    double[] squares = new double[units];
    double bound = 0;
    for (int start = 0; start < count; start += cut.examples) {
      int[] indices = IntStream.range(start, Math.min(start + cut.examples, count)).toArray();
      Batch one = batch(calls, step, indices, units);
      for (int b = 0; b < indices.length; b++) {
        bound += one.bound(b);
        for (int j = 0; j < units; j++) {
          double mean = one.firing[b * units + j] / samples;
          sum[j] += mean;
          squares[j] += mean * mean;
        }
      }
    }
    results.put(MetricName.of("iwae"), bound / count);
    int unit = 0;
    for (int l = 1; l <= widths.size(); l++) {
      int active = 0;
      for (int j = 0; j < widths.get(l - 1); j++, unit++) {
        double mean = sum[unit] / count;
        active += squares[unit] / count - mean * mean > ACTIVE ? 1 : 0;
      }
      results.put(MetricName.of("active_units/layer" + l), (double) active);
    }
    return results;
  }

  /** What all samples of a few examples add up to. */
  private static final class Batch {
    final double[] largest;
    final double[] sum;
    final double[] firing;
    int samples;

    Batch(int examples, int units) {
      largest = new double[examples];
      java.util.Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      sum = new double[examples];
      firing = new double[examples * units];
    }

    /** Adds e^logWeight without overflow. */
    void add(int example, double logWeight) {
      if (logWeight > largest[example]) {
        sum[example] *= Math.exp(largest[example] - logWeight);
        largest[example] = logWeight;
      }
      sum[example] += Math.exp(logWeight - largest[example]);
    }

    double bound(int example) {
      return largest[example] + Math.log(sum[example] / samples);
    }
  }

  private Batch batch(Calls calls, long step, int[] indices, int units) {
    Batch batch = new Batch(indices.length, units);
    for (int done = 0; done < samples; done += cut.samples) {
      int now = Math.min(cut.samples, samples - done);
      try (TInt32 rows = TInt32.vectorOf(indices);
          TInt32 repeats = TInt32.scalarOf(now);
          TInt64 first = TInt64.scalarOf(done);
          TInt64 number = TInt64.scalarOf(step);
          Result result =
              calls.run(
                  Map.of(
                      graph.rows, rows,
                      graph.first, first,
                      graph.repeats, repeats,
                      graph.step, number),
                  List.of(graph.logWeights, graph.firing),
                  List.of())) {
        TFloat64 weights = (TFloat64) result.get(0);
        TFloat64 firing = (TFloat64) result.get(1);
        for (int b = 0; b < indices.length; b++) {
          for (int k = 0; k < now; k++) {
            batch.add(b, weights.getDouble(k, b));
          }
          for (int j = 0; j < units; j++) {
            batch.firing[b * units + j] += now * firing.getDouble(b, j);
          }
        }
        batch.samples += now;
      }
    }
    return batch;
  }
}
