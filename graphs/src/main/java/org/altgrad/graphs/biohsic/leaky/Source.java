package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Where hidden layers have their signal ξ from: setting {@code source}. */
public sealed interface Source permits Source.Computed, Source.Corrupted {
  /**
   * Throws if the source cannot go with a signal.
   *
   * @throws IllegalArgumentException that says what would
   */
  default void check(Signal signal) {}

  /** Whether what it gives may differ from ξ. */
  boolean differs();

  /**
   * ξ as it is, computed from the whole window.
   *
   * @param name {@code computed}
   */
  record Computed(String name) implements Source {
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
      if (!(cosine >= -1 && cosine <= 1)) {
        throw new IllegalArgumentException("cosine: must be between -1 and 1, is " + cosine);
      }
    }

    @Override
    public boolean differs() {
      return true;
    }

    /**
     * ξ at the chosen angle: cosine · ξ + √(1 - cosine²) · |ξ| · n, where n is a random direction
     * orthogonal to ξ.
     *
     * @param xi [..., d] with d ≥ 2
     * @param name of the random stream
     */
    <T extends TNumber> Expr<T> turn(Expr<T> xi, Expr<TInt64> counter, long seed, String name) {
      Randoms randoms = new Randoms(seed, counter);
      var nodes = xi.nodes();
      Expr<T> noise = randoms.normal(nodes, name, nodes.tf().shape(xi, TInt64.class));
      Expr<T> tiny = nodes.constant(1e-30);
      Expr<T> square = xi.square().sumKeep(-1);
      Expr<T> along = noise.times(xi).sumKeep(-1).over(square.max(tiny));
      Expr<T> across = noise.minus(xi.times(along));
      Expr<T> length = square.over(across.square().sumKeep(-1).max(tiny)).sqrt();
      return xi.times(cosine).plus(across.times(length).times(Math.sqrt(1 - cosine * cosine)));
    }
  }
}
