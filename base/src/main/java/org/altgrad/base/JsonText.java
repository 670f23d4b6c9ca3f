package org.altgrad.base;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259), as other programs write it. */
public final class JsonText {
  private static final int DEEPEST = 200;

  private final String text;
  private int at;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * The value in a file: maps, lists, texts, {@code Long} or {@code Double}, booleans and null.
   *
   * @throws IllegalArgumentException in one line, if it cannot be read or is no JSON
   */
  public static Object read(Path file) {
    try {
      return new JsonText(Files.readString(file)).whole();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": must be UTF-8 but is not", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(file + ": must be JSON but is damaged", e);
    }
  }

  private Object whole() {
    Object value = value();
    space();
    require(at == text.length());
    return value;
  }

  private static void require(boolean holds) {
    Require.that(holds, "text", "JSON", "something else");
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean next(char c) {
    space();
    boolean found = text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private Object value() {
    require(++depth < DEEPEST);
    space();
    Object value =
        switch (text.charAt(at)) {
          case '{' -> map();
          case '[' -> list();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Object word(String word, Object value) {
    require(text.startsWith(word, at));
    at += word.length();
    return value;
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    require(next('{'));
    if (next('}')) {
      return map;
    }
    do {
      space();
      String key = string();
      require(next(':'));
      map.put(key, value());
    } while (next(','));
    require(next('}'));
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    require(next('['));
    if (next(']')) {
      return list;
    }
    do {
      list.add(value());
    } while (next(','));
    require(next(']'));
    return list;
  }

  private Object number() {
    int from = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    require(number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?"));
    return number.matches("-?\\d{1,18}")
        ? (Object) Long.valueOf(number)
        : (Object) Double.valueOf(number);
  }

  private String string() {
    require(text.charAt(at++) == '"');
    StringBuilder read = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      require(c >= ' ');
      read.append(c == '\\' ? escaped() : c);
    }
    return read.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int place = "\"\\/bfnrt".indexOf(c);
    require(place >= 0);
    return "\"\\/\b\f\n\r\t".charAt(place);
  }
}
