package org.altgrad.train.config;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Inline;

/**
 * Turns sections of a configuration into Java records.
 *
 * <p>A component {@code hiddenLayers} is the key {@code hidden_layers}. Components may be int,
 * long, double, boolean (or their boxes), String, Path, an enum (constants in lower case), a
 * record, or List, Map (with String keys), Optional, OptionalInt, OptionalLong and OptionalDouble
 * of them. Optional components may be null or absent; every other one must be there, and no key may
 * be there without a component. An {@link Inline} record takes its keys from the section that it
 * stands in.
 *
 * <p>A record checks its own ranges in its compact constructor, with an {@link
 * IllegalArgumentException} whose message begins with the component and a colon ({@code "width:
 * must be at least 1 but is 0"}); the binder adds the full key and where its value was written.
 */
public final class Binder {
  private Binder() {}

  /**
   * Binds one section.
   *
   * @param config the configuration
   * @param path the dotted key of the section; empty for the whole configuration
   * @param type the record
   * @throws ConfigException if a key is missing, unknown, or has a wrong value
   */
  public static <R> R bind(Config config, String path, Class<R> type) {
    return type.cast(bind(config, path, new Schema(Map.of(path, type))));
  }

  /**
   * Binds one section of a schema.
   *
   * @throws ConfigException if a key is missing, unknown, or has a wrong value
   */
  public static Object bind(Config config, String path, Schema schema) {
    Node node = config.resolved(path);
    if (node == null) {
      throw new ConfigException(path + ": the section is missing in the configuration");
    }
    try {
      return new TypeBinder(schema.kinds()).bind(node, path, schema.sections().get(path));
    } catch (ConfigException e) {
      throw config.blamed(e);
    }
  }

  /**
   * Binds every section at the root, and refuses those that have no type.
   *
   * @return the values by their keys, in the order of the schema's sections
   * @throws ConfigException if a key is missing, unknown, or has a wrong value
   */
  public static Map<String, Object> bindSections(Config config, Schema schema) {
    return bindSections(config, schema, new BoundSections());
  }

  /**
   * The same; a section that is what it was last time is not bound again.
   *
   * @param last what was bound then
   */
  public static Map<String, Object> bindSections(Config config, Schema schema, BoundSections last) {
    try {
      return bound(config, schema, last);
    } catch (ConfigException e) {
      throw config.blamed(e);
    }
  }

  private static Map<String, Object> bound(Config config, Schema schema, BoundSections last) {
    Map<String, Type> sections = schema.sections();
    List<String> known = List.copyOf(sections.keySet());
    config
        .root()
        .entries()
        .forEach(
            (key, node) -> {
              if (!sections.containsKey(key)) {
                throw new ConfigException(
                    node.origin(), key, "no such key" + node.meant(key, known));
              }
            });
    TypeBinder binder = new TypeBinder(schema.kinds());
    last.of(schema);
    Map<String, Object> values = new LinkedHashMap<>();
    sections.forEach(
        (key, type) -> {
          Node node = config.resolved(key);
          Object value =
              node == null
                  ? binder.absent(key, type, config.root().origin())
                  : last.get(key, node, () -> binder.bind(node, key, type));
          values.put(key, value);
        });
    return values;
  }
}
