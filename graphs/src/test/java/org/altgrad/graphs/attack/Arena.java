package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A graph with attacks in it, for one test. */
final class Arena implements AutoCloseable {
  private final Graph graph = new Graph();
  final Nodes<TFloat32> nodes = Nodes.of(Ops.create(graph), TFloat32.class);
  private Session session;

  Attacker add(Attack attack, Subject subject, boolean targeted) {
    return Attacker.of(nodes, attack, subject, targeted);
  }

  Result call(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets) {
    if (session == null) {
      session = TestGraph.plain(graph);
    }
    var runner = session.runner();
    feeds.forEach(runner::feed);
    fetches.forEach(runner::fetch);
    return runner.run();
  }

  /** The outcome of an attack on an input alone, or on several, in a graph of their own. */
  static Outcome outcome(Attack attack, Subject subject, Examples examples) {
    try (Arena arena = new Arena()) {
      return arena.add(attack, subject, examples.targets().isPresent()).run(arena::call, examples);
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    CustomGradient.forget(graph);
    graph.close();
  }

  // -------------------------------------------------------------------------------- classifiers

  /**
   * A classifier without variables.
   *
   * @param logits from flat inputs [rows, numbers] to [rows, classes]
   */
  static Classifier classifier(int classes, UnaryOperator<Expr<TFloat32>> logits) {
    return new Plain(classes, false, (x, draw) -> logits.apply(x));
  }

  /** One that samples. */
  static Classifier sampler(
      int classes, BiFunction<Expr<TFloat32>, Expr<TInt64>, Expr<TFloat32>> logits) {
    return new Plain(classes, true, logits);
  }

  private record Plain(
      int classes,
      boolean samples,
      BiFunction<Expr<TFloat32>, Expr<TInt64>, Expr<TFloat32>> function)
      implements Classifier {
    @Override
    public List<Expr<TFloat32>> weights() {
      return List.of();
    }

    @Override
    public Expr<TFloat32> logits(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
      Shape shape = x.shape();
      long numbers = 1;
      for (int axis = 1; axis < shape.numDimensions(); axis++) {
        numbers *= shape.get(axis);
      }
      Expr<TInt64> draw = samples ? x.nodes().as(TInt64.class).of(draws.counter()) : null;
      return function.apply(x.reshape(-1, numbers), draw);
    }
  }

  /** x W + b. */
  static Classifier linear(double[][] w, double... b) {
    return classifier(b.length, x -> affine(x, w, b));
  }

  static Expr<TFloat32> affine(Expr<TFloat32> x, double[][] w, double[] b) {
    return x.matmul(x.nodes().constant(w)).plus(x.nodes().constant(Shape.of(b.length), b));
  }

  /** One layer of ReLUs. */
  static Classifier relu(double[][] w1, double[] b1, double[][] w2, double[] b2) {
    return classifier(
        b2.length,
        x -> {
          Expr<TFloat32> h = affine(x, w1, b1);
          return affine(x.nodes().of(x.nodes().tf().nn.relu(h)), w2, b2);
        });
  }

  // ------------------------------------------------------------------------------------- numbers

  static float[] floats(double... values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  static Examples examples(double[] x, int... labels) {
    return new Examples(floats(x), labels);
  }

  static Examples aimed(double[] x, int[] labels, int[] targets) {
    return new Examples(floats(x), labels, Optional.of(targets));
  }

  static double[] gaussian(Random random, int count, double mean, double std) {
    return random.doubles(count).map(u -> mean + std * random.nextGaussian()).toArray();
  }

  static double[][] matrix(Random random, int rows, int columns, double scale) {
    double[][] w = new double[rows][columns];
    for (double[] row : w) {
      for (int j = 0; j < columns; j++) {
        row[j] = scale * random.nextGaussian();
      }
    }
    return w;
  }
}
