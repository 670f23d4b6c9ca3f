package org.altgrad.data.fetch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import org.altgrad.base.Durable;
import org.altgrad.data.DataException;
import org.altgrad.data.Provenance;

/**
 * Generated content that is kept on the disk: content of a known length, and behind it its SHA-256.
 * It is written whole or not at all, by one process at a time, and made again if it is damaged.
 *
 * @param path where it is; its folder need not exist
 * @param bytes length of the content
 */
public record CachedFile(Path path, long bytes) {
  private static final int SUM = 32;

  /** What is left free on the disk. */
  private static final long RESERVE = 64L << 20;

  private static final String ADVICE = "name another directory with data.root=… or ALTGRAD_DATA";

  /** Writes the content; always the same. */
  @FunctionalInterface
  public interface Maker {
    void write(OutputStream out) throws IOException;
  }

  /** Tells the free space of the disk that a folder is on. */
  @FunctionalInterface
  interface Space {
    long of(Path folder) throws IOException;
  }

  /**
   * The content, made first if need be.
   *
   * @throws DataException if it cannot be written, or there is too little space for it
   */
  public ByteBuffer content(Maker maker) {
    return content(maker, CachedFile::usable);
  }

  ByteBuffer content(Maker maker, Space space) {
    Optional<ByteBuffer> there = read();
    if (there.isPresent()) {
      return there.get();
    }
    Path folder = path.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure("cannot create " + folder, e);
    }
    // Another process may have made it while this one waited.
    return FolderLock.whileHolding(folder, () -> read().orElseGet(() -> make(maker, space)));
  }

  private ByteBuffer make(Maker maker, Space space) {
    Path folder = path.toAbsolutePath().getParent();
    Path temporary = folder.resolve("." + path.getFileName() + ".tmp");
    try {
      long free = space.of(folder);
      long needed = bytes + SUM + RESERVE;
      if (free < needed) {
        throw new DataException(
            "%s: must have %d MB of free space for %s but has %d; %s"
                .formatted(folder, needed >> 20, path.getFileName(), free >> 20, ADVICE));
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
        maker.write(out);
      }
      String sum;
      try (FileChannel channel = FileChannel.open(temporary)) {
        sum = sha256(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      }
      Files.write(temporary, HexFormat.of().parseHex(sum), StandardOpenOption.APPEND);
      Durable.sync(temporary);
      Durable.rename(temporary, path);
    } catch (IOException e) {
      throw failure("cannot write " + path, Durable.named(e, temporary, path));
    } finally {
      delete(temporary);
    }
    return read().orElseThrow(() -> failure("cannot read back " + path, null));
  }

  /** The content if it is there, of the right length and undamaged. */
  private Optional<ByteBuffer> read() {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() != bytes + SUM) {
        return Optional.empty();
      }
      ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes + SUM);
      ByteBuffer content = all.slice(0, (int) bytes);
      byte[] sum = new byte[SUM];
      all.get((int) bytes, sum);
      return sha256(content).equals(HexFormat.of().formatHex(sum))
          ? Optional.of(content)
          : Optional.empty();
    } catch (IOException e) {
      throw failure("cannot read " + path, e);
    }
  }

  private static String sha256(ByteBuffer content) {
    return Provenance.of("", "", content).sha256();
  }

  private static long usable(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return store.getUsableSpace();
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // What made it fail has been said; the next writer replaces the file.
    }
  }

  private static DataException failure(String what, Throwable e) {
    String reason = e == null ? "" : " (" + DataException.reason(e) + ")";
    return new DataException(what + reason + "; " + ADVICE, e);
  }
}
