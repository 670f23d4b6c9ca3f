package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.base.ShellCommand;
import org.altgrad.data.DataSet;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;
import org.altgrad.train.study.Figures;
import org.altgrad.train.study.RunTables;
import org.altgrad.train.study.Study;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad train}. */
@Command(
    name = "train",
    description = "Trains a program, or prints the configuration that would be trained.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Configuration configuration;

  @Option(
      names = {"-m", "--multirun"},
      description =
          "One run for each combination of the values in a,b,c, range(), choice(), glob().")
  private boolean multirun;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a run, or with a sweep's unfinished runs.")
  private Path resume;

  @Option(
      names = {"-c", "--cfg"},
      paramLabel = "WHAT",
      description = "Print the composed configuration and stop: job, all (with the choices).")
  private Shown shown;

  @Option(names = "--resolve", description = "With --cfg: resolve interpolations.")
  private boolean resolve;

  @Option(
      names = {"-p", "--package"},
      paramLabel = "KEY",
      defaultValue = "",
      description = "With --cfg: print only this section.")
  private String pkg;

  @Option(names = "--origin", description = "With --cfg: say where each value was written.")
  private boolean origin;

  @Option(
      names = {"-i", "--info"},
      paramLabel = "WHAT",
      description = "Print how the configuration was composed and stop: defaults-tree.")
  private String info;

  @Option(
      names = {"-h", "--help"},
      description = "Print this help with all groups and options.")
  private boolean help;

  /** What {@code --cfg} prints. */
  enum Shown {
    JOB,
    ALL
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (help) {
      spec.commandLine().usage(out);
      out.print(groups());
      out.flush();
      return 0;
    }
    requireEffect();
    if (shown != null || info != null) {
      print(out);
      out.flush();
      return 0;
    }
    if (resume != null) {
      return resume();
    }
    if (multirun) {
      return new Sweep(configuration, System.out).start();
    }
    Experiment experiment = configuration.single(configuration.overrides());
    experiment.trainer().initFrom().ifPresent(from -> from.find(System.err::println));
    DataSet data = Runner.load(experiment, System.out);
    return exitCode(Runner.start(experiment, data, System.out, run -> {}));
  }

  /** Options that others make idle are refused. */
  private void requireEffect() {
    if (shown == null && (resolve || origin || !pkg.isEmpty())) {
      String idle = resolve ? "--resolve" : origin ? "--origin" : "--package";
      throw new ConfigException(idle + ": must be left out, for it has an effect only with --cfg");
    }
    boolean prints = shown != null || info != null;
    if (prints && multirun) {
      throw new ConfigException(
          "--multirun: must be left out, for "
              + (shown != null ? "--cfg" : "--info")
              + " shows one run");
    }
    if (resume != null && (prints || !configuration.directories().isEmpty())) {
      throw new ConfigException(
          (prints ? shown != null ? "--cfg" : "--info" : "--config-dir")
              + ": must be left out, for a run that is resumed has its configuration in "
              + resume.resolve("config.yaml"));
    }
  }

  private Integer resume() {
    if (multirun) {
      throw new ConfigException("--multirun: a sweep is resumed by --resume alone");
    }
    if (Sweep.isSweep(resume)) {
      return new Sweep(configuration, System.out).resume(resume);
    }
    if (Sweep.isWithoutMark(resume)) {
      throw Sweep.withoutMark(resume);
    }
    RunDirectory run = RunDirectory.open(resume);
    Experiment experiment = Runner.open(run, configuration.overrides());
    DataSet data = Runner.load(experiment, System.out);
    return exitCode(Runner.execute(experiment, run, data, System.out));
  }

  static int exitCode(State state) {
    return switch (state) {
      case DONE -> 0;
      case INTERRUPTED -> Stop.EXIT_CODE;
      default -> Main.FAILURE;
    };
  }

  private void print(PrintWriter out) {
    Config config = configuration.compose(configuration.overrides());
    if (info != null) {
      if (!info.equals("defaults-tree")) {
        throw new ConfigException("--info " + info + ": must be defaults-tree");
      }
      out.print(ConfigPrinter.defaultsTree(config));
      return;
    }
    if (shown == Shown.ALL) {
      out.println("# choices");
      out.print(ConfigPrinter.choices(config).indent(0));
      out.println("# configuration");
    }
    out.print(ConfigPrinter.job(config, new ConfigPrinter.Options(resolve, pkg, origin)));
    Experiment.typed(config);
  }

  private String groups() {
    StringBuilder text = new StringBuilder("\nGroups and their options (group=option):\n");
    for (GroupCatalogue.Group group : new GroupCatalogue(configuration.sources()).groups()) {
      if (List.of(Study.FOLDER, Figures.FOLDER, RunTables.FOLDER).contains(group.name())) {
        continue; // no part of an experiment
      }
      text.append("  ").append(group.name()).append('\n');
      int width =
          group.options().stream().mapToInt(option -> option.name().length()).max().orElse(0);
      for (GroupCatalogue.Option option : group.options()) {
        text.append("    ")
            .append(option.name())
            .append(" ".repeat(width - option.name().length() + 2))
            .append(option.description())
            .append('\n');
      }
    }
    text.append("\nAll keys of an experiment: ")
        .append(ShellCommand.of("train", "--cfg", "job", "experiment=hnca/bandit"))
        .append('\n');
    return text.toString();
  }
}
