package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Dotted keys ({@code a.b[0].c}) and what one does with them on a tree. */
final class KeyPath {
  private KeyPath() {}

  /** The parts of a dotted key; {@code a.0} and {@code a[0]} both name a list's first item. */
  static List<String> split(String key) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean pending = true;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '.') {
        if (pending) {
          endPart(parts, part, key);
        }
        pending = true;
      } else if (c == '[') {
        if (pending && (part.length() > 0 || i > 0)) {
          endPart(parts, part, key);
        }
        int close = key.indexOf(']', i);
        if (close < 0) {
          throw new ConfigException(key + ": missing ] in the key");
        }
        parts.add(key.substring(i + 1, close));
        i = close;
        pending = false;
      } else {
        if (!pending) {
          throw new ConfigException(key + ": a '.' is missing after ] in the key");
        }
        part.append(c);
      }
    }
    if (pending) {
      endPart(parts, part, key);
    }
    return parts;
  }

  private static void endPart(List<String> parts, StringBuilder part, String key) {
    if (part.length() == 0) {
      throw new ConfigException("'" + key + "': a part of the key is empty");
    }
    parts.add(part.toString());
    if (parts.size() > YamlReader.MAX_DEPTH) {
      throw new ConfigException(
          key.substring(0, 60) + "...: a key of more than " + YamlReader.MAX_DEPTH + " parts");
    }
    part.setLength(0);
  }

  static String join(List<String> parts) {
    return String.join(".", parts);
  }

  static String child(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  static String child(String prefix, int index) {
    return prefix + "[" + index + "]";
  }

  /** The direct child of a node, or null. */
  static Node step(Node node, String part) {
    if (node instanceof Node.Mapping mapping) {
      return mapping.get(part);
    }
    if (node instanceof Node.Seq seq) {
      int index = index(part, seq.items().size());
      return index < 0 ? null : seq.items().get(index);
    }
    return null;
  }

  /** The node at a path, or null; no interpolation is followed. */
  static Node get(Node root, List<String> path) {
    Node node = root;
    for (String part : path) {
      node = step(node, part);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  /** A list index, counted from the end where negative; -1 if there is no such item. */
  private static int index(String part, int size) {
    try {
      int index = Integer.parseInt(part);
      return index >= size ? -1 : index >= 0 ? index : Math.max(-1, size + index);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * A copy of the tree with one place changed.
   *
   * @param change given the node at the path (null where there is none), returns the new one (null
   *     removes it)
   * @param origin the origin of sections that had to be made on the way
   */
  static Node.Mapping update(
      Node.Mapping root, List<String> path, UnaryOperator<Node> change, Origin origin) {
    return (Node.Mapping) update(root, path, 0, change, origin);
  }

  private static Node update(
      Node node, List<String> path, int depth, UnaryOperator<Node> change, Origin origin) {
    if (depth == path.size()) {
      return change.apply(node);
    }
    String part = path.get(depth);
    if (node instanceof Node.Seq seq) {
      int index = index(part, seq.items().size());
      if (index < 0) {
        throw new ConfigException(
            origin,
            join(path.subList(0, depth)),
            "is a list of " + seq.items().size() + ", it has no item '" + part + "'");
      }
      List<Node> items = new ArrayList<>(seq.items());
      Node changed = update(items.get(index), path, depth + 1, change, origin);
      if (changed == null) {
        items.remove(index);
      } else {
        items.set(index, changed);
      }
      return new Node.Seq(items, seq.origin());
    }
    Node.Mapping mapping = node instanceof Node.Mapping known ? known : Node.Mapping.empty(origin);
    return mapping.with(part, update(mapping.get(part), path, depth + 1, change, origin));
  }

  /** Adds the dotted keys of all leaves below a node, and of the sections where asked. */
  static void collect(Node node, String prefix, boolean sections, List<String> into) {
    if (node instanceof Node.Mapping mapping && !(mapping.entries().isEmpty())) {
      if (sections && !prefix.isEmpty()) {
        into.add(prefix);
      }
      mapping.entries().forEach((key, value) -> collect(value, child(prefix, key), sections, into));
    } else {
      into.add(prefix);
    }
  }
}
