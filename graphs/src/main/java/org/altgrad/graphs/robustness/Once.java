package org.altgrad.graphs.robustness;

import java.util.function.Function;
import org.altgrad.graphs.program.Calls;

/** What several ask for and is computed for the first. */
final class Once<T> {
  private final Function<Calls, T> computation;
  private T value;

  Once(Function<Calls, T> computation) {
    this.computation = computation;
  }

  synchronized T get(Calls calls) {
    if (value == null) {
      value = computation.apply(calls);
    }
    return value;
  }
}
