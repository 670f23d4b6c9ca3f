package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.altgrad.base.Nearest;

/** Applies the overrides of values to the composed tree. */
final class OverrideApplier {
  private OverrideApplier() {}

  static Node.Mapping apply(Node.Mapping root, ConfigOverride override, ConfigSources sources) {
    Origin origin = override.origin();
    List<String> path;
    try {
      path = KeyPath.split(override.key());
    } catch (ConfigException e) {
      throw new ConfigException(origin, e.getMessage());
    }
    refuseInterpolatedSection(root, path, override);
    Node there = KeyPath.get(root, path);
    return switch (override.kind()) {
      case DELETE -> delete(root, path, there, override, sources);
      case SET -> {
        if (there == null) {
          throw unknown(root, override.key(), sources);
        }
        if (override.value() instanceof Node value) {
          requireKnown(root, there, value, override.key(), override, sources);
        }
        yield update(root, path, override);
      }
      case ADD -> {
        boolean isNull =
            there instanceof Node.Scalar scalar && (scalar.value() == null || scalar.isMissing());
        boolean isContainer =
            override.value() instanceof Node.Mapping || override.value() instanceof Node.Seq;
        if (there != null && !isNull && !isContainer) {
          throw new ConfigException(
              origin,
              "the key is already there ("
                  + there.origin()
                  + "); use "
                  + override.text().substring(1)
                  + " to change it, or ++ to add or change");
        }
        yield update(root, path, override);
      }
      case FORCE -> update(root, path, override);
    };
  }

  private static Node.Mapping update(
      Node.Mapping root, List<String> path, ConfigOverride override) {
    return KeyPath.update(root, path, old -> replacement(old, override), override.origin());
  }

  private static Node replacement(Node old, ConfigOverride override) {
    if (override.value() instanceof ListExtension extension) {
      if (!(old instanceof Node.Seq seq)) {
        throw new ConfigException(override.origin(), "extend_list() needs a list to extend");
      }
      List<Node> items = new ArrayList<>(seq.items());
      items.addAll(extension.items());
      return new Node.Seq(items, override.origin());
    }
    Node value = (Node) override.value();
    return old instanceof Node.Mapping && value instanceof Node.Mapping
        ? Merger.merge(old, value)
        : value;
  }

  private static Node.Mapping delete(
      Node.Mapping root,
      List<String> path,
      Node there,
      ConfigOverride override,
      ConfigSources sources) {
    if (there == null) {
      throw unknown(root, override.key(), sources);
    }
    if (override.value() instanceof Node wanted && !Objects.equals(wanted.plain(), there.plain())) {
      String is =
          there instanceof Node.Scalar scalar
              ? Scalars.format(scalar.value())
              : "a section or list";
      throw new ConfigException(override.origin(), "not removed: the value is " + is);
    }
    return KeyPath.update(root, path, old -> null, override.origin());
  }

  /** A mapping merges into a section, and may bring no key that the section does not have. */
  private static void requireKnown(
      Node.Mapping root,
      Node there,
      Node value,
      String key,
      ConfigOverride override,
      ConfigSources sources) {
    if (!(there instanceof Node.Mapping known && value instanceof Node.Mapping given)) {
      return;
    }
    given
        .entries()
        .forEach(
            (name, inner) -> {
              String innerKey = KeyPath.child(key, name);
              Node old = known.get(name);
              if (old == null) {
                throw unknown(root, innerKey, sources);
              }
              requireKnown(root, old, inner, innerKey, override, sources);
            });
  }

  private static void refuseInterpolatedSection(
      Node.Mapping root, List<String> path, ConfigOverride override) {
    for (int depth = 1; depth < path.size(); depth++) {
      Node node = KeyPath.get(root, path.subList(0, depth));
      if (node instanceof Node.Scalar scalar && scalar.isInterpolation()) {
        throw new ConfigException(
            override.origin(),
            KeyPath.join(path.subList(0, depth))
                + " is "
                + scalar.text()
                + " ("
                + scalar.origin()
                + "); change the key that it points to");
      }
    }
  }

  private static ConfigException unknown(Node.Mapping root, String key, ConfigSources sources) {
    List<String> having = optionsWith(key, sources);
    if (!having.isEmpty()) {
      return new ConfigException(key + ": no such key here, but with " + String.join(", ", having));
    }
    List<String> known = new ArrayList<>();
    KeyPath.collect(root, "", true, known);
    if (key.indexOf('.') < 0) {
      known.addAll(new GroupCatalogue(sources).names());
    }
    Optional<String> near = Nearest.key(key, known);
    String meant = near.map(k -> "; did you mean " + k + "?").orElseGet(() -> siblings(root, key));
    return new ConfigException(key + ": no such key" + meant);
  }

  /** The options, as {@code group=option}, of the group that fills a key's section that have it. */
  private static List<String> optionsWith(String key, ConfigSources sources) {
    List<String> path = KeyPath.split(key);
    GroupCatalogue catalogue = new GroupCatalogue(sources);
    for (int depth = path.size() - 1; depth > 0; depth--) {
      String group = String.join("/", path.subList(0, depth));
      List<String> rest = path.subList(depth, path.size());
      List<String> having =
          catalogue.options(group).stream()
              .filter(option -> hasKey(sources, group + "/" + option, rest))
              .map(option -> group + "=" + option)
              .toList();
      if (!having.isEmpty()) {
        return having;
      }
    }
    return List.of();
  }

  private static boolean hasKey(ConfigSources sources, String file, List<String> path) {
    try {
      return sources.load(file).content() instanceof Node.Mapping content
          && KeyPath.get(content, path) != null;
    } catch (ConfigException unreadable) {
      return false;
    }
  }

  /** What the section has that the key is looked for in; one that is null is set as a whole. */
  private static String siblings(Node.Mapping root, String key) {
    int dot = key.lastIndexOf('.');
    String above = key.substring(0, Math.max(0, dot));
    Node section = dot < 0 ? null : KeyPath.get(root, KeyPath.split(above));
    if (section instanceof Node.Scalar scalar && scalar.value() == null && !scalar.isMissing()) {
      return "; %s is null, and is set as a whole: %s={%s:…}"
          .formatted(above, above, key.substring(dot + 1));
    }
    return section instanceof Node.Mapping mapping
        ? Nearest.hintAndList(key, mapping.entries().keySet())
        : "";
  }
}
