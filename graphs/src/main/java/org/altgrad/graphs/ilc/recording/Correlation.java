package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a mask keeps (figure 7 of Parascandolo et al. 2021): the correlation of the masked mean
 * gradient, over the components that it keeps, with the gradient on data of which only the
 * mechanism, or only the shortcuts, still tell the label.
 */
final class Correlation {
  private static final int BATCH = 2048;
  static final List<String> SIGNALS = List.of("mechanism", "shortcut");

  private record Pooled(int count, Operand<TInt32> rows, List<Expr<TFloat32>> gradients) {}

  private final Observed observed;
  private final Elsewhere elsewhere;
  private final StepGradients gradients;
  private final Map<String, Pooled> pooled = new LinkedHashMap<>();

  Correlation(Observed observed, Elsewhere elsewhere, StepGradients gradients) {
    this.observed = observed;
    this.elsewhere = elsewhere;
    this.gradients = gradients;
    SIGNALS.forEach(signal -> pooled.put(signal, pooled(observed.splits().get(signal))));
  }

  /** The gradient of a sum of losses. */
  private Pooled pooled(ResidentSplit split) {
    Nodes<TFloat32> nodes = observed.nodes().scope("pooled." + split.name());
    Operand<TInt32> rows = nodes.rows();
    Randoms randoms = new Randoms(observed.seed(), nodes.tf().constant(0L)).scope("observe");
    Pass<TFloat32> pass = new Pass<>(new Pass.Training(1, -1, randoms));
    Expr<TFloat32> x = observed.reader().inputs(nodes, split, rows);
    Expr<TFloat32> z = elsewhere.problem().network().run(pass, x).z();
    Expr<TFloat32> sum =
        observed.problem().loss().each(z, observed.reader().targets(nodes, split, rows)).sum();
    return new Pooled(split.count(), rows, Gradients.of(sum, elsewhere.values()));
  }

  /** {@code side, tau, signal, correlation}; there is no row where nothing is kept. */
  Recording table() {
    return new Recording(
        "correlation of masked gradients with those of the mechanism and of the shortcuts",
        (calls, step) -> {
          int e = observed.environments();
          double[] mean = flat(gradients.means(calls, step));
          double[] signs = flat(gradients.signs(calls, step));
          List<List<?>> rows = new ArrayList<>();
          for (String signal : SIGNALS) {
            double[] other = whole(calls, pooled.get(signal));
            for (int k = 0; k <= e; k++) {
              int votes = k;
              double tau = k / (double) e;
              add(rows, "and", tau, signal, mean, other, i -> Math.abs(signs[i]) > votes - 0.5);
              add(
                  rows,
                  "xor",
                  0 - tau, // not -0
                  signal,
                  mean,
                  other,
                  i -> Math.abs(signs[i]) < e - votes + 0.5);
            }
          }
          return new Recording.Table(List.of("side", "tau", "signal", "correlation"), rows);
        });
  }

  private static void add(
      List<List<?>> rows,
      String side,
      double tau,
      String signal,
      double[] mean,
      double[] other,
      java.util.function.IntPredicate kept) {
    int[] some = IntStream.range(0, mean.length).filter(kept).filter(i -> mean[i] != 0).toArray();
    double correlation = pearson(some, mean, other);
    if (Double.isFinite(correlation)) {
      rows.add(List.of(side, tau, signal, correlation));
    }
  }

  /** Pearson's correlation over some components; not a number where one does not vary. */
  static double pearson(int[] some, double[] x, double[] y) {
    double meanX = IntStream.of(some).mapToDouble(i -> x[i]).average().orElse(Double.NaN);
    double meanY = IntStream.of(some).mapToDouble(i -> y[i]).average().orElse(Double.NaN);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i : some) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** The mean gradient over all rows of a split. */
  private double[] whole(Calls calls, Pooled split) {
    double[] sum = null;
    for (int start = 0; start < split.count(); start += BATCH) {
      int[] rows = IntStream.range(start, Math.min(start + BATCH, split.count())).toArray();
      double[] part = flat(elsewhere.run(calls, split.rows(), rows, null, split.gradients()));
      sum = sum == null ? new double[part.length] : sum;
      for (int i = 0; i < part.length; i++) {
        sum[i] += part[i] / split.count();
      }
    }
    return sum;
  }

  private static double[] flat(float[][] parts) {
    int size = 0;
    for (float[] part : parts) {
      size += part.length;
    }
    double[] all = new double[size];
    int next = 0;
    for (float[] part : parts) {
      for (float value : part) {
        all[next++] = value;
      }
    }
    return all;
  }
}
