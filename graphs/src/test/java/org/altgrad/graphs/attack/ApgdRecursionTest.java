package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Auto-PGD on a smooth network, look by look, against its authors' program in plain Java. */
class ApgdRecursionTest {
  private static final int N = 5;
  private static final int H = 7;
  private static final int C = 3;
  private static final int STEPS = 10;
  private static final double EPSILON = 0.3;
  private static final double[][] W1 = Arena.matrix(new Random(1), N, H, 2);
  private static final double[][] W2 = Arena.matrix(new Random(2), H, C, 1);

  private static double[] hidden(double[] x) {
    double[] h = new double[H];
    for (int i = 0; i < H; i++) {
      for (int j = 0; j < N; j++) {
        h[i] += x[j] * W1[j][i];
      }
      h[i] = Math.tanh(h[i]);
    }
    return h;
  }

  /** Logits; class 0 is favoured so that it stays right. */
  private static double[] logits(double[] x) {
    double[] h = hidden(x);
    double[] l = {20, 0, 0};
    for (int c = 0; c < C; c++) {
      for (int i = 0; i < H; i++) {
        l[c] += h[i] * W2[i][c];
      }
    }
    return l;
  }

  /** The margin. */
  private static double loss(double[] x) {
    double[] l = logits(x);
    return Math.max(l[1], l[2]) - l[0];
  }

  private static double[] gradient(double[] x) {
    double[] h = hidden(x);
    double[] l = logits(x);
    int rival = l[2] > l[1] ? 2 : 1;
    double[] g = new double[N];
    for (int i = 0; i < H; i++) {
      for (int j = 0; j < N; j++) {
        g[j] += (W2[i][rival] - W2[i][0]) * (1 - h[i] * h[i]) * W1[j][i];
      }
    }
    return g;
  }

  private static double[] bounded(double[] clean, double[] x) {
    double[] inside = new double[N];
    for (int j = 0; j < N; j++) {
      double near = Math.max(clean[j] - EPSILON, Math.min(clean[j] + EPSILON, x[j]));
      inside[j] = Math.max(0, Math.min(1, near));
    }
    return inside;
  }

  /**
   * @param halved counts how often the step is
   * @return the best loss after each look
   */
  private static List<Double> recursion(double[] clean, double[] start, int[] halved) {
    double[] x = start;
    double[] old = start;
    double[] g = gradient(x);
    double[] best = x;
    double[] bestGradient = g;
    double last = loss(x);
    double bestLoss = last;
    double atCheck = last;
    double size = 2 * EPSILON;
    boolean reduced = true;
    int window = Math.max((int) (0.22 * STEPS), 1);
    int rises = 0;
    int since = 0;
    List<Double> bests = new ArrayList<>(List.of(bestLoss));
    for (int k = 0; k < STEPS; k++) {
      double a = k > 0 ? 0.75 : 1;
      double[] z = new double[N];
      for (int j = 0; j < N; j++) {
        z[j] = x[j] + size * Math.signum(g[j]);
      }
      z = bounded(clean, z);
      double[] next = new double[N];
      for (int j = 0; j < N; j++) {
        next[j] = x[j] + (z[j] - x[j]) * a + (x[j] - old[j]) * (1 - a);
      }
      old = x;
      x = bounded(clean, next);
      g = gradient(x);
      double now = loss(x);
      rises += now > last ? 1 : 0;
      last = now;
      if (now > bestLoss) {
        bestLoss = now;
        best = x;
        bestGradient = g;
      }
      bests.add(bestLoss);
      if (++since == window) {
        boolean few = rises <= 0.75 * window;
        boolean stuck = !reduced && atCheck >= bestLoss;
        reduced = few || stuck;
        if (reduced) {
          halved[0]++;
          size /= 2;
          x = best;
          g = bestGradient;
        }
        atCheck = bestLoss;
        rises = 0;
        since = 0;
        window =
            Math.max(window - Math.max((int) (0.03 * STEPS), 1), Math.max((int) (0.06 * STEPS), 1));
      }
    }
    return bests;
  }

  @Test
  void everyLookIsThatOfTheAlgorithm() {
    int rows = 8;
    double[] x = new Random(3).doubles(rows * N, 0.2, 0.8).toArray();
    Examples examples = Arena.examples(x, new int[rows]);
    Classifier classifier =
        Arena.classifier(
            C,
            in -> {
              Expr<TFloat32> h = Expr.tanh(in.matmul(in.nodes().constant(W1)));
              return Arena.affine(h, W2, new double[] {20, 0, 0});
            });
    Subject subject =
        new Subject(classifier, Shape.of(N), new ThreatModel(LpNorm.LINF, EPSILON), 1);
    Outcome outcome = Arena.outcome(new Apgd(AttackLoss.MARGIN, STEPS), subject, examples);
    double[] draws = starts(x, rows);
    int[] halved = new int[1];
    for (int i = 0; i < rows; i++) {
      assertFalse(outcome.rows().get(i).success());
      double[] clean = new double[N];
      double[] start = new double[N];
      for (int j = 0; j < N; j++) {
        clean[j] = examples.x()[i * N + j];
        start[j] = Math.max(0, Math.min(1, clean[j] + EPSILON * draws[i * N + j]));
      }
      List<Double> expected = recursion(clean, start, halved);
      List<Double> found = outcome.rows().get(i).effort().losses();
      for (int look = 0; look <= STEPS; look++) {
        double value = expected.get(look);
        assertEquals(value, found.get(look + 1), 2e-4, "row " + i + " look " + look);
      }
    }
    assertTrue(halved[0] > rows, "steps were halved");
  }

  /** Where searches begin, in units of the ball. */
  private static double[] starts(double[] x, int rows) {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> clean = g.f32.constant(Shape.of(rows, N), x);
      Expr<TInt64> search = g.f32.as(TInt64.class).of(g.f32.tf().constant(0L));
      Randoms randoms = new Randoms(Randoms.mix(1, "APGD-MARGIN"), search).byRow(RowKeys.of(clean));
      return g.value(LpNorm.LINF.inBall(randoms, "start", clean));
    }
  }
}
