package org.altgrad.graphs.optim;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** What an optimiser keeps for each parameter from step to step. */
final class Slots {
  private Slots() {}

  /** A state variable {@code <parameter>/<slot>} of the parameter's shape that starts at 0. */
  static <T extends TNumber> Variables.Entry<T> zeros(
      Variables variables, Nodes<T> nodes, Variables.Entry<T> parameter, String slot) {
    Operand<TInt64> shape = Randoms.shape(nodes, parameter.shape());
    Expr<T> initial = nodes.of(nodes.tf().fill(shape, nodes.constant(0)));
    return variables.state(parameter.name() + "/" + slot, initial);
  }
}
