package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Pictures of what a network makes of points in the plane. */
final class BiohsicRecordings {
  /** Points along each side of the grid. */
  private static final int SIDE = 61;

  /** How far the grid goes beyond the points, as a fraction of their range. */
  private static final double MARGIN = 0.1;

  private BiohsicRecordings() {}

  /** None where examples are not points in the plane. */
  static Map<String, Recording> all(Training training) {
    Map<String, Recording> all = new LinkedHashMap<>();
    if (training.inputs().images() || training.inputs().example().size() != 2) {
      return all;
    }
    Nodes<TFloat32> nodes = training.context().nodes().scope("recordings");
    Expr<TFloat32> grid = nodes.placeholder(Shape.of(-1, 2));
    Expr<TFloat32> logits =
        training.network().forward(training.inputs().seen(grid), training.parameters()).logits();
    Expr<TFloat32> probabilities = Expr.softmax(logits).mean(0);
    ResidentSplit train = training.context().split("train");
    int[] rows = IntStream.range(0, train.count()).toArray();
    Expr<TFloat32> points =
        train.gather(nodes, training.inputs().column(), nodes.tf().constant(rows));
    int[] labels = train.integers("label");

    all.put(
        "boundary",
        new Recording(
            "probability of class 1 over the plane, the mean of all models: x, y, p",
            (calls, step) -> boundary(calls, grid, probabilities, points)));
    all.put(
        "points",
        new Recording(
            "the training points: x, y, label", (calls, step) -> points(calls, points, labels)));
    return all;
  }

  private static Recording.Table boundary(
      Calls calls, Expr<TFloat32> grid, Expr<TFloat32> probabilities, Expr<TFloat32> points) {
    float[] known = values(calls, Map.of(), points);
    float[] cells = new float[2 * SIDE * SIDE];
    for (int axis = 0; axis < 2; axis++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = axis; i < known.length; i += 2) {
        low = Math.min(low, known[i]);
        high = Math.max(high, known[i]);
      }
      double margin = MARGIN * Math.max(high - low, 1e-6);
      for (int cell = 0; cell < SIDE * SIDE; cell++) {
        int at = axis == 0 ? cell % SIDE : cell / SIDE;
        double part = (double) at / (SIDE - 1);
        cells[2 * cell + axis] = (float) (low - margin + part * (high - low + 2 * margin));
      }
    }
    List<List<?>> table = new ArrayList<>();
    try (TFloat32 fed = TFloat32.tensorOf(Shape.of(SIDE * SIDE, 2), DataBuffers.of(cells))) {
      float[] p = values(calls, Map.of(grid, fed), probabilities);
      int classes = p.length / (SIDE * SIDE);
      for (int cell = 0; cell < SIDE * SIDE; cell++) {
        table.add(
            List.of(
                (double) cells[2 * cell],
                (double) cells[2 * cell + 1],
                (double) p[classes * cell + 1]));
      }
    }
    return new Recording.Table(List.of("x", "y", "p"), table);
  }

  private static Recording.Table points(Calls calls, Expr<TFloat32> points, int[] labels) {
    float[] known = values(calls, Map.of(), points);
    List<List<?>> table = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      table.add(List.of((double) known[2 * i], (double) known[2 * i + 1], labels[i]));
    }
    return new Recording.Table(List.of("x", "y", "label"), table);
  }

  private static float[] values(
      Calls calls, Map<Expr<TFloat32>, TFloat32> feeds, Expr<TFloat32> fetched) {
    try (Result result = calls.run(feeds, List.of(fetched), List.of())) {
      return Calls.floats(result.get(0));
    }
  }
}
