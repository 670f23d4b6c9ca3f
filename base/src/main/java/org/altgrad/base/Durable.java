package org.altgrad.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Writing that survives a crash: a file is either the old one or the new one. */
public final class Durable {
  private Durable() {}

  /** Writes a text file whole, or leaves the old one and nothing else. */
  public static void write(Path path, String text) {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes. */
  public static void write(Path path, byte[] content) {
    write(path, content, "");
  }

  /** The same where other processes may write that file at once. */
  public static void writeAmongOthers(Path path, byte[] content) {
    write(path, content, "." + UUID.randomUUID());
  }

  private static void write(Path path, byte[] content, String own) {
    try {
      Path file = Links.followed(path);
      Path temporary = file.resolveSibling("." + file.getFileName() + own + ".tmp");
      boolean opened = false;
      boolean there = false;
      try {
        try (FileChannel channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
          opened = true;
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        rename(temporary, file);
        there = true;
      } catch (IOException e) {
        throw named(e, temporary, file);
      } finally {
        if (opened && !there) {
          Files.deleteIfExists(temporary);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be written", e);
    }
  }

  /** Writes a file whole, in a directory that is made if it is missing, or nothing of both. */
  public static void writeBelow(Path path, byte[] content) {
    try (MadeDirectories above = new MadeDirectories(path.toAbsolutePath().getParent())) {
      write(path, content);
      above.keep();
    } catch (IOException e) {
      throw new UncheckedIOException(path.getParent() + " cannot be made", e);
    }
  }

  /** Renames within a directory, replacing what is there, and makes the renaming last. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(to.toAbsolutePath().getParent());
  }

  /** Brings a file's contents to the disk. */
  public static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every file system can; the renaming itself has happened.
    }
  }

  /**
   * Makes a directory with its content in one step, where there is none or an empty one.
   *
   * @param replace whether it takes the place of one that is not empty, which goes when it is there
   * @param content fills it
   * @return what the content returned; empty if there is a directory with files already
   */
  public static <R> Optional<R> born(Path path, boolean replace, Function<Path, R> content)
      throws IOException {
    Path place = path.toAbsolutePath();
    try (MadeDirectories above = new MadeDirectories(place.getParent())) {
      Optional<R> made = bornIn(place, replace, content);
      above.keep();
      return made;
    }
  }

  private static <R> Optional<R> bornIn(Path place, boolean replace, Function<Path, R> content)
      throws IOException {
    UUID id = UUID.randomUUID();
    Path unborn = place.resolveSibling(".unborn-" + id);
    Path old = place.resolveSibling(".old-" + id);
    try {
      Files.createDirectory(unborn);
      R made = content.apply(unborn);
      if (replace && Files.exists(place)) {
        rename(place, old);
      }
      rename(unborn, place);
      deleteTree(old);
      return Optional.of(made);
    } catch (UncheckedIOException e) {
      IOException why = named(e.getCause(), unborn, place);
      String told = String.valueOf(e.getMessage());
      throw told.equals(e.getCause().toString())
          ? new UncheckedIOException(why)
          : new UncheckedIOException(named(told, unborn, place), why);
    } catch (FileSystemException e) {
      if (Files.exists(old) && Files.notExists(place)) {
        rename(old, place);
        throw named(e, unborn, place);
      }
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw named(e, unborn, place);
    } finally {
      deleteTree(unborn);
    }
  }

  /** Deletes a directory with all that is in it, if it exists. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** That a file cannot be read, and why; the file is named once. */
  public static String cannotRead(Path file, IOException e) {
    String why = reason(e);
    String own = file + " ";
    return file
        + ": cannot read: "
        + (why.startsWith(own) ? "it " + why.substring(own.length()) : why);
  }

  /** What went wrong, in words; no name of an exception, which says nothing to a user. */
  public static String reason(IOException e) {
    String message = e.getMessage();
    if (e instanceof FileAlreadyExistsException) {
      return message + " is in the way";
    }
    if (e instanceof NoSuchFileException) {
      return message + " is not there";
    }
    if (e instanceof AccessDeniedException) {
      return message + " may not be accessed";
    }
    if (e instanceof NotDirectoryException) {
      return message + " is no directory";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return message + " is not empty";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    if (e instanceof UnknownHostException) {
      return "no host is known by the name " + message;
    }
    if (message == null) {
      return e instanceof EOFException ? "it ends too early" : words(e);
    }
    boolean nameAlone = e instanceof FileSystemException file && file.getReason() == null;
    return nameAlone && e.getClass() != FileSystemException.class
        ? message + ": " + words(e)
        : message;
  }

  /** The same of one whose message says which file and what could not be done, its cause why. */
  public static String reason(UncheckedIOException e) {
    String why = reason(e.getCause());
    return e.getCause().toString().equals(e.getMessage()) ? why : e.getMessage() + ": " + why;
  }

  /** The first line of an exception's message; empty without one. */
  public static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** What the name of an exception says that has no message. */
  public static String words(Throwable e) {
    String name = e.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    return name.isEmpty()
        ? "no reason is known"
        : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /**
   * A failure to write, told without the name of a file that is there for a moment only.
   *
   * @param temporary what is written first
   * @param known what users know of, beside it
   */
  public static IOException named(IOException e, Path temporary, Path known) {
    if (e instanceof FileSystemException own && temporary.toString().equals(own.getFile())) {
      if (e instanceof NoSuchFileException
          || e instanceof AccessDeniedException && !Files.exists(temporary)) {
        Path above = known.toAbsolutePath().getParent();
        return new IOException(
            Files.isDirectory(above) ? "nothing can be made in " + above : above + " is not there",
            e);
      }
      if (own.getReason() != null) {
        return new IOException(own.getReason(), e);
      }
    }
    String message = String.valueOf(e.getMessage());
    String told = named(message, temporary, known);
    return told.equals(message) ? e : new IOException(named(reason(e), temporary, known), e);
  }

  private static String named(String text, Path temporary, Path known) {
    return text.replace(temporary.toString(), known.toString())
        .replace(temporary.getFileName().toString(), known.getFileName().toString());
  }
}
