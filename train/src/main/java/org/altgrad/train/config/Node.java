package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Nearest;
import org.altgrad.base.NestedKey;

/** One immutable value of a configuration tree and where it was written. */
public sealed interface Node extends OverrideValue permits Node.Scalar, Node.Seq, Node.Mapping {

  /** The text that marks a value which the user must give. */
  String MISSING = "???";

  Origin origin();

  /** The same value, written elsewhere. */
  Node at(Origin origin);

  /** The value as plain Java: null, Boolean, Long, Double, String, List or Map. */
  Object plain();

  /**
   * Where what was chosen for this very run was written, by the dotted keys of the values; those of
   * lists count as one, and whether they were chosen is said by themselves, not by their sections.
   *
   * @param key of this node
   */
  default Map<String, Origin> chosen(String key) {
    Map<String, Origin> chosen = new LinkedHashMap<>();
    if (this instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      mapping
          .entries()
          .forEach((name, value) -> chosen.putAll(value.chosen(KeyPath.child(key, name))));
    } else if (origin().chosen()) {
      chosen.put(key, origin());
    } else if (this instanceof Seq seq) {
      seq.items().forEach(item -> item.chosen("").values().forEach(o -> chosen.put(key, o)));
    }
    return chosen;
  }

  /** What was meant by this value's key in a file, which is none of those that may stand there. */
  default String meant(String name, Collection<String> known) {
    String text = this instanceof Scalar scalar ? scalar.text() : "…";
    Optional<String> nested =
        origin().isOverride() ? Optional.empty() : NestedKey.hint(name, text, known);
    return nested.orElseGet(() -> Nearest.hintAndList(name, known));
  }

  /**
   * A single value.
   *
   * @param value null, Boolean, Long, Double or String
   * @param text the value as it was written, which is what a text field shall get
   * @param quoted whether it stays text where it is one interpolation and nothing else
   */
  record Scalar(Object value, String text, Origin origin, boolean quoted) implements Node {
    Scalar(Object value, String text, Origin origin) {
      this(value, text, origin, false);
    }

    static Scalar of(Object value, Origin origin) {
      return new Scalar(value, Scalars.format(value), origin);
    }

    boolean isMissing() {
      return MISSING.equals(value);
    }

    boolean isInterpolation() {
      return value instanceof String string && string.contains("${");
    }

    @Override
    public Scalar at(Origin place) {
      return new Scalar(value, text, place, quoted);
    }

    @Override
    public Object plain() {
      return value;
    }
  }

  /** A value or a list of values. */
  static Node of(Object value, Origin origin) {
    if (value instanceof List<?> list) {
      return new Seq(list.stream().map(item -> of(item, origin)).toList(), origin);
    }
    return Scalar.of(value instanceof Integer whole ? (Object) whole.longValue() : value, origin);
  }

  /** A list. */
  record Seq(List<Node> items, Origin origin) implements Node {
    public Seq {
      items = List.copyOf(items);
    }

    @Override
    public Seq at(Origin place) {
      return new Seq(items, place);
    }

    @Override
    public Object plain() {
      List<Object> list = new ArrayList<>(items.size());
      for (Node item : items) {
        list.add(item.plain());
      }
      return Collections.unmodifiableList(list);
    }
  }

  /** Keys with values, in the order in which they were first written. */
  record Mapping(Map<String, Node> entries, Origin origin) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Mapping empty(Origin origin) {
      return new Mapping(Map.of(), origin);
    }

    Node get(String key) {
      return entries.get(key);
    }

    /** A copy with one entry set, or removed where the value is null. */
    Mapping with(String key, Node value) {
      Map<String, Node> copy = new LinkedHashMap<>(entries);
      if (value == null) {
        copy.remove(key);
      } else {
        copy.put(key, value);
      }
      return new Mapping(copy, origin);
    }

    @Override
    public Mapping at(Origin place) {
      return new Mapping(entries, place);
    }

    @Override
    public Object plain() {
      Map<String, Object> map = new LinkedHashMap<>();
      entries.forEach((key, value) -> map.put(key, value.plain()));
      return Collections.unmodifiableMap(map);
    }
  }
}
