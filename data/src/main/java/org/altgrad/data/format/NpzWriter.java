package org.altgrad.data.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.altgrad.data.Column;

/** Writes arrays as NumPy's {@code savez_compressed} does. */
public final class NpzWriter implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final ZipOutputStream zip;

  /** Writes to a stream, which is closed with it. */
  public NpzWriter(OutputStream out) {
    zip = new ZipOutputStream(out);
  }

  /** Adds the numbers of a column as they are stored: [count, ...shape]. */
  public void add(String name, Column column) throws IOException {
    List<Long> shape = new ArrayList<>(List.of((long) column.count()));
    column.shape().forEach(axis -> shape.add((long) axis));
    String type =
        switch (column.type()) {
          case UINT8 -> "|u1";
          case INT32 -> little() ? "<i4" : ">i4";
          case FLOAT32 -> little() ? "<f4" : ">f4";
        };
    add(name, type, shape, column.data());
  }

  /**
   * Adds numbers.
   *
   * @param whole write them as 64-bit whole numbers, not as 32-bit floating-point ones
   */
  public void add(String name, List<Long> shape, double[] numbers, boolean whole)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(numbers.length * (whole ? 8 : 4));
    data.order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      if (whole) {
        data.putLong((long) number);
      } else {
        data.putFloat((float) number);
      }
    }
    add(name, whole ? "<i8" : "<f4", shape, data.flip());
  }

  /** Adds words: {@code U5} of at most five letters. */
  public void add(String name, List<String> words) throws IOException {
    List<int[]> letters = words.stream().map(word -> word.codePoints().toArray()).toList();
    int most = Math.max(1, letters.stream().mapToInt(word -> word.length).max().orElse(1));
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(4 * most, words.size()));
    data.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < words.size(); i++) {
      int[] word = letters.get(i);
      data.position(4 * most * i);
      for (int letter : word) {
        data.putInt(letter);
      }
    }
    add(name, "<U" + most, List.of((long) words.size()), data.rewind());
  }

  private void add(String name, String type, List<Long> shape, ByteBuffer data) throws IOException {
    String axes = shape.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ",";
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    zip.write(NpyArray.header(type, axes));
    byte[] block = new byte[BLOCK];
    while (data.hasRemaining()) {
      int next = Math.min(BLOCK, data.remaining());
      data.get(block, 0, next);
      zip.write(block, 0, next);
    }
    zip.closeEntry();
  }

  private static boolean little() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
