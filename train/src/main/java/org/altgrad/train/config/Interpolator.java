package org.altgrad.train.config;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.altgrad.base.Nearest;

/**
 * Resolves the interpolations of one composed tree, on demand; what was resolved once is kept, so
 * that every reader sees the same value.
 */
final class Interpolator {
  private static final int MAX_CHAIN = 50;
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_TEXT = 1_000_000;

  /** What interpolations can see besides the tree. */
  record Surroundings(
      Map<String, String> choices, ZonedDateTime now, UnaryOperator<String> environment) {}

  private final Node.Mapping root;
  private final Resolvers resolvers;
  private final Map<List<String>, Node> resolved = new HashMap<>();
  private final Set<List<String>> underWay = new LinkedHashSet<>();
  private int nodes;

  Interpolator(Node.Mapping root, Surroundings surroundings) {
    this.root = root;
    this.resolvers = new Resolvers(this, surroundings);
  }

  Set<String> warnings() {
    return resolvers.warnings();
  }

  /** The resolved node at a path; null if there is none. Interpolations on the way are followed. */
  synchronized Node find(List<String> path) {
    if (underWay.isEmpty()) {
      nodes = 0;
    }
    Node node = root;
    for (int depth = 0; depth < path.size(); depth++) {
      node = KeyPath.step(node, path.get(depth));
      if (node == null) {
        return null;
      }
      boolean last = depth == path.size() - 1;
      if (!last && node instanceof Node.Scalar scalar && scalar.isInterpolation()) {
        Node inner = resolve(node, path.subList(0, depth + 1));
        return KeyPath.get(inner, path.subList(depth + 1, path.size()));
      }
    }
    return resolve(node, path);
  }

  /** A node, which stands at a path, with everything below it resolved. */
  private Node resolve(Node node, List<String> path) {
    countOne(node);
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> entries.put(key, resolve(value, child(path, key))));
      return new Node.Mapping(entries, mapping.origin());
    }
    if (node instanceof Node.Seq seq) {
      List<Node> items = new ArrayList<>();
      for (int i = 0; i < seq.items().size(); i++) {
        items.add(resolve(seq.items().get(i), child(path, Integer.toString(i))));
      }
      return new Node.Seq(items, seq.origin());
    }
    Node.Scalar scalar = (Node.Scalar) node;
    if (!scalar.isInterpolation()) {
      return scalar;
    }
    Node known = resolved.get(path);
    if (known != null) {
      return known;
    }
    if (!underWay.add(path)) {
      throw new ConfigException(
          scalar.origin(),
          KeyPath.join(path),
          "the interpolations go round in a circle: " + circle(path));
    }
    if (underWay.size() > MAX_CHAIN) {
      throw new ConfigException(
          scalar.origin(), KeyPath.join(path), "a chain of over " + MAX_CHAIN + " interpolations");
    }
    Node value;
    try {
      value = evaluate(scalar, path);
    } finally {
      underWay.remove(path);
    }
    count(value);
    resolved.put(List.copyOf(path), value);
    return value;
  }

  /** Sections that are taken over by interpolation count again: they may unfold without bounds. */
  private void count(Node node) {
    countOne(node);
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().values().forEach(this::count);
    } else if (node instanceof Node.Seq seq) {
      seq.items().forEach(this::count);
    }
  }

  private void countOne(Node node) {
    if (++nodes > MAX_NODES) {
      throw new ConfigException(node.origin(), "the interpolations unfold to too many values");
    }
  }

  private String circle(List<String> path) {
    List<String> keys = new ArrayList<>();
    boolean inside = false;
    for (List<String> step : underWay) {
      inside |= step.equals(path);
      if (inside) {
        keys.add(KeyPath.join(step));
      }
    }
    keys.add(KeyPath.join(path));
    return String.join(" -> ", keys);
  }

  /** All texts in a resolver's argument resolved, as seen from a path. */
  Node evaluateAll(Node node, List<String> path) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> entries.put(key, evaluateAll(value, path)));
      return new Node.Mapping(entries, mapping.origin());
    }
    if (node instanceof Node.Seq seq) {
      List<Node> items = seq.items().stream().map(item -> evaluateAll(item, path)).toList();
      return new Node.Seq(items, seq.origin());
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return scalar.isInterpolation() ? evaluate(scalar, path) : scalar;
  }

  /**
   * A text with its interpolations replaced. A text that is one interpolation and nothing else
   * takes over the type of what it points to, whole sections included.
   */
  private Node evaluate(Node.Scalar scalar, List<String> path) {
    String text = (String) scalar.value();
    Origin origin = scalar.origin();
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        int slashes = 1;
        while (at + slashes < text.length() && text.charAt(at + slashes) == '\\') {
          slashes++;
        }
        boolean before = text.startsWith("${", at + slashes);
        result.append("\\".repeat(before ? slashes / 2 : slashes));
        at += slashes;
        if (before && slashes % 2 == 1) {
          result.append("${");
          at += 2;
        }
      } else if (text.startsWith("${", at)) {
        int end = Interpolation.end(text, at, origin);
        Node value = interpolation(text.substring(at + 2, end - 1), path, origin);
        if (at == 0 && end == text.length() && !scalar.quoted()) {
          return value instanceof Node.Scalar ? value.at(origin) : value;
        }
        if (!(value instanceof Node.Scalar inner)) {
          throw new ConfigException(
              origin,
              KeyPath.join(path),
              text.substring(at, end) + " is a section or a list and cannot be a part of a text");
        }
        result.append(Scalars.inText(inner.value()));
        if (result.length() > MAX_TEXT) {
          throw new ConfigException(origin, KeyPath.join(path), "unfolds to too long a text");
        }
        at = end;
      } else {
        result.append(c);
        at++;
      }
    }
    String value = result.toString();
    return new Node.Scalar(value, value, origin);
  }

  /** The value of what stands between the braces. */
  private Node interpolation(String inner, List<String> path, Origin origin) {
    String body = inner.strip();
    int colon = resolverEnd(body, origin);
    if (colon >= 0) {
      String name = nested(body.substring(0, colon).strip(), path, origin);
      return resolvers.call(name, body.substring(colon + 1), path, origin);
    }
    String key = nested(body, path, origin);
    Node target = find(absolute(key, path, origin));
    String here = KeyPath.join(path);
    if (target == null) {
      throw new ConfigException(origin, here, "${" + inner + "}: no such key" + hint(key));
    }
    if (target instanceof Node.Scalar scalar && scalar.isMissing()) {
      throw new ConfigException(
          origin,
          here,
          "${"
              + inner
              + "} needs a value that must be given: "
              + key
              + "=... ("
              + scalar.origin()
              + ")");
    }
    return target;
  }

  private String hint(String key) {
    List<String> known = new ArrayList<>();
    KeyPath.collect(root, "", true, known);
    return Nearest.key(key, known).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** The position of the colon after a resolver's name; -1 in a reference to a key. */
  private static int resolverEnd(String body, Origin origin) {
    for (int i = 0; i < body.length(); i++) {
      if (body.startsWith("${", i)) {
        i = Interpolation.end(body, i, origin) - 1;
      } else if (body.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  /** A key or a name with the interpolations inside it replaced. */
  private String nested(String text, List<String> path, Origin origin) {
    if (!text.contains("${")) {
      return text;
    }
    Node value = evaluate(new Node.Scalar(text, text, origin), path);
    if (value instanceof Node.Scalar scalar) {
      return Scalars.format(scalar.value());
    }
    throw new ConfigException(origin, KeyPath.join(path), text + " is a section, not a key");
  }

  /** The path that a key means as seen from another; leading dots count levels upwards. */
  List<String> absolute(String key, List<String> from, Origin origin) {
    int dots = 0;
    while (dots < key.length() && key.charAt(dots) == '.') {
      dots++;
    }
    if (dots > from.size()) {
      throw new ConfigException(
          origin, KeyPath.join(from), "${" + key + "}: so many dots lead out of the configuration");
    }
    List<String> path = new ArrayList<>();
    if (dots > 0) {
      path.addAll(from.subList(0, from.size() - dots));
    }
    String rest = key.substring(dots);
    if (!rest.isEmpty()) {
      try {
        path.addAll(KeyPath.split(rest));
      } catch (ConfigException e) {
        throw new ConfigException(origin, KeyPath.join(from), "${" + key + "} is not a key");
      }
    } else if (dots == 0) {
      throw new ConfigException(origin, KeyPath.join(from), "${} names no key");
    }
    return path;
  }

  private static List<String> child(List<String> path, String key) {
    List<String> child = new ArrayList<>(path);
    child.add(key);
    return child;
  }
}
