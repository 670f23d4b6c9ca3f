package org.altgrad.plotting.style;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.altgrad.base.Decimals;

/** How numbers read in figures. */
public final class Numbers {
  /** More than five digits behind the point. */
  private static final Pattern LONG =
      Pattern.compile("(?<![\\w.])-?\\d+\\.\\d{6,}(?:[eE]-?\\d+)?(?![\\w.])");

  private Numbers() {}

  /** Whether a text is a finite number. */
  public static boolean isFinite(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A tick label: at most six digits, no idle zeros, k and M for large whole steps. */
  public static String tick(double value) {
    double size = Math.abs(value);
    if (size >= 1e4 && size < 1e10) {
      int power = size >= 1e9 ? 9 : size >= 1e6 ? 6 : 3;
      String unit = power == 9 ? "G" : power == 6 ? "M" : "k";
      return plain(value / Math.pow(10, power), 5) + unit;
    }
    return plain(value, 6);
  }

  /**
   * A tick label of a logarithmic axis, along which settings stand: small numbers are spelt as
   * those are everywhere, {@code 1e-3} and {@code 1e-4}.
   */
  public static String logTick(double value) {
    return value < 1e-2 ? Decimals.text(value) : tick(value);
  }

  /**
   * Names below an axis whose numbers have many digits, as those that a search drew have: four
   * digits of them, if the names still differ.
   */
  public static List<String> shortened(List<String> names) {
    List<String> shorter =
        names.stream()
            .map(name -> LONG.matcher(name).replaceAll(number -> four(number.group())))
            .toList();
    return Set.copyOf(shorter).size() == Set.copyOf(names).size() ? shorter : names;
  }

  private static String four(String number) {
    return Decimals.text(new BigDecimal(number).round(new MathContext(4)).doubleValue());
  }

  /** A value printed beside its mark: three digits. */
  public static String value(double value) {
    return value(value, 3);
  }

  /** The same with so many digits, or as many as stand before the point. */
  public static String value(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size >= 1000 && size < 1e6) {
      return Long.toString(Math.round(value));
    }
    return fixed(value, digits);
  }

  /** All digits, whole numbers without a point, small ones as settings are spelt. */
  public static String exact(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Math.abs(value) < 1e-3 ? Decimals.text(value) : Double.toString(value);
  }

  private static String plain(double value, int digits) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e6) {
      int exponent = rounded.precision() - rounded.scale() - 1;
      BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
      return mantissa.toPlainString() + "e" + exponent;
    }
    return rounded.toPlainString().replace('-', '\u2212');
  }

  private static String fixed(double value, int digits) {
    double size = Math.abs(value);
    if (size == 0 || size < 1e-3 || size >= 1e6) {
      return plain(value, digits);
    }
    int whole = size < 1 ? 0 : 1 + (int) Math.floor(Math.log10(size));
    MathContext context = new MathContext(Math.max(digits, whole));
    String text = new BigDecimal(value).round(context).toPlainString();
    return text.replace('-', '\u2212');
  }
}
