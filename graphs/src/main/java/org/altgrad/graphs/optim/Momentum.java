package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.train.ApplyMomentum;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Gradient descent with momentum: a ← momentum · a + u, θ ← θ - lr · a; with Nesterov's look-ahead
 * θ ← θ - lr · (u + momentum · a). The slot a starts at 0, as in PyTorch without dampening.
 *
 * @param momentum weight of the past, in [0, 1)
 */
public record Momentum(double momentum, boolean nesterov) implements UpdateRule {
  private static final String SLOT = "momentum";

  public Momentum {
    Require.share("momentum", momentum);
  }

  @Override
  public List<String> slots() {
    return List.of(SLOT);
  }

  @Override
  public <T extends TNumber> Update<T> at(
      Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> rate) {
    return new MomentumUpdate<>(rate.cast(nodes.type()), nodes.constant(momentum), nesterov);
  }

  private record MomentumUpdate<T extends TNumber>(Expr<T> rate, Expr<T> momentum, boolean nesterov)
      implements Update<T> {
    @Override
    public Move<T> move(Expr<T> direction, List<Expr<T>> slots) {
      Expr<T> a = slots.get(0).times(momentum).plus(direction);
      Expr<T> ahead = nesterov ? direction.plus(a.times(momentum)) : a;
      return new Move<>(ahead.times(rate), List.of(a));
    }

    @Override
    public Move<T> moveInOrder(Expr<T> direction, List<Expr<T>> slots) {
      if (!nesterov) {
        return move(direction, slots);
      }
      Expr<T> a = slots.get(0).times(momentum).plus(direction);
      return new Move<>(direction.times(rate).plus(a.times(momentum).times(rate)), List.of(a));
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
