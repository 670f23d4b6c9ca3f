package org.altgrad.plotting.panel;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.altgrad.plotting.layer.Datum;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/**
 * Pictures in a grid, with captions below them or names of rows and columns. Their pixels stay
 * sharp squares.
 *
 * @param title text above; empty for none
 * @param images pictures; they are fitted into equal cells
 * @param captions one for each picture, or none at all
 * @param columns pictures in a row
 * @param rowNames one at the left of each row, or none at all
 * @param columnNames one above each column, or none at all
 */
public record ImagePanel(
    String title,
    List<BufferedImage> images,
    List<String> captions,
    int columns,
    List<String> rowNames,
    List<String> columnNames)
    implements Panel {
  private static final double LONGEST_NAME = 120;
  private static final double GAP = 4;
  private static final double CAPTION = 14;
  private static final double TITLE = 20;

  /** Copies the lists and checks that each picture has its caption. */
  public ImagePanel {
    images = List.copyOf(images);
    captions = List.copyOf(captions);
    rowNames = List.copyOf(rowNames);
    columnNames = List.copyOf(columnNames);
    if (images.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(images.size() + " pictures in " + columns + " columns");
    }
    if (!captions.isEmpty() && captions.size() != images.size()) {
      throw new IllegalArgumentException(
          captions.size() + " captions for " + images.size() + " pictures");
    }
  }

  /** Pictures with captions. */
  public ImagePanel(String title, List<BufferedImage> images, List<String> captions, int columns) {
    this(title, images, captions, columns, List.of(), List.of());
  }

  /** Pictures, row by row, whose rows and columns have names. */
  public static ImagePanel named(
      String title, List<BufferedImage> images, List<String> rowNames, List<String> columnNames) {
    return new ImagePanel(title, images, List.of(), columnNames.size(), rowNames, columnNames);
  }

  /** The width that pictures of a width need, in points. */
  public int width(int picture) {
    return (int) Math.ceil(columns * (picture + GAP) + GAP + left());
  }

  /** The height that pictures of a height need, in points. */
  public int height(int picture) {
    return (int)
        Math.ceil(rowCount() * (picture + captionHeight() + GAP) + GAP + head() + titleHeight());
  }

  private int rowCount() {
    return (images.size() + columns - 1) / columns;
  }

  /** Room for the names of rows. */
  private double left() {
    return rowNames.stream()
        .mapToDouble(name -> Math.min(LONGEST_NAME, Text.width(name, Style.TICK)) + 6)
        .max()
        .orElse(0);
  }

  /** Room for the names of columns. */
  private double head() {
    return columnNames.isEmpty() ? 0 : CAPTION;
  }

  private double captionHeight() {
    return captions.isEmpty() ? 0 : CAPTION;
  }

  private double titleHeight() {
    return title.isEmpty() ? 0 : TITLE;
  }

  @Override
  public void paint(Graphics2D g, Rectangle2D whole) {
    Rectangle2D area =
        new Rectangle2D.Double(
            whole.getX() + left(),
            whole.getY() + head(),
            whole.getWidth() - left(),
            whole.getHeight() - head());
    double cellW = (area.getWidth() - GAP * (columns + 1)) / columns;
    double cellH =
        (area.getHeight() - titleHeight() - GAP * (rowCount() + 1)) / rowCount() - captionHeight();
    if (!title.isEmpty()) {
      double baseline = whole.getY() + 14;
      String text = Text.fit(title, Style.PANEL_TITLE, area.getWidth());
      Text.draw(g, text, Style.PANEL_TITLE, Style.INK, area.getCenterX(), baseline, 0.5);
    }
    for (int j = 0; j < columnNames.size(); j++) {
      String text = Text.fit(columnNames.get(j), Style.TICK, cellW);
      double x = area.getX() + GAP + j * (cellW + GAP) + cellW / 2;
      Text.draw(g, text, Style.TICK, Style.INK, x, area.getY() + titleHeight(), 0.5);
    }
    for (int i = 0; i < rowNames.size(); i++) {
      String text = Text.fit(rowNames.get(i), Style.TICK, LONGEST_NAME);
      double y = area.getY() + titleHeight() + GAP + i * (cellH + captionHeight() + GAP);
      Text.draw(g, text, Style.TICK, Style.INK, area.getX(), y + cellH / 2 + 4, 1);
    }
    for (int k = 0; k < images.size(); k++) {
      BufferedImage image = images.get(k);
      double scale = Math.min(cellW / image.getWidth(), cellH / image.getHeight());
      double x = area.getX() + GAP + (k % columns) * (cellW + GAP);
      double y =
          area.getY()
              + titleHeight()
              + GAP
              + Math.floorDiv(k, columns) * (cellH + captionHeight() + GAP);
      AffineTransform place =
          AffineTransform.getTranslateInstance(
              x + (cellW - scale * image.getWidth()) / 2,
              y + (cellH - scale * image.getHeight()) / 2);
      place.scale(scale, scale);
      AffineTransform before = g.getTransform();
      g.transform(place);
      g.drawImage(image, 0, 0, image.getWidth(), image.getHeight(), null);
      g.setTransform(before);
      if (!captions.isEmpty()) {
        String text = Text.fit(captions.get(k), Style.TICK, cellW);
        Text.draw(g, text, Style.TICK, Style.INK, x + cellW / 2, y + cellH + 11, 0.5);
      }
    }
  }

  @Override
  public String shows() {
    return title;
  }

  @Override
  public List<Datum> data() {
    return List.of();
  }
}
