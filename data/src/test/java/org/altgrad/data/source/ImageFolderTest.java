package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.format.CentreCrop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final CentreCrop TRANSFORM = new CentreCrop(4, 2);

  @TempDir private Path dir;

  /** A picture of 8 x 4 pixels of one grey, of 6 x 4 that are black around it. */
  private void picture(String file, int grey) throws IOException {
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
    for (int y = 1; y < 3; y++) {
      for (int x = 3; x < 5; x++) {
        image.setRGB(x, y, 0x010101 * grey);
      }
    }
    write(file, image);
  }

  private void write(String file, BufferedImage image) throws IOException {
    Files.createDirectories(dir.resolve(file).getParent());
    String format = file.endsWith("png") ? "png" : "jpeg";
    assertTrue(ImageIO.write(image, format, dir.resolve(file).toFile()));
  }

  private ImageFolder source(
      Path folder, Optional<Integer> classes, Optional<Integer> limit, double holdout) {
    return new ImageFolder(
        "image_folder",
        folder,
        dir.resolve("root"),
        TRANSFORM,
        classes,
        Optional.of(dir.resolve("map.csv")).filter(Files::exists),
        limit,
        Optional.empty(),
        new HoldOut(holdout, 1));
  }

  private DataSet load(String folder, double holdout) {
    return source(dir.resolve(folder), Optional.empty(), Optional.empty(), holdout)
        .load(Samples.OFFLINE);
  }

  private String failure(String folder) {
    return assertThrows(DataException.class, () -> load(folder, 0))
        .getMessage()
        .replace(dir + File.separator, "");
  }

  /** Grey 10 (class + 1) + number. */
  private void pictures(String split, int each) throws IOException {
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < each; i++) {
        picture(split + "/" + "abc".charAt(c) + "/p" + i + ".png", 10 * (c + 1) + i);
      }
    }
  }

  private static int[] greys(DataSet data, String split) {
    ByteBuffer pixels = data.split(split).column("image").data();
    return java.util.stream.IntStream.range(0, data.split(split).count())
        .map(i -> pixels.get(12 * i) & 0xff)
        .toArray();
  }

  @Test
  void classesTakeTurnsAndTheMiddleIsKept() throws IOException {
    pictures("x/train", 2);
    picture("x/train/b/p9.png", 29);
    pictures("x/val", 1);
    pictures("x/test", 1);
    Files.writeString(dir.resolve("x/train/b/notes.txt"), "");
    Files.createDirectories(dir.resolve("x/train/.hidden"));
    DataSet data = load("x", 0.1);
    assertEquals(List.of("train", "validation", "test"), List.copyOf(data.splits().keySet()));
    assertArrayEquals(new int[] {10, 20, 30, 11, 21, 31, 29}, greys(data, "train"));
    assertArrayEquals(new int[] {10, 20, 30}, greys(data, "test"));
    assertArrayEquals(
        new int[] {0, 1, 2, 0, 1, 2, 1}, Samples.integers(data.split("train"), "label"));
    assertEquals(List.of(2, 2, 3), data.split("train").column("image").shape());
    assertEquals(3, data.classes());
    assertEquals("label,folder\n0,a\n1,b\n2,c\n", data.attachment("classes").text());
    assertEquals(List.of("a", "b", "c"), data.classNames());
    RowOrigin train = data.split("train").origin().orElseThrow();
    assertEquals("file", train.name());
    assertEquals("train/b/p9.png", train.place(6));
    assertEquals("test/c/p0.png", data.split("test").origin().orElseThrow().place(2));
    DataSet some =
        source(dir.resolve("x"), Optional.of(1000), Optional.of(4), 0).load(Samples.OFFLINE);
    assertArrayEquals(new int[] {10, 20, 30, 11}, greys(some, "train"));
    assertEquals(1000, some.classes());
    assertEquals(List.of("a", "b", "c", ""), some.classNames().subList(0, 4));
  }

  @Test
  void whatHasNoFolderIsHeldOut() throws IOException {
    pictures("x/train", 4);
    pictures("x/val", 1);
    DataSet data = load("x", 0.25);
    assertEquals(9, data.split("train").count());
    assertEquals(3, data.split("validation").count());
    // What is called val is tested on.
    assertArrayEquals(new int[] {10, 20, 30}, greys(data, "test"));
    assertEquals(List.of("train", "test"), List.copyOf(load("x", 0).splits().keySet()));
    pictures("y", 4);
    DataSet parted = load("y", 0.25);
    int[] all =
        Stream.of("train", "validation", "test")
            .flatMapToInt(split -> Arrays.stream(greys(parted, split)))
            .sorted()
            .toArray();
    assertArrayEquals(new int[] {10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33}, all);
    assertEquals(6, parted.split("train").count());
    assertEquals(3, parted.split("test").count());
    String message = assertThrows(DataException.class, () -> load("x", 0.01)).getMessage();
    assertEquals(
        "data.holdout: must leave examples for each split, but 0.01 of each class of 12"
            + " examples is none; 0.13 does, and 0 holds nothing out, for methods that need no test"
            + " split",
        message);
    assertThrows(DataException.class, () -> load("x", 0.12));
    assertEquals(3, load("x", 0.13).splits().size());
  }

  @Test
  void foldersOfSplitsHaveSeveralNames() throws IOException {
    pictures("x/train", 4);
    pictures("x/dev", 1);
    pictures("x/test", 2);
    pictures("x/extra", 1);
    DataSet data = load("x", 0.25);
    assertEquals(12, data.split("train").count());
    assertArrayEquals(new int[] {10, 20, 30}, greys(data, "validation"));
    assertEquals(
        List.of("not read of x: extra; splits are train, validation, val, valid, dev, test"),
        data.notes().stream().map(note -> note.replace(dir + "/", "")).toList());
    pictures("x/val", 1);
    assertEquals("x: must have one folder for validation but has val and dev", failure("x"));
    assertEquals(
        List.of(),
        source(dir.resolve("x/train"), Optional.empty(), Optional.empty(), 0)
            .load(Samples.OFFLINE)
            .notes());
  }

  @Test
  void aMapNumbersTheFolders() throws IOException {
    pictures("x/train", 1);
    Files.writeString(dir.resolve("map.csv"), "folder,label\nc,7\nb,0\na,3\nz,9\n");
    DataSet data = load("x", 0);
    assertArrayEquals(new int[] {3, 0, 7}, Samples.integers(data.split("train"), "label"));
    assertEquals(8, data.classes());
    Files.writeString(dir.resolve("map.csv"), "folder,label\nc,7\nb,0\n");
    assertEquals("map.csv: must have a line for a but has none", failure("x"));
  }

  /** Numbers as they stand, however they are stored; a JPEG's within its own error. */
  @Test
  void greyIsNoLinearLight() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_4BYTE_ABGR,
          BufferedImage.TYPE_INT_RGB
        }) {
      BufferedImage image = new BufferedImage(4, 4, type);
      int bands = image.getRaster().getNumBands();
      int grey = type == BufferedImage.TYPE_USHORT_GRAY ? 100 << 8 : 100;
      for (int p = 0; p < 16; p++) {
        for (int band = 0; band < bands; band++) {
          image.getRaster().setSample(p % 4, p / 4, band, band == 3 ? 255 : grey);
        }
      }
      write("x/train/a/p.png", image);
      write("x/train/b/p.png", image);
      boolean jpeg = bands < 4 && type != BufferedImage.TYPE_USHORT_GRAY;
      if (jpeg) {
        write("x/train/b/q.jpeg", image);
      }
      int[] greys = greys(load("x", 0), "train");
      for (int found : greys) {
        assertEquals(100, found, jpeg ? 1 : 0, "type " + type);
      }
    }
  }

  @Test
  void decodedPicturesAreKept() throws IOException {
    pictures("x/train", 1);
    DataSet first = load("x", 0);
    Path cache = dir.resolve("root/image_folder");
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(1, files.filter(file -> file.toString().endsWith(".rgb")).count());
    }
    assertEquals(first, load("x", 0));
    picture("x/train/a/p0.png", 200);
    Files.setLastModifiedTime(
        dir.resolve("x/train/a/p0.png"), java.nio.file.attribute.FileTime.fromMillis(1000));
    assertArrayEquals(new int[] {200, 20, 30}, greys(load("x", 0), "train"));
  }

  /** A JPEG file that is broken in its middle, and one whose head claims 60,000 x 60,000 pixels. */
  private void damagedJpegs(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    byte[] whole = bytes.toByteArray();
    Path file = dir.resolve("x/train/b/q.jpeg");
    byte[] scratched = whole.clone();
    ByteBuffer.wrap(scratched).putInt(whole.length / 2, 0xffd3ffd3); // markers of other segments
    Files.write(file, scratched);
    String message = failure("x");
    assertTrue(message.startsWith("x/train/b/q.jpeg is cut off or damaged ("), message);
    assertEquals(1, message.lines().count());
    for (int i = 2; i + 9 < whole.length; ) { // segments: FF, kind, length
      int kind = whole[i + 1] & 0xff;
      if (kind == 0xc0) {
        ByteBuffer.wrap(whole).putShort(i + 5, (short) 60_000).putShort(i + 7, (short) 60_000);
        break;
      }
      i += 2 + ((whole[i + 2] & 0xff) << 8 | whole[i + 3] & 0xff);
    }
    Files.write(file, whole);
    assertEquals(
        "x/train/b/q.jpeg: must have at most 50000000 pixels but has 60000 x 60000", failure("x"));
    Files.delete(file);
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    assertEquals("x: must be a folder of pictures but is not there", failure("x"));
    pictures("x/train", 1);
    Files.writeString(dir.resolve("x/train/a/p0.png"), "no picture");
    assertEquals("x/train/a/p0.png: must be a PNG or JPEG picture but is not", failure("x"));
    picture("x/train/a/p0.png", 1);

    BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 4096; p++) {
      noise.setRGB(p % 64, p / 64, p * 2654435 & 0xffffff);
    }
    for (String format : List.of("png", "jpeg")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(noise, format, bytes);
      byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
      Files.write(dir.resolve("x/train/b/p0.png"), half);
      String message = failure("x");
      assertTrue(message.startsWith("x/train/b/p0.png"), message);
      assertTrue(message.matches("\\S+ (cannot be read|is cut off or damaged) \\(.*\\)"), message);
    }
    // A PNG file's head that claims 50,000 x 2,000 pixels.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB), "png", bytes);
    ByteBuffer head = ByteBuffer.wrap(bytes.toByteArray());
    head.putInt(16, 50_000).putInt(20, 2000);
    Files.write(dir.resolve("x/train/b/p0.png"), head.array());
    assertEquals(
        "x/train/b/p0.png: must have at most 50000000 pixels but has 50000 x 2000", failure("x"));
    picture("x/train/b/p0.png", 1);
    damagedJpegs(noise);
    picture("x/test/d/p.png", 1);
    assertEquals("x/test/d: must be a class of the split train but is not", failure("x"));
    Files.delete(dir.resolve("x/train/c/p0.png"));
    assertEquals("x/train/c: must have PNG or JPEG files but has none", failure("x"));
    picture("y/a/p.png", 1);
    assertEquals("y: must have a folder for each class, two or more, but has 1", failure("y"));
  }
}
