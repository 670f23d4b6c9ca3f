package org.altgrad.graphs.biohsic.reservoir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class ReadoutRuleTest {
  private static final int N = 6;
  private static final int K = 2;
  private static final double LR = 0.01;

  private final Random random = new Random(3);

  private double[][] matrix(int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return matrix;
  }

  /** A state that has learned from each sample once. */
  private static ReadoutRule.State<TFloat64> learn(
      TestGraph g, ReadoutRule rule, double[][] rates, double[][] targets) {
    ReadoutRule.State<TFloat64> state =
        new ReadoutRule.State<>(
            g.f64.constant(Shape.of(1, N, K), new double[N * K]),
            List.of(),
            rule.memory(g.f64, 1, N, K));
    Expr<TInt64> step = g.f64.as(TInt64.class).constant(0);
    for (int i = 0; i < rates.length; i++) {
      Expr<TFloat64> r = g.f64.constant(new double[][] {rates[i]});
      Expr<TFloat64> xi = g.f64.constant(new double[][] {targets[i]});
      Expr<TFloat64> o = ReservoirModel.plainOutput(r, state.readout());
      state = rule.learn(state, r, o, xi, new Optimizer(LR, new Sgd()), step);
    }
    return state;
  }

  @Test
  void lmsShrinksTheErrorOfAHeldStateGeometrically() {
    double[] r = matrix(1, N)[0];
    double[] target = {1.5, -0.5};
    double square = java.util.Arrays.stream(r).map(x -> x * x).sum();
    try (TestGraph g = new TestGraph()) {
      for (int k : new int[] {1, 5, 12}) {
        double[][] rates = new double[k][];
        double[][] targets = new double[k][];
        java.util.Arrays.fill(rates, r);
        java.util.Arrays.fill(targets, target);
        var state = learn(g, new ReadoutRule.Lms("lms"), rates, targets);
        double[] o =
            g.value(
                ReservoirModel.plainOutput(g.f64.constant(new double[][] {r}), state.readout()));
        double left = Math.pow(1 - LR * square, k);
        for (int j = 0; j < K; j++) {
          assertEquals(-target[j] * left, o[j] - target[j], 1e-12);
        }
      }
    }
  }

  private static double[][] ridge(double[][] rates, double[][] targets, double mu) {
    RealMatrix r = new Array2DRowRealMatrix(rates);
    int n = rates[0].length;
    RealMatrix gram =
        r.transpose().multiply(r).add(MatrixUtils.createRealIdentityMatrix(n).scalarMultiply(mu));
    RealMatrix moments = r.transpose().multiply(new Array2DRowRealMatrix(targets));
    return new LUDecomposition(gram).getSolver().solve(moments).getData();
  }

  private static double[] flat(double[][] rows) {
    return java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  @Test
  void recursiveLeastSquaresAreRidgeRegression() {
    double[][] rates = matrix(15, N);
    double[][] targets = matrix(15, K);
    double alpha = 0.7;
    try (TestGraph g = new TestGraph()) {
      var state = learn(g, new ReadoutRule.Rls("rls", alpha), rates, targets);
      assertArrayEquals(flat(ridge(rates, targets, alpha)), g.value(state.readout()), 1e-10);
    }
  }

  @Test
  void rewardModulationLearnsWherePerformanceIsAboveItsMean() {
    double[][] rates = matrix(9, N);
    double[][] targets = matrix(9, K);
    double[][] noise = matrix(9, K);
    double tau = 4;
    double[][] wo = new double[N][K];
    double meanP = 0;
    double[] meanO = new double[K];
    int gates = 0;
    ReadoutRule.Rmhl rule = new ReadoutRule.Rmhl("rmhl", tau);
    try (TestGraph g = new TestGraph()) {
      ReadoutRule.State<TFloat64> state =
          new ReadoutRule.State<>(
              g.f64.constant(Shape.of(1, N, K), new double[N * K]),
              List.of(),
              rule.memory(g.f64, 1, N, K));
      for (int i = 0; i < rates.length; i++) {
        double[] o = noise[i].clone();
        double p = 0;
        for (int k = 0; k < K; k++) {
          for (int j = 0; j < N; j++) {
            o[k] += rates[i][j] * wo[j][k];
          }
          p -= Math.pow(o[k] - targets[i][k], 2);
          meanO[k] = (1 - 1 / tau) * meanO[k] + o[k] / tau;
        }
        meanP = (1 - 1 / tau) * meanP + p / tau;
        if (p > meanP) {
          gates++;
          for (int k = 0; k < K; k++) {
            for (int j = 0; j < N; j++) {
              wo[j][k] += LR * rates[i][j] * (o[k] - meanO[k]);
            }
          }
        }
        Expr<TFloat64> r = g.f64.constant(new double[][] {rates[i]});
        Expr<TFloat64> emitted =
            ReservoirModel.plainOutput(r, state.readout())
                .plus(g.f64.constant(new double[][] {noise[i]}));
        state =
            rule.learn(
                state,
                r,
                emitted,
                g.f64.constant(new double[][] {targets[i]}),
                new Optimizer(LR, new Sgd()),
                g.f64.as(TInt64.class).constant(0));
      }
      assertEquals(true, gates > 0 && gates < rates.length, "both branches: " + gates);
      assertArrayEquals(flat(wo), g.value(state.readout()), 1e-12);
      assertArrayEquals(meanO, g.value(state.memory().get(1)), 1e-12);
    }
  }

  /** With noise to explore with, the reward alone takes the output to a target that is held. */
  @Test
  void rewardModulationFindsATargetThatIsHeld() {
    ReadoutRule.Rmhl rule = new ReadoutRule.Rmhl("rmhl", 5);
    double[] target = {1.5, -0.5};
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> r = g.f64.constant(matrix(1, N));
      Loop loop = new Loop("reward");
      var rates = loop.variable("r", r);
      var xi = loop.variable("xi", g.f64.constant(new double[][] {target}));
      var readout = loop.variable("readout", g.f64.constant(Shape.of(1, N, K), new double[N * K]));
      var memory = loop.variables("memory", rule.memory(g.f64, 1, N, K));
      Loop.End end =
          loop.run(
              g.tf,
              g.tf.constant(4000),
              now -> {
                Nodes<TFloat64> nodes = now.nodes(TFloat64.class);
                Expr<TInt64> step = now.index().cast(TInt64.class);
                Expr<TFloat64> noise =
                    new Randoms(7, step)
                        .normal(nodes, "noise", Randoms.shape(nodes, Shape.of(1, K)))
                        .times(0.1);
                Expr<TFloat64> o =
                    ReservoirModel.plainOutput(now.get(rates), now.get(readout)).plus(noise);
                ReadoutRule.State<TFloat64> next =
                    rule.learn(
                        new ReadoutRule.State<>(now.get(readout), List.of(), now.get(memory)),
                        now.get(rates),
                        o,
                        now.get(xi),
                        new Optimizer(LR, new Sgd()),
                        step);
                now.set(readout, next.readout());
                now.set(memory, next.memory());
              });
      double[] found = g.value(ReservoirModel.plainOutput(r, end.get(readout)));
      assertArrayEquals(target, found, 0.15);
    }
  }

  @Test
  void regressionFromSumsIsRidgeWithABias() {
    double[][] rates = matrix(20, N);
    double[][] targets = matrix(20, K);
    double[][] withOne = new double[20][N + 1];
    for (int i = 0; i < 20; i++) {
      System.arraycopy(rates[i], 0, withOne[i], 0, N);
      withOne[i][N] = 1;
    }
    try (TestGraph g = new TestGraph()) {
      Regression<TFloat64> sums = Regression.empty(g.f64, Shape.scalar(), N, K);
      for (int part = 0; part < 20; part += 10) {
        sums =
            sums.with(
                g.f64.constant(java.util.Arrays.copyOfRange(rates, part, part + 10)),
                g.f64.constant(java.util.Arrays.copyOfRange(targets, part, part + 10)));
      }
      double[][] expected = ridge(withOne, targets, 2);
      Expr<TFloat64> solution = sums.solve(2);
      assertArrayEquals(flat(expected), g.value(solution), 1e-10);
      double[] predicted = g.value(Regression.predict(g.f64.constant(rates), solution));
      assertArrayEquals(
          flat(
              new Array2DRowRealMatrix(withOne)
                  .multiply(new Array2DRowRealMatrix(expected))
                  .getData()),
          predicted,
          1e-10);
    }
  }
}
