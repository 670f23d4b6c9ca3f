package org.altgrad.train.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A value that stands for several, one per job. */
sealed interface Sweep extends OverrideValue {

  /**
   * Values one by one.
   *
   * @param simple whether it was written {@code a,b,c} rather than {@code choice(a,b,c)}
   */
  record Choice(List<Node> items, boolean simple) implements Sweep {
    public Choice {
      items = List.copyOf(items);
    }
  }

  /** {@code start, start + step, ...} up to but without {@code stop}, in decimal arithmetic. */
  record SweepRange(BigDecimal start, BigDecimal stop, BigDecimal step, boolean integer)
      implements Sweep {
    private static final int MAX = 100_000;

    List<Node> values(Origin origin) {
      List<Node> values = new ArrayList<>();
      int direction = step.signum();
      for (BigDecimal v = start; v.compareTo(stop) * direction < 0; v = v.add(step)) {
        if (values.size() == MAX) {
          throw new ConfigException(origin, "the range holds more than " + MAX + " values");
        }
        if (integer && v.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
          throw new ConfigException(origin, "the range holds integers beyond " + Long.MAX_VALUE);
        }
        Object value = integer ? (Object) v.longValue() : (Object) v.doubleValue();
        values.add(Node.Scalar.of(value, origin));
      }
      return values;
    }
  }

  /** All reals from start to end: only a sweeper that draws values can use it. */
  record Interval(double start, double end) implements Sweep {}

  /** The options of a group whose names match. */
  record Glob(List<String> include, List<String> exclude) implements Sweep {

    boolean matches(String option) {
      return include.stream().anyMatch(pattern -> matches(pattern, option))
          && exclude.stream().noneMatch(pattern -> matches(pattern, option));
    }

    /** Shell patterns: {@code *}, {@code ?}, {@code [abc]}, {@code [!abc]}; {@code *} spans /. */
    static boolean matches(String pattern, String text) {
      return matches(pattern, 0, text, 0);
    }

    private static boolean matches(String pattern, int p, String text, int t) {
      if (p == pattern.length()) {
        return t == text.length();
      }
      char c = pattern.charAt(p);
      if (c == '*') {
        int next = p + 1;
        while (next < pattern.length() && pattern.charAt(next) == '*') {
          next++;
        }
        for (int from = t; from <= text.length(); from++) {
          if (matches(pattern, next, text, from)) {
            return true;
          }
        }
        return false;
      }
      if (t == text.length()) {
        return false;
      }
      int close = c == '[' ? pattern.indexOf(']', p + 2) : -1;
      if (close > 0) {
        boolean negated = pattern.charAt(p + 1) == '!';
        String set = pattern.substring(negated ? p + 2 : p + 1, close);
        return contains(set, text.charAt(t)) != negated && matches(pattern, close + 1, text, t + 1);
      }
      return (c == '?' || c == text.charAt(t)) && matches(pattern, p + 1, text, t + 1);
    }

    private static boolean contains(String set, char c) {
      for (int i = 0; i < set.length(); i++) {
        if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
          if (c >= set.charAt(i) && c <= set.charAt(i + 2)) {
            return true;
          }
          i += 2;
        } else if (set.charAt(i) == c) {
          return true;
        }
      }
      return false;
    }
  }
}
