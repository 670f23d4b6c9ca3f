package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.study.Study;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad study}. */
@Command(
    name = "study",
    description = "Makes all runs behind one published figure or table, with its numbers.",
    sortOptions = false,
    footer = {
      "",
      "A study started again goes on with what is not done, and draws everything anew."
    })
final class StudyCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STUDY",
      description = "Its name; --list shows all.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "For all its runs, after the study's own: key=value, group=option, ...")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "quick",
      description = "quick (minutes on two cores) or paper (as published); default: quick.")
  private Study.SizeName size;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds of its runs instead of the study's own: 17,18,19.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--launcher",
      paramLabel = "NAME",
      description =
          "How its runs are started: an option of the group launcher (local, stacked, slurm).")
  private String launcher;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at the same time; default: launcher.workers.")
  private Integer workers;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "The study's directory; default: studies/<name>-<size>-<overrides> below run.root.")
  private Path to;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "Your own tree of YAML files, searched before the program's.")
  private List<Path> directories = new ArrayList<>();

  @Option(names = "--list", description = "Print all studies and stop.")
  private boolean list;

  @Override
  public Integer call() {
    ConfigSources sources = Configuration.sources(directories);
    if (list && name != null) {
      throw new ConfigException(name + ": must be left out, for --list shows all studies");
    }
    if (list) {
      print(Study.all(sources));
      return 0;
    }
    if (name == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name a study; see " + ShellCommand.of("study", "--list"));
    }
    if (workers != null && workers < 1) {
      throw new ConfigException("--workers " + workers + ": must be at least 1");
    }
    if (Set.copyOf(seeds).size() < seeds.size()) {
      String all = seeds.stream().map(Object::toString).collect(Collectors.joining(","));
      throw new ConfigException("--seeds " + all + ": must be different from one another");
    }
    if (launcher != null) {
      String word = LauncherSettings.SECTION + "=";
      if (overrides.stream().anyMatch(other -> other.startsWith(word))) {
        throw new ConfigException(
            "--launcher " + launcher + ": must be left out, for " + word + " says it");
      }
      overrides.add(0, word + launcher);
    }
    return new StudyRun(sources, name, size, overrides, seeds, goOn(), to).run(workers, System.out);
  }

  /** The command as it was typed. */
  private String goOn() {
    return ShellCommand.of(spec.commandLine().getParseResult().originalArgs().toArray());
  }

  private void print(List<GroupCatalogue.Option> studies) {
    PrintWriter out = spec.commandLine().getOut();
    int width = studies.stream().mapToInt(study -> study.name().length()).max().orElse(0);
    for (GroupCatalogue.Option study : studies) {
      String gap = " ".repeat(width - study.name().length() + 2);
      out.println(study.name() + gap + study.description());
    }
  }
}
