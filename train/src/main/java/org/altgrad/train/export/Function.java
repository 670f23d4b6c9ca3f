package org.altgrad.train.export;

import java.util.Map;
import org.tensorflow.Tensor;

/** A function of a trained network: of the live program, or of an exported model. */
@FunctionalInterface
interface Function {
  /**
   * @param arguments by name; the caller closes them
   * @return results by name
   */
  Map<String, ExportedNumbers> call(Map<String, Tensor> arguments);
}
