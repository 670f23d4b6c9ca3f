package org.altgrad.data.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.altgrad.base.Durable;
import org.altgrad.base.ZipContent;
import org.altgrad.data.DataException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads tar, tar.gz and zip archives that are not trusted: names that leave the target, links,
 * devices and more or larger files than the limits allow are refused.
 */
public final class Archives {

  /**
   * What an archive may unpack to.
   *
   * @param entries number of files and folders
   * @param entryBytes size of one file
   * @param totalBytes size of all files together
   */
  public record ArchiveLimits(int entries, long entryBytes, long totalBytes) {}

  /** Receives the files of an archive one by one. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param name the file's path in the archive, relative, with {@code /}
     * @param content its content, to be read before returning as far as wanted
     */
    void file(String name, InputStream content) throws IOException;
  }

  private static final int TAR_BLOCK = 512;

  private Archives() {}

  /**
   * Visits the files of a tar or tar.gz archive in their order.
   *
   * @param archive its name for messages
   * @param in its content; read to the end, but not closed
   * @throws DataException if it is damaged, unsafe or beyond the limits
   */
  public static void visitTar(
      InputStream in, String archive, ArchiveLimits limits, Visitor visitor) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
      buffered.mark(2);
      boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      // Headers and padding count, too: an archive of nothing but headers must end as well.
      long whole = limits.totalBytes() + (limits.entries() + 20L) * 4 * TAR_BLOCK;
      InputStream plain =
          new BoundedStream(
              gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered, archive, whole);
      TarArchiveInputStream tar = new TarArchiveInputStream(plain);
      Guard guard = new Guard(archive, limits);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        byte kind = entry.getLinkFlag();
        boolean plainFile = kind == TarArchiveEntry.LF_NORMAL || kind == TarArchiveEntry.LF_OLDNORM;
        String name = guard.admit(entry.getName(), entry.isDirectory() || plainFile);
        if (entry.isSparse()) {
          throw new DataException("%s: entry %s is a sparse file".formatted(archive, name));
        }
        if (!entry.isDirectory()) {
          visitor.file(name, guard.bounded(tar, name));
        }
      }
      plain.transferTo(OutputStream.nullOutputStream());
      guard.finish();
    } catch (IOException | IllegalArgumentException e) {
      throw ContentStream.failure(archive, e);
    }
  }

  /**
   * Visits the files of a zip archive in their order.
   *
   * @throws DataException if it is damaged, unsafe or beyond the limits
   */
  public static void visitZip(Path archive, ArchiveLimits limits, Visitor visitor) {
    String file = archive.toString();
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      Guard guard = new Guard(file, limits);
      Iterator<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder().asIterator();
      while (entries.hasNext()) {
        ZipArchiveEntry entry = entries.next();
        int type = entry.getUnixMode() & 0170000;
        boolean plain = type == 0 || type == 0100000 || type == 0040000;
        String name = guard.admit(entry.getName(), plain && !entry.isUnixSymlink());
        if (!entry.isDirectory()) {
          CRC32 sum = new CRC32();
          try (InputStream content = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            InputStream bounded = guard.bounded(content, name);
            visitor.file(name, bounded);
            bounded.transferTo(OutputStream.nullOutputStream());
          }
          ZipContent.requireSum("entry " + name, entry.getCrc(), sum.getValue());
        }
      }
      guard.finish();
    } catch (IOException | IllegalArgumentException e) {
      throw ContentStream.failure(file, e);
    }
  }

  /**
   * Unpacks an archive into a new folder, which appears only when it is complete.
   *
   * @param archive a tar, tar.gz, tgz or zip file, told by its first bytes
   * @param target must not exist
   * @throws DataException if it exists or the archive is damaged, unsafe or beyond the limits
   */
  public static void extract(Path archive, Path target, ArchiveLimits limits) {
    Path folder = target.toAbsolutePath().normalize();
    if (Files.exists(folder)) {
      throw new DataException("cannot unpack %s: %s exists already".formatted(archive, folder));
    }
    Path part = folder.resolveSibling(folder.getFileName() + ".part" + UUID.randomUUID());
    try {
      Files.createDirectories(folder.getParent());
      Files.createDirectory(part);
      extractInto(archive, part, limits);
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      throw new DataException(
          "%s has %s twice".formatted(archive, part.relativize(Path.of(e.getFile()))), e);
    } catch (IOException e) {
      String why = DataException.reason(Durable.named(e, part, folder));
      throw new DataException("cannot unpack %s to %s (%s)".formatted(archive, folder, why), e);
    } finally {
      deleteTree(part);
    }
  }

  private static void extractInto(Path archive, Path folder, ArchiveLimits limits)
      throws IOException {
    Visitor write =
        (name, content) -> {
          Path file = folder.resolve(name).normalize();
          if (!file.startsWith(folder)) {
            throw new DataException("%s: entry %s leaves the folder".formatted(archive, name));
          }
          Files.createDirectories(file.getParent());
          try {
            Files.copy(content, file);
          } catch (FileAlreadyExistsException e) {
            throw new DataException("%s has %s twice".formatted(archive, name), e);
          }
        };
    try (InputStream in = Files.newInputStream(archive)) {
      byte[] magic = in.readNBytes(2);
      if (magic.length == 2 && magic[0] == 'P' && magic[1] == 'K') {
        visitZip(archive, limits, write);
        return;
      }
    }
    try (InputStream in = Files.newInputStream(archive)) {
      visitTar(in, archive.toString(), limits, write);
    }
  }

  private static void deleteTree(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // the name ends in .part and a number: nothing takes it for data
    }
  }

  /** Checks names and counts what has been unpacked. */
  private static final class Guard {
    private final String archive;
    private final ArchiveLimits limits;
    private int entries;
    private long bytes;

    Guard(String archive, ArchiveLimits limits) {
      this.archive = archive;
      this.limits = limits;
    }

    /** The entry's name without a leading {@code ./}. */
    String admit(String name, boolean plain) {
      if (++entries > limits.entries()) {
        throw new DataException(
            "%s has more than the %d entries allowed".formatted(archive, limits.entries()));
      }
      String path = name.startsWith("./") ? name.substring(2) : name;
      boolean unsafe =
          path.startsWith("/")
              || path.indexOf('\\') >= 0
              || path.indexOf('\0') >= 0
              || path.matches("[A-Za-z]:.*")
              || List.of(path.split("/")).contains("..");
      if (unsafe) {
        throw new DataException(
            "%s: entry '%s' has an absolute path or leaves the folder; the archive is not safe"
                .formatted(archive, name));
      }
      if (!plain) {
        throw new DataException(
            "%s: entry '%s' is a link or a special file; only files and folders are accepted"
                .formatted(archive, name));
      }
      return path;
    }

    /** A text or a page looks like a tar archive without entries. */
    void finish() {
      if (entries == 0) {
        throw new DataException(archive + " is not an archive, or has nothing in it");
      }
    }

    InputStream bounded(InputStream in, String name) {
      long left = limits.totalBytes() - bytes;
      long bound = Math.min(limits.entryBytes(), left);
      return new BoundedStream(in, archive + ": entry " + name, bound) {
        @Override
        void counted(int n) {
          bytes += n;
        }
      };
    }
  }

  /** A stream that fails instead of giving more than its bound. */
  private static class BoundedStream extends InputStream {
    private final InputStream in;
    private final String what;
    private final long bound;
    private long count;

    BoundedStream(InputStream in, String what, long bound) {
      this.in = in;
      this.what = what;
      this.bound = bound;
    }

    void counted(int n) {}

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int n = in.read(bytes, from, length);
      if (n > 0) {
        count += n;
        counted(n);
        if (count > bound) {
          throw new DataException(
              "%s unpacks to more than the %d bytes allowed".formatted(what, bound));
        }
      }
      return n;
    }
  }
}
