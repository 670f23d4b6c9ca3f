package org.altgrad.plotting.runs;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What runs of one group have in common.
 *
 * @param keys dotted configuration keys
 * @param values their values as text, as many
 */
public record Group(List<String> keys, List<String> values) implements Comparable<Group> {
  private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

  /** Copies the lists. */
  public Group {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
    if (keys.size() != values.size()) {
      throw new IllegalArgumentException(keys.size() + " keys for " + values.size() + " values");
    }
  }

  /**
   * A short name for legends: the values alone where they are words that differ in nature, else
   * {@code key=value} with the key's last part; of several, those that the runs have. A group
   * without keys is called {@code all}.
   */
  public String label() {
    return String.join(", ", parts());
  }

  /** The parts of {@link #label}, one at least. */
  public List<String> parts() {
    if (keys.isEmpty()) {
      return List.of("all");
    }
    if (keys.size() == 1 && !plain(values.get(0))) {
      return List.of(values.get(0));
    }
    List<String> parts = new ArrayList<>();
    Set<String> ends = new HashSet<>();
    boolean unique = keys.stream().map(Group::lastPart).allMatch(ends::add);
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      if (values.get(i).equals("-") && keys.size() > 1) {
        continue;
      }
      boolean name =
          lastPart(key).equals("name")
              || key.equals("label")
              || keys.size() == 1 && !plain(values.get(i));
      parts.add(name ? values.get(i) : (unique ? lastPart(key) : key) + "=" + values.get(i));
    }
    return parts.isEmpty() ? List.of("-") : parts;
  }

  /** A value that says nothing without its key. */
  private static boolean plain(String value) {
    return number(value) != null
        || value.equals("true")
        || value.equals("false")
        || value.equals("null")
        || value.equals("-");
  }

  /**
   * The part of a key after its last dot.
   *
   * @param key a dotted key
   */
  public static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /**
   * Names of keys for print: the last part, or the one before it where that is {@code name}; the
   * whole key where several would be called the same.
   *
   * @param keys dotted ones
   * @return a name for each
   */
  public static Map<String, String> shortNames(List<String> keys) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String key : keys) {
      names.put(key, lastPart(key.endsWith(".name") ? key.substring(0, key.length() - 5) : key));
    }
    List<String> all = List.copyOf(names.values());
    names.replaceAll((key, name) -> Collections.frequency(all, name) == 1 ? name : key);
    return names;
  }

  @Override
  public int compareTo(Group other) {
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      int order = compareValues(values.get(i), other.values.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(values.size(), other.values.size());
    return order != 0 ? order : keys.toString().compareTo(other.keys.toString());
  }

  /** Numbers by size and before text, text by letters and the numbers in it. */
  public static int compareValues(String a, String b) {
    Double x = number(a);
    Double y = number(b);
    if (x != null && y != null) {
      int order = x.compareTo(y);
      return order != 0 ? order : a.compareTo(b);
    }
    return x != null ? -1 : y != null ? 1 : compareNumbered(a, b);
  }

  /** By letters, with numbers within by size: run-2 before run-10. */
  private static int compareNumbered(String a, String b) {
    Matcher left = PART.matcher(a);
    Matcher right = PART.matcher(b);
    while (left.find() && right.find()) {
      boolean numbers =
          Character.isDigit(left.group().charAt(0)) && Character.isDigit(right.group().charAt(0));
      int order =
          numbers
              ? new BigInteger(left.group()).compareTo(new BigInteger(right.group()))
              : left.group().compareTo(right.group());
      if (order != 0) {
        return order;
      }
    }
    return a.compareTo(b);
  }

  /** Whether two values are the same; numbers are, however they are written. */
  public static boolean same(String a, String b) {
    Double x = number(a);
    return x == null ? a.equals(b) : x.equals(number(b));
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
