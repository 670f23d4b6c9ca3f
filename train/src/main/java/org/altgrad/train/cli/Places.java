package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import picocli.CommandLine.Parameters;

/** Runs that a command looks at. */
final class Places {
  @Parameters(
      paramLabel = "RUN|SWEEP",
      arity = "1..*",
      description = "Run directories, or directories with runs in them.")
  private List<Path> places = new ArrayList<>();

  List<Path> paths() {
    return List.copyOf(places);
  }

  /**
   * Reads the runs, and says which of those below the places cannot be read and why, what had to be
   * forgiven, and which are no part of them.
   */
  static RunSet read(List<Path> places, PrintWriter err) {
    return read(places, line -> err.println("altgrad: note: " + line));
  }

  /** The same for notes that go elsewhere too. */
  static RunSet read(List<Path> places, Consumer<String> note) {
    RunSet runs = Aside.leftOut(Runs.readable(places, note).apart(), places, note);
    runs.notes().forEach(note);
    return runs;
  }

  /**
   * A name that no file has yet: the name itself, or the first free one of {@code name-2}, {@code
   * name-3}, ...
   *
   * @param endings all of these must be free, such as {@code .png}
   */
  static Path free(Path directory, String name, List<String> endings) {
    for (int n = 1; ; n++) {
      String candidate = n == 1 ? name : name + "-" + n;
      boolean taken =
          endings.stream()
              .anyMatch(
                  e -> Files.exists(directory.resolve(candidate + e), LinkOption.NOFOLLOW_LINKS));
      if (!taken) {
        return directory.resolve(candidate);
      }
    }
  }
}
