package org.altgrad.graphs.optim;

import static org.altgrad.graphs.optim.Settings.fraction;
import static org.altgrad.graphs.optim.Settings.given;
import static org.altgrad.graphs.optim.Settings.positive;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁ m + (1 - β₁) u, v ← β₂ v + (1 - β₂) u², θ ← θ - lr
 * · m̂ / (√v̂ + ε) with m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
 *
 * @param lr learning rate where the schedule is 1
 * @param beta1 β₁
 * @param beta2 β₂
 * @param eps ε, outside the root
 * @param frozenBiasCorrection t stays 1: what a reference implementation does whose step counter
 *     never advances
 * @param weightDecay 0: none
 * @param decay where weight decay enters
 * @param l1 coefficient of the sum of absolute values, 0: none
 * @param clipNorm largest norm of all gradients together
 * @param clipValue largest absolute value of one entry
 */
public record Adam(
    double lr,
    Schedule schedule,
    double beta1,
    double beta2,
    double eps,
    boolean frozenBiasCorrection,
    double weightDecay,
    Decay decay,
    double l1,
    Optional<Double> clipNorm,
    Optional<Double> clipValue)
    implements Optimizer {
  static final List<String> SLOTS = List.of("adam_m", "adam_v");

  public Adam {
    positive("lr", lr);
    given("schedule", schedule);
    fraction("beta1", beta1);
    fraction("beta2", beta2);
    positive("eps", eps);
    new Regularisation(weightDecay, decay, l1, clipNorm, clipValue);
  }

  /** Constant learning rate, the constants of the paper, nothing added. */
  public Adam(double lr) {
    this(lr, 0.9, 0.999, 1e-8);
  }

  /** Constant learning rate, nothing added. */
  public Adam(double lr, double beta1, double beta2, double eps) {
    this(
        lr,
        new Schedule.Constant(),
        beta1,
        beta2,
        eps,
        false,
        0,
        Decay.BEFORE,
        0,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Adam inSteps(RunLength length) {
    return new Adam(
        lr,
        schedule.inSteps(length),
        beta1,
        beta2,
        eps,
        frozenBiasCorrection,
        weightDecay,
        decay,
        l1,
        clipNorm,
        clipValue);
  }

  @Override
  public <T extends TNumber> List<Op> apply(
      Ops after,
      Nodes<T> nodes,
      Operand<TInt64> step,
      Variables variables,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> gradients) {
    Sizes<T> sizes = sizes(nodes, step);
    Expr<T> stepSize = sizes.stepSize();
    Expr<T> epsilon = sizes.epsilon();
    Expr<T> zero = nodes.constant(0);
    return new Regularisation(weightDecay, decay, l1, clipNorm, clipValue)
        .surround(
            after,
            nodes,
            sizes.rate(),
            sizes.corrected(),
            List.of(stepSize, epsilon),
            parameters,
            gradients,
            (tf, parameter, reference, direction) ->
                tf.train.applyAdam(
                    reference,
                    Slots.zeros(variables, nodes, parameter, SLOTS.get(0)).ref(),
                    Slots.zeros(variables, nodes, parameter, SLOTS.get(1)).ref(),
                    zero,
                    zero,
                    stepSize,
                    nodes.constant(beta1),
                    nodes.constant(beta2),
                    epsilon,
                    direction));
  }

  @Override
  public List<String> slots() {
    return SLOTS;
  }

  @Override
  public <T extends TNumber> Next<T> step(
      Nodes<T> nodes,
      Operand<TInt64> step,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots) {
    Sizes<T> sizes = sizes(nodes, step);
    Expr<T> new1 = nodes.constant(beta1).subtractFrom(1);
    Expr<T> new2 = nodes.constant(beta2).subtractFrom(1);
    return new Regularisation(weightDecay, decay, l1, clipNorm, clipValue)
        .step(
            nodes,
            sizes.rate(),
            sizes.corrected(),
            parameters,
            gradients,
            slots,
            (u, own) -> {
              // In the order in which ApplyAdam computes.
              Expr<T> m = own.get(0).plus(u.minus(own.get(0)).times(new1));
              Expr<T> v = own.get(1).plus(u.square().minus(own.get(1)).times(new2));
              Expr<T> move = m.times(sizes.stepSize()).over(v.sqrt().plus(sizes.epsilon()));
              return new Regularisation.Move<>(move, List.of(m, v));
            });
  }

  /**
   * Scalars of a step.
   *
   * @param rate lr
   * @param corrected lr / (1 - β₁ᵗ)
   * @param stepSize lr · √(1 - β₂ᵗ) / (1 - β₁ᵗ)
   * @param epsilon ε · √(1 - β₂ᵗ)
   */
  record Sizes<T extends TNumber>(
      Expr<T> rate, Expr<T> corrected, Expr<T> stepSize, Expr<T> epsilon) {}

  /**
   * ApplyAdam adds its epsilon to √v, not to √v̂: both sides of the fraction are multiplied by √(1
   * - β₂ᵗ). Its own correction, made in the type of the parameters, is switched off by powers of 0.
   */
  <T extends TNumber> Sizes<T> sizes(Nodes<T> nodes, Operand<TInt64> step) {
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    Expr<TFloat64> t = frozenBiasCorrection ? wide.constant(1) : wide.cast(step).plus(1);
    // The averages decay by β as the parameters' type has it; the corrections must use the same β.
    Expr<TFloat64> b1 = nodes.constant(beta1).cast(TFloat64.class);
    Expr<TFloat64> b2 = nodes.constant(beta2).cast(TFloat64.class);
    Expr<TFloat64> correction1 = power(b1, t).subtractFrom(1);
    Expr<TFloat64> correction2 = power(b2, t).subtractFrom(1).sqrt();
    Expr<TFloat64> rate = learningRate(wide, step);
    return new Sizes<>(
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
