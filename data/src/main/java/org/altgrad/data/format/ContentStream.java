package org.altgrad.data.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.altgrad.data.DataException;

/**
 * The content of a file, gunzipped if need be, hashed on the way: a file is read once, and parsed
 * and verified in that one pass. All failures are {@link DataException}s that name the file.
 */
public final class ContentStream extends InputStream {
  private static final int CHUNK = 1 << 16;

  private final String file;
  private final InputStream in;
  private final MessageDigest sha256 = digest("SHA-256");
  private final MessageDigest md5;
  private final boolean gunzipped;
  private long count;

  private ContentStream(String file, InputStream in, boolean gunzipped, boolean md5) {
    this.file = file;
    this.in = in;
    this.gunzipped = gunzipped;
    this.md5 = md5 ? digest("MD5") : null;
  }

  /**
   * Takes over a file's stream.
   *
   * @param file its name for messages
   * @param unpack whether to gunzip it if it begins like a gzip file
   * @param md5 whether to compute that checksum, too
   */
  public static ContentStream of(String file, InputStream in, boolean unpack, boolean md5) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(in, CHUNK);
      buffered.mark(2);
      boolean gzip = unpack && buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      return new ContentStream(
          file, gzip ? new GZIPInputStream(buffered, CHUNK) : buffered, gzip, md5);
    } catch (IOException e) {
      closeQuietly(in);
      throw failure(file, e);
    }
  }

  /** The file's name for messages. */
  public String file() {
    return file;
  }

  /** Whether the file was stored compressed. */
  public boolean gunzipped() {
    return gunzipped;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) {
    try {
      int n = in.read(bytes, from, length);
      if (n > 0) {
        count += n;
        sha256.update(bytes, from, n);
        if (md5 != null) {
          md5.update(bytes, from, n);
        }
      }
      return n;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Fills the array, or fails because the file ends too early. */
  public void readFully(byte[] bytes) {
    if (readUpTo(bytes, bytes.length) < bytes.length) {
      throw new DataException("%s is cut off: it ends after %d bytes".formatted(file, count));
    }
  }

  /** Reads {@code bytes} bytes into a direct buffer, or fails because the file ends too early. */
  public ByteBuffer readFully(int bytes) {
    ByteBuffer content = readUpTo(bytes);
    if (content.remaining() < bytes) {
      throw new DataException("%s is cut off: it ends after %d bytes".formatted(file, count));
    }
    return content;
  }

  /** Reads {@code bytes} bytes into a direct buffer, or as many as there are. */
  public ByteBuffer readUpTo(int bytes) {
    ByteBuffer content = ByteBuffer.allocateDirect(bytes);
    byte[] chunk = new byte[Math.min(CHUNK, bytes)];
    int n = 1;
    while (content.hasRemaining() && n > 0) {
      n = readUpTo(chunk, Math.min(chunk.length, content.remaining()));
      content.put(chunk, 0, n);
    }
    return content.flip();
  }

  /**
   * Reads what is left and gives size and checksums of the whole content; to be called once.
   *
   * @param limit stop after that many bytes: enough to know that the content is too long
   */
  public Fingerprint finish(long limit) {
    byte[] chunk = new byte[CHUNK];
    while (count <= limit && read(chunk, 0, CHUNK) >= 0) {
      // hashing is all there is to do
    }
    return new Fingerprint(count, hex(sha256), md5 == null ? "" : hex(md5));
  }

  @Override
  public void close() {
    closeQuietly(in);
  }

  /** The sentence for a file that cannot be read. */
  static DataException failure(String file, Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    boolean damaged = cause instanceof EOFException || cause instanceof ZipException;
    return new DataException(
        damaged
            ? "%s is cut off or damaged (%s)".formatted(file, DataException.reason(cause))
            : "cannot read %s (%s)".formatted(file, DataException.reason(cause)),
        e);
  }

  private int readUpTo(byte[] bytes, int length) {
    int n = 0;
    while (n < length) {
      int more = read(bytes, n, length - n);
      if (more < 0) {
        break;
      }
      n += more;
    }
    return n;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // read to the end or given up: nothing depends on it
    }
  }
}
