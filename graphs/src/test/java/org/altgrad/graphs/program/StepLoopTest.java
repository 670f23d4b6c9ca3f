package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class StepLoopTest {
  private static final int ROWS = 23;
  private static final int BATCH = 5;
  private static final int STEPS = 17;

  private static final double[][] X = StepCases.points(ROWS, 4, 4);
  private static final double[][] Y = StepCases.points(ROWS, 1, 1);

  /** Noisy regression by a small network, with state that is replaced, added to and set by rows. */
  private static Function<Context, Program> method(
      List<Long> seeds, int stepsPerCall, boolean compile) {
    return given -> {
      Context context =
          StepCases.context(given, BATCH, seeds, new Execution(stepsPerCall, compile));
      Nodes<TFloat32> nodes = given.nodes();
      Variables variables = new Variables();
      int m = seeds.size();
      asked(Parameters.fresh(variables, seeds, nodes));
      var level = variables.state("level", Initialiser.filled(nodes, Shape.of(m), 0));
      var count = variables.state("count", nodes.as(TInt64.class).constant(0));
      var trace = variables.state("trace", Initialiser.filled(nodes, Shape.of(STEPS, m), 0));
      StepLoop.Training training =
          StepLoop.of(
              context,
              nodes,
              variables,
              List.of("x", "y"),
              step -> {
                Map<String, Expr<TFloat32>> w = asked(step.parameters());
                Expr<TFloat32> x = step.column("x");
                Expr<TFloat32> noisy = x.plus(step.randoms().normalLike("noise", x).times(0.3));
                Expr<TFloat32> h = Expr.tanh(noisy.batchMatmul(w.get("hidden")));
                Expr<TFloat32> error = h.batchMatmul(w.get("out")).minus(step.column("y"));
                Expr<TFloat32> loss = step.mean(error.square().sum(2));
                List<Variables.Entry<TFloat32>> learned = variables.trainable(TFloat32.class);
                List<Expr<TFloat32>> values = List.of(w.get("hidden"), w.get("out"));
                Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
                metrics.put("loss", loss);
                metrics.put("noise", noisy.minus(x).square().mean());
                Expr<TInt64> one = step.nodes().as(TInt64.class).constant(1);
                return new Descent<>(
                    learned,
                    Gradients.of(loss.sum(0), values),
                    metrics,
                    Change.set(level, step.value(level).times(0.9).plus(loss))
                        .and(Change.add(count, one))
                        .and(Change.setRow(trace, step.number(), loss.plus(0))));
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

  private static Map<String, Expr<TFloat32>> asked(Parameters<TFloat32> parameters) {
    Initialiser glorot = new Initialiser.GlorotUniform();
    return Map.of(
        "hidden", parameters.get("hidden", Shape.of(4, 6), glorot, 4, 6),
        "out", parameters.get("out", Shape.of(6, 1), glorot, 6, 1));
  }

  private static Rig rig(List<Long> seeds, int stepsPerCall, boolean compile) {
    return new Rig(
        new Rig.Setting(
            1,
            Map.of("train", List.of(Rig.floats("x", X), Rig.floats("y", Y))),
            0,
            BATCH,
            1,
            100,
            new Optimizer(0.05, new Adam())),
        method(seeds, stepsPerCall, compile));
  }

  /** All metrics of all steps, then all variables. */
  private static List<double[]> numbers(Rig rig, int... calls) {
    List<double[]> all = new ArrayList<>();
    long step = 0;
    for (int steps : calls) {
      rig.call(step, steps)
          .forEach(m -> all.add(m.values().stream().mapToDouble(d -> d).toArray()));
      step += steps;
    }
    rig.program()
        .variables()
        .trainable(TFloat32.class)
        .forEach(v -> all.add(rig.variable(v.name())));
    List.of("level", "trace", "hidden/adam_m", "out/adam_v").forEach(v -> all.add(rig.variable(v)));
    all.add(rig.variable("count"));
    return all;
  }

  private static int[] each(int stepsPerCall) {
    int[] calls = new int[(STEPS + stepsPerCall - 1) / stepsPerCall];
    Arrays.fill(calls, stepsPerCall);
    calls[calls.length - 1] = STEPS - stepsPerCall * (calls.length - 1);
    return calls;
  }

  private static void assertSame(List<double[]> expected, List<double[]> actual, double delta) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), delta, "entry " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 64})
  void numbersDoNotDependOnStepsInACall(int stepsPerCall) {
    try (Rig single = rig(List.of(3L, 8L), 1, false);
        Rig several = rig(List.of(3L, 8L), stepsPerCall, false)) {
      assertSame(numbers(single, each(1)), numbers(several, each(stepsPerCall)), 0);
    }
  }

  @Test
  void callsOfAnySizesComeToTheSame() {
    try (Rig one = rig(List.of(3L), 7, false);
        Rig other = rig(List.of(3L), 7, false)) {
      assertSame(numbers(one, 7, 7, 3), numbers(other, 1, 6, 4, 5, 1), 0);
    }
  }

  @Test
  void compiledNumbersAreTheSameToRounding() {
    try (Rig single = rig(List.of(3L, 8L), 1, false);
        Rig compiled = rig(List.of(3L, 8L), 7, true)) {
      assertSame(numbers(single, each(1)), numbers(compiled, each(7)), 2e-5);
    }
  }

  @Test
  void eachNetworkHasTheNumbersThatItWouldHaveAlone() {
    List<Long> seeds = List.of(3L, 8L, 21L);
    try (Rig together = rig(seeds, 7, false)) {
      List<Map<String, Double>> all = together.call(0, 7);
      double[] level = together.variable("level");
      for (int m = 0; m < seeds.size(); m++) {
        try (Rig alone = rig(List.of(seeds.get(m)), 1, false)) {
          for (int step = 0; step < 7; step++) {
            double expected = alone.call(step, 1).get(0).get("loss");
            assertEquals(expected, all.get(step).get("loss/model" + m), 1e-5 * expected);
          }
          double own = alone.variable("level")[0];
          assertEquals(own, level[m], 1e-5 * own);
        }
      }
      assertTrue(Math.abs(level[0] - level[1]) > 1e-3);
    }
  }

  @Test
  void networksStopAndRememberEachForItself() {
    try (Rig rig = rig(List.of(3L, 8L), 7, false)) {
      Networks networks = rig.program().networks().orElseThrow();
      int half = 4 * 6;
      rig.call(0, 7);
      double[] early = rig.variable("hidden");
      networks.remember(rig::call, new boolean[] {true, false});
      networks.stop(rig::call, new boolean[] {false, true});
      rig.call(7, 7);
      double[] late = rig.variable("hidden");
      assertTrue(Math.abs(early[0] - late[0]) > 1e-4);
      assertArrayEquals(tail(early, half), tail(late, half));
      networks.remember(rig::call, new boolean[] {false, true});
      networks.recall(rig::call);
      assertArrayEquals(early, rig.variable("hidden"));
    }
  }

  private static double[] tail(double[] all, int from) {
    return Arrays.copyOfRange(all, from, all.length);
  }

  @Test
  void smallerLastBatchesCountTheirExamplesOnly() {
    // 23 rows in batches of 5: the fifth step of an epoch has 3.
    SeededBatches batches = new SeededBatches(List.of(3L, 8L), ROWS, BATCH);
    assertEquals(5, batches.stepsPerEpoch());
    assertArrayEquals(new int[] {5, 5, 5, 5, 3, 5, 5}, batches.sizes(0, 6, 7));
    int[] seen = new int[ROWS];
    for (int step = 0; step < 5; step++) {
      int[] rows = batches.rows(step);
      for (int i = 0; i < batches.size(step); i++) {
        seen[rows[BATCH + i]]++;
      }
    }
    assertTrue(Arrays.stream(seen).allMatch(n -> n == 1));
  }

  @Test
  void refusesWhatWouldMixNetworks() {
    var clipped =
        new Rig.Setting(
            1,
            Map.of("train", List.of(Rig.floats("x", X), Rig.floats("y", Y))),
            0,
            BATCH,
            1,
            100,
            new Optimizer(
                0.05,
                new Schedule.Constant(),
                new Regularisation(0, Decay.BEFORE, 0, Optional.of(1.0), Optional.empty()),
                new Adam()));
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Rig(clipped, method(List.of(1L, 2L), 1, false)));
    assertTrue(
        error.getMessage().startsWith("optimizer.clip_norm: must be null"), error.getMessage());
  }
}
