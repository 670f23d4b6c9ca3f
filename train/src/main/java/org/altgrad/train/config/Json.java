package org.altgrad.train.config;

import java.util.StringJoiner;

/** Writes a value as JSON on one line, for {@code json_str()}. */
final class Json {
  private Json() {}

  static String write(Node node) {
    if (node instanceof Node.Mapping mapping) {
      StringJoiner joiner = new StringJoiner(", ", "{", "}");
      mapping.entries().forEach((key, value) -> joiner.add(quote(key) + ": " + write(value)));
      return joiner.toString();
    }
    if (node instanceof Node.Seq seq) {
      StringJoiner joiner = new StringJoiner(", ", "[", "]");
      seq.items().forEach(item -> joiner.add(write(item)));
      return joiner.toString();
    }
    Object value = ((Node.Scalar) node).value();
    return value instanceof String text ? quote(text) : Scalars.format(value);
  }

  /** Text in double quotes; everything outside ASCII as an escape, which YAML reads as well. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            String hex = Integer.toHexString(c);
            quoted.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
