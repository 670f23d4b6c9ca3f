package org.altgrad.plotting.panel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.style.Numbers;
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
            new Rectangle2D.Double(Frame.PADDING, Frame.PADDING, 300, 200),
            false);
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
  void axesThatCountHaveTicksAtWholeNumbers() {
    boolean between = false;
    for (int width : new int[] {120, 300}) {
      for (int last = 1; last <= 20; last++) {
        for (double first : new double[] {0, 0.94}) {
          Range range = new Range(first, last + 1);
          between |= !ticks(range, width, false).stream().allMatch(FrameTest::whole);
          Set<Double> ticks = ticks(range, width, true);
          assertTrue(ticks.stream().allMatch(FrameTest::whole), range + ": " + ticks);
          assertTrue(ticks.size() > 1 || last == 1, range + ": " + ticks);
        }
        Set<Double> alone = ticks(new Range(0.9 * last, 1.1 * last), width, true);
        assertTrue(alone.stream().allMatch(FrameTest::whole), last + ": " + alone);
      }
    }
    assertTrue(between, "axes of measured numbers have others, too");
    for (int width : new int[] {120, 200, 300, 600}) {
      assertEquals(Set.of(1.0, 2.0), ticks(new Range(1, 2), width, true), "two epochs");
      assertEquals(Set.of(0.0, 1.0, 2.0), ticks(new Range(0, 2), width, true), "one and its sides");
    }
  }

  private static boolean whole(double tick) {
    return Math.abs(tick - Math.rint(tick)) < 1e-9;
  }

  /** The labels of an axis as numbers, those within its range. */
  private static Set<Double> ticks(Range range, int width, boolean whole) {
    Frame frame =
        Frame.aligned(
            Axis.linear("x"),
            Axis.linear("y"),
            range,
            new Range(0, 1),
            new Rectangle2D.Double(Frame.PADDING, Frame.PADDING, width, 150),
            whole);
    Graphics2D g = new BufferedImage(900, 300, BufferedImage.TYPE_INT_RGB).createGraphics();
    frame.paint(g);
    g.dispose();
    return frame.xTicks().stream()
        .filter(label -> label != null && !label.isBlank())
        .map(label -> Double.valueOf(label.replace('\u2212', '-')))
        .filter(value -> value >= range.min() && value <= range.max())
        .collect(Collectors.toSet());
  }

  /** Along logarithmic axes, where learning rates stand, numbers are spelt as settings are. */
  @Test
  void logarithmicAxesSpellNumbersAsSettings() {
    assertEquals(List.of("1e-4", "1e-3", "0.01"), logTicks(-4.1, -1.9, 200));
    assertEquals(List.of("1e-4", "0.01", "1", "100", "10k"), logTicks(-5, 5, 300));
    assertEquals(List.of("0.02", "0.05"), logTicks(-1.8, -1.1, 200));
    assertEquals(List.of("0.1", "10"), logTicks(-1, 1, 40), "3, 5 and 8 would touch 1");
    assertEquals(List.of("0.3", "0.4"), logTicks(-0.6, -0.35, 200));
    assertEquals(List.of("0.00126", "0.00158"), logTicks(-2.9, -2.8, 200));
  }

  private static List<String> logTicks(double min, double max, double length) {
    return Arrays.stream(Frame.logTicks(new Range(min, max), length, 36))
        .mapToObj(Numbers::logTick)
        .toList();
  }

  @Test
  void labelsMoveApartByNoMoreThanNeeded() {
    assertArrayEquals(
        new double[] {5, 45, 55, 90}, Spread.apart(new double[] {5, 49, 51, 97}, 10, 0, 90), 1e-12);
    assertArrayEquals(
        new double[] {0, 10, 20}, Spread.apart(new double[] {1, 1, 1}, 10, 0, 100), 1e-12);
  }
}
