package org.altgrad.train.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The sections that were bound last: points of a sweep have most of them in common. */
public final class BoundSections {
  private Schema schema = Schema.NONE;
  private final Map<String, Bound> all = new HashMap<>();

  private record Bound(Node node, Object value) {}

  /** With another schema everything is bound anew. */
  void of(Schema now) {
    if (!now.equals(schema)) {
      all.clear();
      schema = now;
    }
  }

  /** A section's value, bound if its node, places included, is not what it was. */
  Object get(String key, Node node, Supplier<Object> bind) {
    Bound last = all.get(key);
    if (last == null || !last.node().equals(node)) {
      last = new Bound(node, bind.get());
      all.put(key, last);
    }
    return last.value();
  }
}
