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
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Momentum;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.optim.TemporalAndAdam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Steps that change variables in place, many in a call, against the same steps one by one. */
class RepeatedStepsTest {
  private static final int ROWS = 23;
  private static final int BATCH = 5;
  private static final int STEPS = 17;
  private static final double[][] X = StepCases.points(ROWS, 4, 4);
  private static final double[][] Y = StepCases.points(ROWS, 1, 1);

  static Stream<Optimizer> optimizers() {
    Schedule falling = new Schedule.Cosine(RunLength.Unit.STEP, 20, 0);
    return Stream.of(
        new Optimizer(
            0.1,
            falling,
            new Regularisation(0.4, Decay.AFTER, 0.01, Optional.of(0.5), Optional.empty()),
            new Sgd()),
        new Optimizer(
            0.1,
            falling,
            new Regularisation(0.3, Decay.BEFORE, 0, Optional.empty(), Optional.of(0.4)),
            new Momentum(0.8, true)),
        new Optimizer(
            0.05, falling, new Regularisation(0.3, Decay.AFTER), new Adam(0.8, 0.95, 1e-3)),
        new Optimizer(
            0.05, falling, new Regularisation(0.3, Decay.AFTER_REF), new Adam(0.8, 0.95, 1e-3)),
        new Optimizer(0.05, new TemporalAndAdam(0.2, 0.99, 0.6, 0.3, 1e-3, true)));
  }

  /**
   * Noisy regression by a small network, on batches of which the last of an epoch is smaller, with
   * state that is replaced, added to and set by rows, and a loop within the step.
   */
  private static Function<Context, Program> method(int stepsPerCall, int rounds) {
    return given -> {
      Context context =
          StepCases.context(given, BATCH, List.of(1L), new Execution(stepsPerCall, false));
      Nodes<TFloat32> nodes = given.nodes();
      Variables variables = new Variables();
      Operand<TInt64> number = nodes.counter();
      Operand<TInt32> rows = nodes.rows();
      Randoms randoms = new Randoms(1, number);
      Parameters<TFloat32> fresh = Parameters.fresh(variables, randoms.scope("initial"), nodes);
      Initialiser glorot = new Initialiser.GlorotUniform();
      Expr<TFloat32> hidden = fresh.get("hidden", Shape.of(4, 6), glorot, 4, 6);
      Expr<TFloat32> out = fresh.get("out", Shape.of(6, 1), glorot, 6, 1);
      var level = variables.state("level", nodes.constant(0));
      var count = variables.state("count", nodes.as(TInt64.class).constant(0));
      var trace = variables.state("trace", Initialiser.filled(nodes, Shape.of(STEPS), 0));

      Expr<TFloat32> x = context.split("train").gather(nodes, "x", rows);
      Expr<TFloat32> noise = randoms.normalLike("noise", x).times(0.3);
      Expr<TFloat32> h = Expr.tanh(x.plus(noise).matmul(hidden));
      Expr<TFloat32> error = h.matmul(out).minus(context.split("train").gather(nodes, "y", rows));
      Expr<TFloat32> loss = error.square().mean();
      Loop loop = new Loop("halves");
      Loop.Var<TFloat32> half = loop.variable("half", loss);
      Expr<TFloat32> halved =
          loop.run(
                  nodes.tf(),
                  nodes.tf().constant(3),
                  now -> now.set(half, now.get(half).times(0.5)))
              .get(half);
      Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
      metrics.put("loss", loss);
      metrics.put("halved", halved);
      Change change =
          Change.set(level, level.value().times(0.9).plus(loss))
              .and(Change.add(count, nodes.as(TInt64.class).constant(1)))
              .and(Change.setRow(trace, number, loss.plus(0)));
      Descent<TFloat32> descent =
          new Descent<>(
              variables.trainable(TFloat32.class),
              Gradients.of(loss, List.of(hidden, out)),
              metrics,
              change,
              new Descent.Rounds(rounds, Change.NONE));
      ShuffledBatches batches = new ShuffledBatches(1, ROWS, BATCH, 1);
      TrainStep.Feed feed =
          step -> Map.of(rows, TInt32.vectorOf(batches.rows(step)), number, TInt64.scalarOf(step));
      var steps = new Descent.Steps(number, feed, batches.stepsPerEpoch(), BATCH);
      return StepLoop.repeated(
          context,
          new Program(
              variables,
              List.of(given.split("train").preparation()),
              descent.step(context, nodes, variables, steps),
              List.of(),
              Map.of()));
    };
  }

  private static Rig rig(Optimizer optimizer, Function<Context, Program> method) {
    return new Rig(
        new Rig.Setting(
            1,
            Map.of("train", List.of(Rig.floats("x", X), Rig.floats("y", Y))),
            0,
            BATCH,
            1,
            100,
            optimizer),
        method);
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
    rig.program().variables().all().forEach(v -> all.add(rig.variable(v.name())));
    return all;
  }

  private static void assertSame(List<double[]> expected, List<double[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "entry " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void callsOfAnySizesComeToTheSameBytes(Optimizer optimizer) {
    int[] singles = new int[STEPS];
    Arrays.fill(singles, 1);
    List<double[]> expected;
    try (Rig single = rig(optimizer, method(1, 1))) {
      expected = numbers(single, singles);
    }
    assertTrue(expected.get(0)[0] > expected.get(STEPS - 1)[0], "it learns");
    try (Rig several = rig(optimizer, method(7, 1))) {
      assertSame(expected, numbers(several, 7, 1, 6, 3));
    }
    try (Rig all = rig(optimizer, method(64, 1))) {
      assertSame(expected, numbers(all, STEPS));
    }
  }

  @Test
  void refusesUpdatesOfSeveralSteps() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> rig(new Optimizer(0.1, new Sgd()), method(7, 2)));
    assertEquals(
        "trainer.steps_per_call: must be 1 where 2 steps make one update, but is 7",
        error.getMessage());
  }

  /** Whatever was in memory before: what is fed is a function of the step alone. */
  @Test
  void whatNoStepReadsIsZero() {
    Optimizer optimizer = new Optimizer(0.1, new Sgd());
    try (Rig rig = rig(optimizer, method(7, 1))) {
      long last = (ROWS + BATCH - 1) / BATCH - 1; // a smaller batch, then a full one
      for (int i = 0; i < 20; i++) {
        try (TInt32 dirt =
            TInt32.tensorOf(
                Shape.of(7, BATCH), data -> data.scalars().forEach(it -> it.setInt(-1)))) {
          assertEquals(-1, dirt.getInt(6, 0));
        }
        Map<Operand<?>, Tensor> fed = rig.program().train().feed().at(last, 2);
        List<TInt32> rows =
            fed.values().stream()
                .filter(it -> it instanceof TInt32 && it.shape().equals(Shape.of(7, BATCH)))
                .map(TInt32.class::cast)
                .toList();
        assertEquals(1, rows.size());
        int filled = ROWS % BATCH;
        for (int place = 0; place < 7 * BATCH; place++) {
          boolean read = place < filled || place >= BATCH && place < 2 * BATCH;
          if (!read) {
            assertEquals(0, rows.get(0).getInt(place / BATCH, place % BATCH), "at " + place);
          }
        }
        fed.values().forEach(Tensor::close);
      }
    }
  }
}
