package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that composes a configuration takes. */
final class Configuration {
  static final String PRIMARY = "config";

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "Your own tree of YAML files, searched before the program's.")
  private List<Path> directories = new ArrayList<>();

  @Parameters(
      paramLabel = "OVERRIDE",
      description =
          "key=value, +key=value (add), ++key=value (add or change), ~key (delete), group=option.")
  private List<String> overrides = new ArrayList<>();

  List<String> overrides() {
    return List.copyOf(overrides);
  }

  List<Path> directories() {
    return List.copyOf(directories);
  }

  /** The search path: the user's directories, then the packaged tree. */
  ConfigSources sources() {
    return sources(directories);
  }

  static ConfigSources sources(List<Path> directories) {
    return ConfigSources.packaged(Configuration.class.getClassLoader(), "conf")
        .withUserDirectories(directories);
  }

  Config compose(List<String> chosen) {
    return new Composer(sources()).compose(PRIMARY, chosen, Clock.systemDefaultZone());
  }

  /** A complete experiment. */
  Experiment experiment(List<String> chosen) {
    return Experiment.of(compose(chosen));
  }
}
