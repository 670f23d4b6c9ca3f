package org.altgrad.plotting.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.style.Numbers;
import org.junit.jupiter.api.Test;

/** Landscapes, basins, surfaces and boundaries. */
class MapFiguresTest extends RecordedFigures {
  /** The landscapes of two environments that share a well: sum of value, u and v at a place. */
  private static double[] descent(double x, double y, boolean a, boolean b) {
    double w = 0.3;
    double ex = Math.exp(-w * (x + 4) * (x + 4) - w * (y + 4) * (y + 4));
    double cx = Math.cos(w * x);
    double cy = Math.cos(w * y);
    double well = -200 * cx * cy * ex;
    double gx = -200 * cy * ex * (-w * Math.sin(w * x) - 2 * w * (x + 4) * cx);
    double gy = -200 * cx * ex * (-w * Math.sin(w * y) - 2 * w * (y + 4) * cy);
    int n = (a ? 1 : 0) + (b ? 1 : 0);
    double value = n * well + (a ? (x - 2) * (x - 2) : 0) + (b ? (y - 2) * (y - 2) : 0);
    return new double[] {
      value, -(n * gx + (a ? 2 * (x - 2) : 0)), -(n * gy + (b ? 2 * (y - 2) : 0))
    };
  }

  /** The direction of the AND mask: the sum where both environments agree. */
  private static double[] masked(double x, double y) {
    double[] a = descent(x, y, true, false);
    double[] b = descent(x, y, false, true);
    double u = a[1] * b[1] > 0 ? a[1] + b[1] : 0;
    double v = a[2] * b[2] > 0 ? a[2] + b[2] : 0;
    return new double[] {a[0] + b[0], u, v};
  }

  private void landscape(Path run) throws IOException {
    StringBuilder csv = new StringBuilder("panel,x,y,value,u,v\n");
    for (String panel : List.of("A", "B", "pooled", "AND")) {
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          double x = -6 + 0.2 * j;
          double y = -6 + 0.2 * i;
          double[] d =
              panel.equals("AND")
                  ? masked(x, y)
                  : descent(x, y, !panel.equals("B"), !panel.equals("A"));
          csv.append(panel + "," + x + "," + y + "," + d[0] + "," + d[1] + "," + d[2] + "\n");
        }
      }
    }
    FakeRuns.recording(run, "landscape", 0, csv.toString());
  }

  @Test
  void landscapesShowDescentAndPaths() throws IOException {
    Path run = run("one", "seed: 0\n");
    landscape(run);
    StringBuilder csv = new StringBuilder("label,step,x,y\n");
    double[][] starts = {{-4, 1}, {-4, 4}};
    for (double[] start : starts) {
      for (String rule : List.of("mean", "AND")) {
        double x = start[0];
        double y = start[1];
        for (int step = 0; step <= 300; step++) {
          csv.append(
              "\"" + rule + " from (" + start[0] + ", " + start[1] + ")\"," + step + "," + x + ","
                  + y + "\n");
          double[] d = rule.equals("AND") ? masked(x, y) : descent(x, y, true, true);
          x += 0.01 * d[1];
          y += 0.01 * d[2];
        }
      }
    }
    FakeRuns.recording(run, "trajectory", 300, csv.toString());
    List<String[]> data = draw("landscape", "landscape", "paths=pooled,AND");
    assertEquals(
        2,
        data.stream()
            .filter(r -> r[1].startsWith("mean from (-4.0, 1.0)"))
            .filter(r -> r[2].equals("-4") && Double.parseDouble(r[3]) == 1)
            .count());
    double expected = descent(-6 + 0.2 * 20, -6 + 0.2 * 10, true, false)[0];
    assertTrue(
        data.stream()
            .anyMatch(
                r ->
                    r[0].startsWith("1: A")
                        && r[1].equals("loss")
                        && Math.abs(Double.parseDouble(r[2]) + 2) < 1e-9
                        && Math.abs(Double.parseDouble(r[3]) + 4) < 1e-9
                        && Math.abs(Double.parseDouble(r[6]) - expected) < 1e-9));
    draw("landscape-arrows", "landscape", "panels=AND", "field=arrows", "scale=even");
    String wrong = message(() -> draw("x", "landscape", "panels=And"));
    assertTrue(wrong.contains("no panel 'And'") && wrong.contains("AND"), wrong);
  }

  /** Of ½ (0.05 p² + q²) in axes that are turned: eigenvectors at each place, in either sense. */
  private void ridges(Path run, double turn) throws IOException {
    StringBuilder csv = new StringBuilder("panel,x,y,value,u,v\n");
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < 21; i++) {
        for (int j = 0; j < 21; j++) {
          double x = -1 + 0.1 * j;
          double y = -1 + 0.1 * i;
          double value = (k == 0 ? 1 : -0.05) * (1 + x);
          double angle = turn + (k + 2 * ((i + j) % 2)) * Math.PI / 2;
          csv.append("A: " + (k == 0 ? "larger" : "smaller") + "," + x + "," + y + "," + value);
          csv.append("," + Math.cos(angle) + "," + Math.sin(angle) + "\n");
        }
      }
    }
    FakeRuns.recording(run, "ridges", 0, csv.toString());
  }

  @Test
  void ridgesShowEigenvaluesAndEigenvectors() throws IOException {
    double turn = Math.PI / 6;
    ridges(run("one", "seed: 0\n"), turn);
    List<String[]> data = draw("ridges", "ridges");
    assertEquals(2 * 3 * 441, data.size());
    for (String[] row : data) {
      double x = Double.parseDouble(row[2]);
      double value = Double.parseDouble(row[6]);
      boolean larger = row[0].equals("1: A: larger, y");
      assertTrue(larger || row[0].equals("2: A: smaller, y"), row[0]);
      switch (row[1]) {
        case "eigenvalue" -> assertEquals((larger ? 1 : -0.05) * (1 + x), value, 1e-12);
        case "eigenvector, along x" ->
            assertEquals(larger ? Math.cos(turn) : Math.sin(turn), Math.abs(value), 1e-12);
        default -> assertEquals("eigenvector, along y", row[1]);
      }
    }
    List<String[]> one = draw("ridges-plain", "ridges", "panels=A: smaller", "field=none");
    assertEquals(List.of("eigenvalue"), one.stream().map(r -> r[1]).distinct().toList());
    assertEquals(441, one.size());
    assertTrue(message(() -> draw("x", "ridges", "panels=B")).contains("no panel 'B'"));
    assertTrue(message(() -> draw("x", "ridges", "field=no")).contains("strokes, none"));
    assertTrue(message(() -> draw("x", "landscape")).contains("altgrad record"));
  }

  @Test
  void basinsCountTheirShares() throws IOException {
    for (String rule : List.of("mean", "and")) {
      Path run = run(rule, "method: {combiner: " + rule + "}\n");
      landscape(run);
      StringBuilder csv = new StringBuilder("x,y,outcome,final_x,final_y\n");
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          double x = -6 + 0.2 * j;
          double y = -6 + 0.2 * i;
          for (int step = 0; step < 100; step++) {
            double[] d = rule.equals("and") ? masked(x, y) : descent(x, y, true, true);
            x += 0.01 * d[1];
            y += 0.01 * d[2];
          }
          int outcome =
              Math.hypot(x + 3.1256, y + 3.1256) < 0.5 ? 1 : Math.hypot(x - 2, y - 2) < 0.5 ? 2 : 0;
          csv.append(
              -6 + 0.2 * j + "," + (-6 + 0.2 * i) + "," + outcome + "," + x + "," + y + "\n");
        }
      }
      FakeRuns.recording(run, "basins", 0, csv.toString());
    }
    List<String[]> data = draw("basins", "basins");
    // The shares in the titles are those of the cells painted.
    for (String panel : data.stream().map(r -> r[0]).distinct().toList()) {
      if (panel.contains("either")) {
        continue;
      }
      List<String[]> cells =
          data.stream().filter(r -> r[0].equals(panel) && !r[1].startsWith("loss")).toList();
      double share =
          100.0 * cells.stream().filter(r -> Double.parseDouble(r[6]) == 1).count() / cells.size();
      assertEquals(3600, cells.size());
      assertTrue(panel.contains(": " + Numbers.value(share) + " %"), panel + " " + share);
    }
  }

  @Test
  void surfacesOfEnvironmentsWithMarks() throws IOException {
    Path run = run("one", "seed: 0\n");
    StringBuilder csv = new StringBuilder("panel,a,b,loss\n");
    String[] panels = {"environment 0", "environment 1", "pooled", "test"};
    for (int p = 0; p < panels.length; p++) {
      for (int i = 0; i < 31; i++) {
        for (int j = 0; j < 31; j++) {
          double a = -1 + j / 15.0;
          double b = -1 + i / 15.0;
          double skew = p == 0 ? 2 : p == 1 ? -2 : p == 2 ? 0 : 0.5;
          double loss = 0.05 + a * a + b * b + skew * a * b * 0.8 + 0.1 * Math.sin(4 * a);
          csv.append(panels[p] + "," + a + "," + b + "," + loss + "\n");
        }
      }
    }
    FakeRuns.recording(run, "surface", 9, csv.toString());
    FakeRuns.recording(
        run, "surface_points", 9, "label,a,b\nmean,-0.5,0.2\nAND,0.5,0.2\ninit,0,-0.8\n");
    draw("surface", "surface", "scale=even", "levels=12", "labels=a=direction 1");
    draw("surface-shared", "surface", "shared=true", "panels=pooled,test");
    assertTrue(
        message(() -> draw("x", "surface", "scale=log", "panels=environment 0"))
            .contains("positive values only"));
  }

  @Test
  void boundariesBetweenTwoClasses() throws IOException {
    for (String rule : List.of("and", "mean")) {
      Path run = run(rule, "method: {combiner: " + rule + "}\n");
      double turn = rule.equals("and") ? 0 : 1.2;
      StringBuilder csv = new StringBuilder("x,y,p\n");
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 60; j++) {
          double x = -1.5 + 0.05 * j;
          double y = -1.5 + 0.05 * i;
          double phase = Math.atan2(y, x) - 5 * Math.hypot(x, y) + turn;
          csv.append(x + "," + y + "," + 1 / (1 + Math.exp(-6 * Math.sin(phase))) + "\n");
        }
      }
      FakeRuns.recording(run, "boundary", 3, csv.toString());
      Random random = new Random(1);
      StringBuilder points = new StringBuilder("x,y,label\n");
      for (int k = 0; k < 160; k++) {
        double r = 0.1 + 1.2 * random.nextDouble();
        double angle =
            5 * r + (k % 2 == 0 ? Math.PI / 2 : -Math.PI / 2) + 0.2 * random.nextGaussian();
        points.append(
            r * Math.cos(angle) + "," + r * Math.sin(angle) + "," + (k % 2 == 0 ? 1 : 0) + "\n");
      }
      FakeRuns.recording(run, "points", 3, points.toString());
    }
    List<String[]> data = draw("boundary", "boundary");
    long on =
        data.stream()
            .filter(r -> r[0].startsWith("1: and") && r[1].equals("boundary"))
            .filter(r -> Math.hypot(Double.parseDouble(r[2]), Double.parseDouble(r[3])) > 0.3)
            .filter(
                r -> {
                  double x = Double.parseDouble(r[2]);
                  double y = Double.parseDouble(r[3]);
                  return Math.abs(Math.sin(Math.atan2(y, x) - 5 * Math.hypot(x, y))) > 0.05;
                })
            .count();
    assertEquals(0, on, "the boundary lies where the phase is a multiple of pi");
  }
}
