package org.altgrad.graphs.optim;

import java.util.List;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Gradient descent: θ ← θ - lr · u.
 *
 * @param lr learning rate where the schedule is 1
 * @param weightDecay 0: none
 * @param decay where weight decay enters
 * @param l1 coefficient of the sum of absolute values, 0: none
 * @param clipNorm largest norm of all gradients together
 * @param clipValue largest absolute value of one entry
 */
public record Sgd(
    double lr,
    Schedule schedule,
    double weightDecay,
    Decay decay,
    double l1,
    Optional<Double> clipNorm,
    Optional<Double> clipValue)
    implements RuleOptimizer {

  public Sgd {
    Require.positive("lr", lr);
    Require.given("schedule", schedule);
    new Regularisation(weightDecay, decay, l1, clipNorm, clipValue);
  }

  /** Constant learning rate, nothing added. */
  public Sgd(double lr) {
    this(lr, new Schedule.Constant(), 0, Decay.BEFORE, 0, Optional.empty(), Optional.empty());
  }

  @Override
  public Sgd inSteps(RunLength length) {
    return new Sgd(lr, schedule.inSteps(length), weightDecay, decay, l1, clipNorm, clipValue);
  }

  @Override
  public List<String> slots() {
    return List.of();
  }

  @Override
  public <T extends TNumber> Rule<T> rule(Nodes<T> nodes, Operand<TInt64> step) {
    return new SgdRule<>(learningRate(nodes, step));
  }

  private record SgdRule<T extends TNumber>(Expr<T> rate) implements Rule<T> {
    @Override
    public Move<T> move(Expr<T> direction, List<Expr<T>> slots) {
      return new Move<>(direction.times(rate), List.of());
    }

    @Override
    public Operand<T> change(
        Nodes<T> late, Operand<T> reference, List<Variables.Entry<T>> slots, Expr<T> direction) {
      return late.tf().train.applyGradientDescent(reference, rate, direction);
    }
  }
}
