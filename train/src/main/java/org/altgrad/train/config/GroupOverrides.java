package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.ConfigOverride.Kind;

/**
 * The overrides sorted by what they change: the choice of options (before composition) or values
 * (after it). It also keeps the choices made so far while the defaults tree is expanded.
 */
final class GroupOverrides {

  /** Another option for a group, and who asked for it. */
  private static final class Choice {
    final String option;
    final List<String> options;
    final Origin origin;
    boolean used;

    Choice(String option, List<String> options, Origin origin) {
      this.option = option;
      this.options = options;
      this.origin = origin;
    }
  }

  /** A group to drop: always, or only if this option is chosen. */
  private static final class Deletion {
    final String option;
    final Origin origin;
    boolean used;

    Deletion(String option, Origin origin) {
      this.option = option;
      this.origin = origin;
    }
  }

  private static final int MOST_SHOWN = 8;

  private final Map<String, Choice> choices = new LinkedHashMap<>();
  private final Map<String, Deletion> deletions = new LinkedHashMap<>();
  private final Map<String, String> chosen = new LinkedHashMap<>();
  private final Map<String, Origin> chosenAt = new LinkedHashMap<>();
  private final Map<String, Origin> words = new LinkedHashMap<>();
  private final List<DefaultsEntry> appended = new ArrayList<>();
  private final List<ConfigOverride> values = new ArrayList<>();

  private final ConfigSources sources;

  GroupOverrides(List<ConfigOverride> overrides, ConfigSources sources) {
    this.sources = sources;
    for (ConfigOverride override : overrides) {
      boolean isGroup = sources.isGroup(override.key());
      boolean isPath = override.key().indexOf('/') >= 0;
      if (override.isSweep()) {
        throw new ConfigException(
            override.origin(),
            "several values need a sweep (--multirun); for one list write "
                + override.target()
                + "=[a,b], for one text quote it");
      } else if (isGroup && !(override.value() instanceof Node.Mapping)) {
        addGroup(override);
      } else if (isPath && override.kind() == Kind.DELETE) {
        addGroup(override);
      } else if (isPath || override.pkg() != null) {
        throw new ConfigException(
            override.origin(),
            "no such group '"
                + override.key()
                + "'"
                + Nearest.hint(override.key(), new GroupCatalogue(sources).names()));
      } else {
        values.add(override);
        if (override.kind() == Kind.DELETE) {
          words.put(override.key(), override.origin());
        }
      }
    }
  }

  /**
   * Where the overrides were typed that leave no value of their own behind: the chosen sections,
   * and what is removed.
   */
  Map<String, Origin> words() {
    return words;
  }

  private void addGroup(ConfigOverride override) {
    String own = override.key().replace('/', '.');
    words.put(override.pkg() == null ? own : override.pkg(), override.origin());
    Origin origin = override.origin();
    String option = null;
    List<String> options = null;
    if (override.value() instanceof Node.Scalar scalar) {
      option = scalar.value() == null ? null : DefaultsEntry.option(scalar.text());
    } else if (override.value() instanceof Node.Seq seq) {
      options = new ArrayList<>();
      for (Node item : seq.items()) {
        if (!(item instanceof Node.Scalar scalar) || scalar.value() == null) {
          throw new ConfigException(origin, "a list of options takes names only");
        }
        options.add(DefaultsEntry.option(scalar.text()));
      }
    } else if (override.value() != null) {
      throw new ConfigException(origin, "the option of a group is a name, a list of names or null");
    }
    if ("".equals(option)) {
      throw new ConfigException(
          origin, "name an option of the group '" + override.key() + "' (null for none)");
    }
    switch (override.kind()) {
      case SET -> choices.put(override.target(), new Choice(option, options, origin));
      case ADD ->
          appended.add(
              DefaultsEntry.group(override.key(), override.pkg(), option, options, origin));
      case FORCE ->
          throw new ConfigException(
              origin, "++ is for values; a group takes group=option or +group=option");
      case DELETE -> deletions.put(override.target(), new Deletion(option, origin));
    }
  }

  /** The overrides that change values, in the order in which they were given. */
  List<ConfigOverride> values() {
    return values;
  }

  /** The entries that {@code +group=option} adds at the end of the primary defaults list. */
  List<DefaultsEntry> appended() {
    return appended;
  }

  /** The chosen option by group (or group@package). */
  Map<String, String> chosen() {
    return chosen;
  }

  /** Takes note of an {@code override} or {@code ~} entry of a file; the first to speak wins. */
  void note(DefaultsEntry entry, String key) {
    if (entry.kind() == DefaultsEntry.EntryKind.DELETE) {
      deletions.putIfAbsent(key, new Deletion(entry.option(), entry.origin()));
    } else {
      choices.putIfAbsent(key, new Choice(entry.option(), entry.options(), entry.origin()));
    }
  }

  /** The entry with the option that an override asks for. */
  DefaultsEntry apply(DefaultsEntry entry, String key) {
    Choice choice = choices.get(key);
    if (choice == null) {
      return entry;
    }
    choice.used = true;
    return entry.choosing(choice.option, choice.options);
  }

  /** Who asked for the option of a group: an override, or the entry itself. */
  Origin origin(DefaultsEntry entry, String key) {
    Choice choice = choices.get(key);
    return choice == null ? entry.origin() : choice.origin;
  }

  boolean delete(String key, String option) {
    Deletion deletion = deletions.get(key);
    if (deletion == null || (deletion.option != null && !deletion.option.equals(option))) {
      return false;
    }
    deletion.used = true;
    return true;
  }

  void choose(String key, String option, Origin origin) {
    Origin earlier = chosenAt.putIfAbsent(key, origin);
    if (earlier != null) {
      // Lists are worked from their end: what was seen earlier stands later.
      String remedy =
          earlier.isOverride()
              ? "write " + key + "=... without + to choose its option"
              : "write 'override' before this one";
      throw new ConfigException(
          earlier,
          "the group '" + key + "' is already in a defaults list (" + origin + "); " + remedy);
    }
    chosen.put(key, option);
  }

  /** A value that was meant to choose an option, where the composition fails without it. */
  Optional<ConfigException> misspelt(ConfigSources sources, String primary) {
    ConfigFile file = sources.load(primary);
    for (ConfigOverride override : values) {
      boolean known = file != null && KeyPath.step(file.content(), override.key()) != null;
      Optional<String> near = Nearest.to(override.key(), new GroupCatalogue(sources).names());
      if (!known && override.key().indexOf('.') < 0 && near.isPresent()) {
        return Optional.of(
            new ConfigException(
                override.origin(), "no such group; did you mean " + near.get() + "?"));
      }
    }
    return Optional.empty();
  }

  /** Refuses overrides that met no entry. */
  void requireAllUsed() {
    choices.forEach(
        (key, choice) -> {
          if (!choice.used) {
            throw new ConfigException(choice.origin, unmatched(key, choice.origin));
          }
        });
    deletions.forEach(
        (key, deletion) -> {
          if (!deletion.used) {
            String is = chosen.containsKey(key) ? " (its option is " + chosen.get(key) + ")" : "";
            throw new ConfigException(
                deletion.origin, "nothing to remove: '" + key + "' is not chosen" + is);
          }
        });
  }

  private static String shown(List<String> options) {
    List<String> some = options.subList(0, Math.min(MOST_SHOWN, options.size()));
    String more = options.size() > some.size() ? ", … (" + options.size() + " in all)" : "";
    return String.join(", ", some) + more;
  }

  /** A group that a file means by a name without a slash, which is looked for below its own. */
  static String slash(String group, Predicate<String> known, String before, String after) {
    for (int at = group.indexOf('/'); at >= 0; at = group.indexOf('/', at + 1)) {
      String meant = group.substring(at + 1);
      if (known.test(meant)) {
        return "; did you mean " + before + "/" + meant + ", with a slash" + after + "?";
      }
    }
    return "";
  }

  private String unmatched(String key, Origin origin) {
    if (chosen.containsKey(key)) {
      return "the group '"
          + key
          + "' is chosen after this file in the defaults list ("
          + chosenAt.get(key)
          + "); move this file behind it";
    }
    String group = key.contains("@") ? key.substring(0, key.indexOf('@')) : key;
    List<String> similar =
        chosen.keySet().stream().filter(k -> k.equals(group) || k.startsWith(group + "@")).toList();
    String slash = origin.isOverride() ? "" : slash(group, chosen::containsKey, "override ", "");
    if (!slash.isEmpty()) {
      return "the group '" + key + "' is in no defaults list" + slash;
    }
    String meant =
        similar.isEmpty()
            ? Nearest.hint(key, chosen.keySet())
            : "; did you mean " + String.join(" or ", similar) + "?";
    List<String> having =
        similar.isEmpty() && origin.isOverride()
            ? new GroupCatalogue(sources).having(group)
            : List.of();
    if (!having.isEmpty()) {
      // Added elsewhere it would be read by nobody.
      String with = (meant.isEmpty() ? "; it is" : " It is") + " with " + shown(having);
      return "the group '" + key + "' is not chosen from here" + meant + with;
    }
    // A file of a group of its own that means another group, as every experiment does.
    boolean elsewhere = !origin.isOverride() && key.contains("@") && chosen.containsKey(group);
    String add =
        origin.isOverride()
            ? " (use +" + origin.source() + " to add it)"
            : elsewhere ? " The file then needs the first line # @package _global_" : "";
    return "the group '" + key + "' is in no defaults list" + meant + add;
  }
}
