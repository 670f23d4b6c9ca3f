package org.altgrad.graphs.optim;

import java.util.List;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.train.ApplyMomentum;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Gradient descent with momentum: a ← momentum · a + u, θ ← θ - lr · a; with Nesterov's look-ahead
 * θ ← θ - lr · (u + momentum · a). The slot a starts at 0, as in PyTorch without dampening.
 *
 * @param lr learning rate where the schedule is 1
 * @param momentum weight of the past, in [0, 1)
 * @param weightDecay 0: none
 * @param decay where weight decay enters
 * @param l1 coefficient of the sum of absolute values, 0: none
 * @param clipNorm largest norm of all gradients together
 * @param clipValue largest absolute value of one entry
 */
public record Momentum(
    double lr,
    Schedule schedule,
    double momentum,
    boolean nesterov,
    double weightDecay,
    Decay decay,
    double l1,
    Optional<Double> clipNorm,
    Optional<Double> clipValue)
    implements RuleOptimizer {
  private static final String SLOT = "momentum";

  public Momentum {
    Require.positive("lr", lr);
    Require.given("schedule", schedule);
    Require.share("momentum", momentum);
    new Regularisation(weightDecay, decay, l1, clipNorm, clipValue);
  }

  /** Constant learning rate, nothing added. */
  public Momentum(double lr, double momentum, boolean nesterov) {
    this(
        lr,
        new Schedule.Constant(),
        momentum,
        nesterov,
        0,
        Decay.BEFORE,
        0,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Momentum inSteps(RunLength length) {
    return new Momentum(
        lr,
        schedule.inSteps(length),
        momentum,
        nesterov,
        weightDecay,
        decay,
        l1,
        clipNorm,
        clipValue);
  }

  @Override
  public List<String> slots() {
    return List.of(SLOT);
  }

  @Override
  public <T extends TNumber> Rule<T> rule(Nodes<T> nodes, Operand<TInt64> step) {
    return new MomentumRule<>(learningRate(nodes, step), nodes.constant(momentum), nesterov);
  }

  private record MomentumRule<T extends TNumber>(Expr<T> rate, Expr<T> momentum, boolean nesterov)
      implements Rule<T> {
    @Override
    public Move<T> move(Expr<T> direction, List<Expr<T>> slots) {
      Expr<T> a = slots.get(0).times(momentum).plus(direction);
      Expr<T> ahead = nesterov ? direction.plus(a.times(momentum)) : a;
      return new Move<>(ahead.times(rate), List.of(a));
    }

    @Override
    public Operand<T> change(
        Nodes<T> late, Operand<T> reference, List<Variables.Entry<T>> slots, Expr<T> direction) {
      return late.tf()
          .train
          .applyMomentum(
              reference,
              slots.get(0).ref(),
              rate,
              direction,
              momentum,
              ApplyMomentum.useNesterov(nesterov));
    }
  }
}
