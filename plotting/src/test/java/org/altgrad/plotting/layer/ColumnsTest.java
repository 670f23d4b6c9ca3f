package org.altgrad.plotting.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Numbers;
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

  /** Names of searched groups took all the height of a small panel: no bar was left. */
  @Test
  void longNamesLeaveBarsTheirHeight() {
    List<String> names =
        List.of(
            "estimator=hnca, lr=0.0040556565395600255",
            "estimator=reinforce, lr=2.997318377567182e-4",
            "estimator=reinforce, lr=0.012006427744350637");
    double[] x = {0, 1, 2};
    double[] y = {1, 1, 1};
    Columns bars = new Columns("a", Pen.of(Color.BLUE), x, y, y, y, 0.8, false);
    XyPanel panel = new XyPanel("", Axis.names("", names), Axis.linear("accuracy"), List.of(bars));
    BufferedImage image = new BufferedImage(238, 160, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 238, 160);
    panel.paint(g, new Rectangle2D.Double(0, 0, 238, 160));
    g.dispose();
    long blue =
        IntStream.range(0, 160)
            .filter(
                row ->
                    IntStream.range(0, 238)
                        .anyMatch(at -> (image.getRGB(at, row) & 0xFFFFFF) == 0x0000FF))
            .count();
    assertTrue(blue > 30, () -> blue + " rows of 160");
    assertEquals(
        List.of(
            "estimator=hnca, lr=0.004056",
            "estimator=reinforce, lr=2.997e-4",
            "estimator=reinforce, lr=0.01201"),
        Numbers.shortened(names));
    List<String> near = List.of("lr=0.0040556565395600255", "lr=0.0040556565395600256");
    assertEquals(near, Numbers.shortened(near), "they would be one");
  }
}
