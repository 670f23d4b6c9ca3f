package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Node;
import org.altgrad.train.config.OverrideWriter;

/** A section of which every key is taken once. */
final class Section {
  private final Node.Mapping mapping;
  private final String path;
  private final Map<String, Node> rest;
  private final List<String> asked = new ArrayList<>();

  private Section(Node.Mapping mapping, String path) {
    this.mapping = mapping;
    this.path = path;
    this.rest = new LinkedHashMap<>(mapping.entries());
  }

  static Section of(Node node, String path, String what) {
    if (node instanceof Node.Mapping mapping) {
      return new Section(mapping, path);
    }
    throw wrong(node, path, what);
  }

  Node node() {
    return mapping;
  }

  Map<String, Node> entries() {
    return mapping.entries();
  }

  String key(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** What stands at a dotted key below this section, or the section that should have it. */
  Node place(String key) {
    return deepest(mapping, key, path.isEmpty());
  }

  private static Node deepest(Node node, String key, boolean top) {
    if (!(node instanceof Node.Mapping section)) {
      return node;
    }
    for (int end = key.length(); end > 0; end = key.lastIndexOf('.', end - 1)) {
      Node own = section.entries().get(key.substring(0, end));
      if (own != null) {
        return deepest(own, key.substring(Math.min(end + 1, key.length())), false);
      }
    }
    Node nested = top ? null : section.entries().get("parameters");
    return nested == null || key.isEmpty() ? node : deepest(nested, key, false);
  }

  Optional<Node> take(String name) {
    asked.add(name);
    return Optional.ofNullable(rest.remove(name));
  }

  Node required(String name, String what) {
    return take(name).orElseThrow(() -> missing(name, what));
  }

  ConfigException missing(String name, String what) {
    return new ConfigException(mapping.origin(), key(name) + ": is missing; it must be " + what);
  }

  Optional<Section> section(String name) {
    return take(name).map(node -> of(node, key(name), "a section (key: value)"));
  }

  Optional<String> text(String name) {
    return take(name).map(node -> text(node, key(name)));
  }

  OptionalInt integer(String name) {
    return take(name)
        .map(node -> OptionalInt.of((int) whole(node, key(name), Integer.MAX_VALUE)))
        .orElse(OptionalInt.empty());
  }

  Optional<Double> number(String name) {
    return take(name).map(node -> number(node, key(name)));
  }

  Optional<Boolean> flag(String name) {
    return take(name)
        .map(
            node -> {
              if (node instanceof Node.Scalar scalar && scalar.value() instanceof Boolean flag) {
                return flag;
              }
              throw wrong(node, key(name), "true or false");
            });
  }

  <E extends Enum<E>> Optional<E> choice(String name, E[] constants) {
    return take(name)
        .map(
            node -> {
              String text = text(node, key(name));
              List<String> names = new ArrayList<>();
              for (E constant : constants) {
                names.add(constant.name().toLowerCase(Locale.ROOT));
              }
              int index = names.indexOf(text);
              if (index < 0) {
                throw noneOf(node, key(name), text, names);
              }
              return constants[index];
            });
  }

  /** Refuses keys that nobody took and that have no meaning in any such section. */
  void requireKnown(List<String> known) {
    rest.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> unknown(name, known));
  }

  private void unknown(String name, List<String> known) {
    Node value = mapping.entries().get(name);
    throw new ConfigException(
        value.origin(), key(name) + ": no such key" + value.meant(name, known));
  }

  /** Refuses what nobody took. */
  void finish() {
    rest.keySet().forEach(name -> unknown(name, asked));
  }

  /** What a record refuses, with the place of the key that the message begins with. */
  <T> T checked(Supplier<T> record) {
    try {
      return record.get();
    } catch (IllegalArgumentException e) {
      String name = e.getMessage().replaceFirst("(?s): .*", "");
      throw new ConfigException(place(name).origin(), key(e.getMessage()));
    }
  }

  static String text(Node node, String key) {
    if (node instanceof Node.Scalar scalar && scalar.value() != null) {
      return scalar.text();
    }
    throw wrong(node, key, "a text");
  }

  static long whole(Node node, String key, long most) {
    if (node instanceof Node.Scalar scalar && scalar.value() instanceof Number value) {
      double number = value.doubleValue();
      if (number == StrictMath.rint(number) && StrictMath.abs(number) <= most) {
        return (long) number;
      }
    }
    throw wrong(node, key, "a whole number of at most " + most);
  }

  static double number(Node node, String key) {
    if (node instanceof Node.Scalar scalar && scalar.value() instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(node, key, "a number");
  }

  static List<Node> items(Node node, String key) {
    if (node instanceof Node.Seq seq && !seq.items().isEmpty()) {
      return seq.items();
    }
    throw wrong(node, key, "a list of one or more, as in [a, b],");
  }

  static List<String> texts(Node node, String key) {
    return items(node, key).stream().map(item -> text(item, key)).toList();
  }

  static ConfigException wrong(Node node, String key, String what) {
    String is =
        node instanceof Node.Mapping
            ? "a section"
            : node instanceof Node.Seq list
                ? list.items().isEmpty() ? "an empty list" : "a list"
                : OverrideWriter.write(node);
    String name = key.isEmpty() ? "" : key + ": ";
    return new ConfigException(node.origin(), name + "must be " + what + " but is " + is);
  }

  static ConfigException noneOf(Node node, String key, String name, List<String> known) {
    return new ConfigException(
        node.origin(),
        key
            + ": must be one of "
            + String.join(", ", known)
            + " but is "
            + name
            + Nearest.hint(name, known));
  }
}
