package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link OverrideWriter} writes. */
public final class OverrideReader {
  private static final double EXACT = 0x1p53;

  private OverrideReader() {}

  /**
   * The value of what stands to the right of an override's sign of equality, as a key with a type
   * reads it. Two spellings of one value are equal: {@code 1e-3} and {@code 0.001}, {@code 1} and
   * {@code 1.0}, {@code true} and {@code True}, a text with quotes and without, in lists too.
   *
   * @param text to the right of the sign
   * @return null, Boolean, Long, Double, String, or a list or map of such; the text itself where it
   *     is no single value
   */
  public static Object value(String text) {
    String word = "key=" + text;
    try {
      OverrideValue value = ValueParser.overrideValue(word, word.indexOf('=') + 1);
      return value instanceof Node node ? plain(node) : text;
    } catch (ConfigException e) {
      return text; // whoever composes it says what is wrong
    }
  }

  private static Object plain(Node node) {
    if (node instanceof Node.Seq seq) {
      List<Object> list = new ArrayList<>();
      seq.items().forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node instanceof Node.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> map.put(key, plain(value)));
      return map;
    }
    Object value = ((Node.Scalar) node).value();
    value = value instanceof String text ? Scalars.fromOverride(text) : value;
    boolean whole =
        value instanceof Double real && real == Math.rint(real) && Math.abs(real) <= EXACT;
    return whole ? (Object) ((Double) value).longValue() : value;
  }
}
