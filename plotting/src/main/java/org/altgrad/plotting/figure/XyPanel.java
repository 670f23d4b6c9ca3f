package org.altgrad.plotting.figure;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A panel with two axes and layers drawn in order, the first at the bottom.
 *
 * @param title text above; empty for none
 * @param x the horizontal axis; may have names
 * @param y the vertical axis, of numbers
 * @param layers what is drawn
 * @param square whether a unit is as long on either axis; both must be linear
 */
public record XyPanel(String title, Axis x, Axis y, List<Layer> layers, boolean square)
    implements Panel {
  private static final double TITLE = 20;
  private static final double GUTTER = 6;
  private static final double X_LABEL = 20;
  private static final double Y_LABEL = 17;
  private static final double END_GAP = 5;
  private static final double END_LINE = 11;
  private static final double LONGEST_NAME = 150;
  private static final double TURN = Math.toRadians(30);

  /** Copies the list. */
  public XyPanel {
    layers = List.copyOf(layers);
  }

  /** A panel whose axes fill their space. */
  public XyPanel(String title, Axis x, Axis y, List<Layer> layers) {
    this(title, x, y, layers, false);
  }

  @Override
  public void paint(Graphics2D g, Rectangle2D area) {
    double top = title.isEmpty() ? 6 : TITLE;
    double left = y.label().isEmpty() ? 0 : Y_LABEL;
    ColorScale scale = scale();
    double right = scale == null ? endLabelWidth() : ColorBar.width(scale);
    double bottom = X_LABEL + categoryHeight(area);
    Frame frame =
        frame(
            new Rectangle2D.Double(
                area.getX() + left,
                area.getY() + top,
                Math.round(area.getWidth() - left - right - GUTTER),
                Math.round(area.getHeight() - top - bottom)));
    frame.paint(g);
    Rectangle2D plot = frame.plotArea();

    Shape clip = g.getClip();
    g.clip(
        new Rectangle2D.Double(
            plot.getX() - 1, plot.getY() - 1, plot.getWidth() + 2, plot.getHeight() + 2));
    LayerPainter painter = new LayerPainter(g, frame);
    layers.forEach(painter::paint);
    g.setClip(clip);

    g.setColor(Style.AXIS);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(new Line2D.Double(plot.getX(), plot.getMaxY(), plot.getMaxX(), plot.getMaxY()));
    g.draw(new Line2D.Double(plot.getX(), plot.getY(), plot.getX(), plot.getMaxY()));
    List<Layer.Bars> bars =
        layers.stream().filter(Layer.Bars.class::isInstance).map(Layer.Bars.class::cast).toList();
    if (!x.categories().isEmpty() && painter.valuesFit(bars)) {
      bars.forEach(painter::barValues);
    }
    labels(g, area, frame);
    endLabels(g, frame);
    if (scale != null) {
      ColorBar.paint(g, plot, scale);
    }
    MarkLabels.paint(g, frame, layers);
  }

  /** The frame within a space, in its middle where it is square and does not fill it. */
  private Frame frame(Rectangle2D space) {
    Range rx = Range.ofX(x, layers);
    Range ry = Range.ofY(y, layers);
    if (!square) {
      return Frame.aligned(x, y, rx, ry, space);
    }
    Frame frame = Frame.of(x, y, rx, ry, space, 0);
    double ratio = (ry.max() - ry.min()) / (rx.max() - rx.min());
    double w = frame.plotArea().getWidth();
    double h = frame.plotArea().getHeight();
    double lessW = Math.max(0, w - h / ratio);
    double lessH = Math.max(0, h - w * ratio);
    return Frame.of(
        x,
        y,
        rx,
        ry,
        new Rectangle2D.Double(
            space.getX() + lessW / 2,
            space.getY() + lessH / 2,
            space.getWidth() - lessW,
            space.getHeight() - lessH),
        0);
  }

  /** The scale that the colour bar explains; null for none. */
  private ColorScale scale() {
    return layers.stream()
        .filter(FieldLayer.class::isInstance)
        .map(layer -> ((FieldLayer) layer).scale())
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private void labels(Graphics2D g, Rectangle2D area, Frame frame) {
    Rectangle2D plot = frame.plotArea();
    if (!title.isEmpty()) {
      double y = plot.getY() - 7;
      Text.draw(g, title, Style.PANEL_TITLE, Style.INK, plot.getCenterX(), y, 0.5);
    }
    if (!x.label().isEmpty()) {
      double y = square ? plot.getMaxY() + 32 : area.getMaxY() - 5;
      Text.draw(g, x.label(), Style.LABEL, Style.INK, plot.getCenterX(), y, 0.5);
    }
    if (!y.label().isEmpty()) {
      Text.drawTurned(
          g,
          y.label(),
          Style.LABEL,
          Style.INK,
          square ? frame.labelsX() - 3 : area.getX() + 12,
          plot.getCenterY(),
          0.5,
          -Math.PI / 2);
    }
    boolean turned = turned(area);
    for (int i = 0; i < x.categories().size(); i++) {
      String name = x.categories().get(i);
      double px = frame.px(i);
      if (turned) {
        String text = Text.fit(name, Style.TICK, turnedSpace(area, px));
        Text.drawTurned(g, text, Style.TICK, Style.INK, px + 4, plot.getMaxY() + 12, 1, -TURN);
      } else {
        Text.draw(g, name, Style.TICK, Style.INK, px, plot.getMaxY() + 14, 0.5);
      }
    }
  }

  private static double turnedSpace(Rectangle2D area, double px) {
    return Math.min(LONGEST_NAME, (px - area.getX()) / Math.cos(TURN));
  }

  private boolean turned(Rectangle2D area) {
    double space = (area.getWidth() - 60) / Math.max(1, x.categories().size());
    return x.categories().stream().anyMatch(name -> Text.width(name, Style.TICK) > space - 6);
  }

  private double categoryHeight(Rectangle2D area) {
    if (x.categories().isEmpty()) {
      return 0;
    }
    double longest = 0;
    for (String name : x.categories()) {
      longest = Math.max(longest, Text.width(name, Style.TICK));
    }
    return turned(area) ? Math.sin(TURN) * Math.min(LONGEST_NAME, longest) + 16 : 18;
  }

  private double endLabelWidth() {
    double width = 0;
    for (Layer layer : layers) {
      if (layer instanceof Layer.Line line && !line.endLabel().isEmpty()) {
        width = Math.max(width, Text.width(line.endLabel(), Style.TICK) + END_GAP + 2);
      }
    }
    return Math.max(width, 10);
  }

  private record EndLabel(String text, Pen pen, double wanted) {}

  /** Texts at the ends of the lines, moved apart where they would overlap. */
  private void endLabels(Graphics2D g, Frame frame) {
    List<EndLabel> ends = new ArrayList<>();
    Rectangle2D plot = frame.plotArea();
    for (Layer layer : layers) {
      if (layer instanceof Layer.Line line && !line.endLabel().isEmpty()) {
        int last = line.y().length - 1;
        while (last >= 0 && Double.isNaN(frame.py(line.y()[last]))) {
          last--;
        }
        if (last >= 0) {
          double at = frame.py(line.y()[last]);
          double within = Math.max(plot.getY(), Math.min(plot.getMaxY(), at));
          ends.add(new EndLabel(line.endLabel(), line.pen(), within));
        }
      }
    }
    ends.sort(Comparator.comparingDouble(EndLabel::wanted));
    double[] place =
        Spread.apart(
            ends.stream().mapToDouble(EndLabel::wanted).toArray(),
            END_LINE,
            plot.getY(),
            plot.getMaxY());
    for (int i = 0; i < place.length; i++) {
      EndLabel end = ends.get(i);
      Text.draw(
          g,
          end.text(),
          Style.TICK,
          Style.asText(end.pen().color()),
          plot.getMaxX() + END_GAP,
          place[i] + 3.5,
          0);
    }
  }

  @Override
  public String shows() {
    return title.isEmpty() ? y.label() : title + ", " + y.label();
  }

  @Override
  public List<Datum> data() {
    List<Datum> data = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer instanceof Layer.Line line) {
        double[][] band = bandOf(line);
        for (int i = 0; i < line.x().length; i++) {
          data.add(new Datum(line.name(), name(line.x()[i]), line.y()[i], band[0][i], band[1][i]));
        }
      } else if (layer instanceof Layer.Points points) {
        for (int i = 0; i < points.x().length; i++) {
          data.add(
              new Datum(points.name(), name(points.x()[i]), points.y()[i], Double.NaN, Double.NaN));
        }
      } else if (layer instanceof Layer.Marks marks) {
        for (int i = 0; i < marks.x().length; i++) {
          data.add(
              new Datum(marks.name(), name(marks.x()[i]), marks.y()[i], Double.NaN, Double.NaN));
        }
      } else if (layer instanceof Layer.Bars bars) {
        for (int i = 0; i < bars.x().length; i++) {
          data.add(
              new Datum(
                  bars.name(), name(bars.x()[i]), bars.y()[i], bars.lower()[i], bars.upper()[i]));
        }
      }
    }
    layers.stream()
        .filter(FieldLayer.class::isInstance)
        .flatMap(layer -> ((FieldLayer) layer).data().stream())
        .map(
            datum ->
                x.categories().isEmpty() ? datum : datum.at(name(Double.parseDouble(datum.x()))))
        .forEach(data::add);
    return data;
  }

  /** The band or error bars that belong to a line, NaN where there is none. */
  private double[][] bandOf(Layer.Line line) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Band band
          && band.name().equals(line.name())
          && Arrays.equals(band.x(), line.x())) {
        return new double[][] {band.lower(), band.upper()};
      }
      if (layer instanceof Layer.Whiskers whiskers
          && whiskers.name().equals(line.name())
          && Arrays.equals(whiskers.x(), line.x())) {
        return new double[][] {whiskers.lower(), whiskers.upper()};
      }
    }
    double[] none = new double[line.x().length];
    Arrays.fill(none, Double.NaN);
    return new double[][] {none, none};
  }

  /** The category nearest to a place, or the number itself. */
  private String name(double place) {
    int nearest = (int) Math.round(place);
    return nearest >= 0 && nearest < x.categories().size()
        ? x.categories().get(nearest)
        : Numbers.exact(place);
  }
}
