package org.altgrad.train.config;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

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

  /** What stands to the right of the sign of equality: {@code 0.001}, {@code [a,'b c']}. */
  public static String plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map(map, OverrideWriter::plain);
    }
    if (value instanceof List<?> list) {
      return list(list, OverrideWriter::plain);
    }
    return value instanceof String string ? text(string) : Scalars.format(value);
  }

  /** The same of a value that was read; numbers stay as they were written. */
  public static String write(Node node) {
    if (node instanceof Node.Mapping mapping) {
      return map(mapping.entries(), OverrideWriter::write);
    }
    if (node instanceof Node.Seq seq) {
      return list(seq.items(), OverrideWriter::write);
    }
    Node.Scalar scalar = (Node.Scalar) node;
    if (scalar.value() == null) {
      return "null"; // a file may say nothing, or ~
    }
    // Numbers stay as the user typed them: 1e-3 does not become 0.001.
    return scalar.value() instanceof String value ? text(value) : scalar.text();
  }

  private static <V> String map(Map<?, V> map, Function<V, String> write) {
    StringJoiner joiner = new StringJoiner(",", "{", "}");
    map.forEach((key, value) -> joiner.add(text(key.toString()) + ":" + write.apply(value)));
    return joiner.toString();
  }

  private static <V> String list(List<V> list, Function<V, String> write) {
    StringJoiner joiner = new StringJoiner(",", "[", "]");
    list.forEach(item -> joiner.add(write.apply(item)));
    return joiner.toString();
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
