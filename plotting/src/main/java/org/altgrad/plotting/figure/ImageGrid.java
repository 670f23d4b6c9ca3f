package org.altgrad.plotting.figure;

import java.awt.image.BufferedImage;
import java.util.List;
import org.altgrad.plotting.panel.ImagePanel;
import org.altgrad.plotting.panel.Images;

/** Grids of images: samples of a model, sheets of a data set. */
public final class ImageGrid {
  private ImageGrid() {}

  /**
   * A figure of one grid.
   *
   * @param title text above; empty for none
   * @param images the images
   * @param captions one for each image, or none
   * @param columns images in a row
   * @param size height of an image in points
   */
  public static Figure of(
      String title, Images images, List<String> captions, int columns, int size) {
    int width = Math.max(1, (int) Math.round((double) size * images.w() / images.h()));
    return of(title, images.list(), captions, columns, width, size);
  }

  /**
   * A figure of one grid of pictures.
   *
   * @param width width of a picture in points
   * @param height height of a picture in points
   */
  public static Figure of(
      String title,
      List<BufferedImage> images,
      List<String> captions,
      int columns,
      int width,
      int height) {
    ImagePanel panel = new ImagePanel("", images, captions, columns);
    return Figure.of(title, panel, List.of(), panel.width(width), panel.height(height));
  }
}
