package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.config.OwnFile;
import org.altgrad.train.config.SweepExpander;
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

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Your own YAML file of some values, laid over the experiment's before the overrides; of"
              + " several files the last wins.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--config-name",
      paramLabel = "NAME",
      description = "The primary file, where it is not config (see --config-dir).")
  private String primary;

  @Parameters(
      paramLabel = "OVERRIDE",
      description =
          "key=value, +key=value (add), ++key=value (add or change), ~key (delete), group=option.")
  private List<String> overrides = new ArrayList<>();

  /** What was typed: the files, then the overrides. */
  List<String> overrides() {
    requireKeys();
    return Stream.of(
            Stream.ofNullable(primary).map(OwnFile::primary),
            files.stream().map(OwnFile::word),
            overrides.stream())
        .flatMap(words -> words)
        .toList();
  }

  /** Says of a word without a key what was probably meant. */
  private void requireKeys() {
    for (int i = 0; i < overrides.size(); i++) {
      String word = overrides.get(i);
      if (isOverride(word)) {
        continue;
      }
      String next = i + 1 < overrides.size() ? overrides.get(i + 1) : "";
      String last = i + 2 < overrides.size() ? overrides.get(i + 2) : "";
      Optional<String> meant =
          next.startsWith("=")
              ? Optional.of(word + next + (next.equals("=") ? last : ""))
              : Nearest.to(word, experiments()).map(name -> "experiment=" + name);
      if (meant.isPresent()) {
        throw new ConfigException(
            word
                + (next.startsWith("=")
                    ? ": a setting is one word, without spaces"
                    : ": an override is key=value")
                + "; did you mean "
                + meant.get()
                + "?");
      }
    }
  }

  private static boolean isOverride(String word) {
    return word.isBlank() || word.contains("=") || word.startsWith("~");
  }

  private List<String> experiments() {
    return new GroupCatalogue(sources())
        .group("experiment").options().stream().map(GroupCatalogue.Option::name).toList();
  }

  /** The first word that is no override, taken from the others: a command's own. */
  Optional<Path> takeFile() {
    for (int i = 0; i < overrides.size(); i++) {
      String word = overrides.get(i);
      if (!isOverride(word)) {
        overrides = new ArrayList<>(overrides);
        overrides.remove(i);
        return Optional.of(Path.of(word));
      }
    }
    return Optional.empty();
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

  /** The jobs of a sweep; {@code launcher.zip} holds wherever it is written. */
  List<SweepExpander.SweepJob> jobs() {
    SweepExpander expander = new SweepExpander(sources());
    return expander.expand(overrides(), zipped(expander.first(overrides())));
  }

  private boolean zipped(List<String> first) {
    try {
      return compose(first).find("launcher.zip").orElse(false).equals(true);
    } catch (ConfigException e) {
      return false; // what is wrong is told with its job
    }
  }

  /** A complete experiment of which one run is started. */
  Experiment single(List<String> chosen) {
    Config config = compose(chosen);
    config.requireLeftOut(List.of("launcher"), "it has an effect only in a sweep (--multirun)");
    return Experiment.typed(config);
  }

  /** A complete experiment. */
  Experiment experiment(List<String> chosen) {
    return Experiment.typed(compose(chosen));
  }
}
