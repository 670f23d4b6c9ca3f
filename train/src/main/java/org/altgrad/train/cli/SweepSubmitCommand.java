package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.experiment.SlurmSettings;
import org.altgrad.train.sweep.SweepDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad sweep submit}. */
@Command(
    name = "submit",
    description = "Submits agents on a sweep to a Slurm cluster, and ends.",
    sortOptions = false)
final class SweepSubmitCommand implements Callable<Integer> {
  private static final String GROUP = LauncherSettings.SECTION + "=";

  @Mixin private Help help;

  @Mixin private SweepPlace place;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "The launcher's settings, over those of the sweep: launcher.time=04:00:00.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "Your own tree of YAML files, searched before the program's.")
  private List<Path> directories = new ArrayList<>();

  @Override
  public Integer call() {
    SweepDirectory directory = place.open();
    directory.requireOwn();
    SlurmSettings settings = settings(directory.path());
    if (directory.state().stopped()) {
      throw new ConfigException(
          directory.path()
              + ": is stopped; go on with: "
              + ShellCommand.of("sweep", "retry", directory.path()));
    }
    SlurmLauncher.requirePossible(settings);
    return new SlurmLauncher(directory, settings, System.out).submit();
  }

  private SlurmSettings settings(Path sweep) {
    for (String word : overrides) {
      if (!word.matches("\\+{0,2}launcher[.=].*") || word.startsWith("launcher.zip")) {
        throw new ConfigException(
            word + ": must be a setting of launcher=slurm; see conf/launcher");
      }
    }
    List<String> words = new ArrayList<>(List.of("experiment=null"));
    if (overrides.stream().noneMatch(word -> word.startsWith(GROUP))) {
      List<String> own = Sweep.launcherWords(sweep);
      words.addAll(own.contains(GROUP + "slurm") ? own : List.of(GROUP + "slurm"));
    }
    words.addAll(overrides);
    LauncherSettings settings =
        Experiment.launcherOf(
            new Composer(Configuration.sources(directories))
                .compose(Configuration.PRIMARY, words, Clock.systemDefaultZone()));
    if (settings instanceof SlurmSettings slurm) {
      return slurm;
    }
    throw new ConfigException(String.join(" ", overrides) + ": must be launcher=slurm");
  }
}
