package org.altgrad.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Bytes that belong to a data set and are neither examples nor numbers: a vocabulary, the names of
 * its factors.
 */
public sealed interface Attachment {
  /** Its name, such as {@code vocabulary}. */
  String name();

  /** Where it came from, with its checksum. */
  Provenance provenance();

  /**
   * The bytes.
   *
   * @throws DataException if they are a file's that has changed
   */
  byte[] content();

  /** The bytes as UTF-8. */
  default String text() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  /**
   * Bytes in memory.
   *
   * @param source how they were made
   */
  static Attachment of(String name, byte[] content, String source) {
    ByteBuffer bytes = ByteBuffer.wrap(content.clone()).asReadOnlyBuffer();
    return new Bytes(name, bytes, Provenance.of(name, source, bytes));
  }

  /** Lines of text in memory. */
  static Attachment lines(String name, List<String> lines, String source) {
    return of(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8), source);
  }

  /**
   * A file, which stays on the disk and must not change as long as the data set is in use.
   *
   * @throws DataException if it cannot be read
   */
  static Attachment of(String name, Path file) {
    byte[] content = File.read(file);
    return new File(name, file, Provenance.of(name, file.toString(), ByteBuffer.wrap(content)));
  }

  /** Bytes in memory. */
  record Bytes(String name, ByteBuffer bytes, Provenance provenance) implements Attachment {
    @Override
    public byte[] content() {
      byte[] content = new byte[bytes.remaining()];
      bytes.duplicate().get(content);
      return content;
    }
  }

  /** A file. */
  record File(String name, Path path, Provenance provenance) implements Attachment {
    @Override
    public byte[] content() {
      byte[] content = read(path);
      Provenance found = Provenance.of(name, provenance.source(), ByteBuffer.wrap(content));
      if (!found.equals(provenance)) {
        throw new DataException(
            "%s has changed since the data set was loaded: expected SHA-256 %s, found %s"
                .formatted(path, provenance.sha256(), found.sha256()));
      }
      return content;
    }

    private static byte[] read(Path path) {
      try {
        return Files.readAllBytes(path);
      } catch (IOException e) {
        throw new DataException("cannot read %s (%s)".formatted(path, DataException.reason(e)), e);
      }
    }
  }
}
