package org.altgrad.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat64;

/** TensorFlow's gradient of a function against central differences, in double precision. */
public final class GradientCheck {
  private static final double STEP = 1e-5;

  private GradientCheck() {}

  /**
   * Compares at one random point; the first axis of the first input is unknown to the graph, as a
   * batch is.
   *
   * @param function of one placeholder for each shape; its entries are summed with fixed weights
   */
  public static void check(
      Function<List<Expr<TFloat64>>, Expr<TFloat64>> function, Shape... shapes) {
    try (TestGraph g = new TestGraph()) {
      List<Expr<TFloat64>> inputs = new ArrayList<>();
      List<double[]> point = new ArrayList<>();
      Random random = new Random(7);
      for (Shape shape : shapes) {
        long[] open = shape.asArray();
        if (inputs.isEmpty()) {
          open[0] = -1;
        }
        inputs.add(g.f64.placeholder(Shape.of(open)));
        point.add(random.doubles(shape.size(), -1.5, 1.5).toArray());
      }
      Expr<TFloat64> output = function.apply(inputs);
      Expr<TFloat64> y = output.times(weightsLike(g, output)).sum();
      List<Expr<TFloat64>> gradients = Gradients.of(y, inputs);

      try (Session session = TestGraph.plain(g.graph)) {
        for (int i = 0; i < shapes.length; i++) {
          double[] exact = run(session, gradients.get(i), inputs, shapes, point);
          double scale = Math.max(1, Arrays.stream(exact).map(Math::abs).max().orElse(0));
          for (int j = 0; j < exact.length; j++) {
            double value = point.get(i)[j];
            point.get(i)[j] = value + STEP;
            double up = run(session, y, inputs, shapes, point)[0];
            point.get(i)[j] = value - STEP;
            double down = run(session, y, inputs, shapes, point)[0];
            point.get(i)[j] = value;
            assertEquals(
                (up - down) / (2 * STEP), exact[j], 1e-7 * scale, "input " + i + ", entry " + j);
          }
        }
      }
    }
  }

  private static Expr<TFloat64> weightsLike(TestGraph g, Expr<TFloat64> output) {
    var size = g.tf.dtypes.cast(g.tf.size(output), TFloat64.class);
    var index = g.tf.range(g.f64.constant(1), g.f64.of(size).plus(1), g.f64.constant(1));
    return g.f64.of(g.tf.math.sin(index)).plus(0.3).reshapeLike(output).stop();
  }

  private static double[] run(
      Session session,
      Expr<TFloat64> fetched,
      List<Expr<TFloat64>> inputs,
      Shape[] shapes,
      List<double[]> point) {
    List<TFloat64> tensors = new ArrayList<>();
    try {
      var runner = session.runner().fetch(fetched);
      for (int i = 0; i < shapes.length; i++) {
        TFloat64 tensor = TFloat64.tensorOf(shapes[i], DataBuffers.of(point.get(i)));
        tensors.add(tensor);
        runner.feed(inputs.get(i), tensor);
      }
      try (Result result = runner.run()) {
        TFloat64 value = (TFloat64) result.get(0);
        double[] values = new double[(int) value.size()];
        value.copyTo(DataBuffers.of(values, false, false));
        return values;
      }
    } finally {
      tensors.forEach(TFloat64::close);
    }
  }
}
