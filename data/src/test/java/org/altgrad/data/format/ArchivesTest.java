package org.altgrad.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.altgrad.data.DataException;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  private static final Archives.ArchiveLimits LIMITS = new Archives.ArchiveLimits(10, 1000, 2000);

  @TempDir private Path root;
  private Path folder;
  private Path target;

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectory(root.resolve("folder"));
    target = folder.resolve("target");
  }

  @Test
  void unpacksTarGz() throws IOException {
    Archives.extract(
        write(TarFixture.targz(Map.of("a/b.txt", bytes("hello"), "./c.txt", bytes("you")))),
        target,
        LIMITS);
    assertEquals("hello", Files.readString(target.resolve("a/b.txt")));
    assertEquals("you", Files.readString(target.resolve("c.txt")));
  }

  @Test
  void unpacksZip() throws IOException {
    Archives.extract(write(zip("a/b.txt", 5)), target, LIMITS);
    assertEquals("xxxxx", Files.readString(target.resolve("a/b.txt")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/tmp/evil",
        "C:/evil",
        "a\\..\\..\\evil",
        "..",
        "./../evil"
      })
  void refusesPathsThatLeaveTheFolder(String name) throws IOException {
    assertRefused(TarFixture.targz(Map.of(name, bytes("x"))), "the archive is not safe");
    assertRefused(zip(name, 1), "the archive is not safe");
    assertFalse(Files.exists(folder.resolve("evil")));
    assertFalse(Files.exists(root.resolve("evil")));
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK
      })
  void refusesLinksAndSpecialFiles(byte kind) throws IOException {
    assertRefused(TarFixture.special("link", kind, "/etc/passwd"), "is a link or a special file");
  }

  @Test
  void refusesLinksInZip() throws IOException {
    Path archive = root.resolve("archive");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
      ZipArchiveEntry entry = new ZipArchiveEntry("link");
      entry.setUnixMode(0120777);
      zip.putArchiveEntry(entry);
      zip.write(bytes("/etc/passwd"));
      zip.closeArchiveEntry();
    }
    assertRefused(Files.readAllBytes(archive), "is a link or a special file");
  }

  @Test
  void refusesLargeEntries() throws IOException {
    assertRefused(
        TarFixture.targz(Map.of("big", new byte[1001])),
        "entry big unpacks to more than the 1000 bytes allowed");
    assertRefused(zip("big", 1001), "entry big unpacks to more than the 1000 bytes allowed");
  }

  @Test
  void refusesManyLargeEntriesTogether() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a", new byte[900]);
    files.put("b", new byte[900]);
    files.put("c", new byte[900]);
    assertRefused(TarFixture.targz(files), "entry c unpacks to more than the 200 bytes allowed");
  }

  @Test
  void refusesManyEntries() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      files.put("file" + i, new byte[0]);
    }
    assertRefused(TarFixture.targz(files), "has more than the 10 entries allowed");
  }

  @Test
  void aVisitorThatSkipsContentIsProtectedToo() throws IOException {
    byte[] bomb = TarFixture.targz(Map.of("bomb", new byte[1_000_000]));
    String message =
        assertThrows(
                DataException.class,
                () ->
                    Archives.visitTar(
                        new ByteArrayInputStream(bomb), "bomb.tgz", LIMITS, (n, in) -> {}))
            .getMessage();
    assertTrue(message.startsWith("bomb.tgz unpacks to more than"), message);
  }

  @Test
  void refusesAFileThatComesTwice() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a", bytes("1"));
    files.put("./a", bytes("2"));
    assertRefused(TarFixture.targz(files), "has a twice");
  }

  @Test
  void refusesCutArchives() throws IOException {
    byte[] random = new byte[900];
    new java.util.Random(1).nextBytes(random);
    byte[] whole = TarFixture.targz(Map.of("a", random));
    for (int length : new int[] {3, 100, whole.length / 2, whole.length - 9}) {
      assertRefused(Arrays.copyOf(whole, length), "archive");
    }
    assertRefused(bytes("this is no archive at all, but a text"), "is not an archive");
    assertRefused(bytes("PK but not a zip archive"), "archive");
  }

  /** Java looks at no checksum of a zip file by itself; gzip's is always looked at. */
  @Test
  void refusesChangedContent() throws IOException {
    byte[] zip = zip("a", 5, 0);
    zip[new String(zip, StandardCharsets.ISO_8859_1).indexOf("xxxxx") + 2]++;
    assertRefused(zip, "entry a is damaged: its CRC-32 must be ");
    byte[] gzip = TarFixture.targz(Map.of("a", bytes("hello")));
    gzip[gzip.length - 8]++;
    assertRefused(gzip, "is cut off or damaged");
  }

  @Test
  void doesNotTouchAnExistingFolder() throws IOException {
    Files.createDirectory(target);
    Path archive = write(zip("a", 1));
    String message =
        assertThrows(DataException.class, () -> Archives.extract(archive, target, LIMITS))
            .getMessage();
    assertTrue(message.endsWith("exists already"), message);
  }

  /** Refused with that message, and nothing is left. */
  private void assertRefused(byte[] content, String message) throws IOException {
    Path archive = write(content);
    String actual =
        assertThrows(DataException.class, () -> Archives.extract(archive, target, LIMITS))
            .getMessage();
    assertTrue(actual.contains(message) && actual.contains(archive.toString()), actual);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(root.resolve("archive"), content);
  }

  private static byte[] zip(String name, int size) throws IOException {
    return zip(name, size, 9);
  }

  private static byte[] zip(String name, int size, int level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(level);
      zip.putNextEntry(new ZipEntry(name));
      zip.write("x".repeat(size).getBytes());
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes();
  }
}
