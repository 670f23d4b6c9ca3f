package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.source.StructuralEquations.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralEquationsTest {
  private static final int D = 10;
  private static final int K = 5;
  private static final List<Double> SCALES = List.of(0.2, 2.0);

  private static StructuralEquations source(
      Setting setting, int n, boolean hetero, double holdout, long seed) {
    return new StructuralEquations("sem", setting, D, n, SCALES, hetero, holdout, seed);
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = source(Setting.HB, 500, true, 0.2, 0).load(Samples.OFFLINE);
    assertEquals(List.of("train", "validation"), List.copyOf(data.splits().keySet()));
    for (int e = 0; e < 2; e++) {
      int own = e;
      for (String split : List.of("train", "validation")) {
        int[] environments = Samples.integers(data.split(split), "environment");
        long count = Arrays.stream(environments).filter(x -> x == own).count();
        assertEquals(split.equals("train") ? 400 : 100, count);
      }
    }
    assertEquals(List.of(D), data.split("train").column("input").shape());
    assertEquals(List.of(), data.split("train").column("target").shape());
    assertEquals(List.of(D), data.constant("causal_weights").shape());
    DataSet whole = source(Setting.HB, 500, true, 0, 0).load(Samples.OFFLINE);
    assertEquals(List.of("train"), List.copyOf(whole.splits().keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "CS, true",
    "CF, true",
    "AC, true",
    "HB, true",
    "CS, false",
    "CF, false",
    "AC, false",
    "HB, false"
  })
  void covariancesAreThoseOfTheEquations(Setting setting, boolean hetero) {
    int n = 20_000;
    StructuralEquations source = source(setting, n, hetero, 0, 3);
    Split train = source.load(Samples.OFFLINE).split("train");
    float[][] inputs = Samples.vectors(train, "input");
    float[][] targets = Samples.vectors(train, "target");
    for (int e = 0; e < 2; e++) {
      double[][] expected = covariance(source, setting, hetero, SCALES.get(e));
      double[][] found = new double[D + 1][D + 1];
      for (int i = e * n; i < (e + 1) * n; i++) {
        double[] v = new double[D + 1];
        for (int j = 0; j <= D; j++) {
          v[j] = j < D ? inputs[i][j] : targets[i][0];
        }
        for (int a = 0; a <= D; a++) {
          for (int b = 0; b <= D; b++) {
            found[a][b] += v[a] * v[b] / n;
          }
        }
      }
      for (int a = 0; a <= D; a++) {
        for (int b = 0; b <= a; b++) {
          double variance = expected[a][a] * expected[b][b] + expected[a][b] * expected[a][b];
          assertEquals(expected[a][b], found[a][b], 4.5 * Math.sqrt(variance / n), a + " " + b);
        }
      }
    }
  }

  /**
   * Covariance of (x, z, sum of y), from the equations written as one matrix on all independent
   * noise (of h, x, y, z).
   */
  private static double[][] covariance(
      StructuralEquations source, Setting setting, boolean hetero, double s) {
    boolean hidden = setting == Setting.CF || setting == Setting.HB;
    boolean child = setting == Setting.AC || setting == Setting.HB;
    double[][] unit = noise(0, 1);
    double[][] h = noise(0, s);
    double[][] hx = hidden ? source.matrix("hx") : Arrays.copyOf(unit, K);
    double[][] x = plus(noise(1, s), product(h, hx));
    double[][] y = plus(noise(2, hetero ? s : 1), product(x, source.matrix("xy")));
    double[][] z = noise(3, hetero ? 1 : s);
    if (hidden) {
      y = plus(y, product(h, source.matrix("hy")));
      z = plus(z, product(h, source.matrix("hz")));
    }
    if (child) {
      z = plus(z, product(y, source.matrix("yz")));
    }
    double[][] all = new double[4 * K][D + 1];
    for (int i = 0; i < 4 * K; i++) {
      for (int j = 0; j < K; j++) {
        all[i][j] = x[i][j];
        all[i][K + j] = z[i][j];
        all[i][D] += y[i][j];
      }
    }
    double[][] covariance = new double[D + 1][D + 1];
    for (double[] row : all) {
      for (int a = 0; a <= D; a++) {
        for (int b = 0; b <= D; b++) {
          covariance[a][b] += row[a] * row[b];
        }
      }
    }
    return covariance;
  }

  private static double[][] noise(int block, double scale) {
    double[][] m = new double[4 * K][K];
    for (int j = 0; j < K; j++) {
      m[block * K + j][j] = scale;
    }
    return m;
  }

  private static double[][] product(double[][] m, double[][] w) {
    double[][] product = new double[m.length][K];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < K; j++) {
        for (int k = 0; k < K; k++) {
          product[i][j] += m[i][k] * w[k][j];
        }
      }
    }
    return product;
  }

  private static double[][] plus(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][K];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < K; j++) {
        sum[i][j] = a[i][j] + b[i][j];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"CS", "AC"})
  void truthIsWhatTheTargetsRegressOnTheCauses(Setting setting) {
    // Without confounder the columns of x are independent of the target's noise and of each other,
    // with variance 2 s^2.
    int n = 50_000;
    DataSet data = source(setting, n, true, 0, 4).load(Samples.OFFLINE);
    double[] truth = data.constant("causal_weights").values();
    float[][] inputs = Samples.vectors(data.split("train"), "input");
    float[][] targets = Samples.vectors(data.split("train"), "target");
    for (int k = 0; k < K; k++) {
      double[] products = new double[n];
      double squares = 0;
      for (int i = 0; i < n; i++) {
        products[i] = inputs[n + i][k] * targets[n + i][0] / (2 * 2.0 * 2.0);
        squares += products[i] * products[i] / n;
      }
      Samples.assertMean(truth[k], Math.sqrt(squares), products);
    }
    assertArrayEquals(new double[K], Arrays.copyOfRange(truth, K, D));
  }

  @Test
  void matricesAreNormalWithDeviationOneOverD() {
    StructuralEquations wide =
        new StructuralEquations("sem", Setting.HB, 80, 2, SCALES, true, 0, 1);
    for (String arrow : List.of("xy", "yz", "hx", "hy", "hz")) {
      double[] entries =
          Arrays.stream(wide.matrix(arrow)).flatMapToDouble(Arrays::stream).toArray();
      double[] squares = Arrays.stream(entries).map(w -> w * w).toArray();
      assertEquals(1600, entries.length);
      Samples.assertMean(0, 1 / 80.0, entries);
      Samples.assertMean(1 / 6400.0, Math.sqrt(2) / 6400, squares);
    }
    assertNotEquals(wide.matrix("hx")[0][0], wide.matrix("hy")[0][0]);
  }

  @Test
  void allSettingsShareTheSolution() {
    for (Setting setting : Setting.values()) {
      assertEquals(
          source(Setting.CS, 10, true, 0, 5).load(Samples.OFFLINE).constants(),
          source(setting, 20, false, 0.5, 5).load(Samples.OFFLINE).constants());
    }
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> source(Setting.AC, 20, true, 0.2, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "d: must be an even number from 2 to 10000 but is 7",
        () -> new StructuralEquations("sem", Setting.AC, 7, 5, SCALES, true, 0, 0));
    Samples.assertRefused(
        "scales: must be one or more numbers above 0 but is [0.2, 0.0]",
        () -> new StructuralEquations("sem", Setting.AC, 8, 5, List.of(0.2, 0.0), true, 0, 0));
    Samples.assertRefused(
        "holdout: must be in [0, 1) but is 1", () -> source(Setting.AC, 5, true, 1, 0));
  }
}
