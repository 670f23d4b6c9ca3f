package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.tensorflow.types.family.TNumber;

/**
 * All that a time step of training changes.
 *
 * @param parameters that are learned, packed
 * @param slots of the optimiser, each shaped like the parameters
 * @param states of the units, as {@link Network#states} has them
 * @param traces of the hidden layers, as {@link Network#traces} has them
 * @param sources what the signal's source keeps, as {@link Telling#initial} has it
 * @param totals [models] sums of what is measured
 */
record Carried<T extends TNumber>(
    Expr<T> parameters,
    List<Expr<T>> slots,
    List<Expr<T>> states,
    List<Expr<T>> traces,
    List<Expr<T>> sources,
    List<Expr<T>> totals) {

  /** The readout's potential, [models, N, classes]: what the network answers. */
  Expr<T> logits() {
    return states.get(states.size() - 1);
  }

  /** The same as variables of a loop. */
  record Vars<T extends TNumber>(
      Loop.Var<T> parameters,
      List<Loop.Var<T>> slots,
      List<Loop.Var<T>> states,
      List<Loop.Var<T>> traces,
      List<Loop.Var<T>> sources,
      List<Loop.Var<T>> totals) {

    Carried<T> get(Loop.Iteration now) {
      return new Carried<>(
          now.get(parameters),
          now.get(slots),
          now.get(states),
          now.get(traces),
          now.get(sources),
          now.get(totals));
    }

    void set(Loop.Iteration now, Carried<T> next) {
      now.set(parameters, next.parameters());
      now.set(slots, next.slots());
      now.set(states, next.states());
      now.set(traces, next.traces());
      now.set(sources, next.sources());
      now.set(totals, next.totals());
    }

    Carried<T> get(Loop.End end) {
      return new Carried<>(
          end.get(parameters),
          end.get(slots),
          end.get(states),
          end.get(traces),
          end.get(sources),
          end.get(totals));
    }
  }

  Vars<T> in(Loop loop) {
    return new Vars<>(
        loop.variable("parameters", parameters),
        loop.variables("slot", slots),
        loop.variables("state", states),
        loop.variables("trace", traces),
        loop.variables("source", sources),
        loop.variables("total", totals));
  }
}
