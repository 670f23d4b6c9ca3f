package org.altgrad.train.config;

import java.util.List;

/** {@code extend_list(a, b)}: items to append to the list that is already there. */
record ListExtension(List<Node> items) implements OverrideValue {
  ListExtension {
    items = List.copyOf(items);
  }
}
