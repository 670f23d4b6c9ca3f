package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class ExampleParametersTest {
  private static final int ROWS = 13;
  private static final int BATCH = 5;
  private static final int WIDTH = 2;
  private static final List<Long> SEEDS = List.of(3L, 8L);
  private static final double[][] Y = StepCases.points(ROWS, WIDTH, 1);

  /** ½ |own row - y|², of parameters that begin with 0, beside one that all examples share. */
  private static Function<Context, Program> method(Execution execution) {
    return given -> {
      Context context = StepCases.context(given, BATCH, SEEDS, execution);
      Nodes<TFloat32> nodes = given.nodes();
      Variables variables = new Variables();
      Parameters<TFloat32> fresh = Parameters.fresh(variables, SEEDS, nodes);
      fresh.get("own", Shape.of(ROWS, WIDTH), Initialiser.zeros(), 1, 1);
      fresh.get("shared", Shape.of(1), Initialiser.zeros(), 1, 1);
      List<Variables.Entry<TFloat32>> all = variables.trainable(TFloat32.class);
      StepLoop.Training training =
          StepLoop.of(
              context,
              nodes,
              variables,
              List.of(Step.ROW, "y"),
              step -> {
                Expr<TFloat32> own = step.ofBatch(all.get(0));
                Expr<TFloat32> shared = step.value(all.get(1));
                Expr<TFloat32> each =
                    own.minus(step.column("y")).square().sum(2).times(0.5).plus(shared);
                Expr<TFloat32> sum = each.times(step.counted()).sum();
                return new Descent<>(
                        all.subList(1, 2),
                        Gradients.of(step.mean(each).sum(0), List.of(shared)),
                        Map.of("loss", step.mean(each)),
                        Change.NONE)
                    .with(
                        new Descent.Examples<>(all.subList(0, 1), Gradients.of(sum, List.of(own))));
              });
      return new Program(
              variables,
              List.of(given.split("train").preparation()),
              training.step(),
              List.of(),
              Map.of())
          .with(training.networks());
    };
  }

  private static Rig rig(Execution execution, Regularisation regularisation) {
    return new Rig(
        new Rig.Setting(
            1,
            Map.of("train", List.of(Rig.floats("y", Y))),
            0,
            BATCH,
            1,
            100,
            new Optimizer(0.1, new Schedule.Constant(), regularisation, new Adam())),
        method(execution));
  }

  /** What each example's parameters are if Adam has nothing but that example. */
  private static double[] alone(int steps) {
    SeededBatches batches = new SeededBatches(SEEDS, ROWS, BATCH);
    double[] values = new double[SEEDS.size() * ROWS * WIDTH];
    double[] first = new double[values.length];
    double[] second = new double[values.length];
    int[] visits = new int[values.length];
    for (int step = 0; step < steps; step++) {
      int[] rows = batches.rows(step);
      for (int m = 0; m < SEEDS.size(); m++) {
        for (int b = 0; b < batches.size(step); b++) {
          int row = rows[m * BATCH + b];
          for (int k = 0; k < WIDTH; k++) {
            int i = (m * ROWS + row) * WIDTH + k;
            double g = values[i] - Y[row][k];
            visits[i]++;
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.999 * second[i] + 0.001 * g * g;
            double m1 = first[i] / (1 - Math.pow(0.9, visits[i]));
            double m2 = second[i] / (1 - Math.pow(0.999, visits[i]));
            values[i] -= 0.1 * m1 / (Math.sqrt(m2) + 1e-8);
          }
        }
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1,false", "4,false", "4,true"})
  void eachExampleLearnsAsIfAlone(int stepsPerCall, boolean compile) {
    try (Rig rig = rig(new Execution(stepsPerCall, compile), Regularisation.NONE)) {
      for (int step = 0; step < 32; step += stepsPerCall) {
        rig.call(step, stepsPerCall);
      }
      assertArrayEquals(alone(32), rig.variable("own"), 2e-5);
      // The shared one has moved in each step: a constant gradient moves it by the rate.
      assertEquals(-3.2, rig.variable("shared")[0], 1e-4);
    }
  }

  @Test
  void othersDoNotMove() {
    try (Rig rig = rig(Execution.SINGLE, Regularisation.NONE)) {
      // An epoch of 5, 5 and 3: row 0 fills up the last batch.
      for (int step = 0; step < 12; step++) {
        double[] before = rig.variable("own");
        double[] average = rig.variable("own/adam_m");
        rig.call(step, 1);
        double[] after = rig.variable("own");
        double[] later = rig.variable("own/adam_m");
        boolean[] moved = new boolean[SEEDS.size() * ROWS];
        for (int i = 0; i < after.length; i++) {
          moved[i / WIDTH] |= after[i] != before[i];
          assertEquals(after[i] != before[i], later[i] != average[i]);
        }
        SeededBatches batches = new SeededBatches(SEEDS, ROWS, BATCH);
        boolean[] expected = new boolean[moved.length];
        int[] rows = batches.rows(step);
        for (int m = 0; m < SEEDS.size(); m++) {
          for (int b = 0; b < batches.size(step); b++) {
            expected[m * ROWS + rows[m * BATCH + b]] = true;
          }
        }
        assertArrayEquals(expected, moved);
      }
    }
  }

  @Test
  void refusesToClipExamplesTogether() {
    Regularisation clip =
        new Regularisation(0, Decay.BEFORE, 0, Optional.of(1.0), Optional.empty());
    var error =
        assertThrows(IllegalArgumentException.class, () -> rig(Execution.SINGLE, clip).close());
    assertTrue(error.getMessage().startsWith("optimizer.clip_norm"), error.getMessage());
  }
}
