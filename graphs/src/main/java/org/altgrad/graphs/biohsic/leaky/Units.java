package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.biohsic.Axes;
import org.altgrad.graphs.biohsic.LocalRule;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * What the units of a hidden layer do in one time step, and how a signal for their activity becomes
 * a change of the layer's parameters. Shapes: {@code rows} is the window's samples in training.
 */
interface Units {
  /**
   * Number of tensors [models, rows, units] that a layer keeps from step to step, all 0 at first;
   * the first is the membrane potential.
   */
  int states();

  /**
   * One time step.
   *
   * @param drive what flows into the units: the layer below times the weights, plus the bias
   * @param state before the step
   */
  <T extends TNumber> Moment<T> advance(Expr<T> drive, List<Expr<T>> state);

  /**
   * Shapes of what a layer remembers of how its parameters acted on its activity, all 0 at first.
   *
   * @param rows that a signal is given for: the current sample alone, or all of the window
   */
  List<Shape> traces(int models, int rows, int in, int out);

  /**
   * The rule.
   *
   * @param h what the layer read, [..., rows, in]
   * @param now the moment of the same rows
   * @param traces before the step
   * @param xi the signal, [..., rows, out]
   */
  <T extends TNumber> Lesson<T> learn(Expr<T> h, Moment<T> now, List<Expr<T>> traces, Expr<T> xi);

  /**
   * A layer after a time step.
   *
   * @param state after it
   * @param rule the activity z, and its derivative
   * @param spiking what only spiking units have
   */
  record Moment<T extends TNumber>(
      List<Expr<T>> state, LocalRule<T> rule, Optional<Spiking<T>> spiking) {

    /** Activity, [..., rows, units]. */
    Expr<T> z() {
      return rule.z();
    }

    /** The same for the current sample alone; its state is left out. */
    Moment<T> current() {
      return new Moment<>(List.of(), rule.current(), spiking.map(Spiking::current));
    }
  }

  /**
   * @param spikes 0 or 1
   * @param gain surrogate of the spikes' derivative with respect to the membrane potential
   */
  record Spiking<T extends TNumber>(Expr<T> spikes, Expr<T> gain) {
    private Spiking<T> current() {
      return new Spiking<>(Axes.current(spikes), Axes.current(gain));
    }
  }

  /**
   * What a layer is to change, to be descended along.
   *
   * @param weights [models, in, out]
   * @param bias [models, out]
   * @param traces after the step
   */
  record Lesson<T extends TNumber>(Expr<T> weights, Expr<T> bias, List<Expr<T>> traces) {}
}
