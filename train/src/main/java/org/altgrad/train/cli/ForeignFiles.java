package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.plotting.runs.Runs;

/**
 * What lies in the directory of a run, a sweep or a study and is not its own: somebody has put it
 * there, and it stays where runs are deleted.
 */
final class ForeignFiles {
  /** Names of what a run has. */
  private static final Pattern OF_RUN =
      Pattern.compile(
          "(config|overrides|run|result|notes|members)[.]yaml(-[0-9]+)?([.]damaged(-[0-9]+)?)?"
              + "|metrics[.]csv|run[.]log|console[.]log|[.]lock"
              + "|checkpoints|figures|recordings|samples|export|events[.]out[.]tfevents[.].*"
              + "|[.].*[.]tmp|[.]unborn-.*");

  /** Of a sweep or a study besides. */
  private static final Pattern OF_SWEEP =
      Pattern.compile(
          "(sweep|definition|stacks|study)[.]yaml|journal[.]jsonl|points[.]zip|[.]journal[.].*"
              + "|workers|slurm|[.]stacks|[.]aside|graph-.*[.]log|launcher.*[.]log|runs"
              + "|table[.](csv|md)|checks[.]md|[.]lock|figures|report[.]html|[.].*[.]tmp|[.]unborn-.*");

  private ForeignFiles() {}

  /**
   * Files and directories that are nobody's, by their paths.
   *
   * @param place of a run, a sweep or a study
   */
  static List<Path> in(Path place) {
    if (Runs.isRun(place)) {
      return list(place).filter(entry -> !OF_RUN.matcher(name(entry)).matches()).toList();
    }
    Set<String> names = list(place).map(ForeignFiles::name).collect(Collectors.toSet());
    return list(place).flatMap(entry -> below(entry, names)).toList();
  }

  private static Stream<Path> below(Path entry, Set<String> beside) {
    String name = name(entry);
    boolean directory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    if (directory && Runs.isRun(entry)) {
      return in(entry).stream();
    }
    if (directory && name.equals("runs")) {
      return list(entry).flatMap(run -> Runs.isRun(run) ? in(run).stream() : Stream.of(run));
    }
    return OF_SWEEP.matcher(name).matches() || drawn(name, beside) ? Stream.of() : Stream.of(entry);
  }

  /** A figure of a study: a table of its numbers and pictures of one name. */
  private static boolean drawn(String name, Set<String> beside) {
    String stem = name.replaceFirst("[.](csv|png|svg|pdf)$", "");
    return !stem.equals(name)
        && beside.contains(stem + ".csv")
        && (beside.contains(stem + ".png") || beside.contains(stem + ".svg"));
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  private static Stream<Path> list(Path place) {
    try (Stream<Path> all = Files.list(place)) {
      return all.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be read", e);
    }
  }
}
