package org.altgrad.data.format;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.altgrad.data.DataException;

/** Decodes small JPEG images of one size; not for use by several threads at once. */
public final class JpegDecoder implements AutoCloseable {
  private final ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
  private final int height;
  private final int width;
  private final int[] rgb;

  /**
   * @param shape height, width and channels (3)
   */
  public JpegDecoder(List<Integer> shape) {
    this.height = shape.get(0);
    this.width = shape.get(1);
    this.rgb = new int[height * width];
  }

  /**
   * The pixels {@code [height, width, 3]} of an image, red, green, blue.
   *
   * @param file its name for messages
   * @throws DataException if it is not a JPEG of the decoder's size
   */
  public byte[] decode(byte[] jpeg, String file) {
    BufferedImage image;
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
        throw new DataException(
            "%s has %dx%d pixels, not %dx%d"
                .formatted(file, reader.getWidth(0), reader.getHeight(0), width, height));
      }
      image = reader.read(0);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          "%s is not a readable JPEG image (%s)".formatted(file, DataException.reason(e)), e);
    }
    image.getRGB(0, 0, width, height, rgb, 0, width);
    byte[] pixels = new byte[3 * rgb.length];
    for (int p = 0; p < rgb.length; p++) {
      pixels[3 * p] = (byte) (rgb[p] >> 16);
      pixels[3 * p + 1] = (byte) (rgb[p] >> 8);
      pixels[3 * p + 2] = (byte) rgb[p];
    }
    return pixels;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
