package org.altgrad.plotting.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.style.Pen;
import org.junit.jupiter.api.Test;

class LayersTest {
  /** Dark pixels lie along the eigenvector, whichever way it points, and not across it. */
  @Test
  void strokesFollowTheirDirection() {
    BufferedImage image = new BufferedImage(220, 220, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 220, 220);
    Axis axis = Axis.linear("").within(0, 2);
    Range range = new Range(0, 2);
    Rectangle2D area = new Rectangle2D.Double(10, 10, 200, 200);
    Plot plot = new Plot(area, axis, axis, range, range);
    double[] places = {0, 1, 2};
    double h = Math.sqrt(0.5);
    Grid u = new Grid(places, places, new double[][] {{0, h, 0}, {-h, -h, h}, {0, 0, 0}});
    Grid v = new Grid(places, places, new double[][] {{0, h, 0}, {-h, -h, h}, {0, 0, 0}});
    Pen pen = Pen.of(Color.BLACK);
    new Strokes("s", pen, u, v).paint(g, plot);
    g.dispose();
    double step = 0.2 * (plot.px(1) - plot.px(0));
    for (int sign : new int[] {-1, 1}) {
      double x = plot.px(1) + sign * step;
      assertTrue(darkest(image, x, plot.py(1) - sign * step) < 128, "along");
      assertEquals(255, darkest(image, x, plot.py(1) + sign * step), "across");
    }
    assertEquals(255, darkest(image, plot.px(1), plot.py(2) + 4), "no direction, no stroke");
  }

  /** The least blue around a place. */
  private static int darkest(BufferedImage image, double x, double y) {
    int least = 255;
    for (int i = (int) x - 2; i <= x + 2; i++) {
      for (int j = (int) y - 2; j <= y + 2; j++) {
        least = Math.min(least, image.getRGB(i, j) & 0xFF);
      }
    }
    return least;
  }

  @Test
  void boxesHaveTheQuartilesOfATextbook() {
    // R: quantile(c(1,2,3,4,5,6,7,8,9,50)) gives 3.25, 5.5, 7.75; 50 is an outlier.
    ViolinShapes.Box box =
        ViolinShapes.Box.of(new double[] {50, 1, 2, 3, 4, 5, 6, 7, 8, 9, Double.NaN});
    assertEquals(new ViolinShapes.Box(1, 3.25, 5.5, 7.75, 9), box);
    double[] values = {0.1, 0.4, 0.45, 0.9, 1.4, 2};
    double integral = 0;
    for (double at = -6; at < 8; at += 0.01) {
      integral += 0.01 * ViolinShapes.density(values, at);
    }
    assertEquals(1, integral, 1e-6);
  }

  @Test
  void bandsFitUnlessTheyDwarfTheLines() {
    double[] x = {1, 2, 3};
    Pen pen = Pen.of(Color.BLACK);
    Line line = new Line("s", pen, x, new double[] {0.1, 0.12, 0.15});
    Band usual =
        new Band("s", pen, x, new double[] {0.08, 0.1, 0.1}, new double[] {0.1, 0.2, 0.204});
    Range whole = Range.ofY(Axis.linear(""), List.of(usual, line));
    assertTrue(whole.min() < 0.08 && whole.max() > 0.204, whole.toString());
    Band huge = new Band("s", pen, x, new double[] {0.09, 0.1, 0.1}, new double[] {0.2, 0.2, 40});
    Range cut = Range.ofY(Axis.linear(""), List.of(huge, line));
    assertTrue(cut.min() < 0.09 && cut.max() > 0.15 && cut.max() < 0.25, cut.toString());
  }

  @Test
  void whatCountsIsKnownByItsPlaces() {
    Pen pen = Pen.of(Color.BLACK);
    double[] y = {1, 2, 3};
    Line epochs = new Line("s", pen, new double[] {1, 2, Double.NaN}, y);
    Line rates = new Line("s", pen, new double[] {0, 0.5, 1}, y);
    assertTrue(Range.wholeX(List.of(epochs)));
    assertFalse(Range.wholeX(List.of(epochs, rates)));
    Grid plane = new Grid(new double[] {0, 1}, new double[] {0, 1}, new double[2][2]);
    assertFalse(Range.wholeX(List.of(epochs, new ContourLines("s", pen, plane))));
  }
}
