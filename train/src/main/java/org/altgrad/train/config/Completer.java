package org.altgrad.train.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.altgrad.base.Inline;

/**
 * Completes overrides: groups, their options, keys, and the values of choices. What is offered is
 * taken: a section that may not be missing is not offered for removal, nor a group for which the
 * configuration has no place.
 */
public final class Completer {
  private final ConfigSources sources;
  private final String primary;
  private final Schema schema;

  /**
   * A completer.
   *
   * @param sources the search path
   * @param primary the name of the primary file
   * @param schema as for {@link Binder#bindSections}
   */
  public Completer(ConfigSources sources, String primary, Schema schema) {
    this.sources = sources;
    this.primary = primary;
    this.schema = schema;
  }

  /**
   * The words that the word being typed can become, sorted. Groups, options and keys are found for
   * the configuration that the previous words give; words that are wrong or unfinished are left
   * out.
   *
   * @param word the word being typed
   * @param previous the words before it
   */
  public List<String> complete(String word, List<String> previous) {
    int signs = 0;
    while (signs < word.length() && "+~".indexOf(word.charAt(signs)) >= 0) {
      signs++;
    }
    String sign = word.substring(0, signs);
    String body = word.substring(signs);
    int equals = body.indexOf('=');
    SortedSet<String> found = new TreeSet<>();
    if (equals >= 0) {
      String key = body.substring(0, equals);
      // In a sweep (a,b,c) or a list ([a,b) it is the last value that is being typed.
      boolean list = body.startsWith("[", equals + 1);
      int first = equals + (list ? 2 : 1);
      int start = Math.max(first, body.lastIndexOf(',') + 1);
      String head = sign + body.substring(0, start);
      List<String> given = List.of(body.substring(first, start).split(","));
      for (String value : values(sign, key, list, previous)) {
        if (value.startsWith(body.substring(start)) && !given.contains(value)) {
          found.add(head + value);
        }
      }
    } else {
      String end = sign.equals("~") ? "" : "=";
      for (String group : groups(sign, previous)) {
        if (group.startsWith(body)) {
          found.add(sign + group + end);
        }
      }
      keys(sign, body, previous)
          .forEach(key -> found.add(sign + key + (key.endsWith(".") ? "" : end)));
    }
    return List.copyOf(found);
  }

  /** The groups that such an override can choose. */
  private Collection<String> groups(String sign, List<String> previous) {
    Set<String> chosen = compose(previous).choices().keySet();
    return switch (sign) {
      case "" -> chosen;
      case "~" -> chosen.stream().filter(group -> removable(section(group), previous)).toList();
      case "+" ->
          new GroupCatalogue(sources)
              .names().stream()
                  .filter(group -> !chosen.contains(group) && hasPlace(group, previous))
                  .toList();
      default -> Set.of();
    };
  }

  /** Where a group's options go: {@code model/prior} to {@code model.prior}. */
  private static String section(String group) {
    int at = group.indexOf('@');
    return at < 0 ? group.replace('/', '.') : group.substring(at + 1);
  }

  private boolean hasPlace(String group, List<String> previous) {
    Type type = type(section(group), previous);
    boolean value =
        type instanceof Class<?> raw
            && (raw.isEnum() || raw.isPrimitive() || raw.getName().startsWith("java.lang."))
            && raw != Object.class;
    return schema.sections().isEmpty() || (type != null && !value);
  }

  /** Whether a key's value is the path of a file or directory, or a list of such. */
  public boolean isPath(String key, List<String> previous) {
    Type type = type(key, previous);
    if (type instanceof ParameterizedType of && of.getRawType() == List.class) {
      type = of.getActualTypeArguments()[0];
    }
    if (type instanceof Class<?> raw && raw.isRecord()) {
      // A section with a path may be written short, as the path alone.
      return Arrays.stream(raw.getRecordComponents())
          .anyMatch(component -> component.getType() == Path.class);
    }
    return type == Path.class;
  }

  /**
   * The keys of the next level that such an override can have: sections, and lists whose items are
   * sections, end in a dot.
   */
  private List<String> keys(String sign, String typed, List<String> previous) {
    int dot = typed.lastIndexOf('.');
    String section = typed.substring(0, Math.max(0, dot));
    List<String> keys = new ArrayList<>();
    children(node(section, previous))
        .forEach(
            (name, value) -> {
              String key = KeyPath.child(section, name);
              boolean inner = children(value).values().stream().anyMatch(this::isSection);
              if (!key.startsWith(typed)) {
                return;
              }
              if (isSection(value) || (value instanceof Node.Seq && inner)) {
                keys.add(key + ".");
              } else if (!sign.equals("+") && (!sign.equals("~") || removable(key, previous))) {
                keys.add(key);
              }
            });
    return keys;
  }

  private boolean isSection(Node node) {
    return node instanceof Node.Mapping mapping && !mapping.entries().isEmpty();
  }

  /** What stands in a section, or in a list by its numbers. */
  private static Map<String, Node> children(Node node) {
    if (node instanceof Node.Mapping mapping) {
      return mapping.entries();
    }
    Map<String, Node> items = new LinkedHashMap<>();
    if (node instanceof Node.Seq seq) {
      seq.items().forEach(item -> items.put(Integer.toString(items.size()), item));
    }
    return items;
  }

  /** Whether a key may be missing: the schema says so, or does not know it. */
  private boolean removable(String key, List<String> previous) {
    Type type = declared(key, previous);
    return type == null
        ? key.indexOf('.') >= 0 || schema.sections().isEmpty()
        : type.getTypeName().startsWith("java.util.Optional");
  }

  private List<String> values(String sign, String key, boolean list, List<String> previous) {
    String group = key.contains("@") ? key.substring(0, key.indexOf('@')) : key;
    if (sources.isGroup(group)) {
      Map<String, String> chosen = compose(previous).choices();
      boolean taken =
          switch (sign) {
            case "" -> chosen.containsKey(key) || previous.contains("~" + key);
            case "+" -> !chosen.containsKey(key) && hasPlace(key, previous);
            default -> false;
          };
      return taken ? new GroupCatalogue(sources).options(group) : List.of();
    }
    Type type = type(key, previous);
    if (list) {
      type = type instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : null;
    }
    if (type instanceof Class<?> raw && raw.isEnum()) {
      return TypeBinder.constants(raw);
    }
    Node node = list ? null : node(key, previous);
    boolean isFlag = node instanceof Node.Scalar scalar && scalar.value() instanceof Boolean;
    if (isFlag || type == boolean.class || type == Boolean.class) {
      return List.of("false", "true");
    }
    if (node instanceof Node.Scalar scalar && scalar.value() != null && !scalar.isMissing()) {
      return List.of(scalar.text());
    }
    return List.of();
  }

  /** The type of a dotted key in the schema, inside of its Optional; null if it is unknown. */
  private Type type(String key, List<String> previous) {
    Type type = declared(key, previous);
    return type == null ? null : unwrap(type);
  }

  private Type declared(String key, List<String> previous) {
    String[] parts = key.split("\\.");
    Type type = schema.sections().get(parts[0]);
    String section = parts[0];
    for (int i = 1; i < parts.length && type != null; i++) {
      type = component(unwrap(type), parts[i], section, previous);
      section = KeyPath.child(section, parts[i]);
    }
    return type;
  }

  private Type component(Type type, String name, String section, List<String> previous) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return name.matches("[0-9]+") ? list.getActualTypeArguments()[0] : null;
    }
    if (!(type instanceof Class<?> raw)) {
      return null;
    }
    if (schema.kinds().containsKey(raw)) {
      Node chosen = node(KeyPath.child(section, "name"), previous);
      return chosen instanceof Node.Scalar scalar
          ? component(schema.kinds().get(raw).get(scalar.text()), name, section, previous)
          : null;
    }
    if (raw.isRecord()) {
      for (RecordComponent component : raw.getRecordComponents()) {
        // The name of an inline component is no key, though a key inside it may be called the same.
        boolean inline = component.isAnnotationPresent(Inline.class);
        Type found =
            inline
                ? component(component.getType(), name, section, previous)
                : component.getGenericType();
        if (found != null && (inline || TypeBinder.snakeCase(component.getName()).equals(name))) {
          return found;
        }
      }
    }
    return null;
  }

  /** The type inside an Optional. */
  private static Type unwrap(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  private Node node(String key, List<String> previous) {
    try {
      return compose(previous).raw(key);
    } catch (ConfigException e) {
      return null;
    }
  }

  private Config compose(List<String> previous) {
    List<String> usable = new ArrayList<>();
    for (String word : previous) {
      try {
        if (!OverrideParser.parse(word).isSweep()) {
          usable.add(word);
        }
      } catch (ConfigException notAnOverride) {
        // An option such as --seed, or a word that is wrong: completion goes on without it.
        continue;
      }
    }
    Composer composer = new Composer(sources);
    try {
      return composer.compose(primary, usable, Clock.systemUTC());
    } catch (ConfigException wrong) {
      return composer.compose(primary, List.of(), Clock.systemUTC());
    }
  }
}
