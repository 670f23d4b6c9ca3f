package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.altgrad.data.Column;
import org.altgrad.data.ElementType;

/** Columns of pixels as numbers around zero. */
final class Pixels {
  private Pixels() {}

  /**
   * Mean and standard deviation of numbers.
   *
   * @param mean the mean
   * @param deviation the biased standard deviation
   */
  record PixelMoments(double mean, double deviation) {}

  /** Those of all pixels of a column of bytes, scaled to the unit interval. */
  static PixelMoments moments(Column image) {
    long sum = 0;
    long squares = 0;
    ByteBuffer pixels = image.data();
    long n = pixels.remaining();
    while (pixels.hasRemaining()) {
      int pixel = pixels.get() & 0xff;
      sum += pixel;
      squares += (long) pixel * pixel;
    }
    double mean = (double) sum / n;
    double variance = (double) squares / n - mean * mean;
    return new PixelMoments(image.scale() * mean, image.scale() * Math.sqrt(variance));
  }

  /**
   * A column of bytes [height, width, channels] as floats (scale pixel - mean) / deviation.
   *
   * @param mean the mean of each channel, or one for all
   * @param deviation likewise
   */
  static Column standardised(Column image, double[] mean, double[] deviation) {
    int channels = image.shape().get(2);
    float[][] table = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      double m = mean[mean.length == 1 ? 0 : c];
      double d = deviation[deviation.length == 1 ? 0 : c];
      for (int pixel = 0; pixel < 256; pixel++) {
        table[c][pixel] = (float) ((pixel / 255.0 - m) / d);
      }
    }
    ByteBuffer data = Column.allocate(ElementType.FLOAT32, image.shape(), image.count());
    FloatBuffer numbers = data.asFloatBuffer();
    byte[] pixels = new byte[image.exampleSize()];
    float[] example = new float[pixels.length];
    for (int i = 0; i < image.count(); i++) {
      image.example(i).get(pixels);
      for (int k = 0; k < pixels.length; k += channels) {
        for (int c = 0; c < channels; c++) {
          example[k + c] = table[c][pixels[k + c] & 0xff];
        }
      }
      numbers.put(example);
    }
    return new Column(image.name(), ElementType.FLOAT32, image.shape(), image.count(), 1f, data);
  }
}
