package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;

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

  /** The package that the file's content goes to. */
  String pkg = "";

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
