package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.altgrad.base.Nearest;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code altgrad sweep retry}. */
@Command(
    name = "retry",
    description =
        "Lets workers take failed runs again, and those that are missing or damaged if they are"
            + " named, and go on with a sweep that was stopped.",
    sortOptions = false)
final class SweepRetryCommand implements Callable<Integer> {
  /** So many names are advice enough. */
  private static final int MOST_NAMED = 20;

  /** Where runs stand of which something is gone. */
  private static final Set<Phase> LOST = Set.of(Phase.MISSING, Phase.DAMAGED);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Parameters(
      index = "1..*",
      paramLabel = "RUN",
      description =
          "Names, or numbers, of runs that failed, are missing or damaged; default: all that"
              + " failed, and lines say which are missing or damaged. What is there of a damaged"
              + " run is kept.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    SweepDirectory directory = place.open();
    SweepState state = directory.state();
    List<Job> failed =
        state.jobs().stream()
            .filter(job -> state.of(job.run()).phase() == Phase.FAILED)
            .filter(job -> directory.damaged(job).isEmpty())
            .toList();
    List<Job> possible =
        state.jobs().stream()
            .filter(job -> failed.contains(job) || LOST.contains(directory.phase(job)))
            .toList();
    List<Job> chosen = new ArrayList<>(names.isEmpty() ? failed : List.of());
    for (String name : names) {
      chosen.add(
          possible.stream()
              .filter(job -> is(job, name))
              .findFirst()
              .orElseThrow(() -> refused(directory, name, possible)));
    }
    SearchFiler filer = new SearchFiler(directory);
    PrintWriter out = spec.commandLine().getOut();
    chosen.forEach(job -> anew(directory, job, filer).ifPresent(out::println));
    directory.retry(chosen);
    chosen.forEach(job -> out.println(job.run() + "  may be tried again"));
    if (names.isEmpty()) {
      LostRuns.lines(directory).forEach(out::println);
    }
    out.println("go on with: " + ShellCommand.of("sweep", "work", directory.path()));
    out.flush();
    return 0;
  }

  /**
   * Files a run anew of which something is gone.
   *
   * @return what is said of it, where something was there
   */
  private static Optional<String> anew(SweepDirectory directory, Job job, SearchFiler filer) {
    if (directory.phase(job) == Phase.MISSING) {
      directory.restore(job, filer);
      return Optional.empty();
    }
    Optional<String> why = directory.damaged(job);
    if (why.isEmpty() && directory.remains(job)) {
      why = Optional.of(directory.run(job).config() + " is gone");
    }
    if (why.isEmpty() && !directory.run(job).saysDone()) {
      why = directory.stuck(job); // one that diverged, too
    }
    return why.map(
        what ->
            job.run()
                + "  begins anew, for "
                + directory.within(what)
                + "; what was there is kept in "
                + directory.replace(job, filer));
  }

  /** A run that is none of the sweep's, or did not fail. */
  private static ConfigException refused(
      SweepDirectory directory, String name, List<Job> possible) {
    List<Job> all = List.copyOf(directory.state().jobs());
    Optional<Job> known = all.stream().filter(job -> is(job, name)).findFirst();
    String what =
        known
            .map(job -> job.run() + ", which is " + directory.phase(job).word())
            .orElse(name + ", and " + directory.path() + " has no such run");
    List<String> names = (known.isPresent() ? possible : all).stream().map(Job::run).toList();
    String none = known.isPresent() && possible.isEmpty() ? "; none of its runs is so" : "";
    return new ConfigException(
        "RUN: must be one that failed, is missing or is damaged but is "
            + what
            + (known.isPresent() && !names.isEmpty()
                ? "; available: "
                    + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                : Nearest.hintAndList(name, names))
            + none);
  }

  private static boolean is(Job job, String name) {
    Path file = Path.of(name).getFileName();
    String last = file == null ? name : file.toString();
    String own = Path.of(job.run()).getFileName().toString();
    return own.equals(last) || last.matches("\\d{1,9}") && own.matches("0*" + strip(last) + "-.*");
  }

  /** A number without the zeros before it. */
  private static String strip(String number) {
    return number.replaceFirst("^0+(?=\\d)", "");
  }
}
