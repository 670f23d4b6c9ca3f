package org.altgrad.base;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories that are made for something to come, and go again, empty, if it does not. */
public final class MadeDirectories implements AutoCloseable {
  /** The deepest first. */
  private final List<Path> made = new ArrayList<>();

  private boolean kept;

  /** Makes a directory and those above it that are missing. */
  public MadeDirectories(Path directory) throws IOException {
    for (Path next = directory.toAbsolutePath();
        next != null && Files.notExists(next);
        next = next.getParent()) {
      made.add(next);
    }
    try {
      Files.createDirectories(directory);
    } catch (NoSuchFileException | AccessDeniedException e) {
      close();
      Path missing = Path.of(e.getFile());
      throw Durable.named(e, missing, missing);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** What was to come is there. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() {
    if (kept) {
      return;
    }
    try {
      for (Path directory : made) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // Another process has something in it by now, or it may not be deleted.
    }
  }
}
