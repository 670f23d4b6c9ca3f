package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.optim.RunLength.Unit;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TInt64;

/** Coefficients against the same formula in plain Java. */
class CoefficientTest {
  private static void same(Coefficient coefficient, IntToDoubleFunction expected) {
    try (TestGraph g = new TestGraph()) {
      var step = g.tf.placeholder(TInt64.class);
      var now = coefficient.inSteps(new RunLength(10, 40)).at(g.f32, step);
      for (int s : new int[] {0, 1, 3, 4, 5, 9, 20, 39, 40, 100}) {
        try (TInt64 fed = TestGraph.tensor((long) s)) {
          double actual = g.value(now, Map.of(step, fed))[0];
          assertEquals((float) expected.applyAsDouble(s), actual, 0, "step " + s);
        }
      }
    }
  }

  @Test
  void followsItsSchedule() {
    same(Coefficient.of(-0.3), s -> -0.3);
    same(
        new Coefficient(8, new Schedule.Linear(Unit.FRACTION, 1, 0, 1)),
        s -> 8 * Math.min(1, s / 40.0));
    assertFalse(Coefficient.of(3).changes());
    assertTrue(new Coefficient(1, new Schedule.Warmup(Unit.EPOCH, 1, 0)).changes());
  }

  @Test
  void anotherNumberComesFirst() {
    for (double value : new double[] {0, 0.1, 1e4}) {
      for (double before : new double[] {0, 1}) {
        same(Coefficient.of(value).after(4, before), s -> s < 4 ? before : value);
        same(Coefficient.of(value).after(0, before), s -> value);
      }
    }
    same(
        new Coefficient(0.5, new Schedule.Piecewise(Unit.EPOCH, List.of(0.5), List.of(2.0)))
            .inSteps(new RunLength(10, 40))
            .after(4, 3),
        s -> s < 4 ? 3 : s < 9 ? 0.5 : 1);
  }
}
