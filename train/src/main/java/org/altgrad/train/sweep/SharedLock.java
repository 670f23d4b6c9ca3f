package org.altgrad.train.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.base.Pause;
import org.altgrad.train.run.RunException;

/**
 * A lock that holds between machines, on network file systems too: a file of its own that a process
 * links to a name that can exist once. Processes of one machine queue for a lock of the system's
 * first, which ends with its holder.
 *
 * <p>The file says whose it is. One whose process is gone is taken away at once where that can be
 * told, and otherwise when the same one has stood for {@link #GRACE}: whoever holds the lock does
 * so for the time of one write.
 */
final class SharedLock implements AutoCloseable {
  /** After this time a lock that never changes, of another machine, has lost its owner. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final long MOMENT_MILLIS = 5;

  private final Path file;
  private final FileChannel queue;
  private final String content;

  private SharedLock(Path file, FileChannel queue, String content) {
    this.file = file;
    this.queue = queue;
    this.content = content;
  }

  /** Takes the lock of a directory, when it is free. */
  static SharedLock take(Path directory, Owner self) {
    Path file = directory.resolve(".journal.lock");
    String id = UUID.randomUUID().toString();
    String content = JsonText.line(java.util.Map.of("id", id, "owner", self.toMap()));
    Path own = directory.resolve(".journal." + id);
    try {
      FileChannel queue = queue(directory.resolve(".journal.queue"));
      try {
        Files.writeString(own, content);
        String other = "";
        long since = System.nanoTime();
        while (!linked(own, file)) {
          String now = read(file);
          if (!now.equals(other)) {
            other = now;
            since = System.nanoTime();
          }
          if (!now.isEmpty() && gone(now, self, since)) {
            remove(file, now);
          }
          Pause.millis(MOMENT_MILLIS);
        }
        return new SharedLock(file, queue, content);
      } catch (IOException | RuntimeException e) {
        queue.close();
        throw e;
      } finally {
        Files.deleteIfExists(own);
      }
    } catch (IOException e) {
      throw new RunException(
          directory
              + ": its journal cannot be locked: "
              + Durable.reason(Durable.named(e, own, file)),
          e);
    }
  }

  private static FileChannel queue(Path file) throws IOException {
    FileChannel queue = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    while (true) {
      try {
        queue.lock();
        return queue;
      } catch (OverlappingFileLockException e) {
        Pause.millis(MOMENT_MILLIS); // another thread of this process
      } catch (IOException e) {
        return queue; // a file system without them
      }
    }
  }

  /** Whether the name is ours now; an answer that was lost on its way counts by what is there. */
  private static boolean linked(Path own, Path file) throws IOException {
    try {
      Files.createLink(file, own);
      return true;
    } catch (FileAlreadyExistsException e) {
      return read(file).equals(read(own));
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      if (Files.exists(file)) {
        return false;
      }
      try {
        // A file system without links.
        Files.writeString(file, read(own), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return true;
      } catch (FileAlreadyExistsException there) {
        return false;
      }
    }
  }

  private static boolean gone(String content, Owner self, long since) {
    Optional<Owner> owner = Optional.empty();
    try {
      owner =
          JsonText.parse(content) instanceof java.util.Map<?, ?> map
              ? Owner.of(map.get("owner"))
              : Optional.empty();
    } catch (IllegalArgumentException e) {
      // half a file, where links are not known
    }
    return owner
        .flatMap(other -> other.alive(self))
        .map(alive -> !alive)
        .orElseGet(() -> System.nanoTime() - since > GRACE.toNanos());
  }

  /** Takes a lock away that is still the one that was looked at. */
  private static void remove(Path file, String content) throws IOException {
    Path aside = file.resolveSibling(".journal.gone-" + UUID.randomUUID());
    try {
      Files.move(file, aside);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!read(aside).equals(content)) {
      linked(aside, file); // somebody was faster and has the lock now
    }
    Files.deleteIfExists(aside);
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Whether nobody has taken it away from a process that stood still. */
  boolean held() {
    try {
      return read(file).equals(content);
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }

  @Override
  public void close() {
    try (queue) {
      if (held()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new RunException(file + " cannot be released: " + Durable.reason(e), e);
    }
  }
}
