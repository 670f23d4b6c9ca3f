package org.altgrad.train.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.FigureKind;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.config.Completer;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.config.Schema;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.study.Figures;
import org.altgrad.train.study.Study;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completes a word of one command. What an option or a parameter takes is told by its declaration:
 * its completion candidates, else its label: {@code OVERRIDE}, {@code STUDY}, {@code KEY}, {@code
 * METRIC}, {@code SPLIT}, {@code KEY=VALUE} (an option of the figure, else a setting of the runs),
 * or a path, to a file if it is {@code FILE...} or {@code BASE}, else to a directory.
 */
final class WordCompleter {
  /** Of a path that stands in an override as it is; the shell leaves {@code ~} there alone. */
  private static final String PLAIN = "[\\w./+-][\\w./+:@%-]*";

  private final CommandSpec command;
  private final List<String> positionals = new ArrayList<>();
  private final List<Path> configDirectories = new ArrayList<>();
  private OptionSpec open;
  private boolean onlyPositionals;

  /**
   * @param before the words after the command's name and before the one being typed
   */
  WordCompleter(CommandSpec command, List<String> before) {
    this.command = command;
    for (String word : before) {
      if (open != null) {
        noteValue(open, word);
        open = null;
      } else if (word.startsWith("-") && word.length() > 1 && !onlyPositionals) {
        onlyPositionals = word.equals("--");
        int equals = word.indexOf('=');
        OptionSpec option = command.findOption(equals < 0 ? word : word.substring(0, equals));
        if (option != null && equals >= 0) {
          noteValue(option, word.substring(equals + 1));
        } else if (option != null && option.arity().min() > 0) {
          open = option;
        }
      } else {
        positionals.add(word);
      }
    }
  }

  private void noteValue(OptionSpec option, String value) {
    if (option.longestName().equals("--config-dir")) {
      configDirectories.add(Path.of(value));
    }
  }

  List<String> complete(String word) {
    if (open != null) {
      return candidates(open, word);
    }
    if (!onlyPositionals && word.startsWith("--") && word.contains("=")) {
      int start = word.indexOf('=') + 1;
      OptionSpec option = command.findOption(word.substring(0, start - 1));
      return option == null
          ? List.of()
          : candidates(option, word.substring(start)).stream()
              .map(value -> word.substring(0, start) + value)
              .toList();
    }
    if (!onlyPositionals && word.startsWith("-")) {
      return starting(
          word,
          command.options().stream().filter(o -> !o.hidden()).map(o -> o.longestName()).toList());
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (parameter.index().contains(positionals.size())) {
        return candidates(parameter, word);
      }
    }
    return List.of();
  }

  private List<String> candidates(ArgSpec argument, String word) {
    if (argument.completionCandidates() != null) {
      List<String> all = new ArrayList<>();
      boolean constants = argument.auxiliaryTypes()[0].isEnum();
      argument
          .completionCandidates()
          .forEach(name -> all.add(constants ? name.toLowerCase(Locale.ROOT) : name));
      return starting(word, all);
    }
    return switch (argument.paramLabel()) {
      case "OVERRIDE" -> overrides(word);
      case "STUDY" -> starting(word, studies());
      case "KEY" -> inList(word, runs().keys());
      case "METRIC" -> inList(word, runs().metrics());
      case "SPLIT" -> inList(word, runs().splits());
      case "WHEN" -> starting(word, List.of("last", "best", "max", "min", "epoch=", "best="));
      case "KEY=VALUE" -> command.name().equals("plot") ? figureOptions(word) : settings(word);
      default -> {
        boolean path = List.of(argument.auxiliaryTypes()).contains(Path.class);
        boolean file = argument.paramLabel().matches("FILE.*|BASE");
        yield path ? PathWords.complete(word, file) : List.of();
      }
    };
  }

  private List<String> overrides(String word) {
    List<String> chosen = new ArrayList<>(positionals);
    boolean show = command.name().equals("show");
    if (show) {
      chosen.addAll(0, DataShowCommand.chosen(chosen.remove(0)));
    }
    boolean submit = command.name().equals("submit");
    if (submit) {
      chosen.set(0, "launcher=slurm"); // in the sweep's place
    }
    if (command.name().equals("study")) {
      chosen.addAll(0, ofFirstArm(chosen.remove(0)));
    }
    if (chosen.stream().noneMatch(override -> override.startsWith("experiment="))) {
      // Groups and keys can be told before the experiment is.
      chosen.add("~experiment");
    }
    try {
      ConfigSources sources = Configuration.sources(configDirectories);
      Completer completer = new Completer(sources, Configuration.PRIMARY, schema(sources, chosen));
      List<String> found = new ArrayList<>(completer.complete(word, chosen));
      int equals = word.indexOf('=');
      if (equals >= 0
          && completer.isPath(word.substring(0, equals).replaceFirst("^\\++", ""), chosen)) {
        int start = Math.max(equals, Math.max(word.lastIndexOf(','), word.lastIndexOf('['))) + 1;
        PathWords.complete(word.substring(start), true).stream()
            .filter(path -> path.matches(PLAIN))
            .forEach(path -> found.add(word.substring(0, start) + path));
      }
      found.removeIf(w -> w.matches("[+~]*" + Study.FOLDER + "=.*|[+]+experiment=.*"));
      return show || submit ? starting(show ? "data." : "launcher", found) : found;
    } catch (ConfigException noSuchDirectory) {
      return List.of();
    }
  }

  /** The overrides of a study's first arm, which tell its keys. */
  private List<String> ofFirstArm(String name) {
    try {
      Study study = Study.of(Study.compose(Configuration.sources(configDirectories), name));
      List<String> own = new ArrayList<>();
      study.sizes().quick().or(study.sizes()::paper).ifPresent(s -> own.addAll(s.overrides()));
      own.addAll(study.arms().get(0).overrides());
      return own;
    } catch (ConfigException noSuchStudy) {
      return List.of();
    }
  }

  private List<String> studies() {
    try {
      return Study.all(Configuration.sources(configDirectories)).stream()
          .map(GroupCatalogue.Option::name)
          .toList();
    } catch (ConfigException noSuchDirectory) {
      return List.of();
    }
  }

  /** The types of all sections; none where what was typed before does not compose. */
  private static Schema schema(ConfigSources sources, List<String> chosen) {
    try {
      return Experiment.schema(
          new Composer(sources).compose(Configuration.PRIMARY, chosen, Clock.systemUTC()));
    } catch (ConfigException wrongAlready) {
      return Schema.NONE;
    }
  }

  /** The runs named so far. */
  private RunSet runs() {
    List<String> places =
        positionals.isEmpty() && command.name().equals("ls") ? List.of("outputs") : positionals;
    try {
      return Runs.readable(places.stream().map(PathWords::path).toList(), lost -> {});
    } catch (PlotException none) {
      return new RunSet(List.of());
    }
  }

  private List<String> figureOptions(String word) {
    return Figures.all().all().stream()
        .filter(kind -> positionals.isEmpty() || kind.name().equals(positionals.get(0)))
        .flatMap(kind -> kind.options().stream())
        .map(FigureKind.Choice::name)
        .distinct()
        .map(name -> name + "=")
        .filter(name -> name.startsWith(word))
        .toList();
  }

  /** A setting of the runs named so far, with the values that they have. */
  private List<String> settings(String word) {
    RunSet runs = runs();
    int equals = word.indexOf('=');
    if (equals < 0) {
      return starting(word, runs.keys().stream().map(key -> key + "=").toList());
    }
    String key = word.substring(0, equals);
    List<String> values =
        runs.keys().contains(key)
            ? runs.runs().stream().map(run -> key + "=" + run.value(key)).toList()
            : List.of();
    return starting(word, values);
  }

  /** Of values between commas it is the last that is being typed. */
  private static List<String> inList(String word, Collection<String> all) {
    int start = word.lastIndexOf(',') + 1;
    return starting(word.substring(start), all).stream()
        .map(value -> word.substring(0, start) + value)
        .toList();
  }

  private static List<String> starting(String word, Collection<String> all) {
    return new TreeSet<>(all).stream().filter(name -> name.startsWith(word)).toList();
  }
}
