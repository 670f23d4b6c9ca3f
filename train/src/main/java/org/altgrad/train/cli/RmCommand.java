package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad rm}. */
@Command(
    name = "rm",
    description = "Deletes runs, sweeps and studies, after a list of what would go.",
    sortOptions = false)
final class RmCommand implements Callable<Integer> {
  /** So many files that are not a run's are named. */
  private static final int NAMED = 5;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      paramLabel = "RUN|SWEEP|STUDY",
      arity = "1..*",
      description = "Directories of a run, a sweep or a study each.")
  private List<Path> places = List.of();

  @Option(names = "--yes", description = "Delete them; without it they are only listed.")
  private boolean yes;

  @Override
  public Integer call() {
    places.forEach(RmCommand::requireOurs);
    Removal removal = new Removal(spec.commandLine().getOut());
    places.forEach(removal::add);
    return removal.end(yes);
  }

  /** Nothing but what this program has made is deleted. */
  private static void requireOurs(Path place) {
    if (!Files.isSymbolicLink(place)) {
      RunDirectory.requireDirectory(place, "the directory of a run, a sweep or a study");
    }
    if (!ours(place)) {
      throw new RunException(
          place
              + " is no directory of a run, a sweep or a study"
              + (Files.isSymbolicLink(place) ? " but a link" : "")
              + "; see "
              + ShellCommand.of("ls"));
    }
    if (Runs.anyIn(place).stream().anyMatch(FiledRun::busy)
        || SweepDirectory.isOne(place) && new SweepDirectory(place).busy()) {
      throw new RunException(place + " is being worked on; stop it first");
    }
  }

  private static boolean ours(Path place) {
    return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
        && (Runs.isRun(place)
            || Sweep.isSweep(place)
            || Files.exists(place.resolve(StudyFile.NAME)));
  }

  /** Directories that go together, or are only listed. */
  static final class Removal {
    private final PrintWriter out;

    /** Each with what is kept of it. */
    private final Map<Path, List<Path>> all = new LinkedHashMap<>();

    private long bytes;

    Removal(PrintWriter out) {
      this.out = out;
    }

    void add(Path place) {
      long size = size(place);
      int runs = Runs.isRun(place) ? 1 : Runs.anyIn(place).size();
      out.println(
          String.format(
              Locale.ROOT,
              "%8.1f MB  %s%s",
              size / 1e6,
              place,
              runs > 1 ? ", " + runs + " runs" : ""));
      List<Path> foreign = ours(place) ? ForeignFiles.in(place) : List.of();
      if (!foreign.isEmpty()) {
        out.println(
            String.format(
                Locale.ROOT,
                "             but %s, which no run has written%s",
                foreign.stream().limit(NAMED).map(Path::toString).collect(Collectors.joining(", ")),
                foreign.size() > NAMED ? ", and " + (foreign.size() - NAMED) + " more" : ""));
      }
      bytes += size - foreign.stream().mapToLong(Removal::size).sum();
      all.put(place, foreign);
    }

    int end(boolean yes) {
      if (all.isEmpty()) {
        out.println("nothing to delete");
      } else if (yes) {
        all.forEach(Removal::delete);
        all.values().stream()
            .flatMap(List::stream)
            .forEach(kept -> out.println("             " + kept + " is kept"));
        out.println(text("deleted"));
      } else {
        out.println(text("would be deleted; add --yes"));
      }
      out.flush();
      return 0;
    }

    private String text(String what) {
      return String.format(Locale.ROOT, "%8.1f MB  %s", bytes / 1e6, what);
    }

    private static void delete(Path place, List<Path> kept) {
      try {
        if (kept.isEmpty()) {
          Durable.deleteTree(place);
          return;
        }
        for (Path entry : entries(place)) {
          List<Path> within = kept.stream().filter(path -> path.startsWith(entry)).toList();
          if (!within.contains(entry)) {
            delete(entry, within);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(place + " cannot be deleted", e);
      }
    }

    private static List<Path> entries(Path place) throws IOException {
      try (Stream<Path> all = Files.list(place)) {
        return all.toList();
      }
    }

    /** Bytes of all files below a place; links count as nothing. */
    private static long size(Path place) {
      try (Stream<Path> files = Files.walk(place)) {
        return files
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .mapToLong(file -> file.toFile().length())
            .sum();
      } catch (IOException e) {
        throw new UncheckedIOException(place + " cannot be read", e);
      }
    }
  }
}
