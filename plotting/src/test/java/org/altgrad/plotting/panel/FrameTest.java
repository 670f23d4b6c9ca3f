package org.altgrad.plotting.panel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.layer.Range;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void valuesStandWhereTheAxesSay() {
    Frame frame =
        Frame.aligned(
            Axis.linear("x"),
            Axis.linear("y"),
            new Range(0, 40),
            new Range(-2, 3),
            new Rectangle2D.Double(Frame.PADDING, Frame.PADDING, 300, 200));
    Graphics2D g = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB).createGraphics();
    frame.paint(g);
    Plot plot = frame.plot();
    // XChart's own account of where its ticks are; the shift aligns the panels.
    double shift = plot.px(0) - frame.getScreenXFromChart(0);
    assertEquals(frame.getScreenXFromChart(30) + shift, plot.px(30), 1.0);
    assertEquals(
        frame.getScreenYFromChart(2) - frame.getScreenYFromChart(-1),
        plot.py(2) - plot.py(-1),
        1.0);
  }

  @Test
  void labelsMoveApartByNoMoreThanNeeded() {
    assertArrayEquals(
        new double[] {5, 45, 55, 90}, Spread.apart(new double[] {5, 49, 51, 97}, 10, 0, 90), 1e-12);
    assertArrayEquals(
        new double[] {0, 10, 20}, Spread.apart(new double[] {1, 1, 1}, 10, 0, 100), 1e-12);
  }
}
