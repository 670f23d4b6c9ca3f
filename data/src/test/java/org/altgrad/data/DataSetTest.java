package org.altgrad.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
  private static final DataSet EMPTY = DataSet.of("d", 0, List.of());

  private static String message(Runnable action) {
    return assertThrows(DataException.class, action::run).getMessage();
  }

  private static String sha256(byte[] bytes) throws ReflectiveOperationException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new ReflectiveOperationException(e);
    }
  }

  @Test
  void constantsArePartOfTheProvenance() throws ReflectiveOperationException {
    Constant a = Constant.matrix("a", new double[][] {{1, 2, 3}, {4, 5, 6}});
    DataSet data = EMPTY.withConstants("made", List.of(a, Constant.scalar("b", 0.5)));
    assertEquals(List.of(2, 3), data.constant("a").shape());
    assertEquals(0.5, data.constant("b").value());
    ByteBuffer bytes = ByteBuffer.allocate(100);
    bytes.put("a [2, 3]".getBytes(StandardCharsets.UTF_8));
    for (double value : new double[] {1, 2, 3, 4, 5, 6}) {
      bytes.putDouble(value);
    }
    bytes.put("b []".getBytes(StandardCharsets.UTF_8)).putDouble(0.5);
    byte[] all = java.util.Arrays.copyOf(bytes.array(), bytes.position());
    Provenance expected = new Provenance("d, constants", sha256(all), all.length, "made");
    assertEquals(List.of(expected), data.files());
    assertNotEquals(
        data.files(), EMPTY.withConstants("made", List.of(a, Constant.scalar("b", 0.25))).files());
    assertEquals(data, EMPTY.withConstants("made", List.of(a, Constant.scalar("b", 0.5))));
    assertEquals("data set d has no constant c; it has [a, b]", message(() -> data.constant("c")));
  }

  @Test
  void theSealIsOfAllThatCanBeLearned() {
    Column image = Column.vectors("image", new float[][] {{1, 2}, {3, 4}});
    Split split = Split.of("train", image, Column.labels(new int[] {0, 1}));
    Provenance file = new Provenance("a.csv", "00", 1, "a.csv");
    DataSet data = DataSet.of("d", 2, List.of(file), split);
    assertEquals(data.sha256(), DataSet.of("e", 2, List.of(), split).sha256());
    Split labels = split.with(Column.labels(new int[] {1, 0}));
    Split scaled =
        split.with(new Column("image", ElementType.FLOAT32, List.of(2), 2, 0.5f, image.data()));
    Split text = split.with(new TextColumn("text", List.of("a", "b")));
    Attachment bytes = Attachment.of("words", new byte[] {1}, "made");
    Set<String> all = new HashSet<>();
    for (DataSet other :
        List.of(
            data,
            DataSet.of("d", 3, List.of(), split),
            DataSet.of("d", 2, List.of(), labels),
            DataSet.of("d", 2, List.of(), scaled),
            DataSet.of("d", 2, List.of(), text),
            DataSet.of("d", 2, List.of(), split.named("test")),
            DataSet.of("d", 2, List.of(), split.prefix(1), split.from(1).named("test")),
            data.withConstants("made", List.of(Constant.scalar("b", 0.5))),
            data.withConstants("made", List.of(Constant.scalar("b", 0.25))),
            data.with(bytes),
            data.with(Attachment.of("words", new byte[] {2}, "made")))) {
      assertTrue(all.add(other.sha256()), other::toString);
    }
  }

  @Test
  void aConstantCannotBeChangedAndFillsItsShape() {
    double[] values = {1, 2};
    Constant constant = Constant.vector("v", values);
    values[0] = 7;
    constant.values()[1] = 7;
    assertArrayEquals(new double[] {1, 2}, constant.values());
    assertEquals(
        "constant v: [3] needs 3 values, not 2",
        assertThrows(
                IllegalArgumentException.class, () -> new Constant("v", List.of(3), new double[2]))
            .getMessage());
  }

  @Test
  void textsFollowTheirExamples() {
    Split split =
        Split.of("train", Column.labels(new int[] {0, 1, 2}))
            .with(new TextColumn("text", List.of("a", "b", "c")));
    assertEquals(List.of("c", "a", "c"), split.rows(new int[] {2, 0, 2}).text("text").values());
    assertEquals(List.of("a"), split.prefix(1).text("text").values());
    assertEquals(List.of("b", "c"), split.from(1).named("x").text("text").values());
    assertEquals(
        List.of("b", "c"),
        split.with(Column.integers("y", new int[3])).from(1).text("text").values());
    assertEquals(
        "split train has no text column word; it has [text]", message(() -> split.text("word")));
    assertThrows(
        IllegalArgumentException.class, () -> split.with(new TextColumn("text", List.of("a"))));
  }

  @Test
  void attachmentsAreBytesOrFilesThatDoNotChange(@TempDir Path dir)
      throws IOException, ReflectiveOperationException {
    Path file = dir.resolve("words.txt");
    Files.writeString(file, "one\ntwo\n");
    byte[] bytes = "three".getBytes(StandardCharsets.UTF_8);
    DataSet data =
        EMPTY.with(Attachment.of("vocabulary", file)).with(Attachment.of("names", bytes, "made"));
    assertEquals("one\ntwo\n", data.attachment("vocabulary").text());
    assertArrayEquals(bytes, data.attachment("names").content());
    assertEquals(
        List.of(
            new Provenance("vocabulary", sha256(Files.readAllBytes(file)), 8, file.toString()),
            new Provenance("names", sha256(bytes), 5, "made")),
        data.files());
    String before = data.files().get(0).sha256();
    Files.writeString(file, "one\nTwo\n");
    assertEquals(
        file
            + " has changed since the data set was loaded: expected SHA-256 "
            + before
            + ", found "
            + sha256(Files.readAllBytes(file)),
        message(() -> data.attachment("vocabulary").content()));
    assertEquals(
        "data set d has no attachment words; it has [vocabulary, names]",
        message(() -> data.attachment("words")));
  }
}
