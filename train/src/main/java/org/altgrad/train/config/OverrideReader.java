package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /**
   * How the values of one key are read to tell which are the same. Where all of them are texts,
   * quoted where they look like something else, each is what it says: {@code '1'} and {@code '1.0'}
   * are two.
   *
   * @param texts all values, as {@link #value} takes them
   */
  public static Function<String, Object> reading(Collection<String> texts) {
    boolean all = texts.stream().allMatch(text -> asText(text).isPresent());
    return all ? text -> asText(text).orElse(text) : OverrideReader::value;
  }

  /** What a text says that is not read as anything else; empty if the value is none. */
  private static Optional<String> asText(String text) {
    String word = "key=" + text;
    try {
      OverrideValue value = ValueParser.overrideValue(word, word.indexOf('=') + 1);
      return value instanceof Node.Scalar scalar && scalar.value() instanceof String own
          ? Optional.of(own)
          : Optional.empty();
    } catch (ConfigException e) {
      return Optional.empty();
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
