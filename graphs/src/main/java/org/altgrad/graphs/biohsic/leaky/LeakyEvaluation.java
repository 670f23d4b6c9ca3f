package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Accuracy, loss and HSIC of all models on a split. HSIC depends on the number of samples that it
 * is measured on, so it is the mean over groups of as many as a window has.
 */
final class LeakyEvaluation implements Evaluation {
  private static final int ROWS_IN_A_CALL = 1000;

  private final Examples examples;
  private final int rowsInACall;
  private final int count;
  private final int group;
  private final Operand<TInt32> rows;
  private final List<String> perRow = new ArrayList<>();
  private final List<String> perGroup = new ArrayList<>();
  private final Operand<TFloat64> rowMeans;
  private final Operand<TFloat64> groupMeans;
  private final int models;

  /**
   * @param parameters of the networks
   * @param most examples that are looked at, from the first on
   * @param behaviour whether accuracy and loss are measured too
   */
  LeakyEvaluation(
      Nodes<TFloat32> nodes,
      Examples examples,
      Settling settling,
      List<Expr<TFloat32>> parameters,
      LeakySettings settings,
      int most,
      boolean behaviour) {
    this.examples = examples;
    models = settling.network().models();
    count = Math.min(most, examples.split().count());
    group = Math.min(settings.memory(), count);
    rowsInACall = Math.max(1, ROWS_IN_A_CALL / group) * group;
    rows = nodes.rows();
    Expr<TFloat32> x = examples.x(nodes, rows);
    Expr<TFloat32> y = examples.y(nodes, rows);
    List<Expr<TFloat32>> z = settling.means(parameters, x);

    List<Expr<TFloat32>> means = new ArrayList<>();
    if (behaviour) {
      Expr<TFloat32> logits = z.get(z.size() - 1);
      perRow.add("accuracy");
      means.add(new Categorical<>(logits).right(y).mean(-1));
      perRow.add("loss");
      means.add(CrossEntropy.softmax(logits, y).mean(-1));
    }
    rowMeans = wide(nodes, means);
    groupMeans = wide(nodes, hsic(settings.objective(), x, y, z));
  }

  /** [metrics, models], or nothing. */
  private static Operand<TFloat64> wide(Nodes<TFloat32> nodes, List<Expr<TFloat32>> means) {
    return means.isEmpty() ? null : nodes.stack(means).cast(TFloat64.class);
  }

  private List<Expr<TFloat32>> hsic(
      Objective objective, Expr<TFloat32> x, Expr<TFloat32> y, List<Expr<TFloat32>> z) {
    Expr<TFloat32> kx = objective.kernelX(grouped(x));
    Expr<TFloat32> ky = objective.kernelY(grouped(y));
    List<Expr<TFloat32>> means = new ArrayList<>();
    for (int l = 0; l < z.size(); l++) {
      objective.at(l).parts(kx, ky, grouped(z.get(l))).forEach(part -> means.add(part.mean(-1)));
      perGroup.addAll(List.of("hsic/layer" + l, "hsicx/layer" + l, "hsicy/layer" + l));
    }
    return means;
  }

  /** [..., rows, d] to [..., groups, group, d], without rows that fill no group. */
  private Expr<TFloat32> grouped(Expr<TFloat32> x) {
    Nodes<TFloat32> nodes = x.nodes();
    Ops tf = nodes.tf();
    int rank = x.shape().numDimensions();
    long width = x.shape().get(rank - 1);
    Operand<TInt32> all = tf.gather(tf.shape(x), tf.constant(rank - 2), tf.constant(0));
    Operand<TInt32> groups = tf.math.div(all, tf.constant(group));
    Operand<TInt32> used = tf.math.mul(groups, tf.constant(group));
    Expr<TFloat32> whole = x.at(tf.range(tf.constant(0), used, tf.constant(1)), rank - 2);
    return rank == 2
        ? whole.reshape(-1, group, width)
        : whole.reshape(x.shape().get(0), -1, group, width);
  }

  @Override
  public String split() {
    return examples.split().name();
  }

  @Override
  public Map<MetricName, Double> run(Calls calls, long step) {
    double[] rowSums = new double[perRow.size() * models];
    double[] groupSums = new double[perGroup.size() * models];
    for (int start = 0; start < count; start += rowsInACall) {
      int[] indices = IntStream.range(start, Math.min(start + rowsInACall, count)).toArray();
      try (TInt32 fed = TInt32.vectorOf(indices)) {
        if (rowMeans != null) {
          add(calls, fed, rowMeans, rowSums, indices.length);
        }
        if (indices.length >= group) {
          add(calls, fed, groupMeans, groupSums, indices.length / group);
        }
      }
    }
    Map<MetricName, Double> results = new LinkedHashMap<>();
    report(results, perRow, rowSums, count);
    report(results, perGroup, groupSums, count / group);
    return results;
  }

  private void add(Calls calls, TInt32 fed, Operand<TFloat64> means, double[] sums, int weight) {
    try (Result result = calls.run(Map.of(rows, fed), List.of(means), List.of())) {
      TFloat64 values = (TFloat64) result.get(0);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values.getDouble(i / models, i % models) * weight;
      }
    }
  }

  private void report(
      Map<MetricName, Double> results, List<String> names, double[] sums, int weight) {
    for (int i = 0; i < names.size(); i++) {
      double[] values = new double[models];
      for (int m = 0; m < models; m++) {
        values[m] = sums[i * models + m] / weight;
      }
      results.putAll(MetricName.ofModels(names.get(i), values));
    }
  }
}
