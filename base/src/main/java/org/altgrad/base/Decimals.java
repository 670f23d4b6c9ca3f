package org.altgrad.base;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The texts of numbers. */
public final class Decimals {
  /** Smaller numbers have an exponent, and those of this size if they are shorter with one. */
  private static final int LEAST_EXPONENT = -3;

  private static final int MOST_EXPONENT = 5;

  private Decimals() {}

  /**
   * A setting as people write it, whichever way it was written: {@code 1e-3}, {@code 0.0025},
   * {@code 2.5e7}, {@code 1.0}; also those in lists and mappings. All but numbers is as Java says
   * it.
   *
   * @param value may be null
   */
  public static String text(Object value) {
    if (value instanceof List<?> list) {
      StringJoiner text = new StringJoiner(", ", "[", "]");
      list.forEach(item -> text.add(text(item)));
      return text.toString();
    }
    if (value instanceof Map<?, ?> map) {
      StringJoiner text = new StringJoiner(", ", "{", "}");
      map.forEach((key, item) -> text.add(key + "=" + text(item)));
      return text.toString();
    }
    return value instanceof Double real ? text(real.doubleValue()) : String.valueOf(value);
  }

  private static String text(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return Double.toString(value);
    }
    BigDecimal shortest = shortest(value);
    int exponent = exponent(shortest);
    boolean small = exponent == LEAST_EXPONENT && shortest.precision() == 1;
    if (exponent >= LEAST_EXPONENT && exponent <= MOST_EXPONENT && !small) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return mantissa(shortest) + "e" + exponent;
  }

  /**
   * A measured number with so many digits, as {@code %g} has them, and 0 without a point; an
   * exponent is spelt as those of settings are: {@code 3.3e-9}.
   */
  public static String rounded(double value, int digits) {
    return value == 0
        ? "0"
        : String.format(Locale.ROOT, "%." + digits + "g", value)
            .replaceFirst("e\\+?(-?)0*(?=\\d)", "e$1");
  }

  /**
   * The decimal number of the fewest digits that reads back as the same double, without zeros at
   * its end.
   *
   * @param value finite
   */
  public static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    int least = Math.abs(value) < Double.MIN_NORMAL ? 1 : 15;
    for (int digits = least; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    return shortest.stripTrailingZeros();
  }

  /** The power of ten of the first digit. */
  public static int exponent(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  /** All digits, with the sign and a point after the first: {@code -1.25}, {@code 2}. */
  public static String mantissa(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    String text = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return (value.signum() < 0 ? "-" : "") + text;
  }
}
