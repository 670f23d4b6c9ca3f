package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** What becomes of parameters whose direction a mask has set to 0. */
class DecayTest {
  private static final double LR = 0.01;
  private static final double DECAY = 0.02;

  private static Optimizer adam(double weightDecay, Decay decay) {
    return new Optimizer(
        LR,
        new Schedule.Constant(),
        new Regularisation(weightDecay, decay),
        new Adam(0.9, 0.999, 1e-8, false));
  }

  /** A parameter that starts at 1, after each step without a gradient. */
  private static double[] masked(Optimizer optimizer, int steps) {
    try (TestGraph g = new TestGraph()) {
      g.variables.trainable("w", g.f64.constant(1));
      Nodes<TInt64> longs = g.f64.as(TInt64.class);
      Variables.Entry<TInt64> step = g.variables.state("step", longs.constant(0));
      var parameters = g.variables.trainable(TFloat64.class);
      List<Op> changes =
          optimizer.apply(
              g.tf, g.f64, step.value(), g.variables, parameters, List.of(g.f64.constant(0)));
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
  void coupledDecayMovesMaskedParametersByFullSteps() {
    // Adam normalises the lone decay term, so the step is lr and not lr · decay.
    double[] path = masked(adam(DECAY, Decay.BEFORE), 5);
    for (int t = 1; t <= 5; t++) {
      assertEquals(1 - LR * t, path[t - 1], 1e-4);
    }
  }

  @Test
  void decoupledDecayShrinksThemByItself() {
    double[] path = masked(adam(DECAY, Decay.AFTER), 3);
    for (int t = 1; t <= 3; t++) {
      assertEquals(Math.pow(1 - LR * DECAY, t), path[t - 1], 1e-14);
    }
    double[] reference = masked(adam(DECAY, Decay.AFTER_REF), 2);
    assertEquals(1 - 10 * LR * DECAY, reference[0], 1e-12);
    assertEquals(reference[0] * (1 - LR / (1 - 0.81) * DECAY), reference[1], 1e-12);
  }

  @Test
  void withoutDecayItsPlaceDoesNotMatter() {
    double[][] before = Descent.run(TFloat64.class, adam(0, Decay.BEFORE), 6);
    for (Decay decay : Decay.values()) {
      double[][] other = Descent.run(TFloat64.class, adam(0, decay), 6);
      for (int i = 0; i < 6; i++) {
        assertArrayEquals(before[i], other[i], 0, decay.toString());
      }
    }
    assertTrue(masked(adam(0, Decay.AFTER), 3)[2] == 1);
  }
}
