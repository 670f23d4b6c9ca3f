package org.altgrad.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Files in zip archives, whose checksums Java does not look at by itself. */
public final class ZipContent {
  private ZipContent() {}

  /**
   * Reads one file of an archive.
   *
   * @throws ZipException if it is not what was put in, saying so of the file
   */
  public static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
    byte[] content;
    try (InputStream in = zip.getInputStream(entry)) {
      content = in.readAllBytes();
    } catch (IOException e) {
      throw damaged(entry.getName(), Durable.reason(e), e);
    }
    CRC32 sum = new CRC32();
    sum.update(content);
    requireSum(entry.getName(), entry.getCrc(), sum.getValue());
    return content;
  }

  /**
   * Refuses a file of an archive that is not what was put in.
   *
   * @param wanted checksum in the archive's directory
   * @param found that of what was read
   */
  public static void requireSum(String name, long wanted, long found) throws ZipException {
    if (wanted != found) {
      throw damaged(name, "its CRC-32 must be %08x but is %08x".formatted(wanted, found), null);
    }
  }

  private static ZipException damaged(String name, String why, IOException cause) {
    ZipException e = new ZipException("%s is damaged: %s".formatted(name, why));
    e.initCause(cause);
    return e;
  }
}
