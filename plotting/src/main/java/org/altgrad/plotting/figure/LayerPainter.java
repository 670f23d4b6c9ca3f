package org.altgrad.plotting.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Paints layers within a frame. */
final class LayerPainter {
  private static final int BAND_ALPHA = 46;
  private static final int BARS_WITH_VALUES = 24;
  private static final double MARKER = 3.2;

  private final Graphics2D g;
  private final Frame frame;

  LayerPainter(Graphics2D g, Frame frame) {
    this.g = g;
    this.frame = frame;
  }

  void paint(Layer layer) {
    if (layer instanceof Layer.Line line) {
      line(line);
    } else if (layer instanceof Layer.Band band) {
      band(band);
    } else if (layer instanceof Layer.Points points) {
      points(points);
    } else if (layer instanceof Layer.Marks marks) {
      marks(marks);
    } else if (layer instanceof Layer.Bars bars) {
      bars(bars);
    } else if (layer instanceof Layer.Whiskers whiskers) {
      whiskers(whiskers);
    } else if (layer instanceof Layer.Rule rule) {
      rule(rule);
    } else if (layer instanceof FieldLayer field) {
      new FieldPainter(g, frame).paint(field);
    }
  }

  private void line(Layer.Line line) {
    Path2D path = new Path2D.Double();
    boolean down = false;
    for (int i = 0; i < line.x().length; i++) {
      double x = frame.px(line.x()[i]);
      double y = frame.py(line.y()[i]);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        down = false;
      } else if (down) {
        path.lineTo(x, y);
      } else {
        path.moveTo(x, y);
        path.lineTo(x, y);
        down = true;
      }
    }
    g.setColor(line.pen().color());
    g.setStroke(line.pen().stroke());
    g.draw(path);
  }

  /** One polygon for each stretch where both curves are known. */
  private void band(Layer.Band band) {
    g.setColor(Style.translucent(band.pen().color(), BAND_ALPHA));
    int n = band.x().length;
    for (int from = 0; from < n; ) {
      int to = from;
      while (to < n && known(band, to)) {
        to++;
      }
      if (to - from > 1) {
        Path2D path = new Path2D.Double();
        path.moveTo(frame.px(band.x()[from]), upper(band, from));
        for (int i = from + 1; i < to; i++) {
          path.lineTo(frame.px(band.x()[i]), upper(band, i));
        }
        for (int i = to - 1; i >= from; i--) {
          path.lineTo(frame.px(band.x()[i]), lower(band, i));
        }
        path.closePath();
        g.fill(path);
      }
      from = to + 1;
    }
  }

  private boolean known(Layer.Band band, int i) {
    return Double.isFinite(frame.px(band.x()[i]))
        && !Double.isNaN(band.lower()[i])
        && Double.isFinite(upper(band, i));
  }

  private double upper(Layer.Band band, int i) {
    return frame.py(band.upper()[i]);
  }

  /** On a logarithmic axis a band that reaches 0 goes down to the edge. */
  private double lower(Layer.Band band, int i) {
    double y = frame.py(band.lower()[i]);
    return Double.isNaN(y) ? frame.plotArea().getMaxY() : y;
  }

  private void points(Layer.Points points) {
    for (int i = 0; i < points.x().length; i++) {
      double x = frame.px(points.x()[i]);
      double y = frame.py(points.y()[i]);
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        Shape shape = marker(points.marker(), x, y);
        g.setColor(Style.translucent(points.pen().color(), 200));
        g.fill(shape);
        g.setColor(points.pen().color());
        g.setStroke(new BasicStroke(0.8f));
        g.draw(shape);
      }
    }
  }

  private void marks(Layer.Marks marks) {
    for (int i = 0; i < marks.x().length; i++) {
      double x = frame.px(marks.x()[i]);
      double y = frame.py(marks.y()[i]);
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        Shape shape = marker(marks.marker(), x, y);
        g.setColor(marks.hollow() ? Color.WHITE : marks.pen().color());
        g.fill(shape);
        g.setColor(marks.pen().color());
        g.setStroke(new BasicStroke(1.3f));
        g.draw(shape);
      }
    }
  }

  /** Shapes of equal weight: circle, square, triangle, diamond, triangle on its tip, cross. */
  static Shape marker(int kind, double x, double y) {
    double r = MARKER;
    return switch (Math.floorMod(kind, 6)) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      case 2 -> polygon(x, y - 1.2 * r, x + 1.15 * r, y + 0.9 * r, x - 1.15 * r, y + 0.9 * r);
      case 3 -> polygon(x, y - 1.3 * r, x + 1.3 * r, y, x, y + 1.3 * r, x - 1.3 * r, y);
      case 4 -> polygon(x, y + 1.2 * r, x + 1.15 * r, y - 0.9 * r, x - 1.15 * r, y - 0.9 * r);
      default -> {
        Path2D cross = new Path2D.Double();
        cross.moveTo(x - r, y - r);
        cross.lineTo(x + r, y + r);
        cross.moveTo(x - r, y + r);
        cross.lineTo(x + r, y - r);
        yield cross;
      }
    };
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }

  private void bars(Layer.Bars bars) {
    double base = frame.pyBase();
    for (int i = 0; i < bars.x().length; i++) {
      double left = frame.px(bars.x()[i] - bars.width() / 2);
      double right = frame.px(bars.x()[i] + bars.width() / 2);
      double y = frame.py(bars.y()[i]);
      if (Double.isNaN(y)) {
        continue;
      }
      Shape bar = new Rectangle2D.Double(left, Math.min(y, base), right - left, Math.abs(base - y));
      g.setColor(
          bars.hollow() ? Style.translucent(bars.pen().color(), BAND_ALPHA) : bars.pen().color());
      g.fill(bar);
      g.setColor(bars.pen().color());
      g.setStroke(new BasicStroke(1f));
      g.draw(bar);
      double low = frame.py(bars.lower()[i]);
      double high = frame.py(bars.upper()[i]);
      if (!Double.isNaN(high)) {
        g.setColor(Style.INK);
        whisker((left + right) / 2, Double.isNaN(low) ? base : low, high, (right - left) / 6);
      }
    }
  }

  private void whiskers(Layer.Whiskers layer) {
    for (int i = 0; i < layer.x().length; i++) {
      double x = frame.px(layer.x()[i]);
      double low = frame.py(layer.lower()[i]);
      double high = frame.py(layer.upper()[i]);
      if (!Double.isNaN(x) && !Double.isNaN(high)) {
        g.setColor(layer.pen().color());
        whisker(x, Double.isNaN(low) ? frame.plotArea().getMaxY() : low, high, 3);
      }
    }
  }

  private void whisker(double x, double low, double high, double cap) {
    double half = Math.min(4, cap);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(x, low, x, high));
    g.draw(new Line2D.Double(x - half, low, x + half, low));
    g.draw(new Line2D.Double(x - half, high, x + half, high));
  }

  /** Whether there is room for the values above all bars: some with and some without mislead. */
  boolean valuesFit(List<Layer.Bars> all) {
    int count = 0;
    for (Layer.Bars bars : all) {
      for (int i = 0; i < bars.y().length; i++) {
        double room = frame.px(bars.x()[i] + bars.width()) - frame.px(bars.x()[i]);
        double width = Text.width(Numbers.value(bars.y()[i]), Style.TICK);
        if (!Double.isNaN(frame.py(bars.y()[i])) && width > room * 1.15) {
          return false;
        }
        count++;
      }
    }
    return count <= BARS_WITH_VALUES;
  }

  /** Values above the bars; painted last, over everything. */
  void barValues(Layer.Bars bars) {
    for (int i = 0; i < bars.x().length; i++) {
      double y = frame.py(bars.y()[i]);
      if (Double.isNaN(y)) {
        continue;
      }
      double high = frame.py(bars.upper()[i]);
      double top = Math.min(y, Double.isNaN(high) ? y : high);
      double baseline = Math.max(top - 4, frame.plotArea().getY() + 9);
      String text = Numbers.value(bars.y()[i]);
      Text.draw(g, text, Style.TICK, Style.INK, frame.px(bars.x()[i]), baseline, 0.5);
    }
  }

  private void rule(Layer.Rule rule) {
    g.setColor(rule.pen().color());
    g.setStroke(rule.pen().stroke());
    Rectangle2D area = frame.plotArea();
    if (rule.vertical()) {
      double x = frame.px(rule.value());
      g.draw(new Line2D.Double(x, area.getY(), x, area.getMaxY()));
    } else {
      double y = frame.py(rule.value());
      g.draw(new Line2D.Double(area.getX(), y, area.getMaxX(), y));
    }
  }
}
