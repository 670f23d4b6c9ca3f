package org.altgrad.train.search;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.config.Node;
import org.altgrad.train.config.Origin;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.config.YamlReader;

/** Where the overrides of a sweep's runs stand in the file that defines it. */
public final class DefinitionPlaces {
  private final Node.Mapping root;
  private final Map<String, Origin> words = new LinkedHashMap<>();
  private final Map<String, Origin> overrides = new LinkedHashMap<>();
  private final List<String> typed;

  private DefinitionPlaces(Node.Mapping root, List<String> typed) {
    this.root = root;
    this.typed = List.copyOf(typed);
    Map<String, Node> entries = root.entries();
    values(entries.get("experiment"))
        .forEach(node -> overrides.put("experiment=" + text(node), node.origin()));
    values(entries.get("overrides")).forEach(node -> overrides.put(text(node), node.origin()));
    values(entries.get("points")).forEach(this::point);
    if (entries.get("parameters") instanceof Node.Mapping parameters) {
      parameters(parameters, "");
    }
  }

  /**
   * Those of a file.
   *
   * @param file that was read as a {@link Definition}
   * @param typed overrides that do not stand in it
   */
  public static DefinitionPlaces of(Path file, List<String> typed) {
    return new DefinitionPlaces((Node.Mapping) YamlReader.read(file), typed);
  }

  /**
   * Requires that values of parameters that choose from a group are among its options. A file that
   * has another fault may have it only because one of them is misspelled.
   *
   * @param file that may be faulty
   * @throws ConfigException with the line of a value that is none of the options
   */
  public static void requireOptions(Path file, GroupCatalogue groups) {
    if (YamlReader.read(file) instanceof Node.Mapping root) {
      new DefinitionPlaces(root, List.of())
          .words.forEach((word, place) -> requireOption(word, place, groups));
    }
  }

  private static void requireOption(String word, Origin place, GroupCatalogue groups) {
    int end = word.indexOf('=');
    String group = word.substring(0, Math.max(0, end)).replaceFirst("^\\++", "");
    List<String> options = group.isEmpty() ? List.of() : groups.options(group);
    String option = word.substring(end + 1);
    boolean plain = option.matches("[\\w/.-]+") && !option.equals("null");
    if (plain && !options.isEmpty() && !options.contains(option)) {
      throw new ConfigException(
          place,
          word
              + ": no such option in group '"
              + group
              + "'"
              + Nearest.hintAndList(option, options));
    }
  }

  private void parameters(Node.Mapping section, String prefix) {
    section
        .entries()
        .forEach(
            (name, node) -> {
              String key = prefix + name;
              words.putIfAbsent(key, node.origin());
              if (!(node instanceof Node.Mapping own)) {
                values(node).forEach(value -> add(key, value));
              } else if (own.entries().get("parameters") instanceof Node.Mapping inner) {
                parameters(inner, key + ".");
              } else {
                values(own.entries().get("values")).forEach(value -> add(key, value));
                List.of("value", "min", "max")
                    .forEach(
                        end ->
                            Optional.ofNullable(own.entries().get(end))
                                .ifPresent(value -> add(key, value)));
              }
            });
  }

  private void point(Node point) {
    if (point instanceof Node.Mapping section) {
      section
          .entries()
          .forEach(
              (key, value) -> {
                words.putIfAbsent(key, value.origin());
                add(key, value);
              });
    }
  }

  private void add(String key, Node value) {
    words.putIfAbsent(key + "=" + OverrideWriter.write(value), value.origin());
  }

  private static List<Node> values(Node node) {
    return node == null ? List.of() : node instanceof Node.Seq list ? list.items() : List.of(node);
  }

  private static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  /** Where a key at the top stands; the file's beginning if it has none. */
  public Origin key(String key) {
    Node own = root.entries().get(key);
    return own != null ? own.origin() : root.origin();
  }

  /** Where it is said which trials go on, in either of the words for it. */
  public Origin stopping() {
    return key(root.entries().containsKey("early_stopping") ? "early_stopping" : "early_terminate");
  }

  /** The same of a parameter's. */
  public Origin parameter(String key) {
    return words.getOrDefault(key, root.origin());
  }

  /**
   * An error in a run's configuration, with the place in the file where it comes from.
   *
   * @param point whose run it is
   */
  public ConfigException placed(ConfigException error, Point point) {
    String message = error.getMessage();
    if (typed.stream().anyMatch(word -> begins(message, word))) {
      return error;
    }
    return word(message, point)
        .map(place -> new ConfigException(place, message))
        .orElseGet(
            () ->
                new ConfigException(
                    key(root.entries().containsKey("points") ? "points" : "parameters"),
                    point + ": " + message));
  }

  /**
   * Overrides of all runs that none has, for each point has a value of its own. One that was typed
   * is refused.
   *
   * @return those of the file, a line each
   * @throws ConfigException that names what was typed, and the parameter
   */
  public List<String> ineffective(Definition definition) {
    Map<String, String> chosen = new LinkedHashMap<>();
    definition.search().everywhere().forEach(key -> chosen.put(changed(key + "=0"), key));
    chosen.remove("");
    for (String word : typed) {
      Optional<String> why = undone(word, chosen);
      if (why.isPresent()) {
        throw new ConfigException(word + why.get() + "; leave one of them out");
      }
    }
    return overrides.entrySet().stream()
        .flatMap(
            own ->
                undone(own.getKey(), chosen).stream()
                    .map(why -> own.getValue() + ": " + own.getKey() + why))
        .toList();
  }

  private Optional<String> undone(String word, Map<String, String> chosen) {
    return Optional.ofNullable(chosen.get(changed(word)))
        .map(
            key ->
                ": has no effect, for each run has its own from "
                    + parameter(key)
                    + ": "
                    + (root.entries().containsKey("points") ? "points." : "parameters.")
                    + key);
  }

  /** The key of an override; of what is none, which others say, nothing. */
  private static String changed(String word) {
    try {
      return SweepExpander.key(word).orElse("");
    } catch (ConfigException e) {
      return "";
    }
  }

  /** The place of the override that a message is about. */
  private Optional<Origin> word(String message, Point point) {
    for (String word : point.overrides()) {
      String key = word.substring(0, word.indexOf('='));
      if (begins(message, word) || begins(message, key)) {
        return Optional.of(words.getOrDefault(word, parameter(key)));
      }
    }
    for (Map.Entry<String, Origin> fixed : overrides.entrySet()) {
      String key = fixed.getKey().replaceFirst("(?s)=.*", "");
      if (begins(message, fixed.getKey()) || begins(message, key)) {
        return Optional.of(fixed.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean begins(String message, String word) {
    return message.startsWith(word)
        && (message.length() == word.length() || ": ".indexOf(message.charAt(word.length())) >= 0);
  }
}
