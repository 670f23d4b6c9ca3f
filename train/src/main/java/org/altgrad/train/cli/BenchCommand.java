package org.altgrad.train.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.altgrad.train.bench.Bench;
import org.altgrad.train.bench.BenchResult;
import org.altgrad.train.bench.BenchTable;
import org.altgrad.train.bench.BenchText;
import org.altgrad.train.bench.Comparison;
import org.altgrad.train.bench.ComparisonTable;
import org.altgrad.train.bench.PeerLine;
import org.altgrad.train.bench.Repeat;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
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
      "Quote CPU time: it is the time of all threads of this process. Machines are "
          + "noisy, and wall time is also that of whatever else runs on them. The roofline "
          + "compares a step's matrix products and convolutions with the fastest large matrix "
          + "product here, both in a second of CPU time. Counted are the operations that were "
          + "executed, branches not taken left out; what is compiled to one kernel "
          + "(trainer.compile) is one operation and not counted. The system counts CPU time "
          + "in 10 ms, so a repeat should take a second. A traced step (--profile) is slower "
          + "than a step; its percentages are what matters. Steps of a repeat are rounded up to "
          + "whole calls (trainer.steps_per_call).",
      "--vs and --peer measure two sides in turn; quote their ratio and its range, "
          + "which what else the machine does changes least. A peer is a program of yours "
          + "that does the same step and prints a line 'CPU us/step NAME NUMBER ...' "
          + "(microseconds) or 'cpu ms/step NUMBER', and no second such line; where a step here "
          + "has many windows, the peer's time may be of one: 'CPU us/window NAME NUMBER ...'. "
          + "Where no ratio can be made the command fails."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int PROFILE_ROWS = 20;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Configuration configuration;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps in a repeat (default: as many as take about a second of CPU time).")
  private Long steps;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps before anything is measured (default: ${DEFAULT-VALUE}).")
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
      description =
          "Add a row to this table, which is made if it is not there; with --vs or --peer one of"
              + " both sides and their ratio, in a table of its own.")
  private Path to;

  @Option(
      names = "--vs",
      paramLabel = "'OVERRIDE ...'",
      description =
          "Compare with the same configuration under these further overrides, in a process beside"
              + " this one.")
  private String vs;

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = "Compare with a program that prints what its step costs.")
  private String peer;

  @Option(
      names = "--in-turn",
      hidden = true,
      description = "Measure one repeat for each line of input.")
  private boolean inTurn;

  @Option(
      names = {"-m", "--multirun"},
      description = "Measure each combination of the values in a,b,c, in a process of its own.")
  private boolean multirun;

  @Override
  public Integer call() {
    Bench.BenchPlan plan = plan();
    requireAlone();
    if (to != null && !inTurn) {
      if (vs != null || peer != null) {
        ComparisonTable.check(to);
      } else {
        BenchTable.check(to);
      }
    }
    return multirun ? sweep() : single(plan);
  }

  /** A comparison is of two configurations, told as a ratio. */
  private void requireAlone() {
    if (vs == null && peer == null) {
      return;
    }
    requireSaid("--vs", "overrides", vs);
    requireSaid("--peer", "a command", peer);
    Map<String, Boolean> beside = new LinkedHashMap<>();
    beside.put("--peer", vs != null && peer != null);
    beside.put("--multirun", multirun);
    beside.put("--profile", profile);
    beside.forEach(
        (option, given) -> {
          if (given) {
            throw new ConfigException(
                option
                    + ": must be left out beside "
                    + (vs != null ? "--vs" : "--peer")
                    + ", which compares two programs");
          }
        });
  }

  private static void requireSaid(String option, String what, String value) {
    if (value != null && value.isBlank()) {
      throw new ConfigException(option + ": must be " + what + " but is '" + value + "'");
    }
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
    PrintWriter out = spec.commandLine().getOut();
    try (Bench bench = new Bench(experiment, Runner.load(experiment, System.out), plan)) {
      if (inTurn) {
        answer(bench);
      } else if (vs != null || peer != null) {
        return show(
            bench.workload(),
            vs != null
                ? beside(bench)
                : Comparison.withPeer(peer, repeats, bench::repeat, this::foreign));
      } else {
        show(bench.measure(repeats));
      }
    }
    out.flush();
    return 0;
  }

  private void show(BenchResult measured) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchText.of(measured));
    if (profile) {
      out.println();
      out.print(measured.profile().toText(PROFILE_ROWS));
    }
    if (to != null) {
      BenchTable.append(to, List.of(BenchTable.row(measured)));
    }
  }

  private int show(BenchResult.Workload workload, Comparison compared) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchText.of(workload, compared));
    out.flush();
    if (to != null) {
      ComparisonTable.append(to, workload, compared);
    }
    return compared.hasRatio() ? 0 : Main.FAILURE;
  }

  /** The other side of {@link #beside}. */
  private void answer(Bench bench) {
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    asked
        .lines()
        .forEach(
            line -> {
              System.out.println(bench.repeat().line());
              System.out.flush();
            });
  }

  private Comparison beside(Bench bench) {
    List<String> others = new ArrayList<>(configuration.overrides());
    others.addAll(List.of(vs.strip().split("\\s+")));
    measured(others);
    Process process = start(others, List.of("--in-turn"), ProcessBuilder.Redirect.PIPE);
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        Writer asking = process.outputWriter(StandardCharsets.UTF_8)) {
      return Comparison.withOther(vs, repeats, bench::repeat, () -> asked(asking, answers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroy();
    }
  }

  private static Repeat asked(Writer asking, BufferedReader answers) {
    try {
      asking.write("\n");
      asking.flush();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        Optional<Repeat> answer = Repeat.read(line);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    } catch (IOException e) {
      // The process has ended: it has said why.
    }
    throw new RunException("--vs: the other configuration could not be measured");
  }

  private PeerLine foreign() {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", peer)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
        List<String> lines = said.lines().toList();
        int code = process.waitFor();
        if (code != 0) {
          throw new RunException("--peer " + peer + ": must end with 0 but ended with " + code);
        }
        return PeerLine.of(lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted");
    }
  }

  /** An experiment, without words on how runs are made. */
  private Experiment measured(List<String> words) {
    Experiment experiment = configuration.experiment(words);
    experiment.config().requireLeftOut(List.of("run"), "no run is made");
    experiment.config().requireLeftOut(List.of("launcher.workers"), "one is measured at a time");
    if (!(experiment.launcher() instanceof LauncherSettings.Local)) {
      experiment.config().requireLeftOut(List.of("launcher"), "nothing is launched");
    }
    if (!multirun) {
      experiment.config().requireLeftOut(List.of("launcher.zip"), "there is no --multirun");
    }
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
    try {
      return start(job.overrides(), List.of(), ProcessBuilder.Redirect.INHERIT).waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("interrupted");
    }
  }

  /** A process of its own that measures a configuration. */
  private Process start(
      List<String> overrides, List<String> more, ProcessBuilder.Redirect inputAndOutput) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("bench");
    command.addAll(options());
    command.addAll(more);
    command.add("--");
    command.addAll(overrides);
    try {
      return new ProcessBuilder(command)
          .redirectInput(inputAndOutput)
          .redirectOutput(inputAndOutput)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
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
    if (to != null && multirun) {
      options.add("--to=" + to.toAbsolutePath());
    }
    for (Path directory : configuration.directories()) {
      options.add("--config-dir=" + directory.toAbsolutePath());
    }
    return options;
  }
}
