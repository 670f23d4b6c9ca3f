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
    List<ConfigFile> laidOver = new ArrayList<>();
    String name = primary;
    for (String override : overrides) {
      name = OwnFile.primaryOf(override).orElse(name);
      if (OwnFile.primaryOf(override).isPresent()) {
        continue;
      }
      if (OwnFile.isNamedBy(override)) {
        laidOver.add(OwnFile.read(override));
      } else {
        parsed.add(OverrideParser.parse(override));
      }
    }
    GroupOverrides groups = new GroupOverrides(parsed, sources);
    Map<String, String> choices = Collections.unmodifiableMap(groups.chosen());
    Interpolator.Surroundings surroundings =
        new Interpolator.Surroundings(choices, ZonedDateTime.now(clock), environment);
    DefaultsNode tree;
    try {
      tree = new DefaultsBuilder(sources, groups, surroundings).build(name);
    } catch (ConfigException e) {
      throw groups.misspelt(sources, name).orElse(e);
    }
    List<DefaultsNode> files = new ArrayList<>();
    tree.flatten(files);
    Node.Mapping root = Node.Mapping.empty(new Origin(tree.file.name(), 1));
    for (DefaultsNode file : files) {
      root = Merger.merge(root, Merger.wrap(file.file.content(), file.pkg));
    }
    for (ConfigFile file : laidOver) {
      root = OwnFile.over(root, file);
    }
    for (ConfigOverride override : groups.values()) {
      root = OverrideApplier.apply(root, override, sources);
    }
    root = root.at(new Origin(tree.file.name(), 1));
    return new Config(root, tree, overrides, groups.words(), surroundings);
  }
}
