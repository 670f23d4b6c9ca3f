package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes a tree as block YAML that reads back as the same tree, here and with other readers. */
final class YamlWriter {
  private static final int MAX_COLUMN = 60;
  private static final Set<String> WORDS_OF_OLD_YAML =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private record Line(String text, Origin origin) {}

  private final List<Line> lines = new ArrayList<>();

  private YamlWriter() {}

  /** A node as YAML; with {@code origins} every value is followed by where it was written. */
  static String write(Node node, boolean origins) {
    YamlWriter writer = new YamlWriter();
    if (node instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      writer.mapping(mapping, "", "");
    } else if (node instanceof Node.Seq seq && !seq.items().isEmpty()) {
      writer.sequence(seq, "", "");
    } else {
      writer.lines.add(new Line(leaf(node), node.origin()));
    }
    return writer.join(origins);
  }

  private String join(boolean origins) {
    int column = 0;
    for (Line line : lines) {
      int length = line.text.length();
      column = length <= MAX_COLUMN && line.origin != null ? Math.max(column, length) : column;
    }
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.text);
      if (origins && line.origin != null) {
        text.append(" ".repeat(Math.max(0, column - line.text.length())));
        text.append("  # ").append(line.origin.toString().replaceAll("\\R", " "));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Writes the entries; {@code first} replaces the indent of the first line ({@code "- "}). */
  private void mapping(Node.Mapping mapping, String first, String indent) {
    String lead = first;
    for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
      child(entry.getValue(), lead + scalar(entry.getKey()) + ":", indent);
      lead = indent;
    }
  }

  private void sequence(Node.Seq seq, String first, String indent) {
    String lead = first;
    for (Node item : seq.items()) {
      if (item instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
        mapping(mapping, lead + "- ", indent + "  ");
      } else if (item instanceof Node.Seq inner && !inner.items().isEmpty()) {
        sequence(inner, lead + "- ", indent + "  ");
      } else {
        lines.add(new Line(lead + "- " + leaf(item), item.origin()));
      }
      lead = indent;
    }
  }

  private void child(Node node, String head, String indent) {
    if (node instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      lines.add(new Line(head, null));
      mapping(mapping, indent + "  ", indent + "  ");
    } else if (node instanceof Node.Seq seq && !seq.items().isEmpty()) {
      lines.add(new Line(head, null));
      sequence(seq, indent, indent);
    } else {
      lines.add(new Line(head + " " + leaf(node), node.origin()));
    }
  }

  private static String leaf(Node node) {
    if (node instanceof Node.Mapping) {
      return "{}";
    }
    if (node instanceof Node.Seq) {
      return "[]";
    }
    Object value = ((Node.Scalar) node).value();
    if (value instanceof String text) {
      return scalar(text);
    }
    if (value instanceof Double real) {
      return number(real);
    }
    return String.valueOf(value);
  }

  private static String number(Double real) {
    String text = Scalars.format(real);
    if (real.isNaN() || real.isInfinite()) {
      return text.startsWith("-") ? "-." + text.substring(1) : "." + text;
    }
    // YAML 1.1 readers take 1e-05 for text; they want a point.
    int e = text.indexOf('e');
    return e > 0 && text.indexOf('.') < 0 ? text.substring(0, e) + ".0" + text.substring(e) : text;
  }

  /** Text plain where every YAML reader takes it for this text, otherwise quoted. */
  private static String scalar(String text) {
    if (text.equals(Node.MISSING)) {
      return text;
    }
    boolean printable = text.chars().allMatch(YamlWriter::isPrintable);
    if (!printable) {
      return Json.quote(text);
    }
    return isPlain(text) ? text : "'" + text.replace("'", "''") + "'";
  }

  private static boolean isPrintable(int c) {
    boolean control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    return !control && c != 0x2028 && c != 0x2029 && c != 0xfeff && c < 0xfffe;
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty()
        || !(Scalars.fromYaml(text) instanceof String)
        || WORDS_OF_OLD_YAML.contains(text.toLowerCase(Locale.ROOT))
        || "-?:,[]{}#&*!|>'\"%@`=<~ ".indexOf(text.charAt(0)) >= 0
        || text.endsWith(" ")
        || text.endsWith(":")
        || text.contains(": ")
        || text.contains(" #")) {
      return false;
    }
    // 010, 0x1f, 1:30, 1_000 and 2024-01-01 have other types in YAML 1.1.
    boolean numberLike = "+.0123456789".indexOf(text.charAt(0)) >= 0;
    return !(numberLike
        && text.chars().allMatch(c -> "0123456789abcdefxoABCDEFTZ_:.+- ".indexOf(c) >= 0));
  }
}
