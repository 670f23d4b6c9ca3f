package org.altgrad.data.format;

import java.io.ByteArrayInputStream;

/**
 * Size and checksums of some content.
 *
 * @param bytes its size
 * @param sha256 lower-case hex
 * @param md5 lower-case hex; empty if it was not asked for
 */
public record Fingerprint(long bytes, String sha256, String md5) {

  /** That of bytes in memory, without MD5. */
  public static Fingerprint of(byte[] content) {
    try (ContentStream in =
        ContentStream.of("memory", new ByteArrayInputStream(content), false, false)) {
      return in.finish(content.length);
    }
  }
}
