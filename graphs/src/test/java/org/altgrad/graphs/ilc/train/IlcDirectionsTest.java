package org.altgrad.graphs.ilc.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.GroupDro;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.ilc.network.Norm;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Directions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Directions of a network 3-8-8-1 against plain Java: differences of the loss of each row. */
class IlcDirectionsTest {
  private static final int[] WIDTHS = {3, 8, 8, 1};
  private static final int[] ENVIRONMENT = {7, 1, 1, 4, 7, 4, 1};
  private static final int BATCH = 2;

  /** What some rules do, in plain arithmetic: from [E][P]. */
  private static final Map<String, Function<double[][], double[]>> RULES = rules();

  private static Map<String, Function<double[][], double[]>> rules() {
    Map<String, Function<double[][], double[]>> rules = new LinkedHashMap<>();
    rules.put("mean", g -> each(g, own -> Arrays.stream(own).average().getAsDouble()));
    rules.put("and_mask_0.5", g -> each(g, own -> masked(own, 2, mean(own))));
    rules.put("and_mask_1", g -> each(g, own -> masked(own, 3, mean(own))));
    rules.put(
        "geom_mean",
        g ->
            each(
                g,
                own ->
                    masked(
                        own,
                        3,
                        Math.signum(own[0]) * Math.cbrt(Math.abs(own[0] * own[1] * own[2])))));
    rules.put(
        "min_abs",
        g ->
            each(
                g,
                own ->
                    masked(
                        own,
                        3,
                        Math.signum(own[0])
                            * Arrays.stream(own).map(Math::abs).min().getAsDouble())));
    rules.put("sign_vote", g -> each(g, own -> Math.signum(votes(own))));
    rules.put("median", g -> each(g, own -> Arrays.stream(own).sorted().toArray()[1]));
    return rules;
  }

  private static double mean(double[] own) {
    return Arrays.stream(own).average().getAsDouble();
  }

  private static double votes(double[] own) {
    return Arrays.stream(own).map(Math::signum).sum();
  }

  private static double masked(double[] own, int least, double value) {
    return Math.abs(votes(own)) >= least ? value : 0;
  }

  /** A rule for each component. */
  private static double[] each(double[][] g, Function<double[], Double> rule) {
    double[] u = new double[g[0].length];
    for (int j = 0; j < u.length; j++) {
      int component = j;
      u[j] = rule.apply(Arrays.stream(g).mapToDouble(own -> own[component]).toArray());
    }
    return u;
  }

  /** Rows with their environments and labels, and a program on them. */
  private record Case(double[][] x, int[] y, int[] environment) {
    static Case random(int[] environment) {
      Random random = new Random(5);
      double[][] x = new double[environment.length][WIDTHS[0]];
      int[] y = new int[x.length];
      for (int n = 0; n < x.length; n++) {
        Arrays.setAll(x[n], i -> (float) random.nextGaussian());
        y[n] = random.nextInt(2);
      }
      return new Case(x, y, environment);
    }

    Rig rig(IlcSetup setup, int batch) {
      var columns =
          List.of(
              Rig.floats("input", x),
              Rig.integers("label", y),
              Rig.integers("environment", environment));
      return new Rig(
          new Rig.Setting(
              3, Map.of("train", columns), 2, batch, 1, 10, new Optimizer(1e-2, new Adam())),
          context -> Ilc.program(context, setup.settings(), setup.model()));
    }

    /** [rows][P] by central differences. */
    double[][] gradients(double[] theta) {
      double h = 1e-6;
      double[][] all = new double[x.length][theta.length];
      for (int n = 0; n < x.length; n++) {
        for (int j = 0; j < theta.length; j++) {
          double[] moved = theta.clone();
          moved[j] += h;
          double up = loss(moved, x[n], y[n]);
          moved[j] -= 2 * h;
          all[n][j] = (up - loss(moved, x[n], y[n])) / (2 * h);
        }
      }
      return all;
    }

    /** Rows of each environment, in ascending order of these. */
    int[][] rowsOf() {
      return Arrays.stream(environment)
          .distinct()
          .sorted()
          .mapToObj(e -> IntStream.range(0, x.length).filter(n -> environment[n] == e).toArray())
          .toArray(int[][]::new);
    }
  }

  /** Binary cross-entropy of one row; weights [in, out], then biases, of each layer. */
  private static double loss(double[] theta, double[] x, int y) {
    double[] h = x;
    int at = 0;
    for (int l = 1; l < WIDTHS.length; l++) {
      double[] z = new double[WIDTHS[l]];
      for (int k = 0; k < z.length; k++) {
        z[k] = theta[at + h.length * z.length + k];
        for (int i = 0; i < h.length; i++) {
          z[k] += h[i] * theta[at + i * z.length + k];
        }
        z[k] = l + 1 < WIDTHS.length && z[k] < 0 ? 0.01 * z[k] : z[k];
      }
      at += (h.length + 1) * z.length;
      h = z;
    }
    return Math.max(h[0], 0) - y * h[0] + Math.log1p(Math.exp(-Math.abs(h[0])));
  }

  private static double[] meanOf(double[][] rows, int... which) {
    double[] mean = new double[rows[0].length];
    for (int n : which) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += rows[n][j] / which.length;
      }
    }
    return mean;
  }

  /** Some directions in the graph of a program, ready to be drawn. */
  private record Measured(Rig rig, Directions.Graph graph) {
    static Measured of(Rig rig, List<String> names) {
      Directions directions = rig.program().directions().orElseThrow();
      List<Directions.Direction> chosen = new ArrayList<>();
      for (String name : names) {
        chosen.add(
            directions.all().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow());
      }
      Nodes<TFloat32> nodes =
          rig.program().variables().trainable(TFloat32.class).get(0).value().nodes();
      Directions.Graph graph = directions.builder().on(nodes, chosen);
      graph.before().run(rig::call);
      return new Measured(rig, graph);
    }

    double[] exact(int direction, String reference) {
      var exact = (Directions.Exact) graph.compared().get(direction).references().get(reference);
      try (Result result = rig.call(Map.of(), List.of(exact.value()), List.of())) {
        TFloat64 tensor = (TFloat64) result.get(0);
        return IntStream.range(0, (int) tensor.size()).mapToDouble(tensor::getDouble).toArray();
      }
    }

    /** All directions of one draw. */
    double[][] draw(long number) {
      List<Operand<?>> fetched = new ArrayList<>();
      for (Directions.Comparison one : graph.compared()) {
        List<Expr<TFloat32>> flat = one.direction().stream().map(t -> t.reshape(-1)).toList();
        fetched.addAll(one.direction());
        assertEquals(6, flat.size());
      }
      double[][] all = new double[graph.compared().size()][];
      try (TInt64 tensor = TInt64.scalarOf(number);
          Result result = rig.call(Map.of(graph.counter(), tensor), fetched, List.of())) {
        for (int d = 0; d < all.length; d++) {
          List<Double> values = new ArrayList<>();
          for (int t = 0; t < 6; t++) {
            ((TFloat32) result.get(6 * d + t))
                .scalars()
                .forEach(s -> values.add((double) s.getFloat()));
          }
          all[d] = values.stream().mapToDouble(v -> v).toArray();
        }
      }
      return all;
    }
  }

  private static IlcSetup setup() {
    return IlcSetup.of(new Mean());
  }

  @Test
  void exactDirectionsAreThoseOfEveryRow() {
    Case data = Case.random(ENVIRONMENT);
    try (Rig rig = data.rig(setup(), 3 * BATCH)) {
      double[][] rows = data.gradients(rig.parameters());
      double[][] g =
          Arrays.stream(data.rowsOf()).map(own -> meanOf(rows, own)).toArray(double[][]::new);
      Measured measured = Measured.of(rig, List.copyOf(RULES.keySet()));
      int d = 0;
      for (var rule : RULES.entrySet()) {
        double[] mean = measured.exact(d, IlcDirections.MEAN);
        assertArrayEquals(RULES.get("mean").apply(g), mean, 1e-8, rule.getKey());
        double[] own = measured.exact(d++, IlcDirections.OWN);
        assertArrayEquals(rule.getValue().apply(g), own, 1e-8, rule.getKey());
      }
    }
  }

  /** Against all (2 · 2) (3 · 3) (2 · 2) batches that can be drawn, which are equally probable. */
  @Test
  @Tag("slow")
  void meansOfDrawsAreThoseOfAllBatches() {
    Case data = Case.random(ENVIRONMENT);
    try (Rig rig = data.rig(setup(), 3 * BATCH)) {
      double[][] rows = data.gradients(rig.parameters());
      List<double[][]> pairs = new ArrayList<>();
      for (int[] own : data.rowsOf()) {
        pairs.add(
            Arrays.stream(own)
                .boxed()
                .flatMap(a -> Arrays.stream(own).mapToObj(b -> meanOf(rows, a, b)))
                .toArray(double[][]::new));
      }
      Measured measured = Measured.of(rig, List.copyOf(RULES.keySet()));
      int draws = 100;
      double[][] means = new double[RULES.size()][rows[0].length];
      for (int i = 0; i < draws; i++) {
        double[][] drawn = measured.draw(i);
        for (int d = 0; d < drawn.length; d++) {
          for (int j = 0; j < means[d].length; j++) {
            means[d][j] += drawn[d][j] / draws;
          }
        }
      }
      int d = 0;
      for (var rule : RULES.entrySet()) {
        double[] sum = new double[rows[0].length];
        double[] squares = sum.clone();
        int batches = 0;
        for (double[] a : pairs.get(0)) {
          for (double[] b : pairs.get(1)) {
            for (double[] c : pairs.get(2)) {
              double[] u = rule.getValue().apply(new double[][] {a, b, c});
              batches++;
              for (int j = 0; j < u.length; j++) {
                sum[j] += u[j];
                squares[j] += u[j] * u[j];
              }
            }
          }
        }
        assertEquals(144, batches);
        for (int j = 0; j < sum.length; j++) {
          double expected = sum[j] / batches;
          double error = Math.sqrt(Math.max(0, squares[j] / batches - expected * expected) / draws);
          assertEquals(expected, means[d][j], 5 * error + 1e-6, rule.getKey() + " " + j);
        }
        d++;
      }
    }
  }

  /** Where all environments are the same, what a mask keeps is all of the mean. */
  @Test
  void ofEqualEnvironmentsMasksAreTheMean() {
    Case half = Case.random(new int[] {0, 0, 0, 0});
    double[][] x = {half.x()[0], half.x()[1], half.x()[0], half.x()[1]};
    int[] y = {1, 0, 1, 0};
    Case twice = new Case(x, y, new int[] {0, 0, 1, 1});
    List<String> same =
        List.of("and_mask_1", "and_mask_0.5", "geom_mean", "power_mean", "min_abs", "median");
    try (Rig rig = twice.rig(setup(), 2)) {
      Measured measured = Measured.of(rig, same);
      for (int d = 0; d < same.size(); d++) {
        double[] mean = measured.exact(d, IlcDirections.MEAN);
        // What a logarithm is kept away from 0 by is 1e-10.
        assertArrayEquals(mean, measured.exact(d, IlcDirections.OWN), 1e-9, same.get(d));
      }
    }
  }

  @Test
  void theTrainedRuleIsAmongThem() {
    assertTrue(names(IlcSetup.of(new AndMask(0.6))).contains(IlcDirections.CONFIGURED));
    assertFalse(names(IlcSetup.of(new AndMask(0.5))).contains(IlcDirections.CONFIGURED));
    // What remembers earlier steps is no function of a draw.
    assertFalse(names(IlcSetup.of(new GroupDro(0.1))).contains(IlcDirections.CONFIGURED));
  }

  private static List<String> names(IlcSetup setup) {
    try (Rig rig = Case.random(ENVIRONMENT).rig(setup, 6)) {
      return rig.program().directions().orElseThrow().all().stream()
          .map(Directions.Direction::name)
          .toList();
    }
  }

  @Test
  void impossibleSettingsSayWhatIsWrong() {
    var of = IlcSettings.EnvironmentOf.EXAMPLE;
    assertRefused("environment_of: ", setup().environments(of, 1, Optional.empty(), 6));
    of = IlcSettings.EnvironmentOf.ENVIRONMENT;
    IlcSetup one = IlcSetup.of(new Mean()).environments(of, 1, Optional.of(1), 6);
    assertRefused("envs_per_step: ", one);
    assertRefused("model: ", setup().network(Norm.NONE, 0.5, IlcSettings.Standardise.NONE));
    assertRefused("model: ", setup().network(Norm.BATCH_ENV, 0, IlcSettings.Standardise.NONE));
  }

  private static void assertRefused(String key, IlcSetup setup) {
    try (Rig rig = Case.random(new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2}).rig(setup, 3)) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> Measured.of(rig, List.of("mean")));
      assertTrue(error.getMessage().startsWith(key), error.getMessage());
    }
  }
}
