package org.altgrad.data.mixing;

import java.util.List;
import org.altgrad.data.Constant;

/**
 * x = M s with a square matrix of full rank. Constant {@code matrix} {@code [d, d]}, M by its rows.
 *
 * @param m the matrix M, by its rows
 */
public record LinearMap(double[][] m) implements BijectiveMixing {
  @Override
  public int sources() {
    return m.length;
  }

  @Override
  public double[] mix(double[] s) {
    return Matrices.product(m, s);
  }

  @Override
  public double[][] jacobian(double[] s) {
    return m;
  }

  @Override
  public double[] inverse(double[] x) {
    return Matrices.solve(m, x);
  }

  @Override
  public double logAbsDet(double[] s) {
    return Matrices.logAbsDet(m);
  }

  @Override
  public List<Constant> constants(String prefix) {
    return List.of(Constant.matrix(prefix + ".matrix", m));
  }
}
