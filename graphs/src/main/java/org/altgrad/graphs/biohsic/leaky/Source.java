package org.altgrad.graphs.biohsic.leaky;

import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.biohsic.reservoir.ReservoirModel;

/** Where hidden layers have their signal ξ from: setting {@code source}. */
public sealed interface Source {

  /** The sources by the names that users write. */
  static Map<String, Class<? extends Source>> kinds() {
    return Map.of(
        "computed", Computed.class, "corrupted", Corrupted.class, "reservoir", Reservoir.class);
  }

  /**
   * Throws if the source cannot go with a signal.
   *
   * @throws IllegalArgumentException that says what would
   */
  default void check(Signal signal) {
    if (signal == Signal.FULL || signal == Signal.NONE) {
      throw new IllegalArgumentException(
          "source: must be computed with signals full and none, as others give a signal for the"
              + " current sample");
    }
  }

  /** Whether what it gives may differ from ξ. */
  default boolean differs() {
    return true;
  }

  /** Whether it draws random numbers at every time step. */
  default boolean draws() {
    return false;
  }

  /**
   * ξ as it is, computed from the whole window.
   *
   * @param name {@code computed}
   */
  record Computed(String name) implements Source {
    @Override
    public void check(Signal signal) {}

    @Override
    public boolean differs() {
      return false;
    }
  }

  /**
   * A control: ξ turned towards a random direction at every time step, its length kept. How good
   * must a memory be?
   *
   * @param name {@code corrupted}
   * @param cosine between ξ and what the layer is given, in [-1, 1]
   */
  record Corrupted(String name, double cosine) implements Source {
    public Corrupted {
      Require.that(cosine >= -1 && cosine <= 1, "cosine", "between -1 and 1", cosine);
    }

    @Override
    public boolean draws() {
      return true;
    }
  }

  /**
   * The closed loop: a reservoir for each hidden layer, which sees the input, the label and the
   * layer's activity for the current sample alone. At first its readout learns to emit ξ by
   * recursive least squares at every time step, while the hidden layers are given nothing; then the
   * readout is frozen and the hidden layers are given what it emits, and ξ no more.
   *
   * @param name {@code reservoir}
   * @param reservoir all models' reservoirs of a layer have the same weights
   * @param alpha the ridge penalty that recursive least squares starts with
   * @param teachWindows windows that the first phase lasts
   */
  record Reservoir(String name, ReservoirModel reservoir, double alpha, long teachWindows)
      implements Source {
    public Reservoir {
      Require.positive("alpha", alpha);
      Require.atLeast("teachWindows", teachWindows, 1);
    }

    @Override
    public boolean draws() {
      return reservoir.noise().any();
    }
  }
}
