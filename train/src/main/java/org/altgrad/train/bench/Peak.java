package org.altgrad.train.bench;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** The fastest arithmetic that TensorFlow does here: a large product of float32 matrices. */
final class Peak {
  private static final int SIZE = 1024;
  private static final int PRODUCTS = 20;
  private static final int TRIES = 5;

  private Peak() {}

  /** GFLOP in a second of processor time, the best of several tries. */
  static double gflops(ConfigProto config) {
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 7 - 3) / 8f;
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph, config);
        TFloat32 matrix = TFloat32.tensorOf(Shape.of(SIZE, SIZE), DataBuffers.of(values))) {
      Ops tf = Ops.create(graph);
      var x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIZE, SIZE)));
      var product = tf.linalg.matMul(x, x);
      Runnable run = () -> session.runner().feed(x, matrix).addTarget(product).run().close();
      run.run();
      double best = 0;
      for (int t = 0; t < TRIES; t++) {
        Meter start = Meter.read();
        for (int i = 0; i < PRODUCTS; i++) {
          run.run();
        }
        double seconds = Meter.read().cpuSeconds() - start.cpuSeconds();
        best = Math.max(best, PRODUCTS * 2 * Math.pow(SIZE, 3) / 1e9 / seconds);
      }
      return best;
    }
  }
}
