package org.altgrad.data.mixing;

import java.util.List;
import org.altgrad.data.Constant;

/**
 * x = s + b. Constant {@code shift} {@code [d]}.
 *
 * @param b what is added
 */
public record Shift(double[] b) implements BijectiveMixing {
  @Override
  public int sources() {
    return b.length;
  }

  @Override
  public double[] mix(double[] s) {
    return Matrices.sum(s, b, 1);
  }

  @Override
  public double[][] jacobian(double[] s) {
    return Matrices.identity(b.length);
  }

  @Override
  public double[] inverse(double[] x) {
    return Matrices.sum(x, b, -1);
  }

  @Override
  public double logAbsDet(double[] s) {
    return 0;
  }

  @Override
  public List<Constant> constants(String prefix) {
    return List.of(Constant.vector(prefix + ".shift", b));
  }
}
