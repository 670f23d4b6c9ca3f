package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

class SideBySideTest {
  private static final int NETWORKS = 5;

  private static float[] run(Graph graph, Map<Operand<?>, Tensor> fed, Operand<?> wanted) {
    try (Session session = Sessions.of(graph)) {
      Session.Runner runner = session.runner();
      fed.forEach(runner::feed);
      try (Result result = runner.fetch(wanted).run()) {
        TFloat32 got = (TFloat32) result.get(0);
        float[] all = new float[(int) got.size()];
        got.copyTo(DataBuffers.of(all, false, false));
        return all;
      }
    }
  }

  private static float[] numbers(int count, double scale) {
    Random random = new Random(7);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /** The same operations on a network's numbers alone, and on those of all. */
  private static void assertSameBits(
      String what, Shape shape, float[] values, UnaryOperator<Expr<TFloat32>> f) {
    try (Graph one = new Graph();
        Graph all = new Graph()) {
      Expr<TFloat32> x = Nodes.of(Ops.create(one), TFloat32.class).placeholder(shape);
      Expr<TFloat32> y = f.apply(x);
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(all), TFloat32.class);
      Shape stacked = Shape.of(NETWORKS).append(shape);
      Expr<TFloat32> xs = nodes.placeholder(stacked);
      var given = new SideBySide.Given(Map.of(x, xs), Map.of());
      Operand<?> ys = SideBySide.of(nodes.tf(), one, List.of(y), NETWORKS, given).get(0);
      assertEquals(Shape.of(NETWORKS).append(y.shape()), ys.asOutput().shape(), what);
      int n = (int) shape.size();
      try (TFloat32 fed = TFloat32.tensorOf(stacked, DataBuffers.of(values))) {
        float[] got = run(all, Map.of(xs, fed), ys);
        for (int m = 0; m < NETWORKS; m++) {
          float[] part = Arrays.copyOfRange(values, m * n, (m + 1) * n);
          try (TFloat32 own = TFloat32.tensorOf(shape, DataBuffers.of(part))) {
            float[] expected = run(one, Map.of(x, own), y);
            int size = expected.length;
            assertArrayEquals(
                expected,
                Arrays.copyOfRange(got, m * size, (m + 1) * size),
                what + " of " + shape + ", network " + m);
          }
        }
      }
    }
  }

  /** Sizes that fill registers and sizes that do not. */
  @Test
  void allOperationsHaveTheBitsOfOneNetwork() {
    Map<String, UnaryOperator<Expr<TFloat32>>> all = new LinkedHashMap<>();
    all.put("sums", x -> x.plus(x.sum(0)).minus(x.sumKeep(1)).over(x.square().sum().plus(1)));
    all.put("means", x -> x.mean(0).times(x.mean(1).mean()).plus(x.mean()));
    all.put("largest", x -> x.reduceMaxKeep(1).plus(x.reduceMax(0)).minus(x.reduceMin()));
    all.put("functions", x -> Expr.sigmoid(x).plus(Expr.tanh(x)).plus(Expr.softplus(x)));
    all.put("softmax", x -> Expr.softmax(x).plus(Expr.logSumExp(x, 1).expand(1)));
    all.put("products", x -> x.matmulT(x.exp()).plus(x.matmul(x.tMatmul(x)).sumKeep(1)));
    all.put("cube", x -> x.expand(2).times(x.expand(1)).plus(0.5).abs().log1p().sum(2));
    all.put("choices", x -> Expr.where(x.greater(x.nodes().constant(0)), x.sqrt(), x.negate()));
    all.put("gradients", x -> Gradients.of(Expr.softplus(x.matmulT(x)).sum(), List.of(x)).get(0));
    for (Shape shape : List.of(Shape.of(20, 32), Shape.of(25, 10), Shape.of(7, 3))) {
      float[] values = numbers((int) (NETWORKS * shape.size()), 1);
      all.forEach((what, f) -> assertSameBits(what, shape, values, f));
    }
  }

  /** All take the usual side, none does, or some do. */
  @Test
  void eachNetworkTakesItsSideOfASwitch() {
    UnaryOperator<Expr<TFloat32>> f =
        x -> {
          var tf = x.nodes().tf();
          var small = x.abs().reduceMax().less(x.nodes().constant(3));
          var sides = tf.switchCond(x, small);
          Expr<TFloat32> usual = x.nodes().of(sides.outputTrue());
          Expr<TFloat32> other = x.nodes().of(sides.outputFalse());
          List<Operand<TFloat32>> both =
              List.of(usual.matmulT(usual).exp().sum(1), Expr.sigmoid(other).times(2).sum(1));
          return x.nodes().of(tf.merge(both).output()).plus(1);
        };
    Shape shape = Shape.of(6, 10);
    float[] values = numbers(NETWORKS * 60, 0.3);
    assertSameBits("all", shape, values, f);
    values[70] = 9;
    assertSameBits("one not", shape, values, f);
    for (int m = 0; m < NETWORKS; m++) {
      values[60 * m] = -9;
    }
    assertSameBits("none", shape, values, f);
  }

  /** Streams of several seeds are those that each seed has. */
  @Test
  void eachNetworkDrawsByItsSeed() {
    List<Long> seeds = List.of(3L, 9L, 4L);
    try (Graph one = new Graph();
        Graph all = new Graph()) {
      Ops tf = Ops.create(one);
      Operand<TInt32> which = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      Nodes<TFloat32> inner = Nodes.of(tf, TFloat32.class);
      Operand<TInt64> number = inner.counter();
      Randoms several = new Randoms(new Randoms.Chosen(seeds, which), number);
      Expr<TFloat32> like = inner.zerosLike(inner.constant(Shape.of(4, 3), new double[12]));
      Expr<TFloat32> drawn = several.scope("train").uniformLike("u", like);
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(all), TFloat32.class);
      Operand<TInt64> step = nodes.counter();
      var given =
          new SideBySide.Given(
              Map.of(which, nodes.tf().constant(new int[] {0, 1, 2})), Map.of(number, step));
      Operand<?> stacked = SideBySide.of(nodes.tf(), one, List.of(drawn), 3, given).get(0);
      Expr<TFloat32> alike = nodes.constant(Shape.of(4, 3), new double[12]);
      try (TInt64 at = TInt64.scalarOf(11)) {
        float[] got = run(all, Map.of(step, at), stacked);
        for (int m = 0; m < 3; m++) {
          Randoms own = new Randoms(seeds.get(m), step).scope("train");
          float[] expected = run(all, Map.of(step, at), own.uniformLike("u", alike));
          assertArrayEquals(expected, Arrays.copyOfRange(got, 12 * m, 12 * m + 12));
        }
      }
    }
  }

  @Test
  void whatIsNotGivenIsRefused() {
    try (Graph one = new Graph();
        Graph all = new Graph()) {
      Expr<TFloat32> x = Nodes.of(Ops.create(one), TFloat32.class).placeholder(Shape.of(2));
      var nothing = new SideBySide.Given(Map.of(), Map.of());
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> SideBySide.of(Ops.create(all), one, List.of(x.plus(1)), 2, nothing));
      assertTrue(failure.getMessage().contains("Placeholder"), failure.getMessage());
    }
  }
}
