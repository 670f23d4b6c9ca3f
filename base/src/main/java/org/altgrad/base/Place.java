package org.altgrad.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files and directories that a user names. */
public final class Place {
  /** Two slips in a shorter name may be any other name. */
  private static final int LONG = 5;

  private Place() {}

  /**
   * What is wrong with a place that is no directory, in the words that all commands have for it:
   * {@code x: no such directory; name a run directory}, with the directory beside it that was
   * probably meant, if one is called nearly so.
   *
   * @param place as it was typed
   * @param right completes "name"
   * @return empty if it is a directory
   */
  public static Optional<String> wrong(Path place, String right) {
    if (Files.isDirectory(place)) {
      return Optional.empty();
    }
    String what = Files.exists(place) ? "not a directory" : "no such directory";
    String meant = near(place).map(near -> "did you mean " + near + "? ").orElse("");
    return Optional.of(place + ": " + what + "; " + meant + "name " + right);
  }

  /** What a path leads to in place of what it should: completes "must be a file but". */
  public static String found(Path place) {
    if (Files.exists(place)) {
      return Files.isDirectory(place)
          ? "is a directory"
          : Files.isRegularFile(place) ? "is a file" : "is neither a file nor a directory";
    }
    Path above = place.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    boolean file = above != null && !Files.isDirectory(above);
    return "is not there" + (file ? ", for " + above + " is no directory" : "");
  }

  /** The directory beside a missing one whose name is a slip away. */
  private static Optional<Path> near(Path place) {
    Path name = place.getFileName();
    Path parent = place.toAbsolutePath().getParent();
    if (name == null || parent == null || name.toString().length() < LONG || Files.exists(place)) {
      return Optional.empty();
    }
    try (Stream<Path> beside = Files.list(parent)) {
      List<String> names =
          beside.filter(Files::isDirectory).map(p -> p.getFileName().toString()).sorted().toList();
      return Nearest.to(name.toString(), names).map(place::resolveSibling);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
