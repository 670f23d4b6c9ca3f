package org.altgrad.graphs.ilc.sem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.program.HostConstant;
import org.altgrad.graphs.program.ResidentSplit;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** One causal and one anti-causal feature, in two environments of different noise. */
class StructuralEquationsTest {
  private record Rows(double[][] x, double[] y, int[] e) {
    List<ResidentSplit.HostColumn> columns() {
      return List.of(
          Rig.floats("input", x), Rig.floats("target", y), Rig.integers("environment", e));
    }
  }

  private static Rows rows(int n, long seed) {
    Random random = new Random(seed);
    double[][] x = new double[2 * n][];
    double[] y = new double[2 * n];
    int[] e = new int[2 * n];
    for (int i = 0; i < 2 * n; i++) {
      e[i] = i % 2;
      double s = e[i] == 0 ? 0.3 : 1.5;
      double cause = s * random.nextGaussian();
      y[i] = 0.8 * cause + s * random.nextGaussian();
      x[i] = new double[] {cause, y[i] + random.nextGaussian()};
    }
    return new Rows(x, y, e);
  }

  private static Rig rig(Rows train, Rows validation, List<Double> rho, boolean sgd) {
    var splits = Map.of("train", train.columns(), "validation", validation.columns());
    var truth = Map.of("causal_weights", new HostConstant(Shape.of(2), new double[] {0.8, 0}));
    return new Rig(
        new Rig.Setting(
                0,
                splits,
                0,
                1,
                1,
                100,
                sgd ? new Optimizer(1e-3, new Sgd()) : new Optimizer(0.01, new Adam()))
            .with(truth),
        context ->
            StructuralEquations.program(
                context, new SemSettings("ilc_sem", rho, new Mean(), 10), new IrmLinear("m")));
  }

  /** Objective of IRMv1, from the examples themselves. */
  private static double objective(List<Rows> data, double[] phi, double rho) {
    double total = 0;
    for (int env = 0; env < 2; env++) {
      double mse = 0;
      double[] gradient = new double[2];
      int n = 0;
      for (Rows rows : data) {
        for (int i = 0; i < rows.y().length; i++) {
          if (rows.e()[i] == env) {
            double[] h = {
              rows.x()[i][0] * phi[0] + rows.x()[i][1] * phi[2],
              rows.x()[i][0] * phi[1] + rows.x()[i][1] * phi[3]
            };
            double r = h[0] + h[1] - rows.y()[i];
            mse += r * r;
            gradient[0] += 2 * r * h[0];
            gradient[1] += 2 * r * h[1];
            n++;
          }
        }
      }
      double penalty = (Math.pow(gradient[0] / n, 2) + Math.pow(gradient[1] / n, 2)) / 2;
      total += rho * mse / n + (1 - rho) * penalty;
    }
    return total;
  }

  @Test
  void aStepIsTheGradientOfTheObjective() {
    Rows train = rows(12, 1);
    Rows validation = rows(5, 2);
    List<Double> rho = List.of(0.3, 0.9);
    try (Rig rig = rig(train, validation, rho, true)) {
      double[] before = rig.variable("phi");
      rig.train(0, 3);
      double[] after3 = rig.variable("phi");
      double[] phi = before.clone();
      for (int step = 0; step < 3; step++) {
        double[] next = phi.clone();
        for (int set = 0; set < 2; set++) {
          List<Rows> data = set == 0 ? List.of(train) : List.of(train, validation);
          for (int r = 0; r < 2; r++) {
            int at = (set * 2 + r) * 4;
            for (int j = 0; j < 4; j++) {
              double h = 1e-5;
              double[] plus = java.util.Arrays.copyOfRange(phi, at, at + 4);
              double[] minus = plus.clone();
              plus[j] += h;
              minus[j] -= h;
              double slope =
                  (objective(data, plus, rho.get(r)) - objective(data, minus, rho.get(r)))
                      / (2 * h);
              next[at + j] -= 1e-3 * slope;
            }
          }
        }
        phi = next;
      }
      for (int i = 0; i < phi.length; i++) {
        assertEquals(phi[i], after3[i], 2e-5);
      }
    }
  }

  @Test
  void leastSquaresSolvesTheNormalEquations() {
    Rows train = rows(40, 3);
    Rows validation = rows(10, 4);
    double[][] a = new double[2][2];
    double[] b = new double[2];
    for (int env = 0; env < 2; env++) {
      List<double[]> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (Rows rows : List.of(train, validation)) {
        for (int i = 0; i < rows.y().length; i++) {
          if (rows.e()[i] == env) {
            x.add(rows.x()[i]);
            y.add(rows.y()[i]);
          }
        }
      }
      for (int i = 0; i < x.size(); i++) {
        for (int j = 0; j < 2; j++) {
          b[j] += x.get(i)[j] * y.get(i) / x.size();
          for (int k = 0; k < 2; k++) {
            a[j][k] += x.get(i)[j] * x.get(i)[k] / x.size();
          }
        }
      }
    }
    double det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    double v0 = (b[0] * a[1][1] - a[0][1] * b[1]) / det;
    double v1 = (a[0][0] * b[1] - b[0] * a[1][0]) / det;
    try (Rig rig = rig(train, validation, List.of(0.1), false)) {
      double expected = (v0 - 0.8) * (v0 - 0.8) + v1 * v1;
      assertEquals(expected, rig.evaluate(0).get("truth/erm_error"), 1e-5);
      rig.train(0, 4000);
      // The mean of gradients descends to least squares.
      assertEquals(expected, rig.evaluate(4000).get("truth/combiner_error"), 1e-3);
    }
  }

  @Test
  void irmIsNearerToTheCauseThanLeastSquares() {
    try (Rig rig = rig(rows(800, 5), rows(200, 6), List.of(0.0, 0.001, 0.1), false)) {
      rig.train(0, 1500);
      Map<String, Double> errors = rig.evaluate(1500);
      assertTrue(errors.get("truth/irm_error") < 0.8 * errors.get("truth/erm_error"), "" + errors);
      assertTrue(List.of(0.0, 0.001, 0.1).contains(errors.get("truth/rho")), "" + errors);
    }
  }
}
