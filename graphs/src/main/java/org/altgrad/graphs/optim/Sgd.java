package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Gradient descent: θ ← θ - lr · u. */
public record Sgd() implements UpdateRule {
  @Override
  public List<String> slots() {
    return List.of();
  }

  @Override
  public <T extends TNumber> Update<T> at(
      Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> rate) {
    return new SgdUpdate<>(rate.cast(nodes.type()));
  }

  private record SgdUpdate<T extends TNumber>(Expr<T> rate) implements Update<T> {
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
