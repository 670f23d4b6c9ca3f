package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.altgrad.base.Durable;
import org.altgrad.base.Place;
import org.altgrad.plotting.PlotException;

/** Finds run directories. */
public final class Runs {
  /** What was typed for a run; with a configuration and without provenance it has not begun. */
  private static final String OVERRIDES = "overrides.yaml";

  private static final String RESULT = "result.yaml";

  /** With one of these beside it the one of configuration and provenance was not alone. */
  private static final List<String> TRACES = List.of(OVERRIDES, "metrics.csv", RESULT);

  private Runs() {}

  /**
   * Finds and reads all runs in and under the given directories, in the order given and by name
   * below each. Links are followed; hidden directories are skipped. Runs that a sweep or study has
   * filed and not begun are among them, and those that have lost their configuration or provenance.
   *
   * @param places run directories, sweep directories or any directory above them
   * @return at least one run; each directory once
   * @throws PlotException if a place does not exist, or no run is found in it, or a file is
   *     malformed
   */
  public static RunSet read(List<Path> places) {
    return new RunSet(find(places).stream().map(Run::readOwn).toList()).settled();
  }

  /**
   * The same without runs below the given directories that cannot be read, metrics and results
   * included. Those that are given by their own directories must be readable.
   *
   * @param lost takes a line for each run that is left out
   * @throws PlotException as {@link #read}, and if no run can be read
   */
  public static RunSet readable(List<Path> places, Consumer<String> lost) {
    Set<Path> named = new LinkedHashSet<>();
    places.stream().filter(Runs::isRun).forEach(place -> named.addAll(find(place)));
    List<Run> runs = new ArrayList<>();
    List<PlotException> refused = new ArrayList<>();
    for (Path directory : find(places)) {
      try {
        runs.add(Run.readable(directory));
      } catch (PlotException e) {
        if (named.contains(directory)) {
          throw e;
        }
        refused.add(e);
      }
    }
    if (runs.isEmpty()) {
      throw refused.get(0);
    }
    refused.forEach(e -> lost.accept("left out a run: " + e.getMessage()));
    return new RunSet(runs).settled();
  }

  /** Finds the directories of runs as {@link #read} does, and does not read them. */
  public static Set<Path> find(List<Path> places) {
    Set<Path> found = new LinkedHashSet<>();
    for (Path place : places) {
      found.addAll(find(place));
    }
    if (found.isEmpty()) {
      throw new PlotException("no runs: name a run directory or a directory above some");
    }
    return found;
  }

  /** The directories of runs in and under a place, perhaps none. */
  public static Set<Path> anyIn(Path place) {
    return search(place, new ArrayList<>());
  }

  /** Whether a directory is that of a run. */
  public static boolean isRun(Path directory) {
    return Files.isRegularFile(directory.resolve(Run.CONFIG))
        && (Files.isRegularFile(directory.resolve(Run.INFO))
            || Files.isRegularFile(directory.resolve(OVERRIDES)));
  }

  private static Set<Path> find(Path place) {
    List<Path> halves = new ArrayList<>();
    Set<Path> found = search(place, halves);
    if (found.isEmpty()) {
      String hint =
          halves.isEmpty()
              ? ""
              : "; " + halves.get(0) + " has only one of the two, so is none: put the other back";
      throw new PlotException(
          place + ": no run in it: a run directory has " + Run.INFO + " and " + Run.CONFIG + hint);
    }
    return found;
  }

  private static Set<Path> search(Path place, List<Path> halves) {
    Place.wrong(place, "a run directory or one above it")
        .ifPresent(
            what -> {
              throw new PlotException(what);
            });
    Set<Path> found = new TreeSet<>();
    try {
      Path root = place.toRealPath();
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Finder(root, found, halves));
    } catch (IOException e) {
      throw new PlotException(place + ": cannot search: " + Durable.reason(e), e);
    }
    return found;
  }

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Set<Path> found;
    private final List<Path> halves;

    Finder(Path root, Set<Path> found, List<Path> halves) {
      this.root = root;
      this.found = found;
      this.halves = halves;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
        throws IOException {
      if (!dir.equals(root) && dir.getFileName().toString().startsWith(".")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      boolean info = Files.isRegularFile(dir.resolve(Run.INFO));
      boolean config = Files.isRegularFile(dir.resolve(Run.CONFIG));
      boolean waits =
          config
              && Files.isRegularFile(dir.resolve(OVERRIDES))
              && !Files.exists(dir.resolve(Run.INFO), LinkOption.NOFOLLOW_LINKS)
              && !Files.exists(dir.resolve(RESULT));
      boolean lost =
          info != config
              && TRACES.stream().anyMatch(name -> Files.isRegularFile(dir.resolve(name)));
      if (info && config || waits || lost) {
        found.add(dir.toRealPath());
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (info || config) {
        halves.add(dir);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
