package org.altgrad.data.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.altgrad.data.DataException;

/**
 * Lets one thread of one process at a time write to a folder. The operating system frees the lock
 * when its holder dies; the empty file {@code .fetch.lock} stays, since deleting it would let a
 * third process lock a new file of that name while the second holds the old one.
 */
public final class FolderLock {
  private static final long POLL_MILLIS = 100;

  private FolderLock() {}

  /** Waits until the folder is free and does the work while holding it. */
  public static <T> T whileHolding(Path folder, Supplier<T> work) {
    Path file = folder.resolve(".fetch.lock");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (!tryLock(channel)) {
        Thread.sleep(POLL_MILLIS);
      }
      return work.get();
    } catch (IOException e) {
      throw new DataException(
          "cannot write to %s (%s); name another directory with data.root=… or ALTGRAD_DATA"
              .formatted(folder, DataException.reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(
          "interrupted while waiting for another process that writes to " + folder, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process
    }
  }
}
