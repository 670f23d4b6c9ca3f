package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A classifier of two classes that reads features by a plane, another one for each row of the
 * batch: logits 0 and w·(φ(x) - c) + b, all of which are fed.
 *
 * @param plane w and c [rows, features], b [rows]
 */
record Readout(FeatureMap features, List<Expr<TFloat32>> plane) implements Classifier {

  static Readout of(Nodes<TFloat32> nodes, FeatureMap features) {
    Shape rows = Shape.of(-1, features.count());
    return new Readout(
        features,
        List.of(nodes.placeholder(rows), nodes.placeholder(rows), nodes.placeholder(Shape.of(-1))));
  }

  /** The inputs themselves, [rows, numbers]. */
  static FeatureMap inputs(int numbers) {
    return new Inputs(numbers);
  }

  private record Inputs(int count) implements FeatureMap {
    @Override
    public Expr<TFloat32> features(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
      return x.reshape(-1, count);
    }
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  public boolean samples() {
    return features.samples();
  }

  @Override
  public List<Expr<TFloat32>> weights() {
    List<Expr<TFloat32>> all = new ArrayList<>(plane);
    all.addAll(features.weights());
    return all;
  }

  @Override
  public Expr<TFloat32> logits(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
    Expr<TFloat32> phi = features.features(weights.subList(3, weights.size()), x, draws);
    Expr<TFloat32> score =
        phi.minus(weights.get(1)).times(weights.get(0)).sumKeep(1).plus(weights.get(2).expand(1));
    return x.nodes().concat(List.of(score.nodes().zerosLike(score), score), 1);
  }

  /**
   * A plane of a row.
   *
   * @param w normal
   * @param c point that features are counted from
   * @param b what is added
   */
  record Plane(double[] w, double[] c, double b) {}

  /** What is fed for some rows; the caller closes the tensors. */
  Map<Operand<?>, Tensor> feeds(List<Plane> planes) {
    int n = features.count();
    float[] w = new float[planes.size() * n];
    float[] c = new float[planes.size() * n];
    float[] b = new float[planes.size()];
    for (int i = 0; i < b.length; i++) {
      for (int j = 0; j < n; j++) {
        w[i * n + j] = (float) planes.get(i).w()[j];
        c[i * n + j] = (float) planes.get(i).c()[j];
      }
      b[i] = (float) planes.get(i).b();
    }
    Shape shape = Shape.of(b.length, n);
    Map<Operand<?>, Tensor> feeds = new HashMap<>();
    feeds.put(plane.get(0), TFloat32.tensorOf(shape, DataBuffers.of(w)));
    feeds.put(plane.get(1), TFloat32.tensorOf(shape, DataBuffers.of(c)));
    feeds.put(plane.get(2), TFloat32.vectorOf(b));
    return feeds;
  }

  /** Makes an attack on rows of which each has its plane; all are of class 0. */
  Outcome run(
      Attacker attacker,
      org.altgrad.graphs.program.Calls calls,
      Examples examples,
      double epsilon,
      List<Plane> planes) {
    Examples zeros = new Examples(examples.x(), new int[examples.count()]);
    Map<Operand<?>, Tensor> feeds = feeds(planes);
    try {
      return attacker.run(calls, zeros, epsilon, feeds);
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }
}
