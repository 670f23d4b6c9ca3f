package org.altgrad.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.altgrad.data.DataException;
import org.altgrad.data.Provenance;
import org.altgrad.data.catalogue.Checksum;
import org.altgrad.data.catalogue.DataFile;
import org.altgrad.data.format.ContentStream;
import org.altgrad.data.format.Fingerprint;

/**
 * A file of the catalogue at the place where it was found.
 *
 * @param file what it should be
 * @param path where it is; empty if it is part of this program
 * @param source the path, or {@code bundled} and the name of the resource
 */
public record Located(DataFile file, Optional<Path> path, String source) {
  private static final String BUNDLED = "bundled ";

  static Located at(DataFile file, Path path) {
    return new Located(file, Optional.of(path), path.toString());
  }

  static Located bundled(String dataSet, DataFile file) {
    return new Located(file, Optional.empty(), BUNDLED + dataSet + "/" + file.name() + ".gz");
  }

  /** Opens it for one pass that ends in {@link #verify(ContentStream)}; gunzips if need be. */
  public ContentStream open() {
    InputStream in;
    try {
      in = path.isPresent() ? Files.newInputStream(path.get()) : resource();
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(source, DataException.reason(e)), e);
    }
    boolean md5 = file.checksum().kind() == Checksum.HashKind.MD5;
    return ContentStream.of(source, in, file.unpacked(), md5);
  }

  /** Its content in a direct buffer; what it is worth, {@link #verify(ContentStream)} says. */
  public ByteBuffer read(ContentStream in) {
    return in.readUpTo(Math.toIntExact(file.bytes()));
  }

  /**
   * Reads what is left of the stream and compares the whole content with the catalogue.
   *
   * @throws DataException that names the file, the expected and the found checksum
   */
  public Provenance verify(ContentStream in) {
    Fingerprint found = in.finish(file.bytes());
    mismatch(found)
        .ifPresent(
            difference -> {
              throw new DataException(
                  "%s is not the %s of the catalogue: %s; replace or delete it"
                      .formatted(source, file.name(), difference));
            });
    return new Provenance(file.name(), found.sha256(), found.bytes(), source);
  }

  /** Reads and compares the whole file. */
  public Provenance verify() {
    try (ContentStream in = open()) {
      return verify(in);
    }
  }

  /** Reads and compares the whole file, just downloaded. */
  void verifyDownload() {
    try (ContentStream in = open()) {
      mismatch(in.finish(file.bytes()))
          .ifPresent(
              difference -> {
                throw new DataException(
                    "what it sent is not %s: %s".formatted(file.name(), difference));
              });
    }
  }

  private Optional<String> mismatch(Fingerprint found) {
    Checksum expected = file.checksum();
    if (found.bytes() > file.bytes()) {
      return Optional.of(
          "expected %d bytes with %s, found more bytes than that"
              .formatted(file.bytes(), expected));
    }
    Checksum actual =
        new Checksum(
            expected.kind(),
            expected.kind() == Checksum.HashKind.MD5 ? found.md5() : found.sha256());
    return actual.equals(expected) && found.bytes() == file.bytes()
        ? Optional.empty()
        : Optional.of(
            "expected %d bytes with %s, found %d bytes with %s"
                .formatted(file.bytes(), expected, found.bytes(), actual));
  }

  private InputStream resource() throws IOException {
    String name = "/org/altgrad/data/bundled/" + source.substring(BUNDLED.length());
    InputStream in = Located.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("this build of the program lacks the resource " + name);
    }
    return in;
  }
}
