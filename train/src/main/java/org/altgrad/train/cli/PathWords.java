package org.altgrad.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Completes paths. A run directory is a whole word; other directories end in a slash. */
final class PathWords {
  private static final String OUTPUTS = "outputs/";

  private PathWords() {}

  /** The path that a word means: the shell has not replaced {@code ~} yet. */
  static Path path(String word) {
    return Path.of(
        word.startsWith("~/") ? System.getProperty("user.home") + word.substring(1) : word);
  }

  /**
   * @param files whether files are wanted besides directories
   */
  static List<String> complete(String word, boolean files) {
    int slash = word.lastIndexOf('/') + 1;
    String head = word.substring(0, slash);
    String tail = word.substring(slash);
    try {
      if (word.isEmpty() && !files && Files.isDirectory(Path.of(OUTPUTS))) {
        return List.of(OUTPUTS);
      }
      try (Stream<Path> entries = Files.list(path(head))) {
        return entries
            .filter(entry -> entry.getFileName().toString().startsWith(tail))
            .filter(entry -> !tail.isEmpty() || !entry.getFileName().toString().startsWith("."))
            .filter(entry -> files || Files.isDirectory(entry))
            .map(entry -> head + entry.getFileName() + ending(entry))
            .sorted()
            .toList();
      }
    } catch (IOException | InvalidPathException nothingThere) {
      return List.of();
    }
  }

  private static String ending(Path entry) {
    boolean whole = !Files.isDirectory(entry) || Files.exists(entry.resolve("config.yaml"));
    return whole ? "" : "/";
  }
}
