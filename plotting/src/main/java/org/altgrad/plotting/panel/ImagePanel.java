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
 * Pictures in a grid with captions below them. Their pixels stay sharp squares.
 *
 * @param title text above; empty for none
 * @param images pictures; they are fitted into equal cells
 * @param captions one for each picture, or none at all
 * @param columns pictures in a row
 */
public record ImagePanel(
    String title, List<BufferedImage> images, List<String> captions, int columns) implements Panel {
  private static final double GAP = 4;
  private static final double CAPTION = 14;
  private static final double TITLE = 20;

  /** Copies the lists and checks that each picture has its caption. */
  public ImagePanel {
    images = List.copyOf(images);
    captions = List.copyOf(captions);
    if (images.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(images.size() + " pictures in " + columns + " columns");
    }
    if (!captions.isEmpty() && captions.size() != images.size()) {
      throw new IllegalArgumentException(
          captions.size() + " captions for " + images.size() + " pictures");
    }
  }

  /** The width that pictures of a width need, in points. */
  public int width(int picture) {
    return (int) Math.ceil(columns * (picture + GAP) + GAP);
  }

  /** The height that pictures of a height need, in points. */
  public int height(int picture) {
    return (int) Math.ceil(rowCount() * (picture + captionHeight() + GAP) + GAP);
  }

  private int rowCount() {
    return (images.size() + columns - 1) / columns;
  }

  private double captionHeight() {
    return captions.isEmpty() ? 0 : CAPTION;
  }

  private double titleHeight() {
    return title.isEmpty() ? 0 : TITLE;
  }

  @Override
  public void paint(Graphics2D g, Rectangle2D area) {
    double cellW = (area.getWidth() - GAP * (columns + 1)) / columns;
    double cellH =
        (area.getHeight() - titleHeight() - GAP * (rowCount() + 1)) / rowCount() - captionHeight();
    if (!title.isEmpty()) {
      Text.draw(g, title, Style.PANEL_TITLE, Style.INK, area.getCenterX(), area.getY() + 14, 0.5);
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
