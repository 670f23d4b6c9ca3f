package org.altgrad.train.config;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a configuration is bound to.
 *
 * @param sections the type of every key at the root, for example a record, {@code long.class} or
 *     {@code String.class}
 * @param kinds types that are one of several records: the records by the value of the key {@code
 *     name} that chooses them, which need not be a component of theirs
 */
public record Schema(
    Map<String, Type> sections, Map<Class<?>, Map<String, ? extends Class<?>>> kinds) {
  /** Nothing is known. */
  public static final Schema NONE = new Schema(Map.of());

  public Schema {
    sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    kinds = Map.copyOf(kinds);
  }

  /** No section is one of several records. */
  public Schema(Map<String, Type> sections) {
    this(sections, Map.of());
  }
}
