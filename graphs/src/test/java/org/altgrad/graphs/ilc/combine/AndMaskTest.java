package org.altgrad.graphs.ilc.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength.Unit;
import org.altgrad.graphs.optim.Schedule;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat64;

/** The AND-mask and the geometric mean by hand, and thresholds where floats mislead. */
class AndMaskTest {
  private static final double[][] HAND = {{1, -2, 0, 3}, {2, 1, 1, 3}, {3, -1, 2, 3}};
  private static final double[][] TRAPS = traps();

  @Test
  void byHand() {
    Rescaling full = new Rescaling(Rescaling.Kind.INVERSE_SPARSITY);
    assertArrayEquals(new double[] {2, -2 / 3.0, 1, 3}, Bench.direction(new Mean(), HAND), 1e-15);
    assertArrayEquals(new double[] {2, 0, 0, 3}, Bench.direction(new AndMask(1), HAND), 1e-15);
    assertArrayEquals(
        new double[] {2, 0, 1, 3}, Bench.direction(new AndMask(2 / 3.0), HAND), 1e-15);
    assertArrayEquals(
        new double[] {4, 0, 0, 6},
        Bench.rescaled(new AndMask(1), full, List.<double[][]>of(HAND)).get(0),
        1e-8);
    assertArrayEquals(
        new double[] {8 / 3.0, 0, 4 / 3.0, 4},
        Bench.rescaled(new AndMask(2 / 3.0), full, List.<double[][]>of(HAND)).get(0),
        1e-8);
    assertArrayEquals(
        new double[] {Math.cbrt(6), 0, 0, 3}, Bench.direction(new GeomMean(1), HAND), 1e-8);
    assertArrayEquals(
        new double[] {1.81712, -1.25992, 5.848e-4, 3},
        Bench.direction(new GeomMean(0), HAND),
        1e-5);
    assertArrayEquals(new double[] {1, 0, 1, 1}, Bench.weights(new AndMask(2 / 3.0), HAND), 0);
  }

  /** 80 environments; component k has k votes ahead: (80 + k) / 2 of one sign, the rest other. */
  private static double[][] traps() {
    double[][] g = new double[80][41];
    for (int k = 0; k <= 80; k += 2) {
      for (int e = 0; e < 80; e++) {
        g[e][k / 2] = e < (80 + k) / 2 ? -1.5 : 0.5;
      }
    }
    return g;
  }

  @Test
  void thresholdsAreExactCounts() {
    // 0.2 · 80 = 16, but a mean of 16/80 in single precision is below (double) 0.2 … or above.
    for (int votes = 0; votes <= 80; votes += 2) {
      double tau = votes / 80.0;
      double[] u = Bench.narrow(new AndMask(tau), TRAPS);
      for (int k = 0; k <= 80; k += 2) {
        double mean = (-1.5 * (80 + k) / 2 + 0.5 * (80 - k) / 2) / 80;
        assertEquals(k >= votes ? mean : 0, u[k / 2], 1e-6, k + " votes at tau " + tau);
      }
    }
    assertEquals(16, Votes.atLeast(0.2, 80));
    assertEquals(0, Votes.atLeast(0, 80));
    assertEquals(1, Votes.atLeast(0.001, 80));
    assertEquals(17, Votes.atLeast(0.2001, 80));
    assertEquals(21, Votes.atLeast(0.7, 30)); // 0.7 · 30 = 21.000000000000004 in floats
    assertEquals(29, Votes.atMost(0.29, 100)); // 0.29 · 100 = 28.999999999999996
  }

  @Test
  void zerosAreNoVote() {
    double[][] g = {{1, 0, 0}, {1, 1, 0}, {1, 1, 0}};
    assertArrayEquals(new double[] {1, 0, 0}, Bench.direction(new AndMask(1), g), 0);
    assertArrayEquals(new double[] {1, 2 / 3.0, 0}, Bench.direction(new AndMask(0.6), g), 1e-15);
    assertArrayEquals(new double[] {1, 0, 0}, Bench.direction(new GeomMean(1), g), 1e-9);
  }

  private static double[] kept(Schedule schedule, int updates) {
    try (TestGraph t = new TestGraph()) {
      Combiner.Gradients<TFloat64> gradients =
          Bench.gradients(t, t.f64, List.<double[][]>of(TRAPS), new double[80], 0);
      var combination = new AndMask(new Coefficient(1, schedule)).combine(gradients);
      Op change = combination.change().apply(t.tf, combination.directions());
      t.initialize();
      double[] kept = new double[updates];
      for (int i = 0; i < updates; i++) {
        kept[i] = t.scalar(combination.weights().get(0).sum());
        t.run(change);
      }
      return kept;
    }
  }

  /** The mean, a threshold of 0, at first. */
  private static Schedule after(double updates, Schedule schedule) {
    Schedule nothing = new Schedule.Constant(Optional.of(0.0));
    return new Schedule.Join(Unit.STEP, List.of(updates), List.of(nothing, schedule));
  }

  @Test
  void theThresholdFollowsItsSchedule() {
    // At tau = v / 80 the components with v, v + 2, …, 80 votes are kept: 41 - ceil(v / 2).
    DoubleFunction<Double> at = tau -> 41 - Math.ceil(Math.ceil(tau * 80 - 1e-4) / 2);
    assertArrayEquals(
        new double[] {41, 41, at.apply(0), at.apply(.25), at.apply(.5), at.apply(.75), 1, 1},
        kept(after(2, new Schedule.Linear(Unit.STEP, 4, 0, 1)), 8),
        0);
    assertArrayEquals(
        new double[] {41, 1, at.apply(.5), 41, 41},
        kept(after(1, new Schedule.Linear(Unit.STEP, 2, 1, 0)), 5),
        0);
    assertArrayEquals(new double[] {41, 41, 1, 1}, kept(after(2, new Schedule.Constant()), 4), 0);
  }

  @Test
  void settingsAreCheckedByName() {
    refused("tau: must be in [0, 1] but is 1.5", () -> new AndMask(1.5));
    refused("tau: must be in [0, 1] but is NaN", () -> new GeomMean(Double.NaN));
    refused("schedule: must be given but is missing", () -> new Coefficient(1, null));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made).getMessage());
  }
}
