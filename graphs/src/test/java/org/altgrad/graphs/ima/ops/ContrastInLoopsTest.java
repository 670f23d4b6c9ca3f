package org.altgrad.graphs.ima.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.nn.Activation;
import org.altgrad.graphs.nn.Chain;
import org.altgrad.graphs.nn.ConvTranspose2d;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Mapping;
import org.altgrad.graphs.nn.Reshaped;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Descent of a decoder's c_IMA for several networks at once, where training steps really run. */
class ContrastInLoopsTest {
  private static final int NETWORKS = 2;
  private static final int STEPS = 2;
  private static final double RATE = 0.05;
  private static final long[][] SHAPES = {{2, 5}, {5}, {5, 12}, {12}, {4, 4, 2, 3}, {2}};

  /** 2 - 5 - 12 = 2 x 2 x 3 - 4 x 4 x 2. */
  private static <T extends TNumber> Mapping<T> decoder(List<Expr<T>> w) {
    return new Chain<>(
        List.of(
            new Dense<>(w.get(0), w.get(1)),
            new Activation.Tanh().layer(),
            new Dense<>(w.get(2), w.get(3)),
            new Activation.LeakyRelu(0.2).layer(),
            new Reshaped<>(Shape.of(12), Shape.of(2, 2, 3)),
            new ConvTranspose2d<>(w.get(4), w.get(5), 2),
            new Activation.Sigmoid().layer(),
            new Reshaped<>(Shape.of(4, 4, 2), Shape.of(32))));
  }

  private static List<Expr<TFloat64>> descended(Expr<TFloat64> z, List<Expr<TFloat64>> w) {
    // Of the sum over networks, so that each descends by its own mean.
    Expr<TFloat64> loss = ImaOps.imaContrast(decoder(w).jacobian(z)).mean(-1).sum();
    List<Expr<TFloat64>> gradients = Gradients.of(loss, w);
    List<Expr<TFloat64>> next = new ArrayList<>();
    for (int i = 0; i < w.size(); i++) {
      next.add(w.get(i).minus(gradients.get(i).times(RATE)));
    }
    return next;
  }

  private static List<Expr<TFloat64>> weights(TestGraph g, boolean several, int number) {
    List<Expr<TFloat64>> all = new ArrayList<>();
    for (int i = 0; i < SHAPES.length; i++) {
      int size = (int) Shape.of(SHAPES[i]).size();
      double[] values = new Random(i).doubles(NETWORKS * (long) size, -0.7, 0.7).toArray();
      all.add(
          several
              ? g.f64.constant(Shape.of(NETWORKS).append(Shape.of(SHAPES[i])), values)
              : g.f64.constant(
                  Shape.of(SHAPES[i]),
                  Arrays.copyOfRange(values, number * size, (number + 1) * size)));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void networksTogetherInALoopDescendAsEachAloneStepByStep(boolean compiled) {
    double[] z = new Random(11).doubles(NETWORKS * 7 * 2, -1, 1).toArray();
    List<double[]> together = new ArrayList<>();
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("descent", compiled);
      var points = loop.variable("z", g.f64.constant(Shape.of(NETWORKS, 7, 2), z));
      var w = loop.variables("w", weights(g, true, 0));
      Loop.End end =
          loop.run(
              g.tf,
              g.tf.constant(STEPS),
              now -> now.set(w, descended(now.get(points), now.get(w))));
      end.get(w).forEach(x -> together.add(g.value(x)));
    }
    for (int m = 0; m < NETWORKS; m++) {
      try (TestGraph g = new TestGraph()) {
        Expr<TFloat64> own =
            g.f64.constant(Shape.of(7, 2), Arrays.copyOfRange(z, m * 14, (m + 1) * 14));
        List<Expr<TFloat64>> w = weights(g, false, m);
        double before = g.scalar(ImaOps.imaContrast(decoder(w).jacobian(own)).mean(-1));
        for (int step = 0; step < STEPS; step++) {
          w = descended(own, w);
        }
        double after = g.scalar(ImaOps.imaContrast(decoder(w).jacobian(own)).mean(-1));
        assertEquals(1, Math.signum(before - after), before + " to " + after);
        for (int i = 0; i < w.size(); i++) {
          int size = (int) Shape.of(SHAPES[i]).size();
          assertArrayEquals(
              g.value(w.get(i)),
              Arrays.copyOfRange(together.get(i), m * size, (m + 1) * size),
              1e-11);
        }
      }
    }
  }
}
