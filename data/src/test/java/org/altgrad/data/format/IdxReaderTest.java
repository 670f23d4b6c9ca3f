package org.altgrad.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.altgrad.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
  /** Two images of 2x3 bytes. */
  private static final byte[] GOOD = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) 255
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsRawAndCompressedFiles(boolean compressed) throws IOException {
    IdxArray array = IdxReader.read(file(compressed ? gzip(GOOD) : GOOD));
    assertEquals(List.of(2, 2, 3), array.shape());
    assertEquals(12, array.data().remaining());
    assertEquals(7, array.data().get(6));
    assertEquals(255, array.data().get(11) & 0xff);
    assertEquals(array, IdxReader.parse(direct(GOOD), "memory"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void readsOtherRanks(int rank) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * rank + 2).putInt(0x800 + rank).putInt(2);
    for (int axis = 1; axis < rank; axis++) {
      bytes.putInt(1);
    }
    bytes.put((byte) 42).put((byte) 43);
    IdxArray array = IdxReader.read(file(bytes.array()));
    assertEquals(rank, array.shape().size());
    assertEquals(43, array.data().get(1));
  }

  @Test
  void refusesEveryCutFile() throws IOException {
    for (int length = 0; length < GOOD.length; length++) {
      byte[] cut = Arrays.copyOf(GOOD, length);
      assertRefused(cut, "", "");
      assertParseRefused(cut);
    }
  }

  @Test
  void refusesEveryCutCompressedFile() throws IOException {
    byte[] whole = gzip(GOOD);
    for (int length = 1; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "", "");
    }
    assertRefused(Arrays.copyOf(whole, whole.length - 12), "is cut off", "");
  }

  @Test
  void refusesTrailingBytes() throws IOException {
    byte[] longer = Arrays.copyOf(GOOD, GOOD.length + 1);
    assertRefused(longer, "has more bytes than the 12 elements of its shape [2, 2, 3]", "");
    assertRefused(gzip(longer), "has more bytes than the 12 elements", "");
    assertParseRefused(longer);
  }

  @Test
  void refusesWrongMagic() throws IOException {
    assertRefused(with(0, 0x89), "is not an IDX file: it begins with bytes 89 00", "");
    assertRefused(with(2, 0x0d), "elements of IDX type 0d; only 08 (unsigned bytes)", "");
    assertRefused(with(3, 0), "has 0 axes", "1 to 4");
    assertRefused(with(3, 5), "has 5 axes", "1 to 4");
  }

  @Test
  void refusesHugeHeadersBeforeAllocating() throws IOException {
    // 2^31 images of 28x28 and the largest sizes that fit the header.
    ByteBuffer images = ByteBuffer.allocate(16 + 784);
    images.putInt(0x803).putInt(0x80000000).putInt(28).putInt(28);
    assertRefused(images.array(), "claims the shape [2147483648, 28, 28]", "can hold");
    assertRefused(gzip(images.array()), "claims the shape [2147483648, 28, 28]", "can hold");
    ByteBuffer largest = ByteBuffer.allocate(20).putInt(0x804);
    largest.putInt(-1).putInt(-1).putInt(-1).putInt(-1);
    assertRefused(largest.array(), "claims the shape [4294967295", "can hold");
    // 65536^4 is 0 in 64 bits.
    ByteBuffer wraps = ByteBuffer.allocate(20).putInt(0x804);
    wraps.putInt(65536).putInt(65536).putInt(65536).putInt(65536);
    assertRefused(wraps.array(), "claims the shape [65536", "can hold");
    assertRefused(with(4, 0x70), "claims the shape [1879048194, 2, 3]", "can hold");
  }

  @Test
  void refusesEmptyAxes() throws IOException {
    assertRefused(with(7, 0), "claims a size of 0 on axis 0", "");
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path missing = folder.resolve("missing");
    String message = assertThrows(DataException.class, () -> IdxReader.read(missing)).getMessage();
    assertTrue(message.startsWith("cannot read " + missing), message);
  }

  private void assertRefused(byte[] content, String contained, String alsoContained)
      throws IOException {
    Path file = file(content);
    String message = assertThrows(DataException.class, () -> IdxReader.read(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains(contained) && message.contains(alsoContained), message);
  }

  private static void assertParseRefused(byte[] content) {
    String message =
        assertThrows(DataException.class, () -> IdxReader.parse(direct(content), "digits"))
            .getMessage();
    assertTrue(message.startsWith("digits "), message);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  private static byte[] with(int index, int value) {
    byte[] changed = GOOD.clone();
    changed[index] = (byte) value;
    return changed;
  }

  private static ByteBuffer direct(byte[] content) {
    return ByteBuffer.allocateDirect(content.length).put(content).flip();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
