package org.altgrad.plotting.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** The bar beside a map that says which colour is which value. */
final class ColorBar {
  private static final double GAP = 12;
  private static final double WIDTH = 12;
  private static final int STEPS = 64;
  private static final int MOST_TICKS = 7;

  private ColorBar() {}

  /** A tick: share of the bar's height, and its text. */
  private record Tick(double share, String text) {}

  private static List<Tick> ticks(ColorScale scale) {
    List<Tick> ticks = new ArrayList<>();
    double[] edges = scale.edges();
    if (scale.smooth()) {
      double extent = edges[1] - edges[0];
      for (int k = 0; k <= 4; k++) {
        ticks.add(new Tick(k / 4.0, text(edges[0] + extent * k / 4, extent)));
      }
      return ticks;
    }
    int every = (scale.bands() + MOST_TICKS - 1) / MOST_TICKS;
    double extent = edges[edges.length - 1] - edges[0];
    int zero = java.util.Arrays.binarySearch(edges, 0);
    for (int k = zero > 0 ? zero % every : 0; k <= scale.bands(); k += every) {
      ticks.add(new Tick((double) k / scale.bands(), text(edges[k], extent)));
    }
    return ticks;
  }

  private static String text(double value, double extent) {
    double shown = Math.abs(value) < 1e-9 * extent ? 0 : value;
    return shown == Math.rint(shown) ? Numbers.tick(shown) : Numbers.value(shown);
  }

  private static double tickWidth(ColorScale scale) {
    return ticks(scale).stream().mapToDouble(t -> Text.width(t.text(), Style.TICK)).max().orElse(0);
  }

  /** The room that a bar takes beside the plot area. */
  static double width(ColorScale scale) {
    return GAP + WIDTH + 4 + tickWidth(scale) + (scale.label().isEmpty() ? 4 : 18);
  }

  static void paint(Graphics2D g, Rectangle2D plot, ColorScale scale) {
    double x = plot.getMaxX() + GAP;
    int steps = scale.smooth() ? STEPS : scale.bands();
    double step = plot.getHeight() / steps;
    for (int k = 0; k < steps; k++) {
      g.setColor(scale.share((k + 0.5) / steps));
      double y = plot.getMaxY() - (k + 1) * step;
      g.fill(new Rectangle2D.Double(x, y, WIDTH, step + (k == 0 ? 0 : 0.3)));
    }
    for (Tick tick : ticks(scale)) {
      double y = plot.getMaxY() - plot.getHeight() * tick.share();
      Text.draw(g, tick.text(), Style.TICK, Style.INK, x + WIDTH + 4, y + 4, 0);
    }
    double label = x + WIDTH + 18 + tickWidth(scale);
    Text.drawTurned(
        g, scale.label(), Style.LABEL, Style.INK, label, plot.getCenterY(), 0.5, -Math.PI / 2);
  }
}
