package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.altgrad.train.bench.Bench;
import org.altgrad.train.bench.BenchResult;
import org.altgrad.train.bench.BenchTable;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad bench}. */
@Command(
    name = "bench",
    description = "Measures what a training step of an experiment costs; writes no run.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Quote CPU time: it is the time of all threads of this process. Machines are noisy, and wall",
      "time is also that of whatever else runs on them. The roofline compares a step's matrix",
      "products and convolutions with the fastest large matrix product here, both in a second of",
      "CPU time. Counted are the operations that were executed, branches not taken left out;",
      "what is compiled to one kernel (method.compile) is one operation and not counted.",
      "The system counts CPU time in 10 ms, so a repeat should take a second.",
      "A traced step (--profile) is slower than a step; its percentages are what matters.",
      "",
      "Example:  altgrad bench -m experiment=hnca/bandit method.estimator=hnca,reinforce",
    })
final class BenchCommand implements Callable<Integer> {
  private static final int PROFILE_ROWS = 20;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Configuration configuration;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps in a repeat (default: as many as take about a second).")
  private Long steps;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps before the first repeat (default: ${DEFAULT-VALUE}).")
  private long warmup;

  @Option(
      names = "--repeats",
      paramLabel = "R",
      defaultValue = "5",
      description = "Repeats, of which the median is shown (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--profile",
      description = "Also show the operations that a step spends its time in.")
  private boolean profile;

  @Option(
      names = "--to",
      paramLabel = "FILE.csv",
      description = "Add a row to this table, which is made if it is not there.")
  private Path to;

  @Option(
      names = {"-m", "--multirun"},
      description = "Measure each combination of the values in a,b,c, in a process of its own.")
  private boolean multirun;

  @Override
  public Integer call() {
    Bench.BenchPlan plan = plan();
    if (to != null) {
      BenchTable.check(to);
    }
    return multirun ? sweep() : single(plan);
  }

  private Bench.BenchPlan plan() {
    try {
      return new Bench.BenchPlan(
          steps == null ? OptionalLong.empty() : OptionalLong.of(steps), warmup, repeats);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--" + e.getMessage());
    }
  }

  private int single(Bench.BenchPlan plan) {
    Experiment experiment = measured(configuration.overrides());
    BenchResult measured = Bench.run(experiment, Runner.load(experiment, System.out), plan);
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchTable.text(measured));
    if (profile) {
      out.println();
      out.print(measured.profile().toText(PROFILE_ROWS));
    }
    out.flush();
    if (to != null) {
      BenchTable.append(to, List.of(BenchTable.row(measured)));
    }
    return 0;
  }

  /** An experiment, without words on how runs are made. */
  private Experiment measured(List<String> words) {
    Experiment experiment = configuration.experiment(words);
    experiment.config().requireLeftOut(List.of("run"), "no run is made");
    experiment.config().requireLeftOut(List.of("launcher.workers"), "one is measured at a time");
    return experiment;
  }

  /** One process after the other, so that none disturbs another. All are checked first. */
  private int sweep() {
    List<SweepExpander.SweepJob> jobs = configuration.jobs();
    for (SweepExpander.SweepJob job : jobs) {
      try {
        measured(job.overrides());
      } catch (ConfigException e) {
        throw new ConfigException(String.join(" ", job.swept()) + ": " + e.getMessage());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    List<String> failures = new ArrayList<>();
    for (SweepExpander.SweepJob job : jobs) {
      out.println("# " + String.join(" ", job.swept()));
      out.flush();
      int code = execute(job);
      if (code != 0) {
        failures.add(String.join(" ", job.swept()) + " (exit " + code + ")");
      }
      out.println();
    }
    out.flush();
    if (!failures.isEmpty()) {
      throw new RunException("not measured: " + String.join(", ", failures));
    }
    return 0;
  }

  private int execute(SweepExpander.SweepJob job) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("bench");
    command.addAll(options());
    command.add("--");
    command.addAll(job.overrides());
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted");
    }
  }

  /** What was typed, but for the overrides and the sweep. */
  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (steps != null) {
      options.add("--steps=" + steps);
    }
    options.add("--warmup=" + warmup);
    options.add("--repeats=" + repeats);
    if (profile) {
      options.add("--profile");
    }
    if (to != null) {
      options.add("--to=" + to.toAbsolutePath());
    }
    for (Path directory : configuration.directories()) {
      options.add("--config-dir=" + directory.toAbsolutePath());
    }
    return options;
  }
}
