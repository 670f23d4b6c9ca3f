package org.altgrad.train.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A user's file of some values, which is laid over what has been composed. Among the overrides it
 * stands as the word {@code --config=FILE}, so that everything that hands overrides on, or files
 * them, has it too; so does the word {@code --config-name=NAME}, another primary file.
 */
public final class OwnFile {
  private static final String WORD = "--config=";
  private static final String PRIMARY = "--config-name=";

  private OwnFile() {}

  /** The word of a file. */
  public static String word(Path file) {
    return WORD + file;
  }

  /** The word of a primary file. */
  public static String primary(String name) {
    return PRIMARY + name;
  }

  static boolean isNamedBy(String word) {
    return word.startsWith(WORD) || word.startsWith(PRIMARY);
  }

  /** The primary file that a word names. */
  static Optional<String> primaryOf(String word) {
    return word.startsWith(PRIMARY)
        ? Optional.of(DefaultsEntry.option(word.substring(PRIMARY.length())))
        : Optional.empty();
  }

  static ConfigFile read(String word) {
    String name = word.substring(WORD.length());
    if (!Files.exists(Path.of(name))) {
      throw new ConfigException(word + ": no such file");
    }
    ConfigFile file = ConfigFile.parse(name, name, YamlReader.text(Path.of(name)));
    if (!file.defaults().isEmpty()) {
      throw new ConfigException(
          file.defaults().get(0).origin(),
          "defaults: must be left out of a file of values; choose groups by overrides, as in"
              + " model=mlp");
    }
    return file;
  }

  /** The same with the file's values; keys that are not there are unknown. */
  static Node.Mapping over(Node.Mapping root, ConfigFile file) {
    boolean global = file.header() == null || file.header().equals("_global_");
    Node.Mapping values = Merger.wrap(file.content(), global ? "" : file.header());
    requireKnown(root, values, "");
    return Merger.merge(root, chosen(values));
  }

  private static Node.Mapping chosen(Node.Mapping values) {
    Map<String, Node> all = new LinkedHashMap<>();
    values
        .entries()
        .forEach(
            (name, value) -> {
              Node inner = value instanceof Node.Mapping section ? chosen(section) : value;
              all.put(name, inner.at(value.origin().ofOwnFile()));
            });
    return new Node.Mapping(all, values.origin());
  }

  private static void requireKnown(Node there, Node given, String key) {
    if (there instanceof Node.Mapping known && given instanceof Node.Mapping values) {
      values
          .entries()
          .forEach(
              (name, value) -> {
                String inner = KeyPath.child(key, name);
                Node old = known.get(name);
                if (old == null) {
                  throw new ConfigException(
                      value.origin(),
                      inner,
                      "no such key" + value.meant(name, known.entries().keySet()));
                }
                requireKnown(old, value, inner);
              });
    }
  }
}
