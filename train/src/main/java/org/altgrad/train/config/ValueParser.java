package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values as they are written in overrides and in resolver arguments: words, quoted text,
 * lists, mappings and, in overrides only, functions and comma sweeps.
 */
final class ValueParser {
  private static final String ESCAPABLE = "\\()[]{}:=, \t";

  private final String text;
  private final Origin origin;
  private final boolean isOverride;
  private int at;
  private int depth;

  private ValueParser(String text, int at, Origin origin, boolean isOverride) {
    this.text = text;
    this.at = at;
    this.origin = origin;
    this.isOverride = isOverride;
  }

  /** The value of an override, which begins at {@code from} in its text. */
  static OverrideValue overrideValue(String override, int from) {
    ValueParser parser = new ValueParser(override, from, Origin.ofOverride(override), true);
    parser.space();
    if (parser.atEnd()) {
      return new Node.Scalar("", "", parser.origin);
    }
    OverrideValue first = parser.element("");
    if (parser.atEnd()) {
      return first;
    }
    List<Node> items = new ArrayList<>();
    items.add(parser.node(first));
    while (!parser.atEnd()) {
      parser.expect(',');
      items.add(parser.node(parser.element("")));
    }
    return new Sweep.Choice(items, true);
  }

  /** The arguments of a resolver: {@code a, 'b', [c, d]}. */
  static List<Node> arguments(String text, Origin origin) {
    ValueParser parser = new ValueParser(text, 0, origin, false);
    List<Node> arguments = new ArrayList<>();
    parser.space();
    if (parser.atEnd()) {
      return arguments;
    }
    arguments.add(parser.node(parser.element("")));
    while (!parser.atEnd()) {
      parser.expect(',');
      arguments.add(parser.node(parser.element("")));
    }
    return arguments;
  }

  /** One value that fills the text. */
  static Node single(String text, Origin origin) {
    ValueParser parser = new ValueParser(text, 0, origin, false);
    parser.space();
    Node node = parser.node(parser.element(""));
    if (!parser.atEnd()) {
      throw parser.unexpected();
    }
    return node;
  }

  /** Reads an element and the space after it; {@code closers} are the brackets that may end it. */
  private OverrideValue element(String closers) {
    if (++depth > YamlReader.MAX_DEPTH) {
      throw error("nested more than " + YamlReader.MAX_DEPTH + " levels deep");
    }
    space();
    int start = at;
    char c = atEnd() ? '\0' : text.charAt(at);
    OverrideValue value;
    if (c == '[') {
      value = list();
    } else if (c == '{') {
      value = mapping();
    } else if (c == '\'' || c == '"') {
      String quoted = quoted();
      value = new Node.Scalar(quoted, quoted, origin, !isOverride);
    } else if (isOverride && functionNameEnd() > 0) {
      value = function();
    } else {
      value = word(closers);
    }
    if (isOverride
        && value instanceof Node.Scalar scalar
        && scalar.text().isEmpty()
        && at == start) {
      throw error("a value is missing at column " + (at + 1) + "; an empty text is ''");
    }
    space();
    if (!atEnd() && text.charAt(at) != ',' && closers.indexOf(text.charAt(at)) < 0) {
      throw unexpected();
    }
    depth--;
    return value;
  }

  private Node.Seq list() {
    at++;
    List<Node> items = new ArrayList<>();
    space();
    while (peek(']') != ']') {
      if (!items.isEmpty()) {
        expect(',');
      }
      items.add(node(element("]")));
    }
    at++;
    return new Node.Seq(items, origin);
  }

  private Node.Mapping mapping() {
    at++;
    Map<String, Node> entries = new LinkedHashMap<>();
    space();
    while (peek('}') != '}') {
      if (!entries.isEmpty()) {
        expect(',');
        space();
      }
      boolean isQuoted = !atEnd() && "'\"".indexOf(text.charAt(at)) >= 0;
      String key = isQuoted ? quoted() : word(":").text();
      space();
      if (key.isEmpty()) {
        throw error("a key is missing in {...}");
      }
      expect(':');
      if (entries.put(key, node(element("}"))) != null) {
        throw error("duplicate key '" + key + "'");
      }
    }
    at++;
    return new Node.Mapping(entries, origin);
  }

  /** The end of a function's name, if one is called here; otherwise 0. */
  private int functionNameEnd() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    int open = end;
    while (open < text.length() && isSpace(text.charAt(open))) {
      open++;
    }
    boolean called = open < text.length() && text.charAt(open) == '(';
    return called && end > at && !Character.isDigit(text.charAt(at)) ? end : 0;
  }

  private OverrideValue function() {
    int end = functionNameEnd();
    String name = text.substring(at, end);
    at = text.indexOf('(', end) + 1;
    List<OverrideValue> positional = new ArrayList<>();
    Map<String, OverrideValue> named = new LinkedHashMap<>();
    space();
    while (peek(')') != ')') {
      if (!positional.isEmpty() || !named.isEmpty()) {
        expect(',');
        space();
      }
      String argument = argumentName();
      OverrideValue value = element(")");
      if (argument == null) {
        if (!named.isEmpty()) {
          throw error(name + "(): an argument without a name stands after one with a name");
        }
        positional.add(value);
      } else if (named.put(argument, value) != null) {
        throw error(name + "(): the argument " + argument + " is given twice");
      }
    }
    at++;
    return new OverrideFunctions(origin).call(name, positional, named);
  }

  private String argumentName() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    int equals = end;
    while (equals < text.length() && isSpace(text.charAt(equals))) {
      equals++;
    }
    if (end > at && equals < text.length() && text.charAt(equals) == '=') {
      String name = text.substring(at, end);
      at = equals + 1;
      return name;
    }
    return null;
  }

  /** Quoted text: a backslash counts only before a quote of the same kind. */
  private String quoted() {
    int start = at;
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      int slashes = 0;
      while (at < text.length() && text.charAt(at) == '\\') {
        slashes++;
        at++;
      }
      boolean quoteNext = at < text.length() && text.charAt(at) == quote;
      value.append("\\".repeat(quoteNext ? slashes / 2 : slashes));
      if (at == text.length()) {
        break;
      }
      if (!isOverride && slashes % 2 == 0 && text.startsWith("${", at)) {
        int end = Interpolation.end(text, at, origin);
        value.append(text, at, end);
        at = end;
        continue;
      }
      char c = text.charAt(at++);
      if (quoteNext && slashes % 2 == 0) {
        return value.toString();
      }
      value.append(c);
    }
    throw error("the quote " + quote + " at column " + (start + 1) + " is not closed");
  }

  /** An unquoted word: everything up to a comma or a closing bracket, less the space around it. */
  private Node.Scalar word(String closers) {
    StringBuilder value = new StringBuilder();
    boolean literal = false;
    int solid = 0; // the length of the value without the unescaped space at its end
    while (!atEnd()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length() && ESCAPABLE.indexOf(text.charAt(at + 1)) >= 0) {
        literal = true;
        value.append(text.charAt(at + 1));
        at += 2;
        solid = value.length();
        continue;
      }
      if (c == '$' && text.startsWith("${", at)) {
        int end = Interpolation.end(text, at, origin);
        value.append(text, at, end);
        at = end;
        literal = true;
        solid = value.length();
        continue;
      }
      if (c == ',' || closers.indexOf(c) >= 0) {
        break;
      }
      if ("[]{}".indexOf(c) >= 0 || (isOverride && "()=".indexOf(c) >= 0)) {
        throw unexpected();
      }
      value.append(c);
      at++;
      if (!isSpace(c)) {
        solid = value.length();
      }
    }
    value.setLength(solid);
    String word = value.toString();
    return new Node.Scalar(literal ? word : typed(word), word, origin);
  }

  private static Object typed(String word) {
    return word.isEmpty() ? word : Scalars.fromOverride(word);
  }

  private Node node(OverrideValue value) {
    if (value instanceof Node node) {
      return node;
    }
    throw error(
        value instanceof Sweep
            ? "a sweep cannot stand inside another value or beside others; use choice(...)"
            : "extend_list(...) cannot stand inside another value");
  }

  private char peek(char closer) {
    if (atEnd()) {
      throw error("missing " + closer + " at the end");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (atEnd() || text.charAt(at) != wanted) {
      throw atEnd() ? error("missing " + wanted + " at the end") : unexpected();
    }
    at++;
  }

  private ConfigException unexpected() {
    return error(
        "unexpected "
            + text.charAt(at)
            + " at column "
            + (at + 1)
            + "; put the value in quotes or a \\ before the character");
  }

  private ConfigException error(String message) {
    return new ConfigException(origin, message);
  }

  private void space() {
    while (!atEnd() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
