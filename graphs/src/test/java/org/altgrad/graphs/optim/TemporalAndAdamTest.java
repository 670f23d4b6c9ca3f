package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Adam behind a mask over time against the paper's listing with loops, and its own laws. */
class TemporalAndAdamTest {
  private static final int STEPS = 15;
  private static final Schedule CONSTANT = new Schedule.Constant();

  /** The listing, with decay of some kind; counts how often components are masked. */
  private static final class Listing implements Descent.PlainRule {
    private final double[] m = new double[Descent.START.length];
    private final double[] v = new double[Descent.START.length];
    private final double[] a = new double[Descent.START.length];
    private final double tau;
    private final boolean corrected;
    private final double decay;
    private final Decay kind;
    private int masked;

    Listing(double tau, boolean corrected, double decay, Decay kind) {
      this.tau = tau;
      this.corrected = corrected;
      this.decay = decay;
      this.kind = kind;
    }

    @Override
    public void step(int step, double[] theta, double[] gradient) {
      int t = step + 1;
      for (int i = 0; i < theta.length; i++) {
        double old = theta[i];
        double u = gradient[i] + (kind == Decay.BEFORE ? decay * old : 0);
        m[i] = 0.4 * m[i] + 0.6 * u;
        v[i] = 0.9 * v[i] + 0.1 * u * u;
        a[i] = 0.5 * a[i] + 0.5 * Math.signum(u);
        double mHat = corrected ? m[i] / (1 - Math.pow(0.4, t)) : m[i];
        double vHat = corrected ? v[i] / (1 - Math.pow(0.9, t)) : v[i];
        if (Math.abs(a[i]) >= tau) {
          theta[i] -= 0.2 * mHat / (Math.sqrt(vHat) + 1e-3);
        } else {
          masked++;
        }
        if (kind == Decay.AFTER) {
          theta[i] -= 0.2 * decay * old;
        } else if (kind == Decay.AFTER_REF) {
          theta[i] *= 1 - 0.2 / (corrected ? 1 - Math.pow(0.4, t) : 1) * decay;
        }
      }
    }
  }

  private static Optimizer optimizer(double tau, boolean corrected, double decay, Decay kind) {
    return new Optimizer(
        0.2,
        CONSTANT,
        new Regularisation(decay, kind),
        new TemporalAndAdam(0.4, 0.9, 0.5, tau, 1e-3, corrected));
  }

  @Test
  void theListing() {
    for (boolean corrected : new boolean[] {false, true}) {
      for (Decay kind : Decay.values()) {
        for (double tau : new double[] {0, 0.6, 0.8}) {
          Listing listing = new Listing(tau, corrected, 0.1, kind);
          double[][] expected = Descent.plain(listing, STEPS);
          Optimizer optimizer = optimizer(tau, corrected, 0.1, kind);
          double[][] wide = Descent.run(TFloat64.class, optimizer, STEPS);
          for (int i = 0; i < STEPS; i++) {
            assertArrayEquals(expected[i], wide[i], 1e-11, optimizer + ", step " + i);
          }
          int all = STEPS * Descent.START.length;
          assertTrue(tau == 0 ? listing.masked == 0 : listing.masked > 0 && listing.masked < all);
        }
      }
    }
  }

  @Test
  void withoutAThresholdItIsAdam() {
    Optimizer adam = new Optimizer(0.05, new Adam(0.8, 0.95, 1e-3));
    double[][] expected = Descent.run(TFloat64.class, adam, STEPS);
    double[][] masked =
        Descent.run(
            TFloat64.class,
            new Optimizer(0.05, new TemporalAndAdam(0.8, 0.95, 0.9, 0, 1e-3, true)),
            STEPS);
    double[][] narrow =
        Descent.run(
            TFloat32.class,
            new Optimizer(0.05, new TemporalAndAdam(0.8, 0.95, 0.9, 0, 1e-3, true)),
            STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertArrayEquals(expected[i], masked[i], 1e-12);
      assertArrayEquals(expected[i], narrow[i], 1e-5);
    }
  }

  /** θ after each step for a gradient that is always the same. */
  private static double[] steady(double beta3, double tau, double decay, int steps) {
    try (TestGraph g = new TestGraph()) {
      g.variables.trainable("w", g.f64.constant(1));
      Nodes<TInt64> longs = g.f64.as(TInt64.class);
      Variables.Entry<TInt64> step = g.variables.state("step", longs.constant(0));
      var parameters = g.variables.trainable(TFloat64.class);
      Optimizer optimizer =
          new Optimizer(
              0.01,
              CONSTANT,
              new Regularisation(decay, Decay.AFTER),
              new TemporalAndAdam(0.9, 0.999, beta3, tau, 1e-8, false));
      List<Op> changes =
          optimizer.apply(
              g.tf, g.f64, step.value(), g.variables, parameters, List.of(g.f64.constant(-0.3)));
      Op count = g.tf.withControlDependencies(changes).assignAdd(step.ref(), longs.constant(1));
      g.initialize();
      double[] path = new double[steps];
      for (int i = 0; i < steps; i++) {
        g.run(count);
        path[i] = g.scalar(parameters.get(0).value());
      }
      return path;
    }
  }

  @Test
  void aSteadySignOpensTheMaskInTime() {
    // |a| = 1 - 0.8^t reaches 0.55 at t = 4: 1 - 0.8³ = 0.488, 1 - 0.8⁴ = 0.5904.
    double[] path = steady(0.8, 0.55, 0, 6);
    assertArrayEquals(
        new double[] {1, 1, 1},
        List.of(path[0], path[1], path[2]).stream().mapToDouble(x -> x).toArray(),
        0);
    assertTrue(path[3] > 1 && path[4] > path[3] && path[5] > path[4]);
    // Meanwhile decay goes on.
    double[] decayed = steady(0.8, 0.55, 0.5, 3);
    for (int t = 1; t <= 3; t++) {
      assertEquals(Math.pow(1 - 0.01 * 0.5, t), decayed[t - 1], 1e-12);
    }
  }

  @Test
  void slotsAreNamedAfterTheirParameter() {
    try (TestGraph g = new TestGraph()) {
      var w = g.variables.trainable("net/w", g.vector(1, 2));
      new Optimizer(0.1, new TemporalAndAdam(0.9, 0.99, 0.9, 0.3, 1e-8, false))
          .apply(
              g.tf,
              g.f64,
              g.tf.constant(0L),
              g.variables,
              g.variables.trainable(TFloat64.class),
              List.of(w.times(1)));
      Set<String> names =
          new ArrayList<>(g.variables.all())
              .stream().map(Variables.Entry::name).collect(Collectors.toSet());
      assertEquals(
          Set.of("net/w", "net/w/temporal_and_m", "net/w/temporal_and_v", "net/w/temporal_and_a"),
          names);
    }
  }

  @Test
  void settingsAreCheckedByName() {
    refused("tau: must be between 0 and 1", () -> optimizer(1.1, false, 0, Decay.AFTER));
    refused(
        "beta3: must be",
        () -> new Optimizer(0.1, new TemporalAndAdam(0.9, 0.9, 1, 0.3, 1e-8, false)));
    refused(
        "beta1: must be",
        () -> new Optimizer(0.1, new TemporalAndAdam(1, 0.9, 0.9, 0.3, 1e-8, false)));
    refused("weightDecay: must be", () -> optimizer(0.5, false, -1, Decay.AFTER));
  }

  private static void refused(String start, org.junit.jupiter.api.function.Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(start), message);
  }
}
