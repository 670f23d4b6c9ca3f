package org.altgrad.train.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.altgrad.base.Inline;

/** Completes overrides: groups, their options, keys, and the values of choices. */
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
      // In a sweep (a,b,c) it is the last value that is being typed.
      int start = Math.max(equals, body.lastIndexOf(',')) + 1;
      String head = sign + body.substring(0, start);
      for (String value : values(key, previous)) {
        if (value.startsWith(body.substring(start))) {
          found.add(head + value);
        }
      }
    } else {
      String end = sign.equals("~") ? "" : "=";
      for (String group : new GroupCatalogue(sources).names()) {
        if (group.startsWith(body)) {
          found.add(sign + group + end);
        }
      }
      keys(body, previous).forEach(key -> found.add(sign + key + (key.endsWith(".") ? "" : end)));
    }
    return List.copyOf(found);
  }

  /** The keys of the next level: sections end in a dot. */
  private List<String> keys(String typed, List<String> previous) {
    int dot = typed.lastIndexOf('.');
    String section = typed.substring(0, Math.max(0, dot));
    List<String> keys = new ArrayList<>();
    Node node = node(section, previous);
    if (node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, value) -> {
                String key = KeyPath.child(section, name);
                if (key.startsWith(typed)) {
                  boolean isSection = value instanceof Node.Mapping m && !m.entries().isEmpty();
                  keys.add(isSection ? key + "." : key);
                }
              });
    }
    return keys;
  }

  private List<String> values(String key, List<String> previous) {
    String group = key.contains("@") ? key.substring(0, key.indexOf('@')) : key;
    if (sources.isGroup(group)) {
      return new GroupCatalogue(sources).options(group);
    }
    Type type = type(key, previous);
    if (type instanceof Class<?> raw && raw.isEnum()) {
      return TypeBinder.constants(raw);
    }
    Node node = node(key, previous);
    boolean isFlag = node instanceof Node.Scalar scalar && scalar.value() instanceof Boolean;
    if (isFlag || type == boolean.class || type == Boolean.class) {
      return List.of("false", "true");
    }
    if (node instanceof Node.Scalar scalar && scalar.value() != null && !scalar.isMissing()) {
      return List.of(scalar.text());
    }
    return List.of();
  }

  /** The type of a dotted key in the schema; null if it is unknown. */
  private Type type(String key, List<String> previous) {
    String[] parts = key.split("\\.");
    Type type = schema.sections().get(parts[0]);
    String section = parts[0];
    for (int i = 1; i < parts.length && type != null; i++) {
      type = component(unwrap(type), parts[i], section, previous);
      section = KeyPath.child(section, parts[i]);
    }
    return type == null ? null : unwrap(type);
  }

  private Type component(Type type, String name, String section, List<String> previous) {
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
