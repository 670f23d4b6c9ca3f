package org.altgrad.graphs.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Steps within a loop against the same steps on variables. */
class PureStepTest {
  private static final int STEPS = 7;
  private static final Schedule HALVING =
      new Schedule.Exponential(RunLength.Unit.STEP, 0, 3, 0.5, false, Optional.empty());

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        new Optimizer(0.1, new Sgd()),
        new Optimizer(
            0.1,
            HALVING,
            new Regularisation(0.4, Decay.AFTER_REF, 0.01, Optional.of(0.5), Optional.empty()),
            new Sgd()),
        new Optimizer(0.1, new Momentum(0.9, false)),
        new Optimizer(
            0.1,
            HALVING,
            new Regularisation(0.3, Decay.AFTER, 0, Optional.empty(), Optional.of(0.4)),
            new Momentum(0.8, true)),
        new Optimizer(0.05, new Adam()),
        new Optimizer(
            0.05,
            HALVING,
            new Regularisation(0.3, Decay.AFTER_REF, 0.02, Optional.of(1.0), Optional.empty()),
            new Adam(0.8, 0.95, 1e-3, false)),
        new Optimizer(
            0.05, HALVING, new Regularisation(0.3, Decay.BEFORE), new Adam(0.8, 0.95, 1e-3, true)),
        new Optimizer(
            0.05,
            new Schedule.Constant(),
            new Regularisation(0.1, Decay.AFTER),
            new Adam(0.9, 0.99, 1e-8)),
        new Optimizer(0.05, new TemporalAndAdam(0.2, 0.99, 0.6, 0.3, 1e-3, true)),
        new Optimizer(
            0.05,
            HALVING,
            new Regularisation(0.3, Decay.AFTER, 0.02, Optional.empty(), Optional.of(1.0)),
            new TemporalAndAdam(0.8, 0.95, 0.7, 0.4, 1e-3, false)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aLoopDoesWhatVariablesDo(Optimizer optimizer) {
    double[] wide = Descent.run(TFloat64.class, optimizer, STEPS)[STEPS - 1];
    assertArrayEquals(wide, loop(TFloat64.class, optimizer), 1e-12);
    double[] narrow = Descent.run(TFloat32.class, optimizer, STEPS)[STEPS - 1];
    assertArrayEquals(narrow, loop(TFloat32.class, optimizer), 2e-6);
  }

  /** {@link Descent}'s problem, all steps in one call. */
  private static <T extends TNumber> double[] loop(Class<T> type, Optimizer optimizer) {
    try (TestGraph g = new TestGraph()) {
      Nodes<T> nodes = Nodes.of(g.tf, type);
      double[] s = Descent.START;
      List<Expr<T>> start = new ArrayList<>();
      start.add(nodes.constant(Shape.of(3), s[0], s[1], s[2]));
      start.add(nodes.constant(Shape.of(2, 2), s[3], s[4], s[5], s[6]));
      for (int slot = 0; slot < optimizer.slots().size(); slot++) {
        start.add(nodes.constant(Shape.of(3), 0, 0, 0));
        start.add(nodes.constant(Shape.of(2, 2), 0, 0, 0, 0));
      }
      Loop loop = new Loop("steps");
      List<Loop.Var<T>> state = loop.variables("state", start);
      Loop.End end =
          loop.run(
              g.tf,
              g.tf.constant(STEPS),
              now -> {
                List<Expr<T>> values = now.get(state);
                Expr<T> a = values.get(0);
                Expr<T> b = values.get(1);
                Expr<T> ua = a.times(2).plus(b.sum().times(0.3));
                Expr<T> ub = b.times(a.sum()).minus(1);
                List<List<Expr<T>>> slots = new ArrayList<>();
                for (int i = 2; i < values.size(); i += 2) {
                  slots.add(values.subList(i, i + 2));
                }
                Optimizer.Next<T> next =
                    optimizer.step(
                        now.nodes(type),
                        now.index().cast(TInt64.class),
                        List.of(a, b),
                        List.of(ua, ub),
                        slots);
                List<Expr<T>> all = new ArrayList<>(next.parameters());
                next.slots().forEach(all::addAll);
                now.set(state, all);
              });
      List<Expr<T>> last = end.get(state);
      return g.value(nodes.concat(List.of(last.get(0), last.get(1).reshape(-1)), 0));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> p = g.vector(1, 2);
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new Optimizer(1e-3, new Adam())
                  .step(
                      g.f64,
                      g.tf.constant(0L),
                      List.of(p),
                      List.of(p),
                      List.of(List.of(p), List.of())));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new Optimizer(1e-3, new Sgd())
                  .step(g.f64, g.tf.constant(0L), List.of(p), List.of(), List.of()));
    }
  }
}
