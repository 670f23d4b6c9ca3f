package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
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
  private static final String STUDY = "study.yaml";

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
    boolean ours =
        Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
            && (Runs.isRun(place) || Sweep.isSweep(place) || Files.exists(place.resolve(STUDY)));
    if (!ours) {
      throw new RunException(
          place
              + " is no directory of a run, a sweep or a study"
              + (Files.isSymbolicLink(place) ? " but a link" : "")
              + "; see altgrad ls");
    }
    if (Runs.anyIn(place).stream().anyMatch(FiledRun::busy)
        || SweepDirectory.isOne(place) && new SweepDirectory(place).busy()) {
      throw new RunException(place + " is being worked on; stop it first");
    }
  }

  /** Directories that go together, or are only listed. */
  static final class Removal {
    private final PrintWriter out;
    private final List<Path> all = new ArrayList<>();
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
      bytes += size;
      all.add(place);
    }

    int end(boolean yes) {
      if (all.isEmpty()) {
        out.println("nothing to delete");
      } else if (yes) {
        all.forEach(Removal::delete);
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

    private static void delete(Path place) {
      try {
        Durable.deleteTree(place);
      } catch (IOException e) {
        throw new UncheckedIOException(place + " cannot be deleted", e);
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
