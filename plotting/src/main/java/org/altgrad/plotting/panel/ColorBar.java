package org.altgrad.plotting.panel;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Label;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/** The bar beside a map that says which colour is which value. */
final class ColorBar {
  private static final double GAP = 12;
  private static final double WIDTH = 12;
  private static final int STEPS = 64;
  private static final int MOST_TICKS = 7;
  private static final double LEAST_TEXT = 42;

  private ColorBar() {}

  /** A tick: share of the bar's height, and its text. */
  private record Tick(double share, String text) {}

  private static List<Tick> ticks(ColorScale scale) {
    List<Tick> ticks = new ArrayList<>();
    double[] edges = scale.edges();
    if (scale.smooth()) {
      double extent = edges[1] - edges[0];
      for (double value : ColorScale.round(edges[0], edges[1], 4)) {
        double share = (value - edges[0]) / extent;
        if (share > -1e-9 && share < 1 + 1e-9) {
          ticks.add(new Tick(share, text(value, extent)));
        }
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

  /** All digits of a round number, three of another. */
  private static String text(double value, double extent) {
    if (Math.abs(value) < 1e-9 * extent) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(value).round(new MathContext(9)).stripTrailingZeros();
    return Numbers.tick(
        exact.precision() <= 5 ? value : exact.round(new MathContext(3)).doubleValue());
  }

  private static double tickWidth(ColorScale scale) {
    return ticks(scale).stream().mapToDouble(t -> Text.width(t.text(), Style.TICK)).max().orElse(0);
  }

  /** The room that a bar takes; rarely differs, so that maps side by side are equally large. */
  static double width(ColorScale scale, Rectangle2D panel) {
    double text = Math.max(LEAST_TEXT, tickWidth(scale));
    return GAP + WIDTH + 4 + text + (scale.label().isEmpty() ? 4 : 18 + extra(scale, panel));
  }

  /** The room for further lines of its label. */
  static double extra(ColorScale scale, Rectangle2D panel) {
    return label(scale, panel).extra();
  }

  private static Label label(ColorScale scale, Rectangle2D panel) {
    return Label.of(scale.label(), Style.LABEL, panel.getHeight());
  }

  static void paint(Graphics2D g, Rectangle2D plot, Rectangle2D panel, ColorScale scale) {
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
    label(scale, panel)
        .drawUp(g, Style.INK, plot.getCenterY(), panel.getY(), panel.getMaxY(), label);
  }
}
