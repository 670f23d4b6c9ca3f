package org.altgrad.train.sweep;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Durable;
import org.altgrad.train.run.RunException;

/**
 * {@code journal.jsonl}: what has happened, a line each, to which is only ever added. A line counts
 * when it is whole; what a process that was killed has left of one is cut off by whoever writes
 * next, under the lock.
 */
final class Journal {
  static final String FILE = "journal.jsonl";

  private final Path file;

  /** Bytes and lines that were read before. */
  private long read;

  private long lines;

  Journal(Path directory) {
    this.file = directory.resolve(FILE);
  }

  Path file() {
    return file;
  }

  /** Whether a file has a whole line: before that nothing has happened. */
  static boolean begun(Path file) {
    if (!Files.isRegularFile(file)) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS); // whoever reads it says what it is
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // the same
    }
  }

  /** Whether there is more than was read. */
  boolean grown() {
    return Files.exists(file) && file.toFile().length() != read;
  }

  /**
   * The whole lines that were not read before.
   *
   * @throws RunException if one of them is none of a journal's, or what was read is not there
   */
  List<Event> more() {
    if (!Files.isRegularFile(file)) {
      if (read == 0 && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return List.of();
      }
      throw damaged("must be the sweep's journal but is none");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < read) {
        throw damaged("must have at least " + read + " bytes, as before, but has " + size);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) (size - read));
      while (buffer.hasRemaining() && channel.read(buffer, read + buffer.position()) >= 0) {
        // on to the end
      }
      byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
      int whole = bytes.length;
      while (whole > 0 && bytes[whole - 1] != '\n') {
        whole--;
      }
      List<Event> events = new ArrayList<>();
      for (String line : new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n")) {
        if (!line.isEmpty()) {
          lines++;
          events.add(event(line));
        }
      }
      read += whole;
      return events;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }

  private Event event(String line) {
    try {
      return Event.parse(line);
    } catch (IllegalArgumentException e) {
      throw new RunException(
          file + ":" + lines + ": must be an event but is damaged; put the sweep's own back", e);
    }
  }

  private RunException damaged(String why) {
    return new RunException(file + " " + why + "; put the sweep's own back");
  }

  /** Adds lines behind what was read, under the lock, and brings them to the disk. */
  void append(List<Event> events, SharedLock lock) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.line()).append('\n'));
    if (text.isEmpty()) {
      return;
    }
    if (!lock.held()) {
      throw new RunException(file + ": this process stood still and has lost its lock; try again");
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(read); // what is torn
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      channel.position(read);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }
}
