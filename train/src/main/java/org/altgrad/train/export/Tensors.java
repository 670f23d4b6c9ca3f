package org.altgrad.train.export;

import org.altgrad.train.run.RunException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Tensors of numbers as Java arrays, and back. */
final class Tensors {
  private Tensors() {}

  /** The numbers of a tensor, row by row. */
  static double[] values(Tensor tensor) {
    int size = (int) tensor.shape().size();
    if (tensor instanceof TFloat32 floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values, false, false));
      double[] wide = new double[size];
      for (int i = 0; i < size; i++) {
        wide[i] = values[i];
      }
      return wide;
    }
    if (tensor instanceof TInt32 ints) {
      int[] values = new int[size];
      ints.copyTo(DataBuffers.of(values, false, false));
      return java.util.Arrays.stream(values).asDoubleStream().toArray();
    }
    if (tensor instanceof TInt64 longs) {
      long[] values = new long[size];
      longs.copyTo(DataBuffers.of(values, false, false));
      return java.util.Arrays.stream(values).asDoubleStream().toArray();
    }
    throw new RunException("outputs of type " + tensor.dataType() + " are not supported");
  }

  /** Infinity if the shapes differ. */
  static double largestDifference(Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      return Double.POSITIVE_INFINITY;
    }
    double[] x = values(a);
    double[] y = values(b);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double difference = Math.abs(x[i] - y[i]);
      worst = difference <= worst ? worst : difference; // keeps NaN
    }
    return worst;
  }

  static TFloat32 floats(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }
}
