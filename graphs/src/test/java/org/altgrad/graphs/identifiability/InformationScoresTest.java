package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;

/** MIG, InfoMEC, R² and SAP. */
class InformationScoresTest {
  private static final double[][] LABELS = Rows.labels(800, 3, 6, 1);
  private static final Set<Integer> ALL = Set.of(0, 1, 2);
  private static final Sample IDENTITY = Sample.of(LABELS, LABELS, ALL);

  private static Sample labels(double[][] codes) {
    return Sample.of(codes, LABELS, ALL);
  }

  private static void falls(Function<Sample, Double> metric, boolean discrete, double... noises) {
    double[][] sources = discrete ? LABELS : Rows.gaussian(800, 3, 2);
    Set<Integer> which = discrete ? ALL : Set.of();
    double before = Double.POSITIVE_INFINITY;
    for (double noise : noises.length > 0 ? noises : new double[] {0.01, 0.5, 1.5, 5}) {
      double now = metric.apply(Sample.of(Rows.noisy(sources, noise, 3), sources, which));
      assertTrue(now < before, now + " with noise of " + noise);
      before = now;
    }
  }

  @Test
  void migHasItsKnownScores() {
    assertTrue(Mig.of(IDENTITY, Rows.FEW).value() >= 0.9);
    Score zeros = Mig.of(labels(new double[800][4]), Rows.FEW);
    assertEquals(0, zeros.value());
    assertEquals(
        "no active latent: all codes are constant; 4 codes (0 active) for 3 sources",
        zeros.validity());
    double[][] twice = Rows.columns(LABELS, 0, 1, 2, 0, 1, 2);
    assertTrue(Mig.of(labels(twice), Rows.FEW).value() <= 0.1);
    Score one = Mig.of(labels(Rows.columns(LABELS, 1)), Rows.FEW);
    assertEquals(1 / 3.0, one.value(), 0.01);
    assertEquals(0.99, 1 - one.chance().orElseThrow().mean(), 0.02);
    falls(s -> Mig.of(s, Rows.FEW).value(), true);
    falls(s -> Mig.of(s, Rows.FEW).value(), false);
  }

  @Test
  void migCutsContinuousSources() {
    double[][] sources = Rows.uniform(4000, 2, 4);
    Score score = Mig.of(Sample.of(Rows.map(sources, u -> 5 - u), sources), Rows.FEW);
    assertTrue(score.value() > 0.9);
    assertEquals("continuous sources are cut into 20 equally wide bins", score.validity());
    assertEquals("", Mig.of(IDENTITY, Rows.FEW).validity());
    double[][] idle = Rows.columns(LABELS, 0, 1, 2);
    for (double[] row : idle) {
      row[2] = 4;
    }
    Score left = Mig.of(Sample.of(LABELS, idle, ALL), Rows.FEW);
    assertTrue(left.value() > 0.9);
    assertTrue(left.validity().startsWith("source 2 is constant and left out"));
  }

  @Test
  void infoMecOfIdentityIsOne() {
    double[][] codes = Rows.noisy(LABELS, 1e-3, 5);
    Map<String, Score> scores = InfoMec.of(labels(codes), Rows.FEW);
    assertEquals(1, scores.get("infom").value(), 0.03);
    assertEquals(1, scores.get("infoc").value(), 0.03);
    assertTrue(scores.get("infoe").value() > 0.5); // a line ranks six classes badly
    assertEquals(1 / 21.0, scores.get("infoe").chance().orElseThrow().p(), 1e-12);
    assertEquals("infom/1", scores.get("infom").version());
  }

  /** Archived scores of noise are .56 to .70 for 500 to 10000 rows. */
  @Test
  void infoMecOfNoiseIsHighAndSaysSo() {
    double[][] sources = Rows.gaussian(1000, 3, 6);
    Map<String, Score> scores = InfoMec.of(Sample.of(Rows.gaussian(1000, 3, 7), sources), Rows.FEW);
    Score score = scores.get("infom");
    assertTrue(score.value() > 0.2);
    assertEquals(0.6, score.chance().orElseThrow().mean(), 0.1);
    assertTrue(score.chance().orElseThrow().p() > 0.05);
    assertTrue(scores.get("infoe").value() < 0.1);
    assertEquals("continuous sources are cut into 10 equally frequent bins", score.validity());
  }

  @Test
  void infoMecHasItsSums() {
    double[][] shares = {{.6, .2, 0}, {0, .5, .5}};
    double codes = (.75 + .5) / 2;
    assertEquals((codes - 1 / 3.0) / (2 / 3.0), InfoMec.modularity(shares), 1e-15);
    double sources = (1 + .5 / .7 + 1) / 3;
    assertEquals((sources - .5) / .5, InfoMec.compactness(shares), 1e-15);
    assertEquals(0, InfoMec.modularity(new double[2][3]), 1e-15); // no information: even shares
    assertEquals(0, InfoMec.compactness(new double[1][3]));
    assertEquals(0, InfoMec.modularity(new double[0][3]));
  }

  @Test
  void infoMecLeavesOutIdleCodes() {
    double[][] codes = Rows.columns(Rows.noisy(LABELS, 1e-3, 5), 0, 1, 2, 0);
    double[][] noise = Rows.gaussian(800, 1, 8);
    for (int b = 0; b < codes.length; b++) {
      codes[b][3] = 1e-3 * noise[b][0];
    }
    Map<String, Score> scores = InfoMec.of(labels(codes), Rows.FEW);
    assertEquals(1, scores.get("infom").value(), 0.03);
    assertEquals("4 codes (3 active) for 3 sources", scores.get("infom").validity());
    scores = InfoMec.of(labels(new double[800][2]), Rows.FEW);
    scores.values().forEach(score -> assertEquals(0, score.value(), 1e-12));
    scores = InfoMec.of(labels(Rows.columns(codes, 0)), Rows.FEW);
    assertTrue(scores.get("infoc").validity().endsWith("infoc is undefined"));
    assertThrows(
        IllegalArgumentException.class,
        () -> InfoMec.of(Sample.of(codes, Rows.gaussian(800, 1, 1)), Rows.FEW));
  }

  /** Noise in codes leaves each with one source at most, so modularity falls by mixing instead. */
  @Test
  void infoMecFallsAsNoiseAndMixingGrow() {
    falls(s -> InfoMec.explicitness(s.codes(), InfoMec.classes(s)), false, 0.3, 1, 5);
    double[][] sources = Rows.gaussian(800, 3, 2);
    double[] before = {1.1, 1.1};
    for (double a : new double[] {0, 0.3, 0.6, 1}) {
      double[][] codes = Rows.times(sources, new double[][] {{1, a, 0}, {0, 1, a}, {a, 0, 1}});
      double[][] information = InfoMec.information(Sample.of(codes, sources));
      double[] now = {InfoMec.modularity(information), InfoMec.compactness(information)};
      assertTrue(now[0] < before[0] && now[1] < before[1], "mixed by " + a);
      before = now;
    }
  }

  /** Another optimiser, with plain gradients, finds no smaller loss. */
  @Test
  void softmaxRegressionIsAtItsOptimum() {
    double[] source = Columns.column(LABELS, 0);
    int[] classes = Bins.values(source);
    for (int i = 0; i < 300; i++) {
      classes[i] = 0; // unbalanced
    }
    double[][] codes = Columns.of("codes", Rows.noisy(LABELS, 1.5, 9));
    SoftmaxRegression fitted = new SoftmaxRegression(codes, classes);
    double[][] gradient = new double[6][4];
    double loss = fitted.loss(fitted.coefficients(), gradient);
    MultivariateFunction objective = w -> fitted.loss(folded(w), new double[6][4]);
    var other =
        new NonLinearConjugateGradientOptimizer(
            Formula.POLAK_RIBIERE, new SimpleValueChecker(0, 1e-10));
    double found =
        other
            .optimize(
                new MaxEval(2000),
                GoalType.MINIMIZE,
                new InitialGuess(new double[24]),
                new ObjectiveFunction(objective),
                new ObjectiveFunctionGradient(
                    w -> {
                      double[][] g = new double[6][4];
                      fitted.loss(folded(w), g);
                      return Arrays.stream(g).flatMapToDouble(Arrays::stream).toArray();
                    }))
            .getValue();
    assertEquals(found, loss, 1e-3);
    assertTrue(loss < found + 1e-8);
    for (double[] row : gradient) {
      assertArrayEquals(new double[4], row, 2e-5);
    }
    double h = 1e-5;
    double[][] moved = new double[6][];
    Arrays.setAll(moved, k -> new double[] {.1 * k, .3, -.2, .5});
    fitted.loss(moved, gradient);
    double[][] aside = new double[6][4];
    for (int l = 0; l < 4; l++) {
      moved[2][l] += h;
      double above = fitted.loss(moved, aside);
      moved[2][l] -= 2 * h;
      double below = fitted.loss(moved, aside);
      moved[2][l] += h;
      assertEquals((above - below) / (2 * h), gradient[2][l], 1e-8);
    }
  }

  private static double[][] folded(double[] w) {
    double[][] rows = new double[6][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(w, 4 * k, 4 * k + 4));
    return rows;
  }

  @Test
  void linearR2IsThatOfRegression() {
    double[][] sources = Rows.gaussian(400, 2, 10);
    double[][] codes = Rows.noisy(sources, 1, 11);
    var regression = new OLSMultipleLinearRegression();
    double expected = 0;
    for (int j = 0; j < 2; j++) {
      regression.newSampleData(Columns.column(sources, j), codes);
      expected += regression.calculateRSquared() / 2;
    }
    Score score = LinearR2.of(Sample.of(codes, sources), new Permutations(300, 12));
    assertEquals(expected, score.value(), 1e-12);
    assertEquals(2 / 399.0, score.chance().orElseThrow().mean(), 0.0006);
    double[][] mixed = Rows.times(codes, new double[][] {{1, 2}, {-3, .5}, {1, 1}});
    assertEquals(expected, LinearR2.of(Sample.of(mixed, sources), Rows.FEW).value(), 1e-12);
    assertEquals(0, LinearR2.of(Sample.of(new double[400][2], sources), Rows.FEW).value());
    falls(s -> LinearR2.of(s, Rows.FEW).value(), false);
  }

  /** The reference gives arrays transposed; rows and columns differ in number here. */
  @Test
  void sapHasItsKnownScores() {
    double[][] sources = Rows.gaussian(800, 3, 2);
    assertTrue(Sap.of(Sample.of(sources, sources), Rows.FEW).value() > 0.98);
    double[][] twice = Rows.columns(sources, 0, 1, 2, 0, 1, 2);
    assertEquals(0, Sap.of(Sample.of(twice, sources), Rows.FEW).value(), 1e-12);
    Score zeros = Sap.of(Sample.of(new double[800][3], sources), Rows.FEW);
    assertEquals(0, zeros.value());
    double[][] half = Rows.noisy(sources, 1, 4); // squared correlation ½
    assertEquals(0.5, Sap.of(Sample.of(half, sources), Rows.FEW).value(), 0.05);
    double[][] binary = Rows.labels(800, 2, 2, 13);
    Score labels = Sap.of(Sample.of(binary, binary, Set.of(0, 1)), Rows.FEW);
    assertEquals(0.5, labels.value(), 0.12); // 1 minus the other code's luck
    assertEquals("sap/1", labels.version());
    falls(s -> Sap.of(s, Rows.FEW).value(), false);
  }

  @Test
  void supportVectorsAreAtTheirOptimum() {
    double[] x = Columns.column(Rows.gaussian(200, 1, 14), 0);
    int[] classes = new int[200];
    for (int i = 0; i < 200; i++) {
      classes[i] = x[i] > 0.5 ? 2 : x[i] > 0 ? 1 : 0;
    }
    int[] counts = new int[3];
    for (int y : classes) {
      counts[y]++;
    }
    LinearSvm machine = LinearSvm.fit(x, classes, 0.01);
    for (int k = 0; k < 3; k++) {
      boolean[] own = new boolean[200];
      double[] weights = new double[200];
      for (int i = 0; i < 200; i++) {
        own[i] = classes[i] == k;
        weights[i] = 0.01 * (own[i] ? 200 / (3.0 * counts[k]) : 1);
      }
      double least = LinearSvm.objective(x, own, weights, machine.lines()[k]);
      for (double dw = -0.1; dw <= 0.1; dw += 0.02) {
        for (double db = -0.1; db <= 0.1; db += 0.02) {
          double[] near = {machine.lines()[k][0] + dw, machine.lines()[k][1] + db};
          assertTrue(least <= LinearSvm.objective(x, own, weights, near) + 1e-12);
        }
      }
    }
    assertTrue(machine.accuracy(x, classes) > 0.7);
  }
}
