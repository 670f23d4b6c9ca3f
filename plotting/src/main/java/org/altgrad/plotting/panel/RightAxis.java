package org.altgrad.plotting.panel;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Label;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * A second vertical axis at the right of a panel, with layers of its own. Where these have one
 * colour, the axis has it too.
 *
 * @param axis the axis, of numbers
 * @param layers what is drawn along it, over all other layers
 */
public record RightAxis(Axis axis, List<Layer> layers) {
  private static final double LABEL = 18;
  private static final int TICKS = 5;

  /** Copies the list. */
  public RightAxis {
    layers = List.copyOf(layers);
  }

  private Range range() {
    return Range.ofY(axis, layers);
  }

  private double[] ticks() {
    Range range = range();
    double[] all =
        axis.log()
            ? DoubleStream.iterate(Math.ceil(range.min()), k -> k <= range.max(), k -> k + 1)
                .toArray()
            : ColorScale.round(range.min(), range.max(), TICKS);
    return Arrays.stream(all)
        .filter(tick -> tick >= range.min() && tick <= range.max())
        .map(axis::unscaled)
        .toArray();
  }

  private double widest() {
    return Arrays.stream(ticks())
        .mapToObj(Numbers::tick)
        .mapToDouble(text -> Text.width(text, Style.TICK))
        .max()
        .orElse(0);
  }

  /** The room that it takes. */
  double width(Rectangle2D panel) {
    return 8 + widest() + (axis.label().isEmpty() ? 2 : LABEL + label(panel).extra());
  }

  private Label label(Rectangle2D panel) {
    return Label.of(axis.label(), Style.LABEL, panel.getHeight());
  }

  /** The plot area along this axis. */
  Plot plot(Plot left) {
    return left.with(axis, range());
  }

  void paint(Graphics2D g, Plot left, Rectangle2D panel) {
    Plot plot = plot(left);
    Rectangle2D area = plot.area();
    List<Color> colors = layers.stream().map(layer -> layer.pen().color()).distinct().toList();
    Color ink = colors.size() == 1 ? Style.asText(colors.get(0)) : Style.INK;
    g.setColor(Style.AXIS);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(new Line2D.Double(area.getMaxX(), area.getY(), area.getMaxX(), area.getMaxY()));
    for (double tick : ticks()) {
      double y = plot.py(tick);
      g.setColor(Style.AXIS);
      g.draw(new Line2D.Double(area.getMaxX(), y, area.getMaxX() + 4, y));
      Text.draw(g, Numbers.tick(tick), Style.TICK, ink, area.getMaxX() + 7, y + 4, 0);
    }
    double x = area.getMaxX() + 7 + widest() + LABEL - 4;
    label(panel).drawUp(g, ink, area.getCenterY(), panel.getY(), panel.getMaxY(), x);
  }
}
