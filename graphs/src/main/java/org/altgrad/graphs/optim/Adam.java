package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁ m + (1 - β₁) u, v ← β₂ v + (1 - β₂) u², θ ← θ - lr
 * · m̂ / (√v̂ + ε) with m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
 *
 * @param beta1 β₁
 * @param beta2 β₂
 * @param eps ε, outside the root
 * @param frozenBiasCorrection t stays 1: what a reference implementation does whose step counter
 *     never advances
 */
public record Adam(double beta1, double beta2, double eps, boolean frozenBiasCorrection)
    implements UpdateRule {
  private static final List<String> SLOTS = List.of("adam_m", "adam_v");

  public Adam {
    Require.share("beta1", beta1);
    Require.share("beta2", beta2);
    Require.positive("eps", eps);
  }

  /** The constants of the paper. */
  public Adam() {
    this(0.9, 0.999, 1e-8);
  }

  public Adam(double beta1, double beta2, double eps) {
    this(beta1, beta2, eps, false);
  }

  @Override
  public List<String> slots() {
    return SLOTS;
  }

  @Override
  public <T extends TNumber> Update<T> at(
      Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> rate) {
    return new AdamUpdate<>(
        sizes(nodes, step, rate), nodes.constant(0), nodes.constant(beta1), nodes.constant(beta2));
  }

  private record AdamUpdate<T extends TNumber>(
      StepSizes<T> sizes, Expr<T> zero, Expr<T> beta1, Expr<T> beta2) implements Update<T> {
    @Override
    public Expr<T> rate() {
      return sizes.rate();
    }

    @Override
    public Expr<T> decaySize() {
      return sizes.corrected();
    }

    @Override
    public List<Expr<T>> scalars() {
      return List.of(sizes.stepSize(), sizes.epsilon());
    }

    @Override
    public Move<T> move(Expr<T> direction, List<Expr<T>> slots) {
      // In the order in which ApplyAdam computes.
      Expr<T> m = slots.get(0);
      Expr<T> v = slots.get(1);
      m = m.plus(direction.minus(m).times(beta1.subtractFrom(1)));
      v = v.plus(direction.square().minus(v).times(beta2.subtractFrom(1)));
      Expr<T> move = m.times(sizes.stepSize()).over(v.sqrt().plus(sizes.epsilon()));
      return new Move<>(move, List.of(m, v));
    }

    @Override
    public Operand<T> change(
        Nodes<T> late, Operand<T> reference, List<Variables.Entry<T>> slots, Expr<T> direction) {
      return late.tf()
          .train
          .applyAdam(
              reference,
              slots.get(0).ref(),
              slots.get(1).ref(),
              zero,
              zero,
              sizes.stepSize(),
              beta1,
              beta2,
              sizes.epsilon(),
              direction);
    }
  }

  /**
   * Scalars of a step.
   *
   * @param rate lr
   * @param corrected lr / (1 - β₁ᵗ)
   * @param stepSize lr · √(1 - β₂ᵗ) / (1 - β₁ᵗ)
   * @param epsilon ε · √(1 - β₂ᵗ)
   */
  record StepSizes<T extends TNumber>(
      Expr<T> rate, Expr<T> corrected, Expr<T> stepSize, Expr<T> epsilon) {}

  /**
   * ApplyAdam adds its epsilon to √v, not to √v̂: both sides of the fraction are multiplied by √(1
   * - β₂ᵗ). Its own correction, made in the type of the parameters, is switched off by powers of 0.
   */
  <T extends TNumber> StepSizes<T> sizes(
      Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> rate) {
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    Expr<TFloat64> t = frozenBiasCorrection ? wide.constant(1) : wide.cast(step).plus(1);
    // The averages decay by β as the parameters' type has it; the corrections must use the same β.
    Expr<TFloat64> b1 = nodes.constant(beta1).cast(TFloat64.class);
    Expr<TFloat64> b2 = nodes.constant(beta2).cast(TFloat64.class);
    Expr<TFloat64> correction1 = power(b1, t).subtractFrom(1);
    Expr<TFloat64> correction2 = power(b2, t).subtractFrom(1).sqrt();
    return new StepSizes<>(
        rate.cast(nodes.type()),
        rate.over(correction1).cast(nodes.type()),
        rate.times(correction2).over(correction1).cast(nodes.type()),
        correction2.times(eps).cast(nodes.type()));
  }

  private static Expr<TFloat64> power(Expr<TFloat64> base, Expr<TFloat64> exponent) {
    Nodes<TFloat64> nodes = exponent.nodes();
    return nodes.of(nodes.tf().math.pow(base, exponent));
  }
}
