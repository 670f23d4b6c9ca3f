package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry of the expanded defaults tree; filled in while the tree is built. */
final class DefaultsNode {
  /** What became of an entry. */
  enum NodeState {
    /** The file is merged. */
    USED,
    /** The option is null. */
    NONE,
    /** An optional file that does not exist. */
    ABSENT,
    /** Removed by {@code ~group}. */
    DELETED
  }

  final String label;
  final List<DefaultsNode> children = new ArrayList<>();
  NodeState state = NodeState.USED;

  /** The file whose content is merged here; null where nothing is. */
  ConfigFile file;

  /** Who asked for the file: an override, or an entry of a defaults list. */
  Origin origin;

  /** The package that the file's content goes to. */
  String pkg = "";

  /** Whether the entry, and not the file or its group, says which package. */
  boolean placed;

  /** Whether this is the place of the parent's own content. */
  boolean self;

  DefaultsNode(String label) {
    this.label = label;
  }

  static DefaultsNode self(DefaultsNode owner) {
    DefaultsNode node = new DefaultsNode("_self_");
    node.file = owner.file;
    node.pkg = owner.pkg;
    node.self = true;
    return node;
  }

  /** The node of a file, by its path. */
  Optional<DefaultsNode> find(String path) {
    if (!self && file != null && file.path().equals(path)) {
      return Optional.of(this);
    }
    return children.stream().flatMap(child -> child.find(path).stream()).findFirst();
  }

  /** The nodes whose files are merged, in their order. */
  void flatten(List<DefaultsNode> into) {
    if (children.isEmpty()) {
      if (file != null && state == NodeState.USED) {
        into.add(this);
      }
    } else {
      children.forEach(child -> child.flatten(into));
    }
  }
}
