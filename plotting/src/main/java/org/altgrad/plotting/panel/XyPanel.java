package org.altgrad.plotting.panel;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Datum;
import org.altgrad.plotting.layer.Extent;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Label;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * A panel with two axes and layers drawn in order, the first at the bottom.
 *
 * @param title text above; empty for none
 * @param x the horizontal axis; may have names
 * @param y the vertical axis, of numbers
 * @param layers what is drawn
 * @param square whether a unit is as long on either axis; both must be linear
 * @param right a second vertical axis with layers of its own, in place of texts at ends of lines
 */
public record XyPanel(
    String title, Axis x, Axis y, List<Layer> layers, boolean square, Optional<RightAxis> right)
    implements Panel {
  private static final double TITLE = 20;
  private static final double GUTTER = 6;
  private static final double X_LABEL = 20;
  private static final double Y_LABEL = 17;
  private static final double END_GAP = 5;
  private static final double END_LINE = 11;
  private static final double LONGEST_NAME = 150;

  /** Share of a panel's height that names below its axis take at most. */
  private static final double NAMES = 0.55;

  private static final double TURN = Math.toRadians(30);
  private static final double UPRIGHT = Math.PI / 2;
  private static final double LINE = 12;

  /** Half a mark, and its edge. */
  private static final double MARK = 5;

  /** Copies the list. */
  public XyPanel {
    layers = List.copyOf(layers);
  }

  /** A panel whose axes fill their space. */
  public XyPanel(String title, Axis x, Axis y, List<Layer> layers) {
    this(title, x, y, layers, false);
  }

  /** A panel with one vertical axis. */
  public XyPanel(String title, Axis x, Axis y, List<Layer> layers, boolean square) {
    this(title, x, y, layers, square, Optional.empty());
  }

  @Override
  public void paint(Graphics2D g, Rectangle2D area) {
    double top = title.isEmpty() ? 6 : TITLE + titleIn(area).extra();
    Rectangle2D sides = Label.below(area, title.isEmpty() ? 0 : top);
    double left = y.label().isEmpty() ? 0 : Y_LABEL + yIn(sides).extra();
    Optional<ColorScale> scale =
        layers.stream().flatMap(layer -> layer.scale().stream()).findFirst();
    double beside = scale.map(s -> ColorBar.width(s, sides)).orElseGet(this::endLabelWidth);
    List<String> names = Numbers.shortened(x.categories());
    double turn = turn(area, names);
    double below = categoryHeight(area, names, turn);
    double bottom = (x.label().isEmpty() ? 4 : X_LABEL) + xIn(area).extra() + below;
    Frame frame =
        frame(
            new Rectangle2D.Double(
                area.getX() + left,
                area.getY() + top,
                Math.round(
                    area.getWidth()
                        - left
                        - right.map(r -> r.width(sides)).orElse(beside)
                        - GUTTER),
                Math.round(area.getHeight() - top - bottom)));
    frame.paint(g);
    Plot plot = frame.plot();
    Rectangle2D inner = plot.area();
    layers.forEach(layer -> paint(g, layer, plot, marksReach()));
    right.ifPresent(r -> r.layers().forEach(layer -> paint(g, layer, r.plot(plot), 1)));
    g.setColor(Style.AXIS);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(new Line2D.Double(inner.getX(), inner.getMaxY(), inner.getMaxX(), inner.getMaxY()));
    g.draw(new Line2D.Double(inner.getX(), inner.getY(), inner.getX(), inner.getMaxY()));
    if (!x.categories().isEmpty()) {
      Columns.values(
          g,
          plot,
          layers.stream().filter(Columns.class::isInstance).map(Columns.class::cast).toList());
    }
    labels(g, area, sides, frame);
    names(g, area, frame, names, turn);
    if (right.isPresent()) {
      right.get().paint(g, plot, sides);
    } else if (scale.isEmpty()) {
      endLabels(g, plot);
    }
    scale.ifPresent(colors -> ColorBar.paint(g, inner, sides, colors));
    MarkLabels.paint(g, plot, layers);
  }

  /**
   * Points by which marks may reach over the edge: planes that are filled have no room for them.
   */
  private double marksReach() {
    return layers.stream().anyMatch(l -> l.extent().room() == Extent.Room.FILLED) ? MARK : 1;
  }

  private static void paint(Graphics2D g, Layer layer, Plot plot, double marksReach) {
    double over = layer.extent().room() == Extent.Room.MARKS ? marksReach : 1;
    Rectangle2D inner = plot.area();
    Shape clip = g.getClip();
    g.clip(
        new Rectangle2D.Double(
            inner.getX() - over,
            inner.getY() - over,
            inner.getWidth() + 2 * over,
            inner.getHeight() + 2 * over));
    layer.paint(g, plot);
    g.setClip(clip);
  }

  /** The frame within a space, in its middle where it is square and does not fill it. */
  private Frame frame(Rectangle2D space) {
    List<Layer> all = new ArrayList<>(layers);
    right.ifPresent(r -> all.addAll(r.layers()));
    Range rx = Range.ofX(x, all);
    Range ry = Range.ofY(y, layers);
    if (!square) {
      return Frame.aligned(x, y, rx, ry, space, Range.wholeX(all));
    }
    Frame frame = Frame.of(x, y, rx, ry, space, 0, false);
    double ratio = (ry.max() - ry.min()) / (rx.max() - rx.min());
    double w = frame.plot().area().getWidth();
    double h = frame.plot().area().getHeight();
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
        0,
        false);
  }

  private void labels(Graphics2D g, Rectangle2D area, Rectangle2D sides, Frame frame) {
    Rectangle2D plot = frame.plot().area();
    double centre = plot.getCenterX();
    double from = area.getX();
    double to = area.getMaxX();
    Label above = titleIn(area);
    above.draw(g, Style.INK, centre, from, to, plot.getY() - 7 - above.extra());
    Label below = xIn(area);
    double under = square ? plot.getMaxY() + 32 : area.getMaxY() - 5 - below.extra();
    below.draw(g, Style.INK, centre, from, to, under);
    Label beside = yIn(sides);
    double left = square ? frame.labelsX() - 3 - beside.extra() : area.getX() + 12;
    beside.drawUp(g, Style.INK, plot.getCenterY(), sides.getY(), sides.getMaxY(), left);
  }

  /** The names below the axis. */
  private void names(Graphics2D g, Rectangle2D area, Frame frame, List<String> names, double turn) {
    Rectangle2D plot = frame.plot().area();
    UnaryOperator<String> cut = cut(names, area);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      double px = frame.plot().px(i);
      if (turn == UPRIGHT) {
        List<String> lines = lines(area, name);
        double first = px + 4 - LINE / 2 * (lines.size() - 1);
        for (int k = 0; k < lines.size(); k++) {
          String text = cut.apply(lines.get(k));
          double at = first + LINE * k;
          Text.drawTurned(g, text, Style.TICK, Style.INK, at, plot.getMaxY() + 8, 1, -turn);
        }
      } else if (turn > 0) {
        String text = Text.fit(name, Style.TICK, turnedSpace(area, px));
        Text.drawTurned(g, text, Style.TICK, Style.INK, px + 4, plot.getMaxY() + 12, 1, -turn);
      } else {
        Text.draw(g, name, Style.TICK, Style.INK, px, plot.getMaxY() + 14, 0.5);
      }
    }
  }

  /** Cuts upright names at their ends, or at their beginnings where that tells more apart. */
  private UnaryOperator<String> cut(List<String> names, Rectangle2D area) {
    UnaryOperator<String> end = line -> Text.fit(line, Style.TICK, longest(area));
    UnaryOperator<String> start = line -> Text.fitEnd(line, Style.TICK, longest(area));
    return apart(names, area, start) > apart(names, area, end) ? start : end;
  }

  private long apart(List<String> names, Rectangle2D area, UnaryOperator<String> cut) {
    return names.stream()
        .map(name -> lines(area, name).stream().map(cut).toList())
        .distinct()
        .count();
  }

  /** An upright name in two lines where it is long and there is room for them. */
  private List<String> lines(Rectangle2D area, String name) {
    int comma = name.indexOf(", ", Math.max(0, name.lastIndexOf(", ", name.length() / 2)));
    return comma < 0 || space(area) < 2 * LINE + 2
        ? List.of(name)
        : List.of(name.substring(0, comma + 1), name.substring(comma + 2));
  }

  private Label titleIn(Rectangle2D area) {
    return Label.of(title, Style.PANEL_TITLE, area.getWidth());
  }

  private Label xIn(Rectangle2D area) {
    return Label.of(x.label(), Style.LABEL, area.getWidth());
  }

  private Label yIn(Rectangle2D area) {
    return Label.of(y.label(), Style.LABEL, area.getHeight());
  }

  private static double turnedSpace(Rectangle2D area, double px) {
    return Math.min(longest(area), (px - area.getX()) / Math.cos(TURN));
  }

  /** What a name may take: most of the height is for what is drawn. */
  private static double longest(Rectangle2D area) {
    return Math.min(LONGEST_NAME, NAMES * area.getHeight());
  }

  /** Room from one name to the next. */
  private double space(Rectangle2D area) {
    return (area.getWidth() - 60) / Math.max(1, x.categories().size());
  }

  /** The angle of the names: 0 if they lie, upright where a tilted one would be cut. */
  private double turn(Rectangle2D area, List<String> names) {
    double turn = 0;
    for (int i = 0; i < names.size(); i++) {
      double width = Text.width(names.get(i), Style.TICK);
      double px = area.getX() + 50 + (i + 0.5) * space(area);
      if (width > turnedSpace(area, px)) {
        return UPRIGHT;
      }
      turn = width > space(area) - 6 ? TURN : turn;
    }
    return turn;
  }

  @Override
  public double leastHeight(double width) {
    List<String> names = Numbers.shortened(x.categories());
    Rectangle2D high = new Rectangle2D.Double(0, 0, width, LONGEST_NAME / NAMES);
    double turn = turn(high, names);
    return turn == 0 ? 0 : Math.min(LONGEST_NAME, longest(high, names, turn)) / NAMES;
  }

  private double longest(Rectangle2D area, List<String> names, double turn) {
    return names.stream()
        .flatMap(name -> (turn == UPRIGHT ? lines(area, name) : List.of(name)).stream())
        .mapToDouble(line -> Text.width(line, Style.TICK))
        .max()
        .orElse(0);
  }

  private double categoryHeight(Rectangle2D area, List<String> names, double turn) {
    if (names.isEmpty()) {
      return 0;
    }
    double longest = longest(area, names, turn);
    return turn > 0 ? Math.sin(turn) * Math.min(longest(area), longest) + 16 : 18;
  }

  private double endLabelWidth() {
    double width = 0;
    for (Layer layer : layers) {
      if (!layer.endLabel().isEmpty()) {
        width = Math.max(width, Text.width(layer.endLabel(), Style.TICK) + END_GAP + 2);
      }
    }
    return Math.max(width, 10);
  }

  private record EndLabel(String text, Pen pen, double wanted) {}

  /** Texts at the ends of the lines, moved apart where they would overlap. */
  private void endLabels(Graphics2D g, Plot frame) {
    List<EndLabel> ends = new ArrayList<>();
    Rectangle2D plot = frame.area();
    for (Layer layer : layers) {
      double at = layer.endY(frame);
      if (!layer.endLabel().isEmpty() && !Double.isNaN(at)) {
        double within = Math.max(plot.getY(), Math.min(plot.getMaxY(), at));
        ends.add(new EndLabel(layer.endLabel(), layer.pen(), within));
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
    String axes = y.label() + right.map(r -> " and " + r.axis().label()).orElse("");
    return title.isEmpty() ? axes : title + ", " + axes;
  }

  @Override
  public List<Datum> data() {
    List<Datum> data = new ArrayList<>();
    layers.forEach(layer -> data.addAll(layer.data(layers)));
    right.ifPresent(r -> r.layers().forEach(layer -> data.addAll(layer.data(r.layers()))));
    return x.categories().isEmpty()
        ? data
        : data.stream().map(datum -> datum.at(name(Double.parseDouble(datum.x())))).toList();
  }

  /** The category nearest to a place, or the number itself. */
  private String name(double place) {
    int nearest = (int) Math.round(place);
    return nearest >= 0 && nearest < x.categories().size()
        ? x.categories().get(nearest)
        : Numbers.exact(place);
  }
}
