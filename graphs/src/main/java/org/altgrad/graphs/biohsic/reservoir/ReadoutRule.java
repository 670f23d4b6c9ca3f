package org.altgrad.graphs.biohsic.reservoir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.optim.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * How the readout Wo of a reservoir learns to emit a target ξ: setting {@code readout}. Shapes: r
 * [rows, n], o and ξ [rows, outputs], Wo [rows, n, outputs]: each row is a reservoir of its own.
 */
public sealed interface ReadoutRule {

  /** The rules by the names that users write. */
  static Map<String, Class<? extends ReadoutRule>> kinds() {
    return Map.of("lms", Lms.class, "rmhl", Rmhl.class, "rls", Rls.class, "ridge", Ridge.class);
  }

  /** What the rule remembers from step to step, as it is before the first. */
  default <T extends TNumber> List<Expr<T>> memory(
      Nodes<T> nodes, int rows, int units, int outputs) {
    return List.of();
  }

  /** Whether it follows directions of the run's optimiser. */
  default boolean usesOptimizer() {
    return false;
  }

  /**
   * A readout and all that changes with it.
   *
   * @param readout Wo
   * @param slots of the optimiser, empty if none is used
   * @param memory of the rule
   */
  record State<T extends TNumber>(Expr<T> readout, List<Expr<T>> slots, List<Expr<T>> memory) {}

  /**
   * One step of learning.
   *
   * @param o what was emitted, with its noise
   * @param step of the optimiser
   */
  <T extends TNumber> State<T> learn(
      State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Optimizer optimizer, Expr<TInt64> step);

  /**
   * Least mean squares: Wo descends along rᵀ (o - ξ).
   *
   * @param name {@code lms}
   */
  record Lms(String name) implements ReadoutRule {
    @Override
    public boolean usesOptimizer() {
      return true;
    }

    @Override
    public <T extends TNumber> State<T> learn(
        State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Optimizer optimizer, Expr<TInt64> step) {
      return descend(now, outer(r, o.minus(xi)), now.memory(), optimizer, step);
    }
  }

  /**
   * Reward-modulated Hebbian learning (Hoerzer, Legenstein and Maass, Cerebral Cortex 24, 2014):
   * where the performance P = -|o - ξ|² is above its running mean, Wo ascends along rᵀ (o - ō), ō
   * the running mean of o. It needs noise of the output.
   *
   * @param name {@code rmhl}
   * @param tauAverage time constant of the running means in time steps
   */
  record Rmhl(String name, double tauAverage) implements ReadoutRule {
    public Rmhl {
      Require.that(
          tauAverage >= 1 && Double.isFinite(tauAverage),
          "tauAverage",
          "at least 1 time step",
          tauAverage);
    }

    /** The running means of P, [rows, 1], and of o. */
    @Override
    public <T extends TNumber> List<Expr<T>> memory(
        Nodes<T> nodes, int rows, int units, int outputs) {
      return List.of(
          Initialiser.filled(nodes, Shape.of(rows, 1), 0),
          Initialiser.filled(nodes, Shape.of(rows, outputs), 0));
    }

    @Override
    public boolean usesOptimizer() {
      return true;
    }

    @Override
    public <T extends TNumber> State<T> learn(
        State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Optimizer optimizer, Expr<TInt64> step) {
      Expr<T> performance = o.minus(xi).square().sumKeep(1).negate();
      Expr<T> meanP = mean(now.memory().get(0), performance);
      Expr<T> meanO = mean(now.memory().get(1), o);
      Expr<T> better = o.nodes().indicator(performance.greater(meanP));
      Expr<T> descent = outer(r, o.minus(meanO).times(better).negate());
      return descend(now, descent, List.of(meanP, meanO), optimizer, step);
    }

    private <T extends TNumber> Expr<T> mean(Expr<T> mean, Expr<T> value) {
      return mean.plus(value.minus(mean).over(tauAverage));
    }
  }

  /**
   * Recursive least squares (FORCE; Sussillo and Abbott, Neuron 63, 2009), which after any number
   * of steps is the ridge regression with penalty α of all of them.
   *
   * @param name {@code rls}
   * @param alpha α; the inverse correlation starts as I / α
   */
  record Rls(String name, double alpha) implements ReadoutRule {
    public Rls {
      Require.positive("alpha", alpha);
    }

    /** P, [rows, n, n]. */
    @Override
    public <T extends TNumber> List<Expr<T>> memory(
        Nodes<T> nodes, int rows, int units, int outputs) {
      Ops tf = nodes.tf();
      Expr<T> diagonal = Initialiser.filled(nodes, Shape.of(rows, units), 1 / alpha);
      var whole =
          tf.linalg.matrixDiag(
              diagonal, tf.constant(0), tf.constant(units), tf.constant(units), nodes.constant(0));
      return List.of(nodes.of(whole).reshape(rows, units, units));
    }

    @Override
    public <T extends TNumber> State<T> learn(
        State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Optimizer optimizer, Expr<TInt64> step) {
      return learn(now, r, o, xi, r.nodes().constant(1));
    }

    /**
     * One step of learning, or none.
     *
     * @param teaching scalar, 1 or 0
     */
    public <T extends TNumber> State<T> learn(
        State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Expr<T> teaching) {
      Expr<T> p = now.memory().get(0);
      Expr<T> column = p.batchMatmul(r.expand(-1)); // P rᵀ
      Expr<T> size = r.expand(1).batchMatmul(column).plus(1); // 1 + r P rᵀ
      Expr<T> k = column.over(size).times(teaching);
      Expr<T> nextP = p.minus(k.batchMatmulT(column));
      Expr<T> readout = now.readout().minus(k.times(o.minus(xi).expand(1)));
      return new State<>(readout, now.slots(), List.of(nextP));
    }
  }

  /**
   * Ridge regression of the targets on the states at the ends of samples, with a bias: Wo = (Rᵀ R +
   * μ I)⁻¹ Rᵀ Ξ. Not a rule of synapses but the measure of what a linear readout could know.
   *
   * @param name {@code ridge}
   * @param mu μ
   */
  record Ridge(String name, double mu) implements ReadoutRule {
    public Ridge {
      Require.positive("mu", mu);
    }

    /** Nothing is learned step by step. */
    @Override
    public <T extends TNumber> State<T> learn(
        State<T> now, Expr<T> r, Expr<T> o, Expr<T> xi, Optimizer optimizer, Expr<TInt64> step) {
      return now;
    }
  }

  /** rᵀ e of each row, [rows, n, outputs]. */
  private static <T extends TNumber> Expr<T> outer(Expr<T> r, Expr<T> e) {
    return r.expand(-1).times(e.expand(1));
  }

  private static <T extends TNumber> State<T> descend(
      State<T> now,
      Expr<T> direction,
      List<Expr<T>> memory,
      Optimizer optimizer,
      Expr<TInt64> step) {
    List<List<Expr<T>>> slots = new ArrayList<>();
    now.slots().forEach(slot -> slots.add(List.of(slot)));
    Optimizer.Next<T> next =
        optimizer.step(
            now.readout().nodes(), step, List.of(now.readout()), List.of(direction), slots);
    return new State<>(
        next.parameters().get(0), next.slots().stream().map(slot -> slot.get(0)).toList(), memory);
  }
}
