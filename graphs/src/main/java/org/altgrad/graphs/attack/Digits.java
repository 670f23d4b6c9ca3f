package org.altgrad.graphs.attack;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them. */
final class Digits {
  private Digits() {}

  /** Three digits at most, without needless zeros. */
  static String plain(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value, new MathContext(3)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
