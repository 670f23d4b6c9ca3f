package org.altgrad.train.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.altgrad.base.EarlierConfig;

/**
 * One composed configuration. It does not change; interpolations are resolved when a value is first
 * read, so an error in a section that nobody reads does not stand in the way.
 */
public final class Config {
  private final Node.Mapping root;
  private final DefaultsNode tree;
  private final List<String> overrides;
  private final Map<String, Origin> words;
  private final Map<String, String> choices;
  private final Interpolator.Surroundings surroundings;
  private final Interpolator interpolator;

  Config(
      Node.Mapping root,
      DefaultsNode tree,
      List<String> overrides,
      Map<String, Origin> words,
      Interpolator.Surroundings surroundings) {
    this.root = root;
    this.tree = tree;
    this.overrides = List.copyOf(overrides);
    this.words = words;
    this.surroundings = surroundings;
    this.choices = surroundings.choices();
    this.interpolator = new Interpolator(root, surroundings);
  }

  /**
   * The resolved value of a dotted key.
   *
   * @param key for example {@code model.width} or {@code data.shape[0]}; empty for everything
   * @return Boolean, Long, Double, String, List or Map; empty if there is no such key or it is null
   * @throws ConfigException if it is {@code ???}, or an interpolation in it cannot be resolved
   */
  public Optional<Object> find(String key) {
    Node node = resolved(key);
    if (node == null) {
      return Optional.empty();
    }
    requireGiven(node, key);
    return Optional.ofNullable(node.plain());
  }

  /** Where the value of a dotted key was written; empty if there is no such key. */
  public Optional<Origin> origin(String key) {
    return Optional.ofNullable(KeyPath.get(root, path(key))).map(Node::origin);
  }

  /** What the value of a dotted key is computed from, as it was written; empty if it is given. */
  public Optional<String> interpolation(String key) {
    return raw(key) instanceof Node.Scalar scalar && scalar.isInterpolation()
        ? Optional.of(scalar.value().toString())
        : Optional.empty();
  }

  /**
   * What was chosen for this very run, by an override or in a user's own file: the dotted keys of
   * values, of what was removed, and of sections whose option was named. Where it was written.
   */
  public Map<String, Origin> chosen() {
    Map<String, Origin> chosen = new LinkedHashMap<>(words);
    chosen.putAll(root.chosen(""));
    return chosen;
  }

  /**
   * Refuses to have chosen what is not read: words without effect.
   *
   * @param keys of values, and of sections with all that they hold
   */
  public void requireLeftOut(Collection<String> keys, String why) {
    chosen()
        .forEach(
            (key, origin) -> {
              if (keys.stream().anyMatch(k -> key.equals(k) || key.startsWith(k + "."))) {
                throw new ConfigException(origin, key, "must be left out, for " + why);
              }
            });
  }

  /** What is wrong with the value of a key, named by where it was written. */
  public ConfigException wrong(String key, String message) {
    return origin(key)
        .map(place -> new ConfigException(place, key, message))
        .orElseGet(() -> new ConfigException(key + ": " + message));
  }

  /**
   * The resolved values of all leaves by their dotted keys, in the order of the configuration.
   * Lists count as leaves.
   */
  public Map<String, Object> flat() {
    Map<String, Object> flat = new LinkedHashMap<>();
    Node all = resolved("");
    requireGiven(all, "");
    flatten(all, "", flat);
    return flat;
  }

  /**
   * The keys whose values are others where that of a key is: those that refer to it.
   *
   * @param key of a whole number
   */
  public Set<String> following(String key) {
    Map<String, Object> now = flat();
    long other = ((Number) now.get(key)).longValue() + 1;
    Node.Mapping changed =
        KeyPath.update(root, path(key), node -> Node.of(other, node.origin()), root.origin());
    Set<String> following = new LinkedHashSet<>();
    new Config(changed, tree, overrides, words, surroundings)
        .flat()
        .forEach(
            (name, value) -> {
              if (!name.equals(key) && !Objects.equals(value, now.get(name))) {
                following.add(name);
              }
            });
    return following;
  }

  /** The chosen option of every group, by {@code group} or {@code group@package}. */
  public Map<String, String> choices() {
    return choices;
  }

  /** Where the option of a group was chosen: an override, or an entry of a defaults list. */
  public Optional<Origin> chosenAt(String group) {
    return tree.find(group + "/" + choices.get(group)).map(node -> node.origin);
  }

  /** The overrides as typed. */
  public List<String> overrides() {
    return overrides;
  }

  /** Warnings about deprecated keys among the values that were read so far. */
  public Set<String> warnings() {
    return interpolator.warnings();
  }

  /**
   * The same in the words of this version, for what an earlier one has filed.
   *
   * @param message hears what was made of it, in one line
   */
  public Config ofThisVersion(Consumer<String> message) {
    EarlierConfig earlier = EarlierConfig.of(flat());
    if (earlier.isEmpty()) {
      return this;
    }
    Node.Mapping now = root;
    Origin origin = root.origin();
    for (String key : earlier.gone()) {
      now = KeyPath.update(now, path(key), node -> null, origin);
    }
    for (Map.Entry<String, Object> entry : earlier.set().entrySet()) {
      Node value = Node.of(entry.getValue(), origin);
      now = KeyPath.update(now, path(entry.getKey()), node -> value, origin);
    }
    message.accept(
        origin.source()
            + " is of an earlier version; taken as "
            + String.join(
                ", ",
                earlier.set().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .toList())
            + (earlier.gone().isEmpty() ? "" : " without " + String.join(", ", earlier.gone())));
    return new Config(now, tree, overrides, words, surroundings);
  }

  Node.Mapping root() {
    return root;
  }

  /** An error about a key, which names the entry of a defaults list that has put a file there. */
  public ConfigException blamed(ConfigException error) {
    return tree == null ? error : Placed.blamed(tree, error);
  }

  DefaultsNode tree() {
    return tree;
  }

  /** The resolved node of a dotted key; null if there is none. */
  Node resolved(String key) {
    return interpolator.find(path(key));
  }

  /** The node as written, null if there is none. */
  Node raw(String key) {
    return KeyPath.get(root, path(key));
  }

  private static List<String> path(String key) {
    return key.isEmpty() ? List.of() : KeyPath.split(key);
  }

  static void flatten(Node node, String key, Map<String, Object> into) {
    if (node instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      mapping.entries().forEach((name, value) -> flatten(value, KeyPath.child(key, name), into));
    } else if (!key.isEmpty()) {
      into.put(key, node.plain());
    }
  }

  static void requireGiven(Node node, String key) {
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach((name, value) -> requireGiven(value, KeyPath.child(key, name)));
    } else if (node instanceof Node.Seq seq) {
      for (int i = 0; i < seq.items().size(); i++) {
        requireGiven(seq.items().get(i), KeyPath.child(key, i));
      }
    } else if (((Node.Scalar) node).isMissing()) {
      throw mustBeGiven(node, key);
    }
  }

  static ConfigException mustBeGiven(Node node, String key) {
    return new ConfigException(
        node.origin(), key, "must be given (it is ???): write " + key + "=<value>");
  }
}
