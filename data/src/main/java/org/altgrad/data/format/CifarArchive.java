package org.altgrad.data.format;

import java.io.InputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.data.DataException;

/** Reads CIFAR-10 from its archives: the official one, and one of JPEG files. */
public final class CifarArchive {
  private static final Archives.ArchiveLimits LIMITS =
      new Archives.ArchiveLimits(60_100, 40_000_000, 250_000_000);
  private static final Pattern BATCH =
      Pattern.compile("cifar-10-batches-bin/(?:data_batch_([1-5])|(test_batch))\\.bin");
  private static final Pattern JPEG = Pattern.compile("(train|test)/([0-9]{5})_([0-9])\\.jpg");

  /** Records in one of the official files. */
  public static final int BATCH_SIZE = 10_000;

  private CifarArchive() {}

  /**
   * Reads {@code cifar-10-binary.tar.gz}.
   *
   * @param archive its name for messages
   * @param train filled with the first training images
   * @param test filled with the first test images
   */
  public static void readBinary(InputStream in, String archive, ImageBlock train, ImageBlock test) {
    Archives.visitTar(
        in,
        archive,
        LIMITS,
        (name, content) -> {
          Matcher batch = BATCH.matcher(name);
          if (batch.matches()) {
            boolean isTest = batch.group(2) != null;
            ImageBlock images = isTest ? test : train;
            int from = isTest ? 0 : (Integer.parseInt(batch.group(1)) - 1) * BATCH_SIZE;
            int n = Math.min(BATCH_SIZE, images.count() - from);
            if (n > 0) {
              CifarRecords.read(content, archive + ": entry " + name, images, from, n);
            }
          }
        });
  }

  /**
   * Reads an archive of JPEG files {@code train/NNNNN_L.jpg} and {@code test/NNNNN_L.jpg}, where N
   * is the index of the image and L its label. Images beyond what is wanted are not decoded.
   *
   * @param archive its name for messages
   * @param train filled with the first training images
   * @param test filled with the first test images
   */
  public static void readJpegs(InputStream in, String archive, ImageBlock train, ImageBlock test) {
    try (JpegDecoder decoder = new JpegDecoder(CifarRecords.SHAPE)) {
      Archives.visitTar(
          in,
          archive,
          LIMITS,
          (name, content) -> {
            Matcher jpeg = JPEG.matcher(name);
            if (!jpeg.matches()) {
              throw new DataException(
                  "%s: entry %s is not named like train/00000_6.jpg".formatted(archive, name));
            }
            ImageBlock images = jpeg.group(1).equals("train") ? train : test;
            int index = Integer.parseInt(jpeg.group(2));
            if (index < images.count()) {
              String file = archive + ": entry " + name;
              byte[] pixels = decoder.decode(content.readAllBytes(), file);
              images.put(index, pixels, Integer.parseInt(jpeg.group(3)), file);
            }
          });
    }
  }

  /** The official files for the first {@code n} training images. */
  public static List<String> trainFiles(int n) {
    return List.of(1, 2, 3, 4, 5).subList(0, (n + BATCH_SIZE - 1) / BATCH_SIZE).stream()
        .map(i -> "data_batch_" + i + ".bin")
        .toList();
  }
}
