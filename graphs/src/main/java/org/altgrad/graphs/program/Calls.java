package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;

/** Runs parts of a program's graph in the session of a run. */
@FunctionalInterface
public interface Calls {
  /**
   * One call into TensorFlow.
   *
   * @param feeds values of placeholders
   * @param fetches tensors to compute
   * @param targets operations to run besides
   * @return the values fetched, in the same order; the caller closes it
   */
  Result run(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets);
}
