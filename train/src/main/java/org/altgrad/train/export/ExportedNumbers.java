package org.altgrad.train.export;

import java.util.Arrays;
import org.altgrad.train.run.RunException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The numbers of a tensor, copied out of TensorFlow.
 *
 * @param values row by row
 * @param whole whether they are whole numbers by type
 */
record ExportedNumbers(Shape shape, double[] values, boolean whole) {

  static ExportedNumbers of(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    if (tensor instanceof TFloat32 floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values, false, false));
      double[] wide = new double[size];
      Arrays.setAll(wide, i -> values[i]);
      return new ExportedNumbers(tensor.shape(), wide, false);
    }
    if (tensor instanceof TInt32 ints) {
      int[] values = new int[size];
      ints.copyTo(DataBuffers.of(values, false, false));
      return new ExportedNumbers(
          tensor.shape(), Arrays.stream(values).asDoubleStream().toArray(), true);
    }
    if (tensor instanceof TInt64 longs) {
      long[] values = new long[size];
      longs.copyTo(DataBuffers.of(values, false, false));
      return new ExportedNumbers(
          tensor.shape(), Arrays.stream(values).asDoubleStream().toArray(), true);
    }
    throw new RunException("outputs of type " + tensor.dataType() + " are not supported");
  }

  /**
   * The largest |x - y| / max(1, |y|): what rounding does grows with the number. NaN where one is
   * not a number; infinity if the shapes differ.
   */
  double largestDifference(ExportedNumbers other) {
    if (!shape.equals(other.shape)) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      double size = Math.max(1, Math.abs(other.values[i]));
      boolean same = values[i] == other.values[i]; // infinities, too
      double difference = same ? 0 : Math.abs(values[i] - other.values[i]) / size;
      worst = difference <= worst ? worst : difference; // keeps NaN
      if (Double.isNaN(worst)) {
        return worst;
      }
    }
    return worst;
  }

  /**
   * @param type as a {@link Description.Value} has it
   */
  static Tensor tensor(String type, Shape shape, float[] values) {
    return switch (type) {
      case "float32" -> tensor(shape, values);
      case "int32" -> {
        int[] whole = new int[values.length];
        Arrays.setAll(whole, i -> (int) values[i]);
        yield TInt32.tensorOf(shape, DataBuffers.of(whole));
      }
      case "int64" -> {
        long[] whole = new long[values.length];
        Arrays.setAll(whole, i -> (long) values[i]);
        yield TInt64.tensorOf(shape, DataBuffers.of(whole));
      }
      default -> throw new RunException("inputs of type " + type + " are not supported");
    };
  }

  static TFloat32 tensor(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }
}
