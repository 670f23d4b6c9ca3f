package org.altgrad.train.config;

import java.util.List;
import java.util.Set;

/**
 * One parsed file of the tree.
 *
 * @param path where it stands in its tree, for example {@code model/mlp}
 * @param name its name in messages
 * @param header the text after {@code # @package}; null without such a line
 * @param description its first line of comment, and the next one where the sentence goes on there;
 *     empty without one
 * @param defaults its defaults list
 * @param content everything but the defaults list; an option may be a list
 */
record ConfigFile(
    String path,
    String name,
    String header,
    String description,
    List<DefaultsEntry> defaults,
    Node content) {

  private static final int FULL = 70;
  private static final List<String> PACKAGES = List.of("_global_", "_group_", "_name_");
  private static final Set<String> ENDS = Set.of(".", "?", ")");

  static ConfigFile parse(String path, String name, String text) {
    String header = null;
    String description = "";
    boolean more = false;
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String comment = line.replace("\uFEFF", "").strip();
      if (comment.isEmpty()) {
        continue;
      }
      if (comment.charAt(0) != '#') {
        break;
      }
      comment = comment.substring(1).strip();
      if (comment.startsWith("@package ")) {
        header = comment.substring("@package ".length()).strip();
        DefaultsEntry.checkWords(header, PACKAGES, "# " + comment, new Origin(name, number));
      } else if (description.isEmpty()) {
        description = comment;
      } else if (!more && goesOn(description, comment)) {
        description += " " + comment;
        more = true;
      }
    }
    Node root = YamlReader.read(text, name);
    List<DefaultsEntry> defaults = List.of();
    if (root instanceof Node.Mapping mapping && mapping.entries().containsKey("defaults")) {
      defaults = DefaultsEntry.parseList(mapping.get("defaults"));
      root = mapping.with("defaults", null);
    }
    return new ConfigFile(path, name, header, description, defaults, root);
  }

  /** A line that is full, or ends in a colon, and has no end of a sentence, before one that has. */
  private static boolean goesOn(String line, String next) {
    return (line.length() > FULL || line.endsWith(":"))
        && !ENDS.contains(last(line))
        && ENDS.contains(last(next));
  }

  private static String last(String text) {
    return text.substring(Math.max(0, text.length() - 1));
  }
}
