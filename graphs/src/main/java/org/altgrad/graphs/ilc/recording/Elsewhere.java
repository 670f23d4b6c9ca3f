package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The network's parameters plus offsets that are fed, 0 where none is: the graph can be run
 * anywhere without a variable changing.
 */
final class Elsewhere {
  private final Observed observed;
  private final List<Expr<TFloat32>> offsets = new ArrayList<>();
  private final List<Expr<TFloat32>> values = new ArrayList<>();

  Elsewhere(Observed observed) {
    this.observed = observed;
    Nodes<TFloat32> nodes = observed.nodes().scope("elsewhere");
    for (var parameter : observed.problem().parameters()) {
      Expr<TFloat32> offset =
          nodes.of(nodes.tf().placeholderWithDefault(nodes.constant(0), Shape.unknown()));
      offsets.add(offset);
      values.add(nodes.of(parameter.value()).plus(offset).reshape(parameter.shape().asArray()));
    }
  }

  /** The parameters. */
  List<Expr<TFloat32>> values() {
    return values;
  }

  /** What is learned, there. */
  Problem<TFloat32> problem() {
    return observed.problem().at(values);
  }

  /** The parameters where the network is. */
  float[][] here(Calls calls) {
    return fetch(calls, Map.of(), List.copyOf(values));
  }

  /**
   * Runs a part of the graph.
   *
   * @param rows placeholder for row numbers
   * @param offset from the parameters, one array for each; null for none
   */
  float[][] run(
      Calls calls,
      Operand<TInt32> rows,
      int[] indices,
      float[][] offset,
      List<? extends Expr<TFloat32>> fetched) {
    Map<Operand<?>, Tensor> feeds = new HashMap<>();
    try {
      feeds.put(rows, TInt32.vectorOf(indices));
      for (int i = 0; offset != null && i < offset.length; i++) {
        Shape shape = observed.problem().parameters().get(i).shape();
        feeds.put(offsets.get(i), TFloat32.tensorOf(shape, DataBuffers.of(offset[i])));
      }
      return fetch(calls, feeds, fetched);
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }

  private static float[][] fetch(
      Calls calls, Map<Operand<?>, Tensor> feeds, List<? extends Expr<TFloat32>> fetched) {
    try (Result result = calls.run(feeds, fetched, List.of())) {
      float[][] values = new float[fetched.size()][];
      for (int i = 0; i < values.length; i++) {
        values[i] = Calls.floats(result.get(i));
      }
      return values;
    }
  }
}
