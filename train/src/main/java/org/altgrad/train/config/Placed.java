package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files that an entry of a defaults list puts somewhere: {@code /optimizer@foo: sgd}. */
final class Placed {
  private Placed() {}

  /** The error, which begins with the entry where that has put the file there. */
  static ConfigException blamed(DefaultsNode tree, ConfigException error) {
    return entry(tree, error.getMessage())
        .map(node -> new ConfigException(place(node) + ": " + error.getMessage()))
        .orElse(error);
  }

  private static String place(DefaultsNode node) {
    return node.origin.isOverride() ? node.origin.toString() : node.origin + ": " + node.label;
  }

  /** The outermost entry with a package of its own whose files have what a message is about. */
  private static Optional<DefaultsNode> entry(DefaultsNode node, String message) {
    if (node.placed && isAbout(node, message)) {
      return Optional.of(node);
    }
    return node.children.stream().flatMap(child -> entry(child, message).stream()).findFirst();
  }

  private static boolean isAbout(DefaultsNode node, String message) {
    List<DefaultsNode> files = new ArrayList<>();
    node.flatten(files);
    String first = node.pkg.replaceFirst("\\..*", "");
    return files.stream()
        .map(file -> file.file.name() + ":")
        .filter(message::startsWith)
        .map(file -> message.substring(file.length()).replaceFirst("^\\d+: ", ""))
        .anyMatch(
            what ->
                what.startsWith(node.pkg + ".")
                    || what.startsWith(node.pkg + ":")
                    || what.startsWith(first + ":"));
  }
}
