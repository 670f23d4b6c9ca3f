package org.altgrad.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTest {
  private final Column image = column(3);
  private final Column label = Column.labels(new int[] {7, -1, 300});

  /** Images of 1x2 pixels: (0, 1), (2, 3), ... */
  private static Column column(int count) {
    ByteBuffer data = Column.allocate(ElementType.UINT8, List.of(1, 2, 1), count);
    for (int i = 0; i < 2 * count; i++) {
      data.put((byte) i);
    }
    return new Column(
        "image", ElementType.UINT8, List.of(1, 2, 1), count, Column.PIXEL, data.flip());
  }

  @Test
  void givesExamplesAndScaledValues() {
    assertEquals(2, image.exampleBytes());
    assertEquals(5, image.example(2).get(1));
    assertArrayEquals(new float[] {2 / 255f, 3 / 255f}, image.values(1), 1e-7f);
    assertEquals(300, label.label(2));
    assertArrayEquals(new float[] {-1f}, label.values(1));
  }

  @Test
  void unsignedBytesStayPositive() {
    ByteBuffer data = Column.allocate(ElementType.UINT8, List.of(), 1).put((byte) 255).flip();
    Column one = new Column("image", ElementType.UINT8, List.of(), 1, Column.PIXEL, data);
    assertArrayEquals(new float[] {1f}, one.values(0));
  }

  @Test
  void dataIsDirectNativeAndReadOnly() {
    ByteBuffer data = label.data();
    assertTrue(data.isDirect());
    assertEquals(ByteOrder.nativeOrder(), data.order());
    assertEquals(7, data.asIntBuffer().get(0));
    assertThrows(ReadOnlyBufferException.class, () -> data.put((byte) 0));
    data.position(4);
    assertEquals(0, label.data().position(), "each view has a position of its own");
  }

  @Test
  void takesPrefixesAndRows() {
    assertEquals(column(2), image.prefix(2));
    assertEquals(image, image.prefix(9));
    Column rows = image.rows(new int[] {2, 0, 2});
    assertEquals(3, rows.count());
    assertEquals(image.example(2), rows.example(0));
    assertEquals(image.example(0), rows.example(1));
    assertEquals(image.example(2), rows.example(2));
    assertEquals(-1, label.rows(new int[] {1}).label(0));
  }

  @Test
  void floatsAndVectorsKeepTheirNumbers() {
    Column vectors = Column.vectors("input", new float[][] {{1, -2}, {3, 0.5f}, {0, 9}});
    assertEquals(List.of(2), vectors.shape());
    assertEquals(1f, vectors.scale());
    assertArrayEquals(new float[] {3, 0.5f}, vectors.values(1));
    Column floats = Column.floats("target", new float[] {0.25f, -7});
    assertEquals(List.of(), floats.shape());
    assertArrayEquals(new float[] {-7}, floats.values(1));
    assertEquals(5, Column.integers("environment", new int[] {4, 5}).label(1));
    Split rest = Split.of("train", vectors).from(1).named("test");
    assertEquals("test", rest.name());
    assertEquals(2, rest.count());
    assertArrayEquals(new float[] {0, 9}, rest.column("input").values(1));
    assertEquals(0, vectors.from(3).count());
    assertThrows(IndexOutOfBoundsException.class, () -> vectors.from(4));
  }

  @Test
  void refusesWrongSizesAndRows() {
    ByteBuffer five = ByteBuffer.allocateDirect(5);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Column("image", ElementType.UINT8, List.of(2), 3, 1f, five))
            .getMessage();
    assertEquals("column image: 3 examples of UINT8 [2] need 6 bytes, not 5", message);
    assertThrows(IndexOutOfBoundsException.class, () -> image.example(3));
    assertThrows(IndexOutOfBoundsException.class, () -> label.label(-1));
    assertThrows(IllegalArgumentException.class, () -> image.label(0));
  }

  @Test
  void refusesMoreThanOneBufferCanHold() {
    assertThrows(
        DataException.class, () -> Column.allocate(ElementType.FLOAT32, List.of(1024, 1024), 1024));
  }

  @Test
  void splitsKeepColumnsTogether() {
    Split split = Split.of("train", image, label);
    Split rows = split.rows(new int[] {2, 1});
    assertEquals(2, rows.count());
    assertEquals(300, rows.column("label").label(0));
    assertEquals(image.example(2), rows.column("image").example(0));
    assertEquals(1, split.prefix(1).column("label").count());
    assertThrows(IllegalArgumentException.class, () -> Split.of("train", column(2), label));
    assertEquals(
        "split train has no column mask; it has [image, label]",
        assertThrows(DataException.class, () -> split.column("mask")).getMessage());
    assertEquals(
        "data set d has no split val; it has [train]",
        assertThrows(DataException.class, () -> DataSet.of("d", 2, List.of(), split).split("val"))
            .getMessage());
  }
}
