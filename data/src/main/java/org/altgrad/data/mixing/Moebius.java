package org.altgrad.data.mixing;

import java.util.List;
import org.altgrad.data.Constant;

/**
 * x = A y / |y|², y = s - a, with an orthogonal matrix A: a conformal map, whose Jacobian {@code A
 * (I - 2 y yᵀ / |y|²) / |y|²} has orthogonal columns of length 1/|y|². Its pole a must lie outside
 * of the sources. Constants {@code moebius_matrix} {@code [d, d]} = A by its rows and {@code
 * moebius_pole} {@code [d]} = a.
 *
 * @param matrix A, by its rows
 * @param pole a
 */
public record Moebius(double[][] matrix, double[] pole) implements BijectiveMixing {
  @Override
  public int sources() {
    return pole.length;
  }

  @Override
  public double[] mix(double[] s) {
    double[] y = Matrices.sum(s, pole, -1);
    return Matrices.scaled(Matrices.product(matrix, y), 1 / Matrices.dot(y, y));
  }

  @Override
  public double[][] jacobian(double[] s) {
    double[] y = Matrices.sum(s, pole, -1);
    double square = Matrices.dot(y, y);
    double[][] reflection = Matrices.identity(y.length);
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y.length; j++) {
        reflection[i][j] = (reflection[i][j] - 2 * y[i] * y[j] / square) / square;
      }
    }
    return Matrices.product(matrix, reflection);
  }

  @Override
  public double[] inverse(double[] x) {
    double[] y = Matrices.product(Matrices.transposed(matrix), x);
    return Matrices.sum(pole, Matrices.scaled(y, 1 / Matrices.dot(x, x)), 1);
  }

  /** -2 d log |s - a|. */
  @Override
  public double logAbsDet(double[] s) {
    double[] y = Matrices.sum(s, pole, -1);
    return -y.length * StrictMath.log(Matrices.dot(y, y));
  }

  @Override
  public List<Constant> constants(String prefix) {
    return List.of(
        Constant.matrix(prefix + ".moebius_matrix", matrix),
        Constant.vector(prefix + ".moebius_pole", pole));
  }
}
