package org.altgrad.train.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.altgrad.graphs.program.Inference;
import org.altgrad.train.run.RunException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Inputs on which an exported function is compared with the live one: numbers in [0, 1), tokens,
 * {@value #EXAMPLES} as a count, another whole number than usual for the rest.
 */
final class ExampleInputs {
  static final int EXAMPLES = 64;

  /** Every vocabulary has so many. */
  private static final int TOKENS = 3;

  private ExampleInputs() {}

  /** New tensors, which the caller closes. */
  static Map<String, Tensor> of(Inference inference) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Inference.Input input : inference.inputs()) {
      long[] sizes = input.shape().asArray();
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = sizes[i] < 0 ? EXAMPLES : sizes[i];
      }
      Shape shape = Shape.of(sizes);
      if (input.type() == TFloat32.class) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextDouble();
        }
        tensors.put(input.name(), ExportedNumbers.tensor(shape, values));
      } else if (input.type() == TInt32.class) {
        int[] tokens = random.ints(shape.size(), 0, TOKENS).toArray();
        tensors.put(input.name(), TInt32.tensorOf(shape, DataBuffers.of(tokens)));
      } else if (input.type() == TInt64.class && shape.isScalar()) {
        // Another than usual, and there is one more: of passes, seeds, or several networks.
        long value =
            input.name().equals("count")
                ? EXAMPLES
                : input.usual().orElseGet(() -> random.nextInt(1000)) + 1;
        tensors.put(input.name(), TInt64.scalarOf(value));
      } else {
        tensors.values().forEach(Tensor::close);
        throw new RunException("input " + input + " of an exported function is not supported");
      }
    }
    return tensors;
  }
}
