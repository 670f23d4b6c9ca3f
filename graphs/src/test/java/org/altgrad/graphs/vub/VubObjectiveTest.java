package org.altgrad.graphs.vub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.vub.VubObjective.Ceb;
import org.altgrad.graphs.vub.VubObjective.Found;
import org.altgrad.graphs.vub.VubObjective.Ls;
import org.altgrad.graphs.vub.VubObjective.Residual;
import org.altgrad.graphs.vub.VubObjective.Time;
import org.altgrad.graphs.vub.VubObjective.VubLegacy;
import org.altgrad.graphs.vub.ops.GaussianHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Objectives against plain Java. */
class VubObjectiveTest {
  private static final double[] MU = {0.3, -0.7};
  private static final double[] SIGMA = {0.6, 1.4};

  /** One example of 2 classes, whose logits are 1 and 0, of class 0. */
  private static Found<TFloat64> found(TestGraph g, int samples, double epochs) {
    Expr<TFloat64> mu = g.f64.constant(Shape.of(1, 1, 2), MU);
    double[] pre = new double[2];
    for (int k = 0; k < 2; k++) {
      pre[k] = Math.log(Math.expm1(SIGMA[k]));
    }
    Random random = new Random(4);
    double[] eps = new double[2 * samples];
    java.util.Arrays.setAll(eps, i -> random.nextGaussian());
    Expr<TFloat64> noise = g.f64.constant(Shape.of(1, samples, 1, 2), eps);
    double[] logits = new double[2 * samples];
    for (int s = 0; s < samples; s++) {
      logits[2 * s] = 1;
    }
    return new Found<>(
        g.f64.constant(Shape.of(1, samples, 1, 2), logits),
        g.f64.constant(Shape.of(1, 1, 2), 1, 0),
        GaussianHead.of(mu, g.f64.constant(Shape.of(1, 1, 2), pre), noise, 0),
        noise,
        g.f64.constant(Shape.of(1), 1),
        new Time<>(g.f64.constant(0), (long) epochs),
        Math.log(2));
  }

  @Test
  void theResidualOfSamplesHasTheClosedFormsMean() {
    int samples = 100_000;
    try (TestGraph g = new TestGraph()) {
      Ceb closed = new Ceb(NetworkValues.of(0), Residual.CLOSED, false);
      Ceb sampled = new Ceb(NetworkValues.of(0), Residual.SAMPLED, false);
      Found<TFloat64> found = found(g, samples, 7);
      // Var r = Var Σ ((m + σ ε)² - ε²) / 2 = Σ ((σ² - 1)² / 2 + m² σ²).
      double variance = 0;
      for (int k = 0; k < 2; k++) {
        double s2 = SIGMA[k] * SIGMA[k];
        variance += (s2 - 1) * (s2 - 1) / 2 + MU[k] * MU[k] * s2;
      }
      assertEquals(
          g.value(closed.bound(found).loss())[0],
          g.value(sampled.bound(found).loss())[0],
          4 * Math.sqrt(variance / samples));
    }
  }

  @ParameterizedTest
  @ValueSource(
      // epochs, epoch, γ / γ_target: A = int(epochs // 3.5), 0 for 3 epochs.
      strings = {"70 0 0", "70 10 0.5", "70 20 1", "70 33 1", "3 0 1", "3 2 1", "4 0 0", "4 1 1"})
  void theWeightOfTheResidualGrowsInEqualParts(String row) {
    String[] of = row.split(" ");
    try (TestGraph g = new TestGraph()) {
      Ceb ceb = new Ceb(NetworkValues.of(2), Residual.CLOSED, true);
      double target = Math.exp(-2);
      Time<TFloat64> time =
          new Time<>(g.f64.constant(Double.parseDouble(of[1])), Long.parseLong(of[0]));
      assertEquals(
          Double.parseDouble(of[2]) * target, g.value(ceb.gamma(g.vector(target), time))[0], 1e-12);
    }
  }

  @Test
  void smoothedTargetsAreWhatIsPublished() {
    double p = 1 / (1 + Math.exp(-1));
    double alpha = 0.1;
    try (TestGraph g = new TestGraph()) {
      double loss = g.value(new Ls(alpha, false).bound(found(g, 1, 1)).loss())[0];
      double right = 1 - alpha + alpha / 2;
      assertEquals(-right * Math.log(p) - (1 - right) * Math.log(1 - p), loss, 1e-12);
    }
  }

  @Test
  void theEarlierObjectiveIsClamped() {
    double p = 1 / (1 + Math.exp(-1));
    double ce = -Math.log(p);
    double h = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    double r = -Math.log(SIGMA[0]) - Math.log(SIGMA[1]);
    try (TestGraph g = new TestGraph()) {
      for (double beta : new double[] {0.2, 3}) {
        Found<TFloat64> found = found(g, 1, 1);
        double most = beta * ce;
        double wanted = ce + Math.max(0, Math.min(r, most)) - Math.min(beta * h, most);
        var bound = new VubLegacy(NetworkValues.of(beta)).bound(found);
        assertEquals(wanted, g.value(bound.loss())[0], 1e-12);
        // Hc is above CE here, so it is cut off, and only CE has a gradient.
        List<Expr<TFloat64>> d = Gradients.of(bound.loss().sum(), List.of(found.logits()));
        assertArrayEquals(new double[] {p - 1, 1 - p}, g.value(d.get(0)), 1e-12);
      }
    }
  }

  /** T14: times .97 at the end of epochs 2, 4, 6, … */
  @Test
  void thePapersLearningRateIsAStaircase() {
    Schedule staircase =
        new Schedule.Exponential(RunLength.Unit.EPOCH, 1, 2, 0.97, true, java.util.Optional.empty())
            .inSteps(new RunLength(10, 70));
    double q = 0.97;
    double[] wanted = {1, 1, 1, q, q, q * q, q * q};
    try (TestGraph g = new TestGraph()) {
      for (int step = 0; step < 70; step += 3) {
        double scale = g.scalar(staircase.scale(g.f64, g.f64.constant(step)));
        assertEquals(wanted[step / 10], scale, 1e-12, "step " + step);
      }
    }
  }
}
