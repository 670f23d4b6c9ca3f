package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

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

  /** The numbers of a tensor that was fetched, row by row. */
  static float[] floats(Tensor fetched) {
    TFloat32 tensor = (TFloat32) fetched;
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
