package org.altgrad.graphs.hnca;

import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/** What the next layer sees of a bit. */
public enum Coding {
  /** e = 2z - 1, in {-1, 1}. */
  PM1(2),
  /** e = z, in {0, 1}. */
  ZERO_ONE(1);

  private final double step;

  Coding(double step) {
    this.step = step;
  }

  /** κ: by how much flipping a bit changes its code. */
  public double step() {
    return step;
  }

  /** e, the code of the bits z. */
  public <T extends TNumber> Expr<T> encode(Expr<T> z) {
    return this == PM1 ? z.times(2).minus(1) : z;
  }

  /** c, the change of the code when the bit flips: -κ where z = 1, κ where z = 0. */
  public <T extends TNumber> Expr<T> flip(Expr<T> z) {
    return z.times(-2 * step).plus(step);
  }
}
