package org.altgrad.train.config;

import java.math.BigDecimal;
import java.util.Locale;
import org.altgrad.base.Decimals;

/**
 * The types of unquoted words. Only what looks unmistakably like a number, a truth value or null is
 * one; {@code no}, {@code 010}, {@code 1:30} and dates stay text, in files and in overrides alike.
 */
final class Scalars {
  private Scalars() {}

  /** The value of a plain word in a YAML file. */
  static Object fromYaml(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
      case ".nan", ".NaN", ".NAN" -> Double.NaN;
      default -> numberOrText(text, false);
    };
  }

  /** The value of an unquoted word in an override; constants are case-insensitive there. */
  static Object fromOverride(String text) {
    if (text.length() <= 5) {
      switch (text.toLowerCase(Locale.ROOT)) {
        case "null":
          return null;
        case "true":
          return true;
        case "false":
          return false;
        case "inf", "+inf", ".inf", "+.inf":
          return Double.POSITIVE_INFINITY;
        case "-inf", "-.inf":
          return Double.NEGATIVE_INFINITY;
        case "nan", "+nan", "-nan", ".nan":
          return Double.NaN;
        default:
          break;
      }
    }
    return numberOrText(text, true);
  }

  /** A Long or a Double where the text is a decimal number, otherwise the text. */
  private static Object numberOrText(String text, boolean underscores) {
    int length = text.length();
    int at = 0;
    if (at < length && "+-".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int start = at;
    at = digits(text, at, underscores);
    int whole = at - start;
    if (at < 0 || (whole > 1 && text.charAt(start) == '0')) {
      return text;
    }
    boolean real = false;
    int fraction = 0;
    if (at < length && text.charAt(at) == '.') {
      real = true;
      int end = digits(text, at + 1, underscores);
      fraction = end - at - 1;
      at = end;
    }
    if (at < 0 || whole + fraction == 0) {
      return text;
    }
    if (at < length && "eE".indexOf(text.charAt(at)) >= 0) {
      real = true;
      at++;
      if (at < length && "+-".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      int end = digits(text, at, underscores);
      if (end <= at) {
        return text;
      }
      at = end;
    }
    if (at != length) {
      return text;
    }
    String number = text.replace("_", "");
    if (real) {
      return Double.valueOf(number);
    }
    try {
      return Long.valueOf(number);
    } catch (NumberFormatException tooLong) {
      return text;
    }
  }

  /** The end of a run of digits; -1 for an underscore that is not between two digits. */
  private static int digits(String text, int from, boolean underscores) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '_' && underscores && at > from) {
        if (at + 1 >= text.length() || !isDigit(text.charAt(at + 1))) {
          return -1;
        }
      } else if (!isDigit(c)) {
        break;
      }
      at++;
    }
    return at;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The text of a value inside a longer text: as Python writes it, which is what Hydra does. */
  static String inText(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value == null ? "None" : format(value);
  }

  /** The text of a value: {@code null}, {@code true}, {@code 0.001}. */
  static String format(Object value) {
    return value instanceof Double real ? format(real.doubleValue()) : String.valueOf(value);
  }

  /**
   * The shortest decimal text that reads back as the same number, in the layout of Python's repr,
   * which is what Hydra shows: {@code 0.001}, {@code 1e-05}, {@code 1000000.0}, {@code inf}.
   */
  private static String format(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = Decimals.shortest(value);
    int exponent = Decimals.exponent(shortest);
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String sign = exponent < 0 ? "-" : "+";
    int size = Math.abs(exponent);
    return Decimals.mantissa(shortest) + "e" + sign + (size < 10 ? "0" : "") + size;
  }
}
