package org.altgrad.train.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.DefaultsEntry.EntryKind;

/**
 * Expands the primary file's defaults list into the tree of files to merge.
 *
 * <p>Lists are worked from their end, as in Hydra, so that the {@code override} of an experiment
 * that stands last is known when the groups before it are expanded. Entries that interpolate other
 * groups' choices wait until all other groups are chosen.
 */
final class DefaultsBuilder {

  /** Where an entry stands: what its relative group and package start from. */
  private record Place(String group, String pkg, List<String> ancestors) {}

  private record Waiting(DefaultsNode node, DefaultsEntry entry, Place place) {}

  private static final int MAX_NODES = 10_000;
  private static final String GLOBAL = "_global_";
  private static final String GROUP = "_group_";

  /** The primary file where none is named. */
  private static final String USUAL = "config";

  private final ConfigSources sources;
  private final GroupOverrides overrides;
  private final Interpolator.Surroundings surroundings;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean late;
  private int nodes;

  /**
   * @param surroundings what the resolvers of interpolated entries see
   */
  DefaultsBuilder(
      ConfigSources sources, GroupOverrides overrides, Interpolator.Surroundings surroundings) {
    this.sources = sources;
    this.overrides = overrides;
    this.surroundings = surroundings;
  }

  DefaultsNode build(String primary) {
    ConfigFile file = sources.load(primary);
    if (file == null) {
      List<String> names = sources.files().stream().filter(name -> !name.contains("/")).toList();
      throw new ConfigException(
          (primary.equals(USUAL) ? "" : "--config-name=" + primary + ": ")
              + (primary.isEmpty()
                  ? "must be the name of a file but is empty"
                  : "no " + primary + ".yaml in " + sources.describe())
              + Nearest.hint(primary, names));
    }
    DefaultsNode root = new DefaultsNode(primary);
    root.file = file;
    root.pkg = file.header() == null ? "" : headed(file, parent(primary));
    List<DefaultsEntry> entries = new ArrayList<>(file.defaults());
    if (!overrides.appended().isEmpty()) {
      addSelf(entries, file);
      entries.addAll(overrides.appended());
    }
    expandList(root, entries, new Place("", root.pkg, List.of(primary)));
    late = true;
    while (!waiting.isEmpty()) {
      // The last one waiting stands first in the file, as lists are worked from their end.
      Waiting next = waiting.removeLast();
      expand(next.node, interpolate(next.entry), next.place);
    }
    overrides.requireAllUsed();
    return root;
  }

  private static void addSelf(List<DefaultsEntry> entries, ConfigFile file) {
    if (entries.stream().noneMatch(entry -> entry.kind() == EntryKind.SELF)) {
      entries.add(DefaultsEntry.self(new Origin(file.name(), 1)));
    }
  }

  private void expandList(DefaultsNode owner, List<DefaultsEntry> list, Place place) {
    if (list.isEmpty()) {
      return;
    }
    List<DefaultsEntry> entries = new ArrayList<>(list);
    addSelf(entries, owner.file);
    for (DefaultsEntry entry : entries) {
      if (entry.kind() == EntryKind.OVERRIDE || entry.kind() == EntryKind.DELETE) {
        if (late) {
          throw new ConfigException(
              entry.origin(),
              entry.label()
                  + ": a file chosen by an interpolation comes too late to override groups");
        }
        overrides.note(entry, overrideKey(entry, place));
      }
    }
    List<DefaultsNode> reversed = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      DefaultsEntry entry = entries.get(i);
      switch (entry.kind()) {
        case SELF -> reversed.add(DefaultsNode.self(owner));
        case CONFIG -> reversed.add(child(entry, place));
        case GROUP -> addGroup(entry, place, reversed);
        case OVERRIDE, DELETE -> {}
      }
    }
    for (int i = reversed.size() - 1; i >= 0; i--) {
      owner.children.add(reversed.get(i));
    }
  }

  private void addGroup(DefaultsEntry written, Place place, List<DefaultsNode> reversed) {
    DefaultsEntry entry = overrides.apply(written, overrideKey(written, place));
    if (entry.options() == null) {
      reversed.add(child(entry, place));
      return;
    }
    String key = overrideKey(entry, place);
    String joined = String.join(",", entry.options());
    Origin origin = overrides.origin(entry, key);
    // What +group=[...] adds is not what ~group removes.
    if (!entry.origin().isOverride() && overrides.delete(key, joined)) {
      DefaultsNode node = new DefaultsNode(entry.label());
      node.state = DefaultsNode.NodeState.DELETED;
      reversed.add(node);
      return;
    }
    overrides.choose(key, joined, entry.origin());
    for (int i = entry.options().size() - 1; i >= 0; i--) {
      String option = entry.options().get(i);
      DefaultsNode node = new DefaultsNode(entry.choosing(option, null).label());
      load(node, entry.choosing(option, null), place, origin);
      reversed.add(node);
    }
  }

  private DefaultsNode child(DefaultsEntry entry, Place place) {
    DefaultsNode node = new DefaultsNode(entry.label());
    if (entry.isInterpolation()) {
      waiting.addLast(new Waiting(node, entry, place));
    } else {
      expand(node, entry, place);
    }
    return node;
  }

  private void expand(DefaultsNode node, DefaultsEntry entry, Place place) {
    if (entry.kind() == EntryKind.CONFIG) {
      if (overrides.delete(absolute(entry, place), null)) {
        node.state = DefaultsNode.NodeState.DELETED;
        return;
      }
      load(node, entry, place, entry.origin());
      return;
    }
    String key = overrideKey(entry, place);
    if (overrides.delete(key, entry.option())) {
      node.state = DefaultsNode.NodeState.DELETED;
      return;
    }
    Origin origin = overrides.origin(entry, key);
    overrides.choose(key, entry.option(), entry.origin());
    if (entry.option() == null) {
      node.state = DefaultsNode.NodeState.NONE;
      return;
    }
    if (entry.option().equals(Node.MISSING)) {
      List<String> options = new GroupCatalogue(sources).options(absolute(entry, place));
      throw new ConfigException(
          origin,
          "the group '"
              + key
              + "' has no default; choose with "
              + key
              + "=<option>, one of: "
              + String.join(", ", options));
    }
    load(node, entry, place, origin);
  }

  /** Finds the file of an entry and expands its own defaults list. */
  private void load(DefaultsNode node, DefaultsEntry entry, Place place, Origin origin) {
    if (++nodes > MAX_NODES) {
      throw new ConfigException(
          origin, "the defaults lists unfold to over " + MAX_NODES + " files");
    }
    String base = absolute(entry, place);
    String path = entry.kind() == EntryKind.CONFIG ? base : base + "/" + entry.option();
    ConfigFile file = sources.load(path);
    if (file == null) {
      // A choice on the command line is never passed over: it would be a silent slip.
      if (entry.optional() && !origin.isOverride()) {
        node.state = DefaultsNode.NodeState.ABSENT;
        return;
      }
      throw notFound(entry, place, origin);
    }
    node.file = file;
    node.origin = origin;
    node.pkg = packageOf(entry, place, file);
    node.placed = entry.pkg() != null;
    String group = entry.kind() == EntryKind.CONFIG ? parent(base) : base;
    String step = path + " -> " + (node.pkg.isEmpty() ? "_global_" : node.pkg);
    if (place.ancestors.contains(step) || place.ancestors.get(0).equals(path)) {
      throw new ConfigException(
          origin, entry.label() + ": a cycle of defaults lists: this file includes itself");
    }
    if (place.ancestors.size() > YamlReader.MAX_DEPTH) {
      throw new ConfigException(
          origin,
          entry.label()
              + ": defaults lists within defaults lists, more than "
              + YamlReader.MAX_DEPTH
              + " deep");
    }
    List<String> ancestors = new ArrayList<>(place.ancestors);
    ancestors.add(step);
    expandList(node, file.defaults(), new Place(group, node.pkg, ancestors));
  }

  private ConfigException notFound(DefaultsEntry entry, Place place, Origin origin) {
    String base = absolute(entry, place);
    if (entry.kind() == EntryKind.CONFIG) {
      String meant = fileMeant(entry, place).map("; did you mean %s?"::formatted).orElse("");
      return new ConfigException(origin, base + ": no such file in the tree" + meant);
    }
    List<String> options = new GroupCatalogue(sources).options(base);
    String shown = origin.isOverride() ? "" : entry.label() + ": ";
    if (options.isEmpty()) {
      String after = " (after override where another list has the group)";
      String slash =
          origin.isOverride() ? "" : GroupOverrides.slash(base, sources::isGroup, "", after);
      SortedSet<String> names = new GroupCatalogue(sources).names();
      String hint = slash.isEmpty() ? Nearest.hint(base, names) : slash;
      return new ConfigException(origin, shown + "no such group '" + base + "'" + hint);
    }
    return new ConfigException(
        origin,
        shown
            + "no such option in group '"
            + base
            + "'"
            + Nearest.hintAndList(entry.option(), options));
  }

  /** What was meant by the name of a file that is not there, as one writes it in its place. */
  private Optional<String> fileMeant(DefaultsEntry entry, Place place) {
    String self = "_self_";
    if (Nearest.to(entry.path(), List.of(self)).isPresent()) {
      return Optional.of(self);
    }
    String base = absolute(entry, place);
    return Optional.of(entry.path())
        .filter(sources.files()::contains)
        .or(() -> Nearest.to(base, sources.files()))
        .map(
            near ->
                place.group.isEmpty()
                    ? near
                    : near.startsWith(place.group + "/") && !entry.isAbsolute()
                        ? near.substring(place.group.length() + 1)
                        : "/" + near);
  }

  private DefaultsEntry interpolate(DefaultsEntry entry) {
    return entry.with(interpolate(entry.path(), entry), interpolate(entry.option(), entry));
  }

  private String interpolate(String text, DefaultsEntry entry) {
    if (text == null) {
      return null;
    }
    StringBuilder result = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
      int end = Interpolation.end(text, open, entry.origin());
      String key = text.substring(open + 2, end - 1).strip();
      Map<String, String> chosen = overrides.chosen();
      if (key.contains(":")) {
        result.append(text, at, open).append(resolved(text.substring(open, end), entry.origin()));
        at = end;
        continue;
      }
      if (!chosen.containsKey(key)) {
        throw new ConfigException(
            entry.origin(),
            "${"
                + key
                + "}: a defaults list can only use the choice of another group; '"
                + key
                + "' is none"
                + Nearest.hint(key, chosen.keySet()));
      }
      result.append(text, at, open).append(chosen.get(key));
      at = end;
    }
    return result.append(text.substring(at)).toString();
  }

  /** The text of a resolver's interpolation, which sees the choices of other groups. */
  private String resolved(String interpolation, Origin origin) {
    Map<String, Node> choices = new LinkedHashMap<>();
    overrides.chosen().forEach((group, option) -> choices.put(group, Node.of(option, origin)));
    Node value =
        new Interpolator(new Node.Mapping(choices, origin), surroundings)
            .evaluateAll(Node.of(interpolation, origin), List.of());
    if (value instanceof Node.Scalar scalar && scalar.value() != null) {
      return scalar.text();
    }
    throw new ConfigException(origin, interpolation + ": must be the name of an option");
  }

  /** The path of an entry from the root of the tree. */
  private static String absolute(DefaultsEntry entry, Place place) {
    if (entry.isAbsolute()) {
      return entry.path().substring(1);
    }
    return place.group.isEmpty() ? entry.path() : place.group + "/" + entry.path();
  }

  /** The name under which a group can be overridden: {@code group} or {@code group@package}. */
  private static String overrideKey(DefaultsEntry entry, Place place) {
    String group = absolute(entry, place);
    String pkg = join(place.pkg, writtenPackage(entry, place));
    if (pkg.equals(group.replace('/', '.'))) {
      return group;
    }
    return group + "@" + (pkg.isEmpty() ? GLOBAL : pkg);
  }

  /**
   * The package in the entry, or else the entry's own group, both relative to its place; with
   * {@code _group_} it counts from the root.
   */
  private static String writtenPackage(DefaultsEntry entry, Place place) {
    if (entry.pkg() == null) {
      String path = entry.isAbsolute() ? entry.path().substring(1) : entry.path();
      return packageOfGroup(entry, path);
    }
    String pkg = entry.pkg().equals("_here_") ? "" : entry.pkg();
    String named = substitute(pkg, GROUP, packageOfGroup(entry, absolute(entry, place)));
    return named.equals(pkg) ? pkg : GLOBAL + "." + named;
  }

  /** A path's group as a package. */
  private static String packageOfGroup(DefaultsEntry entry, String path) {
    return (entry.kind() == EntryKind.CONFIG ? parent(path) : path).replace('/', '.');
  }

  private static String packageOf(DefaultsEntry entry, Place place, ConfigFile file) {
    String pkg =
        entry.pkg() != null || file.header() == null
            ? join(place.pkg, writtenPackage(entry, place))
            : headed(file, packageOfGroup(entry, absolute(entry, place)));
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    return substitute(pkg, "_name_", name);
  }

  /** The package of a file's first line, which counts from the root. */
  private static String headed(ConfigFile file, String group) {
    return join("", substitute(file.header(), GROUP, group));
  }

  /** A package below another; {@code _global_} begins again at the root. */
  private static String join(String parent, String child) {
    String joined = parent.isEmpty() ? child : child.isEmpty() ? parent : parent + "." + child;
    List<String> parts = List.of(joined.split("\\."));
    return String.join(".", parts.subList(parts.lastIndexOf(GLOBAL) + 1, parts.size()));
  }

  /** A package in which parts that are a word are replaced; {@code my_name_sets} has none. */
  private static String substitute(String pkg, String word, String value) {
    return Stream.of(pkg.split("\\."))
        .map(part -> part.equals(word) ? value : part)
        .collect(Collectors.joining("."));
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
