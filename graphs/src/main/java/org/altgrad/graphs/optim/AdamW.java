package org.altgrad.graphs.optim;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): θ ← θ - lr · (m̂ / (√v̂ + ε) +
 * weightDecay · θ), on all parameters. The same as {@link Adam} with {@link Decay#AFTER}.
 *
 * @param lr learning rate where the schedule is 1
 * @param beta1 β₁
 * @param beta2 β₂
 * @param eps ε, outside the root
 * @param weightDecay 0: none
 * @param clipNorm largest norm of all gradients together
 * @param clipValue largest absolute value of one entry
 */
public record AdamW(
    double lr,
    Schedule schedule,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    Optional<Double> clipNorm,
    Optional<Double> clipValue)
    implements RuleOptimizer {

  public AdamW {
    adam(lr, schedule, beta1, beta2, eps, weightDecay, clipNorm, clipValue);
  }

  /** Constant learning rate, no clipping. */
  public AdamW(double lr, double beta1, double beta2, double eps, double weightDecay) {
    this(
        lr,
        new Schedule.Constant(),
        beta1,
        beta2,
        eps,
        weightDecay,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public AdamW inSteps(RunLength length) {
    return new AdamW(
        lr, schedule.inSteps(length), beta1, beta2, eps, weightDecay, clipNorm, clipValue);
  }

  @Override
  public List<String> slots() {
    return Adam.SLOTS;
  }

  @Override
  public Decay decay() {
    return Decay.AFTER;
  }

  @Override
  public double l1() {
    return 0;
  }

  @Override
  public <T extends TNumber> Rule<T> rule(Nodes<T> nodes, Operand<TInt64> step) {
    return adam(lr, schedule, beta1, beta2, eps, weightDecay, clipNorm, clipValue)
        .rule(nodes, step);
  }

  private static Adam adam(
      double lr,
      Schedule schedule,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      Optional<Double> clipNorm,
      Optional<Double> clipValue) {
    return new Adam(
        lr, schedule, beta1, beta2, eps, false, weightDecay, Decay.AFTER, 0, clipNorm, clipValue);
  }
}
