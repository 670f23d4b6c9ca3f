package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Adam behind an AND-mask over time (Parascandolo et al. 2021, for CoinRun), where each step has
 * one environment: a ← β₃ a + (1 - β₃) sign(u) measures how far the last steps agree on the sign,
 * and θ ← θ - lr · 1[|a| ≥ tau] m / (√v + ε) with Adam's m and v. At tau = 0 it is Adam.
 *
 * @param beta1 β₁
 * @param beta2 β₂
 * @param beta3 β₃
 * @param tau agreement that a component needs to change, from 0 to 1; a constant sign reaches 1 -
 *     β₃ᵗ after t steps
 * @param eps ε, outside the root
 * @param biasCorrection m̂ and v̂ as in Adam; a is not corrected
 */
public record TemporalAndAdam(
    double beta1, double beta2, double beta3, double tau, double eps, boolean biasCorrection)
    implements UpdateRule {
  private static final List<String> SLOTS =
      List.of("temporal_and_m", "temporal_and_v", "temporal_and_a");

  public TemporalAndAdam {
    new Adam(beta1, beta2, eps);
    Require.share("beta3", beta3);
    Require.that(tau >= 0 && tau <= 1, "tau", "between 0 and 1", tau);
  }

  @Override
  public List<String> slots() {
    return SLOTS;
  }

  @Override
  public <T extends TNumber> Update<T> at(
      Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> learningRate) {
    Adam.StepSizes<T> sizes = new Adam(beta1, beta2, eps).sizes(nodes, step, learningRate);
    Expr<T> rate = sizes.rate();
    return new TemporalUpdate<>(
        rate,
        biasCorrection ? sizes.corrected() : rate,
        biasCorrection ? sizes.stepSize() : rate,
        biasCorrection ? sizes.epsilon() : nodes.constant(eps),
        nodes.constant(beta1).subtractFrom(1),
        nodes.constant(beta2).subtractFrom(1),
        nodes.constant(beta3).subtractFrom(1),
        nodes.constant(tau));
  }

  /**
   * The rule with its scalars, made before anything changes.
   *
   * @param new1 1 - β₁
   * @param new2 1 - β₂
   * @param new3 1 - β₃
   */
  private record TemporalUpdate<T extends TNumber>(
      Expr<T> rate,
      Expr<T> decaySize,
      Expr<T> stepSize,
      Expr<T> epsilon,
      Expr<T> new1,
      Expr<T> new2,
      Expr<T> new3,
      Expr<T> tau)
      implements Update<T> {
    @Override
    public List<Expr<T>> scalars() {
      return List.of(stepSize, epsilon);
    }

    @Override
    public Move<T> move(Expr<T> direction, List<Expr<T>> slots) {
      Nodes<T> nodes = slots.get(0).nodes();
      var math = nodes.tf().math;
      Expr<T> m = towards(slots.get(0), direction, new1);
      Expr<T> v = towards(slots.get(1), nodes.of(math.square(direction)), new2);
      Expr<T> a = towards(slots.get(2), nodes.of(math.sign(direction)), new3);
      Expr<T> agreed = nodes.indicator(math.greaterEqual(a.abs(), tau));
      Expr<T> move = m.times(agreed).times(stepSize).over(v.sqrt().plus(epsilon));
      return new Move<>(move, List.of(m, v, a));
    }

    private static <T extends TNumber> Expr<T> towards(Expr<T> old, Expr<T> now, Expr<T> part) {
      Nodes<T> nodes = old.nodes();
      return old.plus(nodes.of(nodes.tf().math.sub(now, old)).times(part));
    }
  }
}
