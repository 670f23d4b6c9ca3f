package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.base.Nearest;
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
        "Lets workers take failed runs again, and those whose directories are gone, and go on with"
            + " a sweep that was stopped.",
    sortOptions = false)
final class SweepRetryCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Parameters(
      index = "1..*",
      paramLabel = "RUN",
      description =
          "Names, or numbers, of runs that failed or are missing; default: all that failed.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    SweepDirectory directory = place.open();
    SweepState state = directory.state();
    List<Job> failed =
        state.jobs().stream().filter(job -> state.of(job.run()).phase() == Phase.FAILED).toList();
    List<Job> possible =
        state.jobs().stream()
            .filter(job -> failed.contains(job) || directory.phase(job) == Phase.MISSING)
            .toList();
    List<Job> chosen = new ArrayList<>(names.isEmpty() ? failed : List.of());
    for (String name : names) {
      chosen.add(
          possible.stream()
              .filter(job -> is(job, name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "RUN: must be one that failed or is missing but is "
                              + name
                              + Nearest.hintAndList(
                                  name, possible.stream().map(Job::run).toList()))));
    }
    chosen.stream()
        .filter(job -> directory.phase(job) == Phase.MISSING)
        .forEach(directory::restore);
    directory.retry(chosen);
    PrintWriter out = spec.commandLine().getOut();
    chosen.forEach(job -> out.println(job.run() + "  may be tried again"));
    out.println("go on with: altgrad sweep work " + directory.path());
    out.flush();
    return 0;
  }

  private static boolean is(Job job, String name) {
    String last = Path.of(name).getFileName().toString();
    String own = Path.of(job.run()).getFileName().toString();
    return own.equals(last) || name.matches("\\d+") && own.startsWith(name + "-");
  }
}
