package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Gradients of environments as plain arrays, {@code [environment][component]}, one parameter unless
 * said otherwise, and what combiners make of them.
 */
final class Bench {
  private Bench() {}

  /** Standard normal numbers. */
  static double[][] normal(int environments, int components, long seed) {
    Random random = new Random(seed);
    double[][] g = new double[environments][components];
    for (double[] row : g) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return g;
  }

  static double[] mean(double[][] g) {
    double[] mean = new double[g[0].length];
    for (double[] row : g) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / g.length;
      }
    }
    return mean;
  }

  static double[][] scaled(double[][] g, double factor) {
    return Arrays.stream(g)
        .map(row -> Arrays.stream(row).map(x -> x * factor).toArray())
        .toArray(double[][]::new);
  }

  /** The environments in another order. */
  static double[][] permuted(double[][] g, int... order) {
    return Arrays.stream(order).mapToObj(e -> g[e]).toArray(double[][]::new);
  }

  /** u of one parameter, in double precision, with losses 0. */
  static double[] direction(Combiner combiner, double[][] g) {
    return direction(combiner, g, new double[g.length], 0);
  }

  static double[] direction(Combiner combiner, double[][] g, double[] losses, long seed) {
    return directions(TFloat64.class, combiner, List.<double[][]>of(g), losses, seed, null).get(0);
  }

  /** The same in single precision. */
  static double[] narrow(Combiner combiner, double[][] g) {
    return directions(
            TFloat32.class, combiner, List.<double[][]>of(g), new double[g.length], 0, null)
        .get(0);
  }

  /** u of several parameters, all vectors, with losses 0. */
  static List<double[]> directions(Combiner combiner, List<double[][]> parameters) {
    double[] losses = new double[parameters.get(0).length];
    return directions(TFloat64.class, combiner, parameters, losses, 0, null);
  }

  /** u after rescaling. */
  static List<double[]> rescaled(
      Combiner combiner, Rescaling rescaling, List<double[][]> parameters) {
    double[] losses = new double[parameters.get(0).length];
    return directions(TFloat64.class, combiner, parameters, losses, 0, rescaling);
  }

  private static <T extends TNumber> List<double[]> directions(
      Class<T> type,
      Combiner combiner,
      List<double[][]> parameters,
      double[] losses,
      long seed,
      Rescaling rescaling) {
    try (TestGraph g = new TestGraph()) {
      Combiner.Gradients<T> gradients =
          gradients(g, Nodes.of(g.tf, type), parameters, losses, seed);
      Combiner.Combination<T> combination = combiner.combine(gradients);
      if (rescaling != null) {
        combination = rescaling.apply(gradients, combination);
      }
      g.initialize();
      return split(g, combination.directions());
    }
  }

  /** The values of several vectors from one call. */
  private static <T extends TNumber> List<double[]> split(TestGraph g, List<Expr<T>> vectors) {
    double[] flat = g.value(vectors.get(0).nodes().concat(vectors, 0));
    List<double[]> values = new ArrayList<>();
    int from = 0;
    for (Expr<T> vector : vectors) {
      int to = from + (int) vector.shape().size();
      values.add(Arrays.copyOfRange(flat, from, to));
      from = to;
    }
    return values;
  }

  /** w of one parameter. */
  static double[] weights(Combiner combiner, double[][] g) {
    try (TestGraph t = new TestGraph()) {
      return t.value(
          combiner
              .combine(gradients(t, t.f64, List.<double[][]>of(g), new double[g.length], 0))
              .weights()
              .get(0));
    }
  }

  /** Metrics by name. */
  static Map<String, Double> values(TestGraph g, Map<String, Expr<TFloat64>> metrics) {
    Map<String, Double> values = new java.util.LinkedHashMap<>();
    metrics.forEach((name, x) -> values.put(name, g.scalar(x)));
    return values;
  }

  static <T extends TNumber> Combiner.Gradients<T> gradients(
      TestGraph g, Nodes<T> nodes, List<double[][]> parameters, double[] losses, long seed) {
    List<EnvironmentStatistics<T>> statistics = new ArrayList<>();
    for (double[][] parameter : parameters) {
      statistics.add(new StackStatistics<>(nodes.constant(parameter)));
    }
    return new Combiner.Gradients<>(
        statistics,
        nodes.constant(Shape.of(losses.length), losses),
        g.variables,
        new Randoms(seed, g.tf.constant(0L)));
  }
}
