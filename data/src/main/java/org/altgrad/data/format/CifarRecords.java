package org.altgrad.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.altgrad.data.DataException;

/**
 * Reads CIFAR-10's binary format: records of one label byte (0..9) and 3072 pixel bytes, three
 * planes of 32x32 (red, green, blue), row-major.
 */
public final class CifarRecords {
  /** Height, width and channels of an image. */
  public static final List<Integer> SHAPE = List.of(32, 32, 3);

  /** Bytes of one record. */
  public static final int RECORD = 3073;

  /** Number of classes. */
  public static final int CLASSES = 10;

  private static final int PLANE = 1024;

  private CifarRecords() {}

  /**
   * Reads {@code n} records into images {@code at} to {@code at + n - 1}.
   *
   * @param file its name for messages
   * @throws DataException if there are fewer records or one is malformed
   */
  public static void read(InputStream in, String file, ImageBlock images, int at, int n)
      throws IOException {
    byte[] record = new byte[RECORD];
    byte[] pixels = new byte[3 * PLANE];
    for (int i = 0; i < n; i++) {
      if (in.readNBytes(record, 0, RECORD) < RECORD) {
        throw new DataException(
            "%s is cut off: it ends in record %d of %d".formatted(file, i + 1, n));
      }
      int label = record[0];
      if (label < 0 || label >= CLASSES) {
        throw new DataException(
            "%s is not a file of CIFAR-10 records: record %d has label %d"
                .formatted(file, i + 1, label & 0xff));
      }
      for (int p = 0; p < PLANE; p++) {
        pixels[3 * p] = record[1 + p];
        pixels[3 * p + 1] = record[1 + PLANE + p];
        pixels[3 * p + 2] = record[1 + 2 * PLANE + p];
      }
      images.put(at + i, pixels, label, file);
    }
  }
}
