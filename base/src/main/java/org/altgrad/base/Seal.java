package org.altgrad.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256, in hex, of what has to be known again: whose it is, and that nobody has changed it. */
public final class Seal {
  private static final int CHUNK = 1 << 16;

  private Seal() {}

  /** Of a file's bytes. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Of a text, whichever ends its lines have. */
  public static String ofText(String text) {
    return of(text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Of what keys say, in whichever order they are written.
   *
   * @param owner of them; another's are not the same
   */
  public static String ofValues(String owner, Map<String, ?> values) {
    StringBuilder text = new StringBuilder(owner).append('\n');
    new TreeMap<>(values).forEach((key, value) -> text.append(key + "=" + value + "\n"));
    return ofText(text.toString());
  }

  /** What a seal is made by. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
