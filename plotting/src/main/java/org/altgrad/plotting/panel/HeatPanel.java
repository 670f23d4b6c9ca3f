package org.altgrad.plotting.panel;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.plotting.layer.Datum;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Label;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * A matrix as colours with a colour bar; small ones show their numbers.
 *
 * @param title text above; empty for none
 * @param xLabel what the columns are
 * @param yLabel what the rows are
 * @param columns names of the columns
 * @param rows names of the rows, the first at the top
 * @param values values by row and column; NaN leaves a cell empty
 * @param valueLabel what the values are, with the unit
 * @param signed whether 0 is white between blue and red, for numbers with a sign
 */
public record HeatPanel(
    String title,
    String xLabel,
    String yLabel,
    List<String> columns,
    List<String> rows,
    double[][] values,
    String valueLabel,
    boolean signed)
    implements Panel {
  private static final int CELLS_WITH_NUMBERS = 150;

  /** Checks that the matrix has the size of its names. */
  public HeatPanel {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    if (values.length != rows.size()) {
      throw new IllegalArgumentException(values.length + " rows for " + rows.size() + " names");
    }
    for (double[] row : values) {
      if (row.length != columns.size()) {
        throw new IllegalArgumentException(row.length + " columns for " + columns.size());
      }
    }
  }

  @Override
  public void paint(Graphics2D g, Rectangle2D area) {
    double nameWidth = 0;
    for (String name : rows) {
      nameWidth = Math.max(nameWidth, Text.width(name, Style.TICK));
    }
    Label above = Label.of(title, Style.PANEL_TITLE, area.getWidth());
    Label below = Label.of(xLabel, Style.LABEL, area.getWidth());
    double top = (title.isEmpty() ? 8 : 22) + above.extra();
    Rectangle2D sides = Label.below(area, title.isEmpty() ? 0 : top);
    Label beside = Label.of(yLabel, Style.LABEL, sides.getHeight());
    ColorScale scale = scale();
    double left = Math.min(110, nameWidth) + (yLabel.isEmpty() ? 10 : 28) + beside.extra();
    double bottom = (xLabel.isEmpty() ? 20 : 36) + below.extra();
    double right = 84 + ColorBar.extra(scale, sides);
    Rectangle2D plot =
        new Rectangle2D.Double(
            area.getX() + left,
            area.getY() + top,
            area.getWidth() - left - right,
            area.getHeight() - top - bottom);
    cells(g, plot, scale);
    names(g, plot);
    double from = area.getX();
    above.draw(g, Style.INK, plot.getCenterX(), from, area.getMaxX(), area.getY() + 14);
    below.draw(g, Style.INK, plot.getCenterX(), from, area.getMaxX(), plot.getMaxY() + 30);
    beside.drawUp(g, Style.INK, plot.getCenterY(), sides.getY(), sides.getMaxY(), from + 14);
    if (Arrays.stream(values).flatMapToDouble(Arrays::stream).anyMatch(Double::isFinite)) {
      ColorBar.paint(g, plot, sides, scale);
    }
  }

  private ColorScale scale() {
    if (signed) {
      return ColorScale.smooth(
          ColorScale.Map.DIVERGING,
          Arrays.stream(values).flatMapToDouble(Arrays::stream),
          valueLabel);
    }
    return ColorScale.smooth(
        ColorScale.Map.VIRIDIS, Arrays.stream(values).flatMapToDouble(Arrays::stream), valueLabel);
  }

  private void cells(Graphics2D g, Rectangle2D plot, ColorScale scale) {
    double w = plot.getWidth() / columns.size();
    double h = plot.getHeight() / rows.size();
    boolean few = columns.size() * rows.size() <= CELLS_WITH_NUMBERS;
    boolean numbers =
        h > 11
            && Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .allMatch(value -> Text.width(text(value), Style.TICK) < w - 3);
    double edge = few ? 0 : 0.3;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns.size(); j++) {
        double value = values[i][j];
        double x = plot.getX() + j * w;
        double y = plot.getY() + i * h;
        Color color = Double.isFinite(value) ? scale.color(value) : new Color(0xEE, 0xEE, 0xEE);
        g.setColor(color);
        // Many small cells overlap a little, so that no seams show between them.
        g.fill(new Rectangle2D.Double(x, y, w + edge, h + edge));
        if (few) {
          g.setColor(Color.WHITE);
          g.setStroke(new BasicStroke(1f));
          g.draw(new Rectangle2D.Double(x, y, w, h));
          if (numbers) {
            Text.draw(
                g, text(value), Style.TICK, Style.inkOn(color), x + w / 2, y + h / 2 + 4, 0.5);
          }
        }
      }
    }
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "" : Numbers.value(value);
  }

  private void names(Graphics2D g, Rectangle2D plot) {
    double w = plot.getWidth() / columns.size();
    double h = plot.getHeight() / rows.size();
    double widest = 1;
    for (String name : columns) {
      widest = Math.max(widest, Text.width(name, Style.TICK) + 6);
    }
    int everyColumn = (int) Math.ceil(widest / w);
    for (int j = 0; j < columns.size(); j += everyColumn) {
      double x = plot.getX() + (j + 0.5) * w;
      Text.draw(g, columns.get(j), Style.TICK, Style.INK, x, plot.getMaxY() + 14, 0.5);
    }
    int everyRow = (int) Math.ceil(13 / h);
    for (int i = 0; i < rows.size(); i += everyRow) {
      String name = Text.fit(rows.get(i), Style.TICK, 110);
      double y = plot.getY() + (i + 0.5) * h + 4;
      Text.draw(g, name, Style.TICK, Style.INK, plot.getX() - 6, y, 1);
    }
  }

  @Override
  public String shows() {
    return title.isEmpty() ? valueLabel : title + ", " + valueLabel;
  }

  @Override
  public List<Datum> data() {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns.size(); j++) {
        data.add(new Datum(rows.get(i), columns.get(j), values[i][j], Double.NaN, Double.NaN));
      }
    }
    return data;
  }
}
