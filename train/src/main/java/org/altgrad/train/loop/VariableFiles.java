package org.altgrad.train.loop;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.altgrad.base.Durable;
import org.tensorflow.exceptions.TensorFlowException;

/** Files of variables, which TensorFlow writes: it says in several lines that there is no room. */
public final class VariableFiles {
  private static final String PROBE = ".room";

  private VariableFiles() {}

  /**
   * Lets TensorFlow write, where there is room.
   *
   * @param folder that is there
   * @param bytes of the variables
   * @throws UncheckedIOException if the file system does not take them, with a reason of one line
   */
  public static void write(Path folder, long bytes, Runnable writing) {
    try {
      requireRoom(folder, bytes);
      writing.run();
    } catch (TensorFlowException e) {
      throw new UncheckedIOException(new IOException(reason(e), e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireRoom(Path folder, long bytes) throws IOException {
    FileStore store = Files.getFileStore(folder);
    long free = store.getUsableSpace();
    // Some file systems do not know how large they are.
    if (store.getTotalSpace() > 0 && free < bytes) {
      throw new IOException(
          "No space left on device (%d bytes are needed, %d are free)".formatted(bytes, free));
    }
    Path probe = folder.resolve(PROBE);
    try (RandomAccessFile file = new RandomAccessFile(probe.toFile(), "rw")) {
      file.setLength(bytes); // what a process may write has a limit as well; takes no space
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** What TensorFlow says, without its file of the moment and its node. */
  static String reason(TensorFlowException e) {
    String first = Durable.firstLine(e).strip();
    return first.replaceFirst("^/.*; (?=[^;]+$)", "");
  }
}
