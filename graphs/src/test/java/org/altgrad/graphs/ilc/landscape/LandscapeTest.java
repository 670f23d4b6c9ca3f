package org.altgrad.graphs.ilc.landscape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.combine.AndMask;
import org.altgrad.graphs.ilc.combine.GeomMean;
import org.altgrad.graphs.ilc.combine.Mean;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Sgd;
import org.altgrad.graphs.program.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.types.TFloat64;

class LandscapeTest {
  /** The losses again, in plain Java. */
  private static double loss(AnalyticSurface surface, int environment, double x, double y) {
    double sign = environment == 0 ? 1 : -1;
    return switch (surface) {
      case ILC200 -> well(x, y, 200, -4, -4) + Math.pow((environment == 0 ? x : y) - 2, 2);
      case ILC300 -> well(x, y, 300, -5, -5) + Math.pow((environment == 0 ? x : y) - 2, 2);
      case HARD -> well(x, y, 100, 0, 4) + Math.pow(x + sign * 2.5, 2) + Math.pow(y + 2.5, 2);
      case EASY -> well(x, y, 100, sign * 2.5, -2.5) + x * x + (y - 4) * (y - 4);
      case QUADRATIC -> environment == 0 ? (0.05 * x * x + y * y) / 2 : (x * x + 0.05 * y * y) / 2;
    };
  }

  private static double well(double x, double y, double depth, double cx, double cy) {
    return -depth
        * Math.cos(0.3 * x)
        * Math.cos(0.3 * y)
        * Math.exp(-0.3 * (x - cx) * (x - cx) - 0.3 * (y - cy) * (y - cy));
  }

  @ParameterizedTest
  @EnumSource
  void lossesAndGradientsAreThoseOfTheFormulas(AnalyticSurface surface) {
    Random random = new Random(3);
    double[][] points = new double[40][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {random.nextDouble() * 12 - 6, random.nextDouble() * 12 - 6};
    }
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> at = g.f64.constant(points);
      List<Expr<TFloat64>> losses = surface.losses(at);
      for (int e = 0; e < 2; e++) {
        double[] values = g.value(losses.get(e));
        double[] gradient = g.value(Gradients.of(losses.get(e), List.of(at)).get(0));
        for (int i = 0; i < points.length; i++) {
          double x = points[i][0];
          double y = points[i][1];
          double h = 1e-5;
          assertEquals(loss(surface, e, x, y), values[i], 1e-9);
          double dx = (loss(surface, e, x + h, y) - loss(surface, e, x - h, y)) / (2 * h);
          double dy = (loss(surface, e, x, y + h) - loss(surface, e, x, y - h)) / (2 * h);
          assertEquals(dx, gradient[2 * i], 1e-5);
          assertEquals(dy, gradient[2 * i + 1], 1e-5);
        }
      }
    }
  }

  /** Plain descent on the sum, from close by, ends at the minima that the surfaces name. */
  @ParameterizedTest
  @EnumSource
  void minimaAreWhereDescentEnds(AnalyticSurface surface) {
    List<double[]> minima = new java.util.ArrayList<>(List.of(surface.patchwork()));
    minima.add(surface.consistent());
    for (double[] minimum : minima) {
      double x = minimum[0] + 0.02;
      double y = minimum[1] - 0.03;
      double h = 1e-6;
      for (int i = 0; i < 5000; i++) {
        double dx = (sum(surface, x + h, y) - sum(surface, x - h, y)) / (2 * h);
        double dy = (sum(surface, x, y + h) - sum(surface, x, y - h)) / (2 * h);
        x -= 0.005 * dx;
        y -= 0.005 * dy;
      }
      // The published coordinates have two to four digits.
      assertEquals(minimum[0], x, 0.006);
      assertEquals(minimum[1], y, 0.006);
    }
  }

  private static double sum(AnalyticSurface surface, double x, double y) {
    return loss(surface, 0, x, y) + loss(surface, 1, x, y);
  }

  private static Rig rig(LearningRule rule, double noise) {
    double[][] grid = new double[3600][];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = new double[] {-6 + 0.2 * (i / 60), -6 + 0.2 * (i % 60)};
    }
    var settings =
        new LandscapeSettings(
            "ilc_landscape", rule, noise, List.of(new LandscapeSettings.Start(-4, 1)), 10);
    return new Rig(
        new Rig.Setting(
            1,
            Map.of("train", List.of(Rig.floats("input", grid))),
            0,
            50,
            1,
            15,
            new Optimizer(0.01, new Sgd())),
        context ->
            Landscape.program(
                context, settings, new LandscapeModel("landscape", AnalyticSurface.ILC200)));
  }

  /** Fractions that an independent implementation measured. */
  @Test
  void basinsHaveTheMeasuredSizes() {
    try (Rig mean = rig(new Mean(), 0);
        Rig and = rig(new AndMask(1), 0);
        Rig geometric = rig(new GeomMean(1), 0)) {
      mean.train(0, 150);
      and.train(0, 150);
      geometric.train(0, 150);
      assertEquals(0.788, mean.evaluate(150).get("basins/patchwork"), 0.02);
      assertEquals(0.212, mean.evaluate(150).get("basins/consistent"), 0.02);
      assertEquals(0.134, and.evaluate(150).get("basins/patchwork"), 0.02);
      assertEquals(0.195, and.evaluate(150).get("basins/consistent"), 0.02);
      assertEquals(0.022, geometric.evaluate(150).get("basins/patchwork"), 0.02);
      assertEquals(0.194, geometric.evaluate(150).get("basins/consistent"), 0.02);
    }
  }

  @Test
  void trajectoryIsPlainDescentOnTheSum() {
    try (Rig rig = rig(new Mean(), 0)) {
      rig.train(0, 20);
      Recording.Table table = rig.record("trajectory", 20);
      assertEquals(21, table.rows().size());
      double x = -4;
      double y = 1;
      double h = 1e-6;
      for (List<?> row : table.rows()) {
        assertEquals(x, ((Number) row.get(2)).doubleValue(), 2e-3);
        assertEquals(y, ((Number) row.get(3)).doubleValue(), 2e-3);
        double dx =
            (sum(AnalyticSurface.ILC200, x + h, y) - sum(AnalyticSurface.ILC200, x - h, y))
                / (2 * h);
        double dy =
            (sum(AnalyticSurface.ILC200, x, y + h) - sum(AnalyticSurface.ILC200, x, y - h))
                / (2 * h);
        x -= 0.01 * dx;
        y -= 0.01 * dy;
      }
    }
  }

  @Test
  void recordingsChangeNothing() {
    try (Rig rig = rig(new AndMask(1), 3)) {
      rig.train(0, 5);
      double[] before = rig.variable("position");
      for (String name : rig.program().recordings().keySet()) {
        assertTrue(!rig.record(name, 5).rows().isEmpty(), name);
      }
      org.junit.jupiter.api.Assertions.assertArrayEquals(before, rig.variable("position"));
    }
  }
}
