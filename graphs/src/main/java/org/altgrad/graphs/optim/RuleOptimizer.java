package org.altgrad.graphs.optim;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** An optimiser that is a {@link Rule}, surrounded by {@link Regularisation}. */
sealed interface RuleOptimizer extends Optimizer
    permits Sgd, Momentum, Adam, AdamW, TemporalAndAdam {
  double weightDecay();

  Decay decay();

  double l1();

  Optional<Double> clipValue();

  /** The rule at a step. */
  <T extends TNumber> Rule<T> rule(Nodes<T> nodes, Operand<TInt64> step);

  /** What surrounds the rule; throws if that is wrong. */
  default Regularisation regularisation() {
    return new Regularisation(weightDecay(), decay(), l1(), clipNorm(), clipValue());
  }

  @Override
  default <T extends TNumber> List<Op> apply(
      Ops after,
      Nodes<T> nodes,
      Operand<TInt64> step,
      Variables variables,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> gradients) {
    return regularisation()
        .apply(
            after,
            nodes,
            rule(nodes, step),
            parameters,
            gradients,
            parameter ->
                slots().stream()
                    .map(slot -> Slots.zeros(variables, nodes, parameter, slot))
                    .toList());
  }

  @Override
  default <T extends TNumber> Next<T> step(
      Nodes<T> nodes,
      Operand<TInt64> step,
      List<Expr<T>> parameters,
      List<Expr<T>> gradients,
      List<List<Expr<T>>> slots) {
    return regularisation().step(nodes, rule(nodes, step), parameters, gradients, slots);
  }
}
