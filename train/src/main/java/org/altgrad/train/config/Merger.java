package org.altgrad.train.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lays one tree over another: mappings merge key by key, everything else replaces what was there,
 * and {@code ???} replaces nothing.
 */
final class Merger {
  private Merger() {}

  static Node merge(Node below, Node above) {
    if (below instanceof Node.Mapping base && above instanceof Node.Mapping top) {
      return merge(base, top);
    }
    if (below != null && above instanceof Node.Scalar scalar && scalar.isMissing()) {
      return below;
    }
    return above;
  }

  static Node.Mapping merge(Node.Mapping below, Node.Mapping above) {
    Map<String, Node> merged = new LinkedHashMap<>(below.entries());
    above.entries().forEach((key, node) -> merged.put(key, merge(merged.get(key), node)));
    Origin origin = below.entries().isEmpty() ? above.origin() : below.origin();
    return new Node.Mapping(merged, origin);
  }

  /** The content of a file inside its package. */
  static Node.Mapping wrap(Node content, String pkg) {
    Node wrapped = content;
    if (!pkg.isEmpty()) {
      String[] parts = pkg.split("\\.");
      for (int i = parts.length - 1; i >= 0; i--) {
        wrapped = new Node.Mapping(Map.of(parts[i], wrapped), content.origin());
      }
    }
    if (wrapped instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new ConfigException(content.origin(), "must hold keys with values (key: value)");
  }
}
