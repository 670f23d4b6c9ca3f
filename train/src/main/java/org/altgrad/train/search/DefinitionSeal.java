package org.altgrad.train.search;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Node;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.config.YamlReader;

/**
 * What a sweep's file said when the sweep was made: each of its keys with its value, whatever its
 * comments and its layout. Its metric may be mended and is no part of it.
 */
public final class DefinitionSeal {
  private static final String FREE = "metric.";

  private DefinitionSeal() {}

  /**
   * The values of a file by dotted keys, as one types them.
   *
   * @throws ConfigException if it cannot be read
   */
  public static Map<String, String> of(Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    add("", YamlReader.read(file), values);
    values.keySet().removeIf(key -> key.startsWith(FREE));
    return values;
  }

  private static void add(String prefix, Node node, Map<String, String> values) {
    if (node instanceof Node.Mapping section && !section.entries().isEmpty()) {
      section.entries().forEach((key, value) -> add(prefix + key + ".", value, values));
    } else {
      values.put(prefix.replaceFirst("[.]$", ""), OverrideWriter.write(node));
    }
  }

  /**
   * The first key that is another one than when the sweep was made, in a line; empty if none is.
   */
  public static Optional<String> difference(Map<String, String> sealed, Map<String, String> now) {
    TreeSet<String> keys = new TreeSet<>(sealed.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(
            key -> !Optional.ofNullable(sealed.get(key)).equals(Optional.ofNullable(now.get(key))))
        .findFirst()
        .map(key -> key + ": must be " + said(sealed, key) + " but is " + said(now, key));
  }

  private static String said(Map<String, String> values, String key) {
    return values.containsKey(key) ? values.get(key) : "missing";
  }
}
