package org.altgrad.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.OutputFile;

/**
 * A figure's files where nobody said which.
 *
 * @param files all of them
 * @param anew whether they were written now; else they were there, and are the same
 */
record FigureFiles(List<Path> files, boolean anew) {
  FigureFiles {
    files = List.copyOf(files);
  }

  /**
   * Writes files under a name or, where that is taken by others, under the first of {@code name-2},
   * {@code name-3}, ... that is free or holds the same already.
   *
   * @param endings all of these must be free, such as {@code .png}
   * @param contents of the files by their endings
   */
  static FigureFiles write(
      Path directory, String name, List<String> endings, Map<String, byte[]> contents) {
    for (int n = 1; ; n++) {
      String candidate = n == 1 ? name : name + "-" + n;
      List<Path> files =
          contents.keySet().stream().map(ending -> directory.resolve(candidate + ending)).toList();
      boolean free = Places.free(directory, candidate, endings).endsWith(candidate);
      if (free) {
        contents.forEach(
            (ending, bytes) ->
                OutputFile.write(directory.resolve(candidate + ending), bytes, false));
      }
      if (free || holds(directory.resolve(candidate), contents)) {
        return new FigureFiles(files, free);
      }
    }
  }

  private static boolean holds(Path base, Map<String, byte[]> contents) {
    return contents.entrySet().stream()
        .allMatch(entry -> holds(Path.of(base + entry.getKey()), entry.getValue()));
  }

  private static boolean holds(Path file, byte[] bytes) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == bytes.length
          && Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      return false; // whatever it is, it stays
    }
  }
}
