package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.optim.RunLength.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Schedules against the same formula in plain Java, step by step. */
class ScheduleTest {
  private static final RunLength LENGTH = new RunLength(10, 40);

  private static void same(Schedule schedule, IntToDoubleFunction expected) {
    try (TestGraph g = new TestGraph()) {
      var step = g.tf.placeholder(TInt64.class);
      Optimizer optimizer =
          new Optimizer(0.5, schedule, Regularisation.NONE, new Sgd()).inSteps(LENGTH);
      var wide = optimizer.learningRate(g.f64, step);
      for (int s : new int[] {0, 1, 2, 3, 4, 5, 9, 10, 11, 19, 20, 21, 29, 30, 35, 39, 40, 100}) {
        try (TInt64 fed = TestGraph.tensor((long) s)) {
          double actual = g.value(wide, Map.of(step, fed))[0];
          assertEquals(0.5 * expected.applyAsDouble(s), actual, 1e-14, "step " + s);
        }
      }
    }
  }

  @Test
  void constant() {
    same(new Schedule.Constant(), s -> 1);
    same(new Schedule.Constant(Optional.of(0.3)), s -> 0.3);
  }

  @Test
  void linearAndProducts() {
    Schedule line = new Schedule.Linear(Unit.FRACTION, 0.5, 3, 0.5);
    same(line, s -> 3 - 2.5 * Math.min(1, s / 20.0));
    same(
        new Schedule.Product(List.of(line, new Schedule.Warmup(Unit.EPOCH, 1, 0))),
        s -> (3 - 2.5 * Math.min(1, s / 20.0)) * Math.min(1, s / 10.0));
  }

  @Test
  void exponentialInSteps() {
    same(
        new Schedule.Exponential(Unit.STEP, 3, 4, 0.9, false, Optional.empty()),
        s -> s <= 3 ? 1 : Math.pow(0.9, (s - 3) / 4.0));
    same(
        new Schedule.Exponential(Unit.STEP, 0, 5, 0.5, true, Optional.of(0.2)),
        s -> Math.max(0.2, Math.pow(0.5, s / 5)));
    same(
        new Schedule.Exponential(Unit.STEP, 0, 10, 2, false, Optional.of(3.0)),
        s -> Math.min(3, Math.pow(2, s / 10.0)));
  }

  @Test
  void exponentialBeforeTheFirstStep() {
    // The rate is multiplied before each step, the first included.
    same(
        new Schedule.Exponential(Unit.STEP, -1, 1, 0.9995, false, Optional.empty()),
        s -> Math.pow(0.9995, s + 1));
  }

  @Test
  void everySecondEpochFromTheFirst() {
    // During epochs 0..6: 1, 1, 1, 0.97, 0.97, 0.97², 0.97².
    int[] powers = {0, 0, 0, 1, 1, 2, 2};
    same(
        new Schedule.Exponential(Unit.EPOCH, 1, 2, 0.97, true, Optional.empty()),
        s -> Math.pow(0.97, s / 10 < 7 ? powers[s / 10] : (s / 10 - 1) / 2));
  }

  @Test
  void milestones() {
    same(
        new Schedule.StepDecay(Unit.FRACTION, List.of(0.5, 0.75), 0.1),
        s -> s < 20 ? 1 : s < 30 ? 0.1 : 0.1 * 0.1);
    same(
        new Schedule.Piecewise(Unit.EPOCH, List.of(1.0, 2.0), List.of(0.5, 3.0)),
        s -> s < 10 ? 1 : s < 20 ? 0.5 : 1.5);
    same(new Schedule.StepDecay(Unit.STEP, List.of(4.0), 0.1), s -> s < 4 ? 1 : 0.1);
  }

  @Test
  void fractionsOfARunRoundDownToWholeSteps() {
    assertEquals(29, new RunLength(1, 100).moment(0.29, Unit.FRACTION));
    assertEquals(337, new RunLength(1, 450).moment(0.75, Unit.FRACTION));
  }

  @Test
  void warmupAndCosine() {
    same(new Schedule.Warmup(Unit.EPOCH, 1, 0.2), s -> 0.2 + 0.8 * Math.min(1, s / 10.0));
    same(
        new Schedule.Cosine(Unit.FRACTION, 1, 0.1),
        s -> 0.1 + 0.9 * (1 + Math.cos(Math.PI * Math.min(1, s / 40.0))) / 2);
    same(
        new Schedule.Cosine(Unit.STEP, 30, 0),
        s -> (1 + Math.cos(Math.PI * Math.min(1, s / 30.0))) / 2);
  }

  @Test
  void joinedSchedulesCountFromWhereTheyBegin() {
    same(
        new Schedule.Join(
            Unit.EPOCH,
            List.of(0.5, 2.0),
            List.of(
                new Schedule.Warmup(Unit.STEP, 5, 0),
                new Schedule.Constant(),
                new Schedule.Cosine(Unit.FRACTION, 0.5, 0))),
        s ->
            s < 5
                ? s / 5.0
                : s < 20 ? 1 : (1 + Math.cos(Math.PI * Math.min(1, (s - 20) / 20.0))) / 2);
  }

  @Test
  void aScheduleInEpochsIsRefusedByTheGraph() {
    try (TestGraph g = new TestGraph()) {
      Optimizer optimizer =
          new Optimizer(1, new Schedule.Cosine(Unit.EPOCH, 1, 0), Regularisation.NONE, new Sgd());
      var failure =
          assertThrows(
              IllegalStateException.class, () -> optimizer.learningRate(g.f64, g.tf.constant(0L)));
      assertTrue(failure.getMessage().contains("inSteps"), failure.getMessage());
    }
  }

  @Test
  void everyOptimiserTranslatesItsSchedule() {
    Schedule epochs = new Schedule.StepDecay(Unit.EPOCH, List.of(2.0), 0.1);
    Schedule steps = new Schedule.Piecewise(Unit.STEP, List.of(20.0), List.of(0.1));
    Optional<Double> none = Optional.empty();
    List<Optimizer> all =
        List.of(
            new Optimizer(1, epochs, Regularisation.NONE, new Sgd()),
            new Optimizer(
                1, epochs, new Regularisation(0.1, Decay.BEFORE), new Momentum(0.9, true)),
            new Optimizer(1, epochs, Regularisation.NONE, new Adam(0.9, 0.99, 1e-8, true)),
            new Optimizer(
                1, epochs, new Regularisation(0.1, Decay.AFTER), new Adam(0.9, 0.99, 1e-8)));
    for (Optimizer optimizer : all) {
      assertEquals(steps, optimizer.inSteps(LENGTH).schedule());
      assertEquals(
          optimizer.toString().replace(epochs.toString(), steps.toString()),
          optimizer.inSteps(LENGTH).toString());
    }
  }

  @Test
  void theRateOfALongRunIsExactInSinglePrecisionToo() {
    try (TestGraph g = new TestGraph()) {
      var step = g.tf.constant(50_000_001L);
      Optimizer optimizer =
          new Optimizer(
              1,
              new Schedule.Exponential(Unit.STEP, 5e7, 1, 0.5, false, Optional.empty()),
              Regularisation.NONE,
              new Sgd());
      assertEquals(0.5, g.scalar(optimizer.learningRate(g.f32, step)));
      assertEquals(TFloat64.class, optimizer.learningRate(g.f64, step).type());
    }
  }

  @Test
  void settingsAreCheckedByName() {
    refused(
        "every: must be",
        () -> new Schedule.Exponential(Unit.STEP, 0, 0, 0.5, false, Optional.empty()));
    refused(
        "rate: must be",
        () -> new Schedule.Exponential(Unit.STEP, 0, 1, -1, false, Optional.empty()));
    refused("unit: must be", () -> new Schedule.Cosine(null, 1, 0));
    refused("over: must be", () -> new Schedule.Warmup(Unit.STEP, 0, 0));
    refused("end: must be", () -> new Schedule.Cosine(Unit.STEP, 1, -1));
    refused(
        "boundaries: must be",
        () -> new Schedule.Piecewise(Unit.STEP, List.of(2.0, 1.0), List.of(1.0, 1.0)));
    refused("scales: must be", () -> new Schedule.Piecewise(Unit.STEP, List.of(2.0), List.of()));
    refused("milestones: must be", () -> new Schedule.StepDecay(Unit.STEP, List.of(1.0, 1.0), 0.1));
    refused("end: must be", () -> new Schedule.Linear(Unit.STEP, 1, 0, -1));
    refused("schedules: must be", () -> new Schedule.Product(List.of()));
    refused("schedules: must be", () -> new Schedule.Join(Unit.STEP, List.of(2.0), List.of()));
    refused("stepsPerEpoch: must be", () -> new RunLength(0, 1));
  }

  private static void refused(String start, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(start), message);
  }
}
