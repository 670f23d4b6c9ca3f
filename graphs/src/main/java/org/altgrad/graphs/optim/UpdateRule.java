package org.altgrad.graphs.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** What an {@link Optimizer} makes of a direction, with settings of its own. */
public sealed interface UpdateRule permits Sgd, Momentum, Adam, TemporalAndAdam {

  /** The rules by the names that users write. */
  static Map<String, Class<? extends UpdateRule>> kinds() {
    Map<String, Class<? extends UpdateRule>> kinds = new LinkedHashMap<>();
    kinds.put("sgd", Sgd.class);
    kinds.put("momentum", Momentum.class);
    kinds.put("adam", Adam.class);
    kinds.put("temporal_and_adam", TemporalAndAdam.class);
    return Collections.unmodifiableMap(kinds);
  }

  /** Names of the running averages that it keeps of each parameter; all of them start at 0. */
  List<String> slots();

  /**
   * The rule at a step.
   *
   * @param step scalar, 0 at the first step
   * @param rate the learning rate, a scalar or of the shape that goes with the parameters it is for
   */
  <T extends TNumber> Update<T> at(Nodes<T> nodes, Operand<TInt64> step, Expr<TFloat64> rate);
}
