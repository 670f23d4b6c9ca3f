package org.altgrad.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.altgrad.base.Seal;

/**
 * Where one file of a data set came from.
 *
 * @param file the file's name, for instance {@code train-images-idx3-ubyte}
 * @param sha256 SHA-256 of its content (after gunzip, if it is stored compressed), lower-case hex;
 *     for an archive of many files that of the archive itself
 * @param bytes size of that content
 * @param source path, {@code bundled}, or how it was generated; plus a remark where the content is
 *     not the canonical one
 */
public record Provenance(String file, String sha256, long bytes, String source) {

  /** Of content in memory, one part after the other. */
  public static Provenance of(String file, String source, ByteBuffer... parts) {
    MessageDigest digest = Seal.digest();
    long bytes = 0;
    for (ByteBuffer part : parts) {
      bytes += part.remaining();
      digest.update(part.duplicate());
    }
    return new Provenance(file, HexFormat.of().formatHex(digest.digest()), bytes, source);
  }
}
