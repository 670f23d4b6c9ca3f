package org.altgrad.train.config;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes a value so that the override language reads it back as the same value. */
public final class OverrideWriter {
  private OverrideWriter() {}

  /**
   * An override that gives a key a value.
   *
   * @param key dotted
   * @param value null, Boolean, a number, text, a list or a map of such
   */
  public static String assign(String key, Object value) {
    return key + "=" + plain(value);
  }

  private static String plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      StringJoiner joiner = new StringJoiner(",", "{", "}");
      map.forEach((key, entry) -> joiner.add(text(key.toString()) + ":" + plain(entry)));
      return joiner.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner joiner = new StringJoiner(",", "[", "]");
      list.forEach(item -> joiner.add(plain(item)));
      return joiner.toString();
    }
    return value instanceof String string ? text(string) : Scalars.format(value);
  }

  static String write(Node node) {
    if (node instanceof Node.Mapping mapping) {
      StringJoiner joiner = new StringJoiner(",", "{", "}");
      mapping.entries().forEach((key, value) -> joiner.add(text(key) + ":" + write(value)));
      return joiner.toString();
    }
    if (node instanceof Node.Seq seq) {
      StringJoiner joiner = new StringJoiner(",", "[", "]");
      seq.items().forEach(item -> joiner.add(write(item)));
      return joiner.toString();
    }
    Node.Scalar scalar = (Node.Scalar) node;
    // Numbers stay as the user typed them: 1e-3 does not become 0.001.
    return scalar.value() instanceof String value ? text(value) : scalar.text();
  }

  /** Text bare where it reads back unchanged, otherwise quoted. */
  public static String text(String value) {
    boolean bare = !value.isEmpty() && Scalars.fromOverride(value) instanceof String;
    for (int i = 0; bare && i < value.length(); i++) {
      char c = value.charAt(i);
      boolean inner = c == ' ' && i > 0 && i < value.length() - 1;
      bare = inner || Character.isLetterOrDigit(c) || "_-/.+*@%".indexOf(c) >= 0;
    }
    if (bare) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("'");
    int slashes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'') {
        quoted.append("\\".repeat(slashes + 1));
      }
      slashes = c == '\\' ? slashes + 1 : 0;
      quoted.append(c);
    }
    return quoted.append("\\".repeat(slashes)).append('\'').toString();
  }
}
