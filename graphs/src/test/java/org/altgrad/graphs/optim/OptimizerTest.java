package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Several steps of every optimiser against the same recursion in plain Java. */
class OptimizerTest {
  private static final int STEPS = 12;
  private static final Schedule CONSTANT = new Schedule.Constant();
  private static final Schedule HALVING =
      new Schedule.Exponential(RunLength.Unit.STEP, 0, 3, 0.5, false, Optional.empty());

  private static double halving(int step) {
    return Math.pow(0.5, step / 3.0);
  }

  private static void same(Optimizer optimizer, Descent.PlainRule rule) {
    double[][] expected = Descent.plain(rule, STEPS);
    double[][] wide = Descent.run(TFloat64.class, optimizer, STEPS);
    double[][] narrow = Descent.run(TFloat32.class, optimizer, STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertArrayEquals(expected[i], wide[i], 1e-12, "float64, step " + i);
      assertArrayEquals(expected[i], narrow[i], 1e-6, "float32, step " + i);
    }
  }

  @Test
  void gradientDescent() {
    same(
        new Optimizer(0.1, new Sgd()),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.1 * u[i];
          }
        });
  }

  @Test
  void gradientDescentWithScheduleL1AndL2() {
    same(
        new Optimizer(
            0.1,
            HALVING,
            new Regularisation(0.02, Decay.BEFORE, 0.03, Optional.empty(), Optional.empty()),
            new Sgd()),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            double v = u[i] + 0.03 * Math.signum(theta[i]) + 0.02 * theta[i];
            theta[i] -= 0.1 * halving(step) * v;
          }
        });
  }

  @Test
  void decayAfterShrinksTheOldValueAndAfterRefTheNewOne() {
    same(
        new Optimizer(0.1, HALVING, new Regularisation(0.4, Decay.AFTER), new Sgd()),
        (step, theta, u) -> {
          double lr = 0.1 * halving(step);
          for (int i = 0; i < theta.length; i++) {
            theta[i] = theta[i] - lr * u[i] - lr * 0.4 * theta[i];
          }
        });
    same(
        new Optimizer(0.1, HALVING, new Regularisation(0.4, Decay.AFTER_REF), new Sgd()),
        (step, theta, u) -> {
          double lr = 0.1 * halving(step);
          for (int i = 0; i < theta.length; i++) {
            theta[i] = theta[i] - lr * u[i];
            theta[i] = theta[i] * (1 - 0.4 * lr);
          }
        });
  }

  @Test
  void clippingComesBeforeThePenalties() {
    same(
        new Optimizer(
            0.1,
            CONSTANT,
            new Regularisation(0, Decay.BEFORE, 0.5, Optional.of(0.7), Optional.empty()),
            new Sgd()),
        (step, theta, u) -> {
          double squares = 0;
          for (double x : u) {
            squares += x * x;
          }
          double factor = Math.min(1, 0.7 / Math.sqrt(squares));
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.1 * (u[i] * factor + 0.5 * Math.signum(theta[i]));
          }
        });
    same(
        new Optimizer(
            0.1,
            CONSTANT,
            new Regularisation(0.3, Decay.BEFORE, 0, Optional.empty(), Optional.of(0.4)),
            new Sgd()),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.1 * (Math.max(-0.4, Math.min(0.4, u[i])) + 0.3 * theta[i]);
          }
        });
  }

  @Test
  void aGradientBelowTheClippingNormStays() {
    same(
        new Optimizer(
            0.1,
            CONSTANT,
            new Regularisation(0, Decay.BEFORE, 0, Optional.of(1e3), Optional.empty()),
            new Sgd()),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.1 * u[i];
          }
        });
  }

  @Test
  void momentum() {
    double[] a = new double[Descent.START.length];
    same(
        new Optimizer(0.05, new Momentum(0.8, false)),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            a[i] = 0.8 * a[i] + u[i];
            theta[i] -= 0.05 * a[i];
          }
        });
  }

  @Test
  void nesterovMomentumWithScheduleAndDecay() {
    double[] a = new double[Descent.START.length];
    same(
        new Optimizer(
            0.05, HALVING, new Regularisation(0.2, Decay.BEFORE), new Momentum(0.8, true)),
        (step, theta, u) -> {
          double lr = 0.05 * halving(step);
          for (int i = 0; i < theta.length; i++) {
            double v = u[i] + 0.2 * theta[i];
            a[i] = 0.8 * a[i] + v;
            theta[i] -= lr * (v + 0.8 * a[i]);
          }
        });
  }

  /** Adam with its epsilon large enough to tell the two conventions apart. */
  private static final class PlainAdam {
    final double[] m = new double[Descent.START.length];
    final double[] v = new double[Descent.START.length];
    final double b1;
    final double b2;
    final double eps;

    PlainAdam(double b1, double b2, double eps) {
      this.b1 = b1;
      this.b2 = b2;
      this.eps = eps;
    }

    /** m̂ / (√v̂ + ε). */
    double move(int i, int t, double u) {
      m[i] = b1 * m[i] + (1 - b1) * u;
      v[i] = b2 * v[i] + (1 - b2) * u * u;
      double mHat = m[i] / (1 - Math.pow(b1, t));
      double vHat = v[i] / (1 - Math.pow(b2, t));
      return mHat / (Math.sqrt(vHat) + eps);
    }
  }

  @Test
  void adam() {
    PlainAdam adam = new PlainAdam(0.9, 0.99, 1e-2);
    same(
        new Optimizer(0.03, new Adam(0.9, 0.99, 1e-2)),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.03 * adam.move(i, step + 1, u[i]);
          }
        });
  }

  private static Optimizer adam(Schedule schedule, boolean frozen, Decay decay) {
    return new Optimizer(
        0.03, schedule, new Regularisation(0.1, decay), new Adam(0.5, 0.999, 1e-3, frozen));
  }

  @Test
  void adamWithCoupledDecayAndSchedule() {
    PlainAdam adam = new PlainAdam(0.5, 0.999, 1e-3);
    same(
        adam(HALVING, false, Decay.BEFORE),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.03 * halving(step) * adam.move(i, step + 1, u[i] + 0.1 * theta[i]);
          }
        });
  }

  @Test
  void adamWithReferenceDecayUsesTheBiasCorrectedStepSize() {
    PlainAdam adam = new PlainAdam(0.5, 0.999, 1e-3);
    same(
        adam(HALVING, false, Decay.AFTER_REF),
        (step, theta, u) -> {
          double lr = 0.03 * halving(step);
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= lr * adam.move(i, step + 1, u[i]);
            theta[i] -= lr / (1 - Math.pow(0.5, step + 1)) * 0.1 * theta[i];
          }
        });
  }

  @Test
  void adamWithFrozenBiasCorrection() {
    PlainAdam adam = new PlainAdam(0.5, 0.999, 1e-3);
    same(
        adam(CONSTANT, true, Decay.BEFORE),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.03 * adam.move(i, 1, u[i] + 0.1 * theta[i]);
          }
        });
  }

  @Test
  void adamW() {
    PlainAdam adam = new PlainAdam(0.9, 0.99, 1e-3);
    same(
        new Optimizer(
            0.03,
            new Schedule.Constant(),
            new Regularisation(0.2, Decay.AFTER),
            new Adam(0.9, 0.99, 1e-3)),
        (step, theta, u) -> {
          for (int i = 0; i < theta.length; i++) {
            theta[i] -= 0.03 * (adam.move(i, step + 1, u[i]) + 0.2 * theta[i]);
          }
        });
  }

  @Test
  void biasCorrectionIsExactInSinglePrecision() {
    // The first step is lr · sign(u); 1 - 0.999 in single precision is wrong in the fifth digit.
    double[][] path = Descent.run(TFloat32.class, new Optimizer(1, new Adam(0.9, 0.999, 1e-12)), 1);
    for (int i = 0; i < path[0].length; i++) {
      assertEquals(1, Math.abs(path[0][i] - Descent.START[i]), 1e-6);
    }
  }

  @Test
  void slotsAreStateVariablesNamedAfterTheirParameter() {
    try (TestGraph g = new TestGraph()) {
      var w = g.variables.trainable("net/w", g.vector(1, 2));
      var parameters = g.variables.trainable(TFloat64.class);
      new Optimizer(0.1, new Adam())
          .apply(g.tf, g.f64, g.tf.constant(0L), g.variables, parameters, List.of(w.times(1)));
      new Optimizer(0.1, new Momentum(0.9, false))
          .apply(g.tf, g.f64, g.tf.constant(0L), g.variables, parameters, List.of(w.times(1)));
      Set<String> names =
          g.variables.all().stream()
              .map(Variables.Entry::name)
              .collect(java.util.stream.Collectors.toSet());
      assertEquals(Set.of("net/w", "net/w/adam_m", "net/w/adam_v", "net/w/momentum"), names);
      assertEquals(1, g.variables.trainable(TFloat64.class).size());
    }
  }

  @Test
  void gradientsThatDoNotFitAreNamed() {
    try (TestGraph g = new TestGraph()) {
      g.variables.trainable("w", g.vector(1, 2));
      var parameters = g.variables.trainable(TFloat64.class);
      var step = g.tf.constant(0L);
      var count =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new Optimizer(1, new Sgd())
                      .apply(g.tf, g.f64, step, g.variables, parameters, List.of()));
      assertEquals("0 gradients for 1 parameters", count.getMessage());
      var wrong = g.f64.constant(Shape.of(3), 1, 2, 3);
      var shape =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new Optimizer(1, new Sgd())
                      .apply(g.tf, g.f64, step, g.variables, parameters, List.of(wrong)));
      assertTrue(shape.getMessage().contains("'w'"), shape.getMessage());
      assertTrue(shape.getMessage().contains("[3]"), shape.getMessage());
    }
  }

  @Test
  void settingsAreCheckedByName() {
    refused("lr: must be", () -> new Optimizer(0, new Sgd()));
    refused("lr: must be", () -> new Optimizer(Double.NaN, new Adam()));
    refused("momentum: must be", () -> new Optimizer(0.1, new Momentum(1, false)));
    refused("beta1: must be", () -> new Optimizer(0.1, new Adam(-0.1, 0.9, 1e-8)));
    refused(
        "beta2: must be",
        () ->
            new Optimizer(
                0.1,
                new Schedule.Constant(),
                new Regularisation(0, Decay.AFTER),
                new Adam(0.9, 1, 1e-8)));
    refused("eps: must be", () -> new Optimizer(0.1, new Adam(0.9, 0.9, 0)));
    refused(
        "weightDecay: must be",
        () ->
            new Optimizer(
                0.1,
                new Schedule.Constant(),
                new Regularisation(-1, Decay.AFTER),
                new Adam(0.9, 0.9, 1e-8)));
    refused("decay: must be", () -> adam(CONSTANT, false, null));
    refused("schedule: must be", () -> adam(null, false, Decay.BEFORE));
    refused(
        "clipNorm: must be",
        () ->
            new Optimizer(
                1,
                CONSTANT,
                new Regularisation(0, Decay.BEFORE, 0, Optional.of(0.0), Optional.empty()),
                new Sgd()));
    refused(
        "clipValue: must be",
        () ->
            new Optimizer(
                1,
                CONSTANT,
                new Regularisation(0, Decay.BEFORE, 0, Optional.of(1.0), Optional.of(1.0)),
                new Sgd()));
  }

  private static void refused(String start, org.junit.jupiter.api.function.Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  @Test
  void kindsNameEveryPermittedClassOnce() {
    assertEquals(
        Set.of(UpdateRule.class.getPermittedSubclasses()), Set.copyOf(UpdateRule.kinds().values()));
    assertEquals(
        Set.of(Schedule.class.getPermittedSubclasses()), Set.copyOf(Schedule.kinds().values()));
    assertEquals(
        List.of("sgd", "momentum", "adam", "temporal_and_adam"),
        List.copyOf(UpdateRule.kinds().keySet()));
  }
}
