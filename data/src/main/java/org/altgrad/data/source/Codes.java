package org.altgrad.data.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.altgrad.base.Nearest;
import org.altgrad.data.DataException;
import org.altgrad.data.Split;

/**
 * Numbers for what a user calls classes or environments.
 *
 * @param names what stands for 0, 1, ...; empty where numbers from 0 on stand for themselves
 * @param count how many there are
 */
record Codes(List<String> names, int count) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?");

  /** Numbers by size, before words by name. */
  private static final Comparator<String> ORDER =
      Comparator.<String>comparingDouble(Codes::number).thenComparing(Comparator.naturalOrder());

  /**
   * {@link #ofLabels} of a user's rows.
   *
   * @param place of a row, in words
   * @throws DataException if one is measured rather than a class: a number, and no whole one
   */
  static Codes ofClasses(List<String> labels, OptionalInt classes, IntFunction<String> place) {
    for (int row = 0; row < labels.size(); row++) {
      String label = labels.get(row);
      if (NUMBER.matcher(label).matches() && number(label) % 1 != 0) {
        throw new DataException(
            ("%s: must be a class, a whole number from 0 on or a word, but is '%s'; name a column"
                    + " of classes, or make classes of these numbers (low, high)")
                .formatted(place.apply(row), label));
      }
    }
    return ofLabels(labels, classes);
  }

  /** Classes: whole numbers from 0 on are labels; everything else is numbered in its order. */
  static Codes ofLabels(Collection<String> values, OptionalInt classes) {
    boolean whole = values.stream().allMatch(value -> value.matches("[0-9]+"));
    if (whole) {
      long most = values.stream().mapToLong(Codes::whole).max().orElse(0);
      int all = (int) Math.min(most + 1, Integer.MAX_VALUE);
      return new Codes(List.of(), classes.orElse(all));
    }
    Codes named = ofValues(values);
    return new Codes(named.names, Math.max(named.count, classes.orElse(0)));
  }

  /**
   * How many classes they are.
   *
   * @param key what labels are called
   * @throws DataException if they are numbers, and there are examples of far fewer
   */
  int count(Split train, String key, OwnLimits limits) {
    return names.isEmpty() ? limits.classes(train, key) : count;
  }

  /** All values in their order, numbered from 0 on. */
  static Codes ofValues(Collection<String> values) {
    TreeSet<String> sorted = new TreeSet<>(ORDER);
    sorted.addAll(values);
    return new Codes(List.copyOf(sorted), sorted.size());
  }

  /**
   * The number of a value.
   *
   * @throws IllegalArgumentException that completes "label: ", if there is none
   */
  int of(String value) {
    if (names.isEmpty()) {
      long code = value.matches("[0-9]+") ? whole(value) : -1;
      if (code < 0 || code >= count) {
        throw new IllegalArgumentException(
            "must be a whole number from 0 to " + (count - 1) + " but is '" + value + "'");
      }
      return (int) code;
    }
    int code = names.indexOf(value);
    if (code < 0) {
      throw new IllegalArgumentException(
          "must be one of those to train on but is '" + value + "'" + Nearest.hint(value, names));
    }
    return code;
  }

  private static long whole(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
