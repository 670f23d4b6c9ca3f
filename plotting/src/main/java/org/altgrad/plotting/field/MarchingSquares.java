package org.altgrad.plotting.field;

import java.awt.geom.Path2D;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Contour lines and the areas between them (marching squares): within each square of four
 * neighbouring values a line crosses the sides where linear interpolation meets the level. Where
 * two opposite corners lie above, the mean of the four decides whether they are joined. Squares
 * with a value that is not finite are left out.
 */
public final class MarchingSquares {
  private final Grid grid;
  private final double level;

  private MarchingSquares(Grid grid, double level) {
    this.grid = grid;
    this.level = level;
  }

  /** The lines at a level, each as points {@code {x, y}}; closed ones end where they begin. */
  public static List<double[][]> lines(Grid grid, double level) {
    return new MarchingSquares(grid, level).lines();
  }

  /** The area at and above a level, as polygons that touch but do not overlap. */
  public static Path2D above(Grid grid, double level) {
    return new MarchingSquares(grid, level).area();
  }

  private boolean known(int i, int j) {
    return Double.isFinite(grid.z()[i][j])
        && Double.isFinite(grid.z()[i][j + 1])
        && Double.isFinite(grid.z()[i + 1][j])
        && Double.isFinite(grid.z()[i + 1][j + 1]);
  }

  /** Column of a corner of square (i, j), corners counted around the square from its origin. */
  private static int column(int j, int corner) {
    return j + (corner == 1 || corner == 2 ? 1 : 0);
  }

  private static int row(int i, int corner) {
    return i + (corner >= 2 ? 1 : 0);
  }

  private double z(int i, int j, int corner) {
    return grid.z()[row(i, corner)][column(j, corner)];
  }

  private boolean inside(int i, int j, int corner) {
    return z(i, j, corner & 3) >= level;
  }

  /** Whether the two corners above a saddle are joined. */
  private boolean joined(int i, int j) {
    return (z(i, j, 0) + z(i, j, 1) + z(i, j, 2) + z(i, j, 3)) / 4 >= level;
  }

  private boolean saddle(int i, int j) {
    return inside(i, j, 0) == inside(i, j, 2)
        && inside(i, j, 1) == inside(i, j, 3)
        && inside(i, j, 0) != inside(i, j, 1);
  }

  private double[] corner(int i, int j, int corner) {
    return new double[] {grid.x()[column(j, corner)], grid.y()[row(i, corner)]};
  }

  /** Where the level crosses the side from a corner to the next one. */
  private double[] crossing(int i, int j, int side) {
    int next = (side + 1) & 3;
    double a = z(i, j, side);
    double b = z(i, j, next);
    double share = (level - a) / (b - a);
    double[] from = corner(i, j, side);
    double[] to = corner(i, j, next);
    return new double[] {from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])};
  }

  private Path2D area() {
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    for (int i = 0; i + 1 < grid.y().length; i++) {
      int start = -1;
      for (int j = 0; j < grid.x().length; j++) {
        boolean square = j + 1 < grid.x().length && known(i, j);
        int count = 0;
        for (int corner = 0; square && corner < 4; corner++) {
          count += inside(i, j, corner) ? 1 : 0;
        }
        if (count == 4) {
          start = start < 0 ? j : start;
          continue;
        }
        if (start >= 0) {
          // Whole squares in a row are one rectangle, which keeps files small.
          polygon(
              path,
              List.of(
                  corner(i, start, 0),
                  corner(i, j - 1, 1),
                  corner(i, j - 1, 2),
                  corner(i, start, 3)));
          start = -1;
        }
        if (count > 0) {
          parts(i, j).forEach(part -> polygon(path, part));
        }
      }
    }
    return path;
  }

  /** The part of a square above the level: one polygon, or two where a saddle is not joined. */
  private List<List<double[]>> parts(int i, int j) {
    if (saddle(i, j) && !joined(i, j)) {
      List<List<double[]>> two = new ArrayList<>();
      for (int c = inside(i, j, 0) ? 0 : 1; c < 4; c += 2) {
        two.add(List.of(corner(i, j, c), crossing(i, j, c), crossing(i, j, (c + 3) & 3)));
      }
      return two;
    }
    List<double[]> polygon = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      if (inside(i, j, c)) {
        polygon.add(corner(i, j, c));
      }
      if (inside(i, j, c) != inside(i, j, c + 1)) {
        polygon.add(crossing(i, j, c));
      }
    }
    return List.of(polygon);
  }

  private static void polygon(Path2D path, List<double[]> points) {
    path.moveTo(points.get(0)[0], points.get(0)[1]);
    points.subList(1, points.size()).forEach(point -> path.lineTo(point[0], point[1]));
    path.closePath();
  }

  /** The number of a side, the same for both squares that share it. */
  private long side(int i, int j, int side) {
    long columns = grid.x().length;
    return switch (side) {
      case 0 -> 2 * (i * columns + j);
      case 1 -> 2 * (i * columns + j + 1) + 1;
      case 2 -> 2 * ((i + 1) * columns + j);
      default -> 2 * (i * columns + j) + 1;
    };
  }

  private List<double[][]> lines() {
    Map<Long, double[]> places = new HashMap<>();
    Map<Long, List<Long>> neighbours = new java.util.LinkedHashMap<>();
    for (int i = 0; i + 1 < grid.y().length; i++) {
      for (int j = 0; j + 1 < grid.x().length; j++) {
        if (known(i, j)) {
          for (int[] pair : pairs(i, j)) {
            long from = side(i, j, pair[0]);
            long to = side(i, j, pair[1]);
            places.put(from, crossing(i, j, pair[0]));
            places.put(to, crossing(i, j, pair[1]));
            neighbours.computeIfAbsent(from, k -> new ArrayList<>()).add(to);
            neighbours.computeIfAbsent(to, k -> new ArrayList<>()).add(from);
          }
        }
      }
    }
    List<double[][]> lines = new ArrayList<>();
    // Open lines from their ends first; what remains is closed.
    for (int ends = 1; ends <= 2; ends++) {
      for (Map.Entry<Long, List<Long>> start : neighbours.entrySet()) {
        if (start.getValue().size() == ends) {
          lines.add(
              walk(start.getKey(), neighbours).stream().map(places::get).toArray(double[][]::new));
        }
      }
    }
    return lines;
  }

  /** The sides of a square that lines connect. */
  private List<int[]> pairs(int i, int j) {
    List<Integer> crossed = new ArrayList<>();
    for (int side = 0; side < 4; side++) {
      if (inside(i, j, side) != inside(i, j, side + 1)) {
        crossed.add(side);
      }
    }
    if (crossed.size() == 4) {
      // Each line cuts off one corner: a lower one if the upper ones are joined, else an upper.
      boolean first = inside(i, j, 0) != joined(i, j);
      return first
          ? List.of(new int[] {3, 0}, new int[] {1, 2})
          : List.of(new int[] {0, 1}, new int[] {2, 3});
    }
    return crossed.size() == 2 ? List.of(new int[] {crossed.get(0), crossed.get(1)}) : List.of();
  }

  private static Deque<Long> walk(long start, Map<Long, List<Long>> neighbours) {
    Deque<Long> line = new ArrayDeque<>(List.of(start));
    long at = start;
    while (!neighbours.get(at).isEmpty()) {
      long next = neighbours.get(at).remove(0);
      neighbours.get(next).remove(at);
      line.add(next);
      at = next;
    }
    return line;
  }
}
