package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;

/**
 * Many runs from one base. All of them are composed, checked and filed before the first one starts;
 * each then runs in a process of its own, because TensorFlow's threads are fixed once per process.
 *
 * <p>A sweep's directory holds {@code sweep.yaml}, the overrides of each run, and the run
 * directories {@code 000-…}, {@code 001-…}.
 */
final class Sweep {
  private static final String MARK = "sweep.yaml";

  /** Key of the mark: what each run's configuration is. */
  private static final String CONFIGS = "configs";

  private final Configuration configuration;
  private final PrintStream out;

  Sweep(Configuration configuration, PrintStream out) {
    this.configuration = configuration;
    this.out = out;
  }

  static boolean isSweep(Path directory) {
    return Files.exists(directory.resolve(MARK));
  }

  /** Composes, files and runs all jobs; the exit code. */
  int start() {
    List<SweepExpander.SweepJob> expanded = configuration.jobs();
    List<Experiment> experiments = new ArrayList<>();
    for (SweepExpander.SweepJob job : expanded) {
      try {
        experiments.add(configuration.experiment(job.overrides()));
      } catch (ConfigException e) {
        boolean named = job.swept().stream().anyMatch(e.getMessage()::contains);
        throw named
            ? e
            : new ConfigException(String.join(" ", job.swept()) + ": " + e.getMessage());
      }
    }
    Experiment first = experiments.get(0);
    requireEffect(expanded, experiments);
    for (Experiment experiment : experiments) {
      if (experiment.run().dir().isPresent()) {
        throw new ConfigException(
            "run.dir="
                + experiment.run().dir().get()
                + ": a sweep gives each run a directory of its own; choose their place with"
                + " run.root=");
      }
    }
    Path parent = first.run().root().resolve(first.name());
    Map<String, String> names = new LinkedHashMap<>();
    Path directory =
        RunDirectory.create(
                parent, "sweeps", LocalDateTime.now(), d -> file(d, expanded, experiments, names))
            .path();
    List<Job> jobs = new ArrayList<>();
    List<Experiment> each = List.copyOf(experiments);
    names.forEach(
        (name, swept) ->
            jobs.add(
                new Job(new RunDirectory(directory.resolve(name)), swept, each.get(jobs.size()))));
    return run(directory, jobs, first.launcher().workers());
  }

  /** Refuses points that are the same run, and words on starting runs that have no effect. */
  private static void requireEffect(
      List<SweepExpander.SweepJob> expanded, List<Experiment> experiments) {
    Map<List<Object>, String> distinct = new HashMap<>();
    for (int i = 0; i < expanded.size(); i++) {
      String title = String.join(" ", expanded.get(i).swept());
      String same = distinct.put(experiments.get(i).substance(), title);
      if (same != null) {
        throw new ConfigException(
            "[" + same + "] and [" + title + "] must differ but are the same run");
      }
    }
    Config config = experiments.get(0).config();
    if (expanded.size() == 1) {
      config.requireLeftOut(List.of("launcher"), "this sweep has only one run");
    }
    if (expanded.get(0).swept().size() < 2) {
      config.requireLeftOut(List.of("launcher.zip"), "only one key has several values");
    }
  }

  /** Files all runs in a directory that nobody sees yet, and notes their names. */
  private static void file(
      RunDirectory directory,
      List<SweepExpander.SweepJob> expanded,
      List<Experiment> experiments,
      Map<String, String> names) {
    StringBuilder index = new StringBuilder();
    StringBuilder configs = new StringBuilder(CONFIGS + ":\n");
    index.append("workers: ").append(experiments.get(0).launcher().workers()).append("\njobs:\n");
    for (int i = 0; i < expanded.size(); i++) {
      String swept = String.join(" ", expanded.get(i).swept());
      String name = String.format("%03d-%s", i, fileName(swept));
      RunDirectory run = Runner.prepareAt(experiments.get(i), directory.path().resolve(name));
      names.put(name, swept);
      configs.append("  ").append(name).append(": ").append(seal(run)).append('\n');
      index.append("- '").append((name + " " + swept).replace("'", "''")).append("'\n");
    }
    Durable.write(directory.path().resolve(MARK), index.append(configs).toString());
  }

  /** A run that was made longer is still the sweep's; its own seal says how long it is. */
  private static String seal(RunDirectory run) {
    return run.configSeal(Runner.CHANGEABLE);
  }

  private static String fileName(String swept) {
    String clean = swept.replaceAll("[^A-Za-z0-9=._-]+", "_");
    return clean.length() > 80 ? clean.substring(0, 80) : clean;
  }

  /** Runs the unfinished jobs of a sweep; the exit code. */
  int resume(Path directory) {
    if (!configuration.overrides().isEmpty()) {
      throw new ConfigException(
          configuration.overrides().get(0) + ": a sweep that is resumed keeps its configuration");
    }
    List<Job> jobs = new ArrayList<>();
    filed(directory)
        .forEach(
            (name, config) -> {
              if (!Files.isDirectory(directory.resolve(name))) {
                throw new RunException(
                    directory.resolve(MARK)
                        + " names the run "
                        + name
                        + ", which is not there; put it back");
              }
              RunDirectory run = RunDirectory.open(directory.resolve(name));
              // An older sweep's seal is of all keys.
              if (config != null && !config.equals(seal(run)) && !config.equals(run.configSeal())) {
                throw new RunException(
                    run.config()
                        + " is not what "
                        + directory.resolve(MARK)
                        + " says of the run; put its own back");
              }
              jobs.add(new Job(run, name, Runner.open(run, List.of())));
            });
    int workers = Runner.open(jobs.get(0).run(), List.of()).launcher().workers();
    return run(directory, jobs, workers);
  }

  /** The runs of a sweep and what their configurations are; older sweeps do not say the latter. */
  private Map<String, Object> filed(Path directory) {
    Path mark = directory.resolve(MARK);
    Map<String, Object> content = YamlFile.read(mark, RunException::new);
    Map<String, Object> filed = new LinkedHashMap<>();
    if (content.get("jobs") instanceof List<?> jobs) {
      jobs.forEach(job -> filed.put(job.toString().replaceFirst(" .*", ""), null));
    }
    if (content.get(CONFIGS) instanceof Map<?, ?> configs) {
      configs.forEach((name, config) -> filed.put(name.toString(), config));
    }
    if (filed.isEmpty()) {
      throw new RunException(mark + " is damaged: it names no runs; put the sweep's own back");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> Files.exists(entry.resolve("config.yaml")))
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !filed.containsKey(name))
          .sorted()
          .forEach(name -> out.println("note: " + name + " is not of this sweep and left out"));
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be read", e);
    }
    return filed;
  }

  private int run(Path directory, List<Job> jobs, int workers) {
    JobPool.JobBatch batch =
        new JobPool.JobBatch("sweep", directory, jobs, "altgrad train --resume " + directory);
    FileChannel lock = new RunDirectory(directory).lock();
    try {
      return JobPool.run(batch, workers, out, () -> summarise(directory, jobs));
    } finally {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(directory + " cannot be unlocked", e);
      }
    }
  }

  private void summarise(Path directory, List<Job> jobs) {
    try {
      summary(directory);
    } catch (RuntimeException e) {
      Summaries.noFigure(e, directory, out);
    }
    for (Job job : jobs) {
      Optional<State> state = job.run().state();
      if (!state.equals(Optional.of(State.DONE))) {
        String how = state.map(Object::toString).orElse("not begun");
        out.println("note: " + job.title() + " is " + how + "; what it has is in the table");
      }
    }
  }

  private void summary(Path directory) {
    RunSet runs = Runs.read(List.of(directory));
    if (!runs.metrics().isEmpty()) {
      out.println();
      out.print(Summaries.table(runs));
      out.println();
      Summaries.figure(runs, directory.resolve("figures"), out);
    }
  }
}
