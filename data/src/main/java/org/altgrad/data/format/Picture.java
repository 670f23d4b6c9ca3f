package org.altgrad.data.format;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.altgrad.data.DataException;

/**
 * A picture in memory.
 *
 * @param height rows
 * @param width columns
 * @param rgb its pixels {@code [height, width, 3]}, red, green, blue
 */
public record Picture(int height, int width, byte[] rgb) {
  /** Endings of the files that are read, in lower case. */
  public static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  private static final long MOST_PIXELS = 50_000_000;

  /**
   * Reads a PNG or JPEG file. Numbers are taken as they stand: without colour profile, transparency
   * or orientation, and grey has its value in all three channels.
   *
   * @param place where it is named, for the beginning of messages; may be empty
   * @throws DataException if it is none, is cut off or has too many pixels
   */
  public static Picture read(Path file, String place) {
    String name = place + file;
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
      if (readers == null || !readers.hasNext()) {
        throw new DataException(name + ": must be a PNG or JPEG picture but is not");
      }
      ImageReader reader = readers.next();
      try {
        return read(reader, in, name);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DataException(name + " cannot be read (" + DataException.reason(e) + ")", e);
    }
  }

  private static Picture read(ImageReader reader, ImageInputStream in, String name)
      throws IOException {
    String format = reader.getFormatName().toLowerCase(Locale.ROOT);
    if (!format.equals("png") && !format.equals("jpeg")) {
      throw new DataException(name + ": must be a PNG or JPEG picture but is not");
    }
    reader.setInput(in, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      throw new DataException(
          "%s: must have at most %d pixels but has %d x %d"
              .formatted(name, MOST_PIXELS, width, height));
    }
    // A JPEG file that ends too early is filled up with grey, and but a warning says so.
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    for (String warning : warnings) {
      if (warning.contains("premature end")) {
        throw new DataException(name + " is cut off or damaged (" + warning + ")");
      }
    }
    return of(image);
  }

  private static Picture of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] rgb = new byte[Math.multiplyExact(3, height * width)];
    boolean plain = image.getColorModel() instanceof ComponentColorModel;
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    // getRGB would take grey for linear light, and convert colours by an embedded profile.
    int shift = plain ? image.getColorModel().getComponentSize(0) - 8 : 0;
    int[] row = new int[width * Math.max(bands, 1)];
    for (int y = 0; y < height; y++) {
      if (plain) {
        raster.getPixels(0, y, width, 1, row);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int value =
              plain ? row[bands * x + (bands < 3 ? 0 : c)] >> shift : row[x] >> (16 - 8 * c);
          rgb[3 * (y * width + x) + c] = (byte) value;
        }
      }
    }
    return new Picture(height, width, rgb);
  }
}
