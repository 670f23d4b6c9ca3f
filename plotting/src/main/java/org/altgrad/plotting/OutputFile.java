package org.altgrad.plotting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.base.MadeDirectories;

/** Writes a file whole or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Writes bytes beside the target and moves them into place.
   *
   * @param file the target; missing parent directories are created, and go if it cannot be written
   * @param bytes the whole content
   * @param replace whether an existing file may be replaced
   * @throws PlotException if the file exists and must not be replaced, or cannot be written
   */
  public static void write(Path file, byte[] bytes, boolean replace) {
    Path target = requireFree(file, replace);
    try (MadeDirectories above = directory(target.toAbsolutePath().getParent())) {
      Path temporary =
          target.toAbsolutePath().resolveSibling(".writing-" + UUID.randomUUID() + ".tmp");
      try {
        try {
          Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW);
          shareReadable(temporary);
        } catch (IOException e) {
          throw Durable.named(e, temporary, target);
        }
        if (replace) {
          Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
          // A link fails when the name is taken, which a move does not promise.
          linkOrMove(temporary, target);
        }
        above.keep();
      } finally {
        deleteQuietly(temporary);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw new PlotException(file + ": cannot write: " + Durable.reason(e), e);
    }
  }

  /**
   * Writes text as UTF-8; see {@link #write(Path, byte[], boolean)}.
   *
   * @param file the target
   * @param text the whole content
   * @param replace whether an existing file may be replaced
   */
  public static void write(Path file, String text, boolean replace) {
    write(file, text.getBytes(StandardCharsets.UTF_8), replace);
  }

  /**
   * Fails early, before any work, when {@link #write} would refuse.
   *
   * @param file the target
   * @param replace whether an existing file may be replaced
   * @return where it leads: a link stays, and what it names is written
   */
  public static Path requireFree(Path file, boolean replace) {
    if (Files.isDirectory(file)) {
      throw new PlotException(file + ": is a directory; name a file");
    }
    if (!replace && Files.exists(file)) {
      throw exists(file);
    }
    try {
      return Links.followed(file);
    } catch (IOException e) {
      throw new PlotException(file + ": " + Durable.reason(e), e);
    }
  }

  private static MadeDirectories directory(Path directory) throws IOException {
    try {
      return new MadeDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new PlotException(e.getFile() + ": must be a directory but is a file", e);
    }
  }

  private static PlotException exists(Path file) {
    return new PlotException(
        file + ": exists already; choose another name, or replace it with --force");
  }

  private static void linkOrMove(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException e) {
      Files.move(from, to);
    }
  }

  /** Temporary files are private to their owner; a result is not. */
  private static void shareReadable(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (UnsupportedOperationException e) {
      // A file system without POSIX permissions has nothing to set.
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Left behind: a hidden file, harmless beside the error that is already on its way.
    }
  }
}
