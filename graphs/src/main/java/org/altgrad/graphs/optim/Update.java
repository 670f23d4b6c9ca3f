package org.altgrad.graphs.optim;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** An {@link UpdateRule} in one step, for one parameter at a time. */
public interface Update<T extends TNumber> {
  /** The learning rate, a scalar. */
  Expr<T> rate();

  /** What {@link Decay#AFTER_REF} multiplies the decay by, a scalar. */
  default Expr<T> decaySize() {
    return rate();
  }

  /**
   * All that the rule reads of the step, which must be computed before the step's number changes.
   */
  default List<Expr<T>> scalars() {
    return List.of(rate());
  }

  /**
   * What is subtracted from the parameter.
   *
   * @param slots after the step
   */
  record Move<T extends TNumber>(Expr<T> move, List<Expr<T>> slots) {}

  /**
   * The rule without side effects.
   *
   * @param direction to descend along
   * @param slots of this parameter, before the step; new nodes are added where they are
   */
  Move<T> move(Expr<T> direction, List<Expr<T>> slots);

  /** The same in the order in which {@link #change} computes: with its last bits. */
  default Move<T> moveInOrder(Expr<T> direction, List<Expr<T>> slots) {
    return move(direction, slots);
  }

  /**
   * The same in place.
   *
   * @param late adds operations that may change variables
   * @param reference the parameter, which is read and changed
   * @param slots of this parameter, which are read and changed
   * @return the reference after the change
   */
  default Operand<T> change(
      Nodes<T> late, Operand<T> reference, List<Variables.Entry<T>> slots, Expr<T> direction) {
    Ops tf = late.tf();
    Move<T> move = move(direction, slots.stream().map(slot -> late.of(slot.ref())).toList());
    List<Op> kept = new ArrayList<>();
    for (int s = 0; s < slots.size(); s++) {
      kept.add(tf.assign(slots.get(s).ref(), move.slots().get(s)));
    }
    return tf.withControlDependencies(kept).assignSub(reference, move.move());
  }
}
