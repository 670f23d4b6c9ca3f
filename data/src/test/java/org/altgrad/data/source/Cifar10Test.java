package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.catalogue.Catalogue;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.catalogue.Checksum;
import org.altgrad.data.catalogue.DataFile;
import org.altgrad.data.fetch.Downloader;
import org.altgrad.data.format.TarFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectories(root.resolve("cifar10"));
  }

  @Test
  void officialArchiveIsReadInOrderWithChannelsLast() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("cifar-10-batches-bin/batches.meta.txt", "airplane".getBytes());
    // The official archive is not in the order of the batches either.
    members.put("cifar-10-batches-bin/test_batch.bin", concat(record(9, 100), record(8, 110)));
    members.put(
        "cifar-10-batches-bin/data_batch_1.bin",
        concat(record(3, 10), record(4, 20), record(5, 30)));
    DataContext context =
        withFile("cifar10", "cifar10", "cifar-10-binary.tar.gz", TarFixture.targz(members));

    DataSet data = official(3, 2).load(context);

    assertArrayEquals(
        new int[] {0, 0, 0, 1, 1, 1, 0, 0, 0, 0}, Facts.labelCounts(data.split("train")));
    assertEquals(4, data.split("train").column("label").label(1));
    assertEquals(8, data.split("test").column("label").label(1));
    assertPixels(20, data.split("train").column("image").example(1));
    assertPixels(110, data.split("test").column("image").example(1));
    assertEquals("cifar-10-binary.tar.gz", data.files().get(0).file());
  }

  @Test
  void archiveWithAnotherChecksumIsRefused() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("cifar-10-batches-bin/test_batch.bin", record(9, 100));
    members.put("cifar-10-batches-bin/data_batch_1.bin", record(3, 10));
    byte[] archive = TarFixture.targz(members);
    DataContext context = withFile("cifar10", "cifar10", "cifar-10-binary.tar.gz", archive);
    members.put("cifar-10-batches-bin/data_batch_1.bin", record(4, 10));
    byte[] other = TarFixture.targz(members);
    Files.write(folder.resolve("cifar-10-binary.tar.gz"), other);

    String message =
        assertThrows(DataException.class, () -> official(1, 1).load(context)).getMessage();
    assertTrue(message.contains(md5(archive)), message);
    assertTrue(message.contains(folder.resolve("cifar-10-binary.tar.gz").toString()), message);
  }

  @Test
  void unpackedFolderIsAcceptedAndMarkedAsUnverified() throws Exception {
    DataContext context = DataContext.standard(false, Progress.NONE);
    Path unpacked = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
    sized(unpacked.resolve("data_batch_1.bin"), concat(record(3, 10), record(4, 20)), 30_730_000);
    sized(unpacked.resolve("test_batch.bin"), record(7, 30), 30_730_000);

    DataSet data = official(2, 1).load(context);

    assertEquals(4, data.split("train").column("label").label(1));
    assertPixels(30, data.split("test").column("image").example(0));
    assertTrue(data.files().get(0).source().contains("no published checksum"));

    sized(unpacked.resolve("test_batch.bin"), record(7, 30), 3073);
    String message =
        assertThrows(DataException.class, () -> official(2, 1).load(context)).getMessage();
    assertTrue(message.endsWith("test_batch.bin must have 30730000 bytes"), message);
  }

  @Test
  void jpegsGoToTheirIndexWhateverTheirOrder() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("test/00000_5.jpg", jpeg(0x0000ff));
    members.put("train/00001_2.jpg", jpeg(0x00ff00));
    members.put("train/00000_1.jpg", jpeg(0xff0000));
    members.put("train/00002_3.jpg", "not decoded, beyond the limit".getBytes());
    DataContext context =
        withFile(
            "cifar10_jpeg_derived",
            "cifar10/jpeg-derived",
            "cifar10_jpeg_60k.tar.gz",
            TarFixture.targz(members));

    DataSet data = jpegDerived(2, 1).load(context);

    assertEquals(1, data.split("train").column("label").label(0));
    assertEquals(2, data.split("train").column("label").label(1));
    assertColour(0xff0000, data.split("train").column("image").example(0));
    assertColour(0x00ff00, data.split("train").column("image").example(1));
    assertColour(0x0000ff, data.split("test").column("image").example(0));
  }

  @Test
  void brokenAndMissingJpegsAreNamed() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("train/00000_1.jpg", "no jpeg".getBytes());
    String broken = jpegError(members);
    assertTrue(broken.contains("entry train/00000_1.jpg is not a readable JPEG image"), broken);

    members.clear();
    members.put("train/00001_1.jpg", jpeg(0));
    members.put("test/00000_1.jpg", jpeg(0));
    String missing = jpegError(members);
    assertTrue(missing.contains("lacks image 0 of split train"), missing);
  }

  @Test
  void missingVariantWithoutAddressSaysWhereToPutIt() {
    DataContext context = DataContext.standard(true, Progress.NONE);
    String message =
        assertThrows(DataException.class, () -> jpegDerived(1, 1).load(context)).getMessage();
    assertTrue(message.contains("has no public address; put the file, packed or not, at"), message);
    assertTrue(
        message.contains(root.resolve("cifar10/jpeg-derived/cifar10_jpeg_60k.tar.gz").toString()),
        message);
  }

  private String jpegError(Map<String, byte[]> members) throws Exception {
    DataContext context =
        withFile(
            "cifar10_jpeg_derived",
            "cifar10/jpeg-derived",
            "cifar10_jpeg_60k.tar.gz",
            TarFixture.targz(members));
    return assertThrows(DataException.class, () -> jpegDerived(2, 1).load(context)).getMessage();
  }

  /** A context whose catalogue knows this content of the file, which is put in its place. */
  private DataContext withFile(String name, String folder, String file, byte[] content)
      throws Exception {
    Path path = root.resolve(folder).resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
    CatalogueEntry real = Catalogue.bundled().entry(name);
    List<DataFile> files =
        real.files().stream()
            .map(
                known ->
                    known.name().equals(file)
                        ? new DataFile(
                            file,
                            content.length,
                            new Checksum(Checksum.HashKind.MD5, md5(content)),
                            file,
                            OptionalLong.empty())
                        : known)
            .toList();
    CatalogueEntry entry =
        new CatalogueEntry(
            name,
            real.about(),
            10,
            real.splits(),
            real.image(),
            new CatalogueEntry.Whereabouts(false, folder, List.of(), List.of()),
            files);
    return new DataContext(
        new Catalogue(Map.of(name, entry)),
        new Downloader(Downloader.DownloadSettings.DEFAULT),
        false,
        Progress.NONE);
  }

  private Cifar10 official(int train, int test) {
    return source(Cifar10.Variant.OFFICIAL, train, test);
  }

  private Cifar10 jpegDerived(int train, int test) {
    return source(Cifar10.Variant.JPEG_DERIVED, train, test);
  }

  private Cifar10 source(Cifar10.Variant variant, int train, int test) {
    return new Cifar10(
        "cifar10", root, variant, Optional.of(train), Optional.of(test), Subset.FULL, 1);
  }

  /** A record whose pixel in row y and column x is (base, base + 50, y xor x). */
  private static byte[] record(int label, int base) {
    byte[] record = new byte[3073];
    record[0] = (byte) label;
    for (int p = 0; p < 1024; p++) {
      record[1 + p] = (byte) base;
      record[1 + 1024 + p] = (byte) (base + 50);
      record[1 + 2048 + p] = (byte) ((p / 32) ^ (p % 32));
    }
    return record;
  }

  private static void assertPixels(int base, ByteBuffer image) {
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        assertEquals((byte) base, image.get((y * 32 + x) * 3));
        assertEquals((byte) (base + 50), image.get((y * 32 + x) * 3 + 1));
        assertEquals((byte) (y ^ x), image.get((y * 32 + x) * 3 + 2));
      }
    }
  }

  private static byte[] jpeg(int rgb) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 1024; p++) {
      image.setRGB(p % 32, p / 32, rgb);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  private static void assertColour(int rgb, ByteBuffer image) {
    for (int p = 0; p < 1024; p++) {
      assertEquals((rgb >> 16) & 0xff, image.get(3 * p) & 0xff, 4);
      assertEquals((rgb >> 8) & 0xff, image.get(3 * p + 1) & 0xff, 4);
      assertEquals(rgb & 0xff, image.get(3 * p + 2) & 0xff, 4);
    }
  }

  private static void sized(Path path, byte[] begin, long size) throws IOException {
    Files.write(path, begin);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
