package org.altgrad.plotting.layer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.altgrad.plotting.style.Pen;
import org.junit.jupiter.api.Test;

/** Values above bars. */
class ColumnsTest {
  private static boolean hasValue(double height) {
    double[] upper = {0.95};
    double[] lower = {0.6};
    double[] y = {0.8};
    Pen pen = Pen.of(Color.BLUE);
    Columns bars = new Columns("a", pen, new double[] {0}, y, lower, upper, 0.8, false);
    Axis names = Axis.names("", List.of("a"));
    Rectangle2D area = new Rectangle2D.Double(5, 5, 100, height);
    Plot plot = new Plot(area, names, Axis.linear("y"), new Range(-0.5, 0.5), new Range(0, 1.06));
    BufferedImage image = new BufferedImage(110, 260, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    Columns.values(g, plot, List.of(bars));
    g.dispose();
    for (int i = 0; i < 110 * 260; i++) {
      if ((image.getRGB(i % 110, i / 110) & 0xFFFFFF) != 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void lowPanelsHaveNoValuesOnErrorBars() {
    assertTrue(hasValue(240));
    assertFalse(hasValue(60));
  }
}
