package org.altgrad.train.config;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Composes a configuration: expands the defaults lists from the primary file, merges the chosen
 * files in their order, and applies the overrides of values.
 */
public final class Composer {
  private final ConfigSources sources;
  private final UnaryOperator<String> environment;

  /** What was composed last: the points of a sweep mostly differ in values alone. */
  private Merged last = new Merged(List.of(), null, null, Map.of());

  /**
   * The files of a configuration, merged, before any value is overridden.
   *
   * @param words that they follow from
   */
  private record Merged(
      List<String> words, DefaultsNode tree, Node.Mapping root, Map<String, String> choices) {}

  /** A composer over a search path; <code>${oc.env:...}</code> sees the process's environment. */
  public Composer(ConfigSources sources) {
    this(sources, System::getenv);
  }

  Composer(ConfigSources sources, UnaryOperator<String> environment) {
    this.sources = sources;
    this.environment = environment;
  }

  /**
   * Composes one configuration.
   *
   * @param primary the name of the primary file, without {@code .yaml}
   * @param overrides as typed; sweeps must be expanded before (see {@link SweepExpander}); {@code
   *     --config=FILE} among them lays a file over the composed ones, before all other overrides,
   *     and {@code --config-name=NAME} is another primary file
   * @param clock gives the one instant of all <code>${now:...}</code>
   * @return the composed values; interpolations are resolved when values are read
   * @throws ConfigException if anything in the files or the overrides is wrong
   */
  public Config compose(String primary, List<String> overrides, Clock clock) {
    List<ConfigOverride> parsed = new ArrayList<>();
    List<String> laidOver = new ArrayList<>();
    List<String> words = new ArrayList<>();
    String name = primary;
    for (String override : overrides) {
      name = OwnFile.primaryOf(override).orElse(name);
      if (OwnFile.primaryOf(override).isPresent()) {
        continue;
      }
      if (OwnFile.isNamedBy(override)) {
        laidOver.add(override);
      } else {
        parsed.add(OverrideParser.parse(override));
      }
    }
    GroupOverrides groups = new GroupOverrides(parsed, sources);
    words.add(name);
    words.addAll(laidOver);
    parsed.stream()
        .filter(override -> !groups.values().contains(override))
        .forEach(override -> words.add(override.text()));
    ZonedDateTime now = ZonedDateTime.now(clock);
    Merged files = merged(name, groups, laidOver, words, now);
    Interpolator.Surroundings surroundings =
        new Interpolator.Surroundings(files.choices(), now, environment);
    Node.Mapping root = files.root();
    for (ConfigOverride override : groups.values()) {
      root = OverrideApplier.apply(root, override, sources);
    }
    root = root.at(new Origin(files.tree().file.name(), 1));
    return new Config(root, files.tree(), overrides, groups.words(), surroundings);
  }

  private synchronized Merged merged(
      String primary,
      GroupOverrides groups,
      List<String> laidOver,
      List<String> words,
      ZonedDateTime now) {
    if (last.words().equals(words)) {
      return last;
    }
    Map<String, String> choices = Collections.unmodifiableMap(groups.chosen());
    DefaultsNode tree;
    try {
      tree =
          new DefaultsBuilder(
                  sources, groups, new Interpolator.Surroundings(choices, now, environment))
              .build(primary);
    } catch (ConfigException e) {
      throw groups.misspelt(sources, primary).orElse(e);
    }
    List<DefaultsNode> files = new ArrayList<>();
    tree.flatten(files);
    Node.Mapping root = Node.Mapping.empty(new Origin(tree.file.name(), 1));
    for (DefaultsNode file : files) {
      root = Merger.merge(root, Merger.wrap(file.file.content(), file.pkg));
    }
    for (String file : laidOver) {
      root = OwnFile.over(root, OwnFile.read(file));
    }
    last = new Merged(List.copyOf(words), tree, root, choices);
    return last;
  }
}
