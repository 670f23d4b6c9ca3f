package org.altgrad.data.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.altgrad.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFileTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};

  @TempDir private Path dir;
  private Path path;
  private CachedFile file;
  private final AtomicInteger made = new AtomicInteger();

  @BeforeEach
  void name() {
    path = dir.resolve("sets").resolve("a.rgb");
    file = new CachedFile(path, CONTENT.length);
  }

  private ByteBuffer content() {
    return file.content(
        out -> {
          made.incrementAndGet();
          out.write(CONTENT);
        });
  }

  @Test
  void isMadeOnce() throws IOException {
    assertEquals(ByteBuffer.wrap(CONTENT), content());
    assertEquals(ByteBuffer.wrap(CONTENT), content());
    assertEquals(1, made.get());
    assertEquals(CONTENT.length + 32, Files.size(path));
    try (Stream<Path> files = Files.list(path.getParent())) {
      List<String> names = files.map(p -> p.getFileName().toString()).sorted().toList();
      assertEquals(List.of(".fetch.lock", "a.rgb"), names);
    }
  }

  /** A flipped bit, a flipped bit of the checksum, a missing end, something behind it. */
  @Test
  void isMadeAgainIfItIsDamaged() throws IOException {
    content();
    byte[] whole = Files.readAllBytes(path);
    int damages = 0;
    for (int at : new int[] {0, 4, 5, 36}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(path, damaged);
      assertEquals(ByteBuffer.wrap(CONTENT), content());
      assertEquals(2 + damages++, made.get());
    }
    for (int length : new int[] {0, 5, 36, 38}) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertEquals(ByteBuffer.wrap(CONTENT), content());
      assertEquals(2 + damages++, made.get());
    }
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    DataException failure =
        assertThrows(
            DataException.class,
            () ->
                file.content(
                    out -> {
                      out.write(CONTENT);
                      throw new IOException("No space left on device");
                    }));
    assertEquals(
        "cannot write "
            + path
            + " (No space left on device); name another directory with data.root=… or"
            + " ALTGRAD_DATA",
        failure.getMessage());
    try (Stream<Path> files = Files.list(path.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void tooLittleSpaceIsSaidBeforehand() {
    CachedFile large = new CachedFile(path, 100L << 20);
    DataException failure =
        assertThrows(
            DataException.class,
            () -> large.content(out -> made.incrementAndGet(), folder -> 150L << 20));
    assertEquals(
        path.toAbsolutePath().getParent()
            + ": must have 164 MB of free space for a.rgb but has 150; name another directory with"
            + " data.root=… or ALTGRAD_DATA",
        failure.getMessage());
    assertEquals(0, made.get());
    assertTrue(Files.notExists(path));
  }
}
