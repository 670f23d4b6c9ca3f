package org.altgrad.plotting.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.altgrad.plotting.PlotException;
import org.junit.jupiter.api.Test;

/** Contours, streamlines and scales against closed forms. */
class FieldTest {
  private static Grid grid(int n, double low, double high, DoubleBinaryOperator f) {
    double[] places = new double[n];
    Arrays.setAll(places, i -> low + (high - low) * i / (n - 1));
    double[][] z = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        z[i][j] = f.applyAsDouble(places[j], places[i]);
      }
    }
    return new Grid(places, places, z);
  }

  private static double area(Path2D path) {
    double area = 0;
    double[] c = new double[6];
    double[] first = new double[2];
    double[] last = new double[2];
    for (PathIterator it = path.getPathIterator(null); !it.isDone(); it.next()) {
      int type = it.currentSegment(c);
      double[] next = type == PathIterator.SEG_CLOSE ? first : new double[] {c[0], c[1]};
      if (type == PathIterator.SEG_MOVETO) {
        first = next;
      } else {
        area += (last[0] * next[1] - next[0] * last[1]) / 2;
      }
      last = next;
    }
    return area;
  }

  private static double length(double[][] line) {
    double length = 0;
    for (int i = 1; i < line.length; i++) {
      length += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    }
    return length;
  }

  @Test
  void aCircleIsOneClosedLineOfItsLengthAndArea() {
    Grid bowl = grid(81, -2, 2, (x, y) -> x * x + y * y);
    List<double[][]> lines = MarchingSquares.lines(bowl, 1.7);
    assertEquals(1, lines.size());
    double[][] circle = lines.get(0);
    assertArrayEquals(circle[0], circle[circle.length - 1]);
    double radius = Math.sqrt(1.7);
    for (double[] point : circle) {
      assertEquals(radius, Math.hypot(point[0], point[1]), 1e-3);
    }
    assertEquals(2 * Math.PI * radius, length(circle), 5e-3);
    assertEquals(16 - Math.PI * 1.7, area(MarchingSquares.above(bowl, 1.7)), 5e-3);
  }

  @Test
  void aPlaneIsCutByOneStraightOpenLine() {
    Grid plane = grid(7, 0, 3, (x, y) -> 2 * x - y);
    List<double[][]> lines = MarchingSquares.lines(plane, 1.1);
    assertEquals(1, lines.size());
    for (double[] point : lines.get(0)) {
      assertEquals(1.1, 2 * point[0] - point[1], 1e-12);
    }
    assertEquals(Math.hypot(3, 1.5), length(lines.get(0)), 1e-12);
    // Above the line from (0.55, 0) to (2.05, 3).
    assertEquals(9 - 3 * (0.55 + 2.05) / 2, area(MarchingSquares.above(plane, 1.1)), 1e-12);
  }

  @Test
  void areasAboveAndBelowFillTheGridWhateverTheValues() {
    Random random = new Random(5);
    Grid noise = grid(24, 0, 23, (x, y) -> random.nextGaussian());
    Grid negative = grid(24, 0, 23, (x, y) -> -noise.z()[(int) Math.round(y)][(int) Math.round(x)]);
    double above = area(MarchingSquares.above(noise, 0.3));
    double below = area(MarchingSquares.above(negative, -0.3));
    assertEquals(23 * 23, above + below, 1e-9);
    // Every crossing of a side lies on exactly one line, which ends at the border or closes.
    int crossings = 0;
    for (int i = 0; i < 24; i++) {
      for (int j = 0; j < 24; j++) {
        boolean here = noise.z()[i][j] >= 0.3;
        crossings += j < 23 && here != noise.z()[i][j + 1] >= 0.3 ? 1 : 0;
        crossings += i < 23 && here != noise.z()[i + 1][j] >= 0.3 ? 1 : 0;
      }
    }
    int points = 0;
    for (double[][] line : MarchingSquares.lines(noise, 0.3)) {
      boolean closed = Arrays.equals(line[0], line[line.length - 1]);
      points += line.length - (closed ? 1 : 0);
      if (!closed) {
        for (double[] end : List.of(line[0], line[line.length - 1])) {
          assertTrue(end[0] == 0 || end[0] == 23 || end[1] == 0 || end[1] == 23);
        }
      }
    }
    assertEquals(crossings, points);
  }

  @Test
  void aSaddleIsJoinedWhereItsMeanSays() {
    double[] places = {0, 1};
    Grid high = new Grid(places, places, new double[][] {{2, 0}, {0, 2.4}});
    Grid low = new Grid(places, places, new double[][] {{2, 0}, {0, 1.4}});
    // Joined: both lower corners are cut off, by triangles with the legs 1/2 and 1/2.4.
    assertEquals(1 - 0.5 / 2.4, area(MarchingSquares.above(high, 1)), 1e-12);
    // Not joined: the upper corners stand alone, with the legs 1/2 and 0.4/1.4.
    assertEquals(0.125 + Math.pow(0.4 / 1.4, 2) / 2, area(MarchingSquares.above(low, 1)), 1e-12);
    assertEquals(2, MarchingSquares.lines(high, 1).size());
    assertEquals(2, MarchingSquares.lines(low, 1).size());
  }

  @Test
  void unknownValuesLeaveAHole() {
    Grid hole = grid(5, 0, 4, (x, y) -> x == 2 && y == 2 ? Double.NaN : 1);
    assertEquals(12, area(MarchingSquares.above(hole, Double.NEGATIVE_INFINITY)), 1e-12);
  }

  @Test
  void streamlinesOfAWhirlAreCircles() {
    Grid u = grid(21, -1, 1, (x, y) -> -y);
    Grid v = grid(21, -1, 1, (x, y) -> x);
    List<double[][]> lines = Streamlines.of(u, v, 12);
    assertTrue(lines.size() > 5, lines.size() + " lines");
    for (double[][] line : lines) {
      double radius = Math.hypot(line[0][0], line[0][1]);
      for (double[] point : line) {
        assertEquals(radius, Math.hypot(point[0], point[1]), 1e-6);
      }
      // Counter-clockwise, as the field turns.
      assertTrue(line[0][0] * line[1][1] - line[0][1] * line[1][0] > 0);
    }
  }

  @Test
  void streamlinesRunDownAndEndWhereTheFieldDoes() {
    Grid u = grid(41, -2, 2, (x, y) -> x < 0 ? 0 : -x);
    Grid v = grid(41, -2, 2, (x, y) -> x < 0 ? 0 : -4 * y);
    for (double[][] line : Streamlines.of(u, v, 15)) {
      for (int k = 1; k < line.length; k++) {
        double before = line[k - 1][0] * line[k - 1][0] + 4 * line[k - 1][1] * line[k - 1][1];
        double now = line[k][0] * line[k][0] + 4 * line[k][1] * line[k][1];
        assertTrue(now < before + 1e-3);
        assertTrue(line[k][0] > -0.12, "nothing moves on the left");
      }
    }
  }

  @Test
  void scatteredPointsFindTheirGrid() {
    double[] x = {1, 0, 0, 1, 3};
    double[] y = {0, 0, 5, 5, 5};
    Grid grid = Grid.of("test", x, y, new double[] {1, 2, 3, 4, 5});
    assertArrayEquals(new double[] {0, 1, 3}, grid.x());
    assertArrayEquals(new double[] {2, 1, Double.NaN}, grid.z()[0]);
    assertArrayEquals(new double[] {3, 4, 5}, grid.z()[1]);
    assertEquals(2.5, grid.at(0.5, 2.5), 1e-12);
    assertEquals(3.5, grid.at(0.5, 5), 1e-12);
    assertTrue(Double.isNaN(grid.at(2, 4)) && Double.isNaN(grid.at(-0.1, 2)));
    assertArrayEquals(new double[] {-0.5, 0.5, 2, 4}, Grid.edges(grid.x()));
    assertThrows(PlotException.class, () -> Grid.of("line", x, new double[5], x));
  }
}
