package org.altgrad.graphs.ilc.landscape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What is read off a landscape: where the points have come to, and the fields that drive them.
 *
 * @param points number of points that started on the grid; recorded paths follow them
 * @param starts [points, 2] where they started
 * @param field what drives the points
 * @param direction [n, 2] what is descended along
 * @param path [steps, paths, 2] where the recorded trajectories were before each step
 */
record LandscapeReadings(
    AnalyticSurface surface,
    LandscapeSettings settings,
    int points,
    Expr<TFloat32> starts,
    Landscape.Field field,
    Expr<TFloat32> direction,
    Expr<TFloat32> path,
    Operand<TInt64> step) {
  private static final double LOW = -6;
  private static final double HIGH = 6;
  private static final int SIDE = 61;
  private static final double DIFFERENCE = 1e-2;

  Evaluation basins() {
    return new Evaluation() {
      @Override
      public String split() {
        return "basins";
      }

      @Override
      public Map<MetricName, Double> run(Calls calls, long at) {
        int[] counts = new int[Basin.values().length];
        float[] reached = fetch(calls, at, field.theta(), null);
        for (int i = 0; i < points; i++) {
          counts[outcome(reached[2 * i], reached[2 * i + 1]).ordinal()]++;
        }
        Map<MetricName, Double> fractions = new LinkedHashMap<>();
        for (Basin outcome : Basin.values()) {
          fractions.put(
              MetricName.of(outcome.name().toLowerCase(java.util.Locale.ROOT)),
              counts[outcome.ordinal()] / (double) points);
        }
        int arrived = counts[1] + counts[2];
        fractions.put(
            MetricName.of("consistent_arrivals"), arrived == 0 ? 0 : counts[1] / (double) arrived);
        return fractions;
      }
    };
  }

  /** Where a point has come to; the numbers are those of the recording. */
  enum Basin {
    ELSEWHERE,
    CONSISTENT,
    PATCHWORK
  }

  Basin outcome(double x, double y) {
    double[] good = surface.consistent();
    if (Math.hypot(x - good[0], y - good[1]) <= Landscape.CONSISTENT_RADIUS) {
      return Basin.CONSISTENT;
    }
    for (double[] bad : surface.patchwork()) {
      if (Math.hypot(x - bad[0], y - bad[1]) <= Landscape.PATCHWORK_RADIUS) {
        return Basin.PATCHWORK;
      }
    }
    return Basin.ELSEWHERE;
  }

  Map<String, Recording> recordings() {
    Map<String, Recording> all = new LinkedHashMap<>();
    all.put(
        "landscape",
        new Recording(
            "each environment's loss, their sum, and the field of descent", this::landscape));
    all.put("trajectory", new Recording("paths of descent from method.paths", this::trajectory));
    all.put("basins", new Recording("where each starting point has come to", this::basinMap));
    all.put(
        "ridges",
        new Recording("eigenvalues and eigenvectors of each environment's Hessian", this::ridges));
    return all;
  }

  private Recording.Table landscape(Calls calls, long at) {
    float[] grid = grid(0, 0);
    int n = SIDE * SIDE;
    float[] a = fetch(calls, at, field.losses().get(0), grid);
    float[] b = fetch(calls, at, field.losses().get(1), grid);
    float[] g = fetch(calls, at, field.gradients(), grid);
    float[] u = fetch(calls, at, direction, grid);
    List<List<?>> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(row("A", grid, i, a[i], -g[2 * i], -g[2 * i + 1]));
    }
    for (int i = 0; i < n; i++) {
      rows.add(row("B", grid, i, b[i], -g[2 * (n + i)], -g[2 * (n + i) + 1]));
    }
    for (int i = 0; i < n; i++) {
      float gx = g[2 * i] + g[2 * (n + i)];
      float gy = g[2 * i + 1] + g[2 * (n + i) + 1];
      rows.add(row("A + B", grid, i, a[i] + b[i], -gx, -gy));
    }
    String combined = "A + B, " + settings.combiner().name();
    for (int i = 0; i < n; i++) {
      rows.add(row(combined, grid, i, a[i] + b[i], -u[2 * i], -u[2 * i + 1]));
    }
    return new Recording.Table(List.of("panel", "x", "y", "value", "u", "v"), rows);
  }

  private static List<?> row(String panel, float[] grid, int i, double value, double u, double v) {
    return List.of(panel, grid[2 * i], grid[2 * i + 1], value, u, v);
  }

  private Recording.Table trajectory(Calls calls, long at) {
    List<List<?>> rows = new ArrayList<>();
    int paths = settings.paths().size();
    if (paths > 0) {
      float[] walked = fetch(calls, at, path, null);
      float[] now = fetch(calls, at, field.theta(), null);
      for (int p = 0; p < paths; p++) {
        LandscapeSettings.Start start = settings.paths().get(p);
        String label = "(" + start.x() + ", " + start.y() + ")";
        for (int t = 0; t < at; t++) {
          int i = 2 * (t * paths + p);
          rows.add(List.of(label, t, walked[i], walked[i + 1]));
        }
        int i = 2 * (points + p);
        rows.add(List.of(label, at, now[i], now[i + 1]));
      }
    }
    return new Recording.Table(List.of("label", "step", "x", "y"), rows);
  }

  private Recording.Table basinMap(Calls calls, long at) {
    float[] now = fetch(calls, at, field.theta(), null);
    float[] began = fetch(calls, at, starts, null);
    List<List<?>> rows = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      float x = now[2 * i];
      float y = now[2 * i + 1];
      rows.add(List.of(began[2 * i], began[2 * i + 1], outcome(x, y).ordinal(), x, y));
    }
    return new Recording.Table(List.of("x", "y", "outcome", "final_x", "final_y"), rows);
  }

  /** Hessians by central differences of the gradients. */
  private Recording.Table ridges(Calls calls, long at) {
    float[] grid = grid(0, 0);
    int n = SIDE * SIDE;
    float[] xPlus = fetch(calls, at, field.gradients(), grid(DIFFERENCE, 0));
    float[] xMinus = fetch(calls, at, field.gradients(), grid(-DIFFERENCE, 0));
    float[] yPlus = fetch(calls, at, field.gradients(), grid(0, DIFFERENCE));
    float[] yMinus = fetch(calls, at, field.gradients(), grid(0, -DIFFERENCE));
    List<List<?>> rows = new ArrayList<>();
    for (int e = 0; e < 2; e++) {
      for (int k = 0; k < 2; k++) {
        String panel = (e == 0 ? "A" : "B") + (k == 0 ? ": larger" : ": smaller") + " eigenvalue";
        for (int i = 0; i < n; i++) {
          int j = 2 * (e * n + i);
          double xx = (xPlus[j] - xMinus[j]) / (2 * DIFFERENCE);
          double yy = (yPlus[j + 1] - yMinus[j + 1]) / (2 * DIFFERENCE);
          double xy = (xPlus[j + 1] - xMinus[j + 1] + yPlus[j] - yMinus[j]) / (4 * DIFFERENCE);
          double root = Math.hypot((xx - yy) / 2, xy);
          double value = (xx + yy) / 2 + (k == 0 ? root : -root);
          double angle = 0.5 * Math.atan2(2 * xy, xx - yy) + (k == 0 ? 0 : Math.PI / 2);
          rows.add(row(panel, grid, i, value, Math.cos(angle), Math.sin(angle)));
        }
      }
    }
    return new Recording.Table(List.of("panel", "x", "y", "value", "u", "v"), rows);
  }

  private static float[] grid(double dx, double dy) {
    float[] points = new float[2 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      points[2 * i] = (float) (LOW + (HIGH - LOW) * (i / SIDE) / (SIDE - 1) + dx);
      points[2 * i + 1] = (float) (LOW + (HIGH - LOW) * (i % SIDE) / (SIDE - 1) + dy);
    }
    return points;
  }

  private float[] fetch(Calls calls, long at, Operand<TFloat32> what, float[] fed) {
    try (TInt64 number = TInt64.scalarOf(at);
        TFloat32 input =
            fed == null
                ? TFloat32.scalarOf(0)
                : TFloat32.tensorOf(Shape.of(fed.length / 2, 2), DataBuffers.of(fed));
        Result result =
            calls.run(
                fed == null ? Map.of(step, number) : Map.of(step, number, field.theta(), input),
                List.of(what),
                List.of())) {
      TFloat32 values = (TFloat32) result.get(0);
      float[] copy = new float[Math.toIntExact(values.size())];
      values.asRawTensor().data().asFloats().read(copy);
      return copy;
    }
  }
}
