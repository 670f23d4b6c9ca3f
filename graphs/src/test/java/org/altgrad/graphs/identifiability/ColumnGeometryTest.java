package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class ColumnGeometryTest {
  private static final double[][] J = {{1, .5}, {0, 1}, {.3, -.2}};

  private static double[][] orthogonal(int d, long seed) {
    RealMatrix gaussian = MatrixUtils.createRealMatrix(Rows.gaussian(d, d, seed));
    return new QRDecomposition(gaussian).getQ().getData();
  }

  private static double[][] times(double[][] a, double[][] b) {
    return MatrixUtils.createRealMatrix(a).multiply(MatrixUtils.createRealMatrix(b)).getData();
  }

  /** A conformal map's Jacobian at s: α A (I - 2 y yᵀ/|y|²)/|y|², y = s - a. */
  private static double[][] moebius(double[][] a, double[] y) {
    double square = 0;
    for (double v : y) {
      square += v * v;
    }
    double[][] mirror = new double[y.length][y.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y.length; j++) {
        mirror[i][j] = ((i == j ? 1 : 0) - 2 * y[i] * y[j] / square) / square;
      }
    }
    return times(a, mirror);
  }

  @Test
  void contrastHasItsClosedForms() {
    assertEquals(0.0740678, ColumnGeometry.cIma(J), 1e-7);
    double[][] angle = {{1, 0}, {.5, Math.sqrt(.75)}};
    assertEquals(0.1115718, ColumnGeometry.cIma(angle), 1e-7);
    double[][] any = Rows.gaussian(7, 4, 1);
    RealMatrix m = MatrixUtils.createRealMatrix(any);
    RealMatrix gram = m.transpose().multiply(m);
    double expected = -0.5 * Math.log(new LUDecomposition(gram).getDeterminant());
    for (int k = 0; k < 4; k++) {
      expected += 0.5 * Math.log(gram.getEntry(k, k));
    }
    assertEquals(expected, ColumnGeometry.cIma(any), 1e-12);
    double near = 1e-9; // ½ log(1 + near²), which differences of logarithms do not see
    assertEquals(near * near / 2, ColumnGeometry.cIma(new double[][] {{1, near}, {0, 1}}), 1e-16);
  }

  @Test
  void contrastIsInvariantToScalesOrderAndRotation() {
    double expected = ColumnGeometry.cIma(J);
    double[][] scaled = Rows.columns(J, 1, 0);
    for (double[] row : scaled) {
      row[0] *= -1e5;
      row[1] *= 1e-7;
    }
    assertEquals(expected, ColumnGeometry.cIma(scaled), 1e-14);
    assertEquals(expected, ColumnGeometry.cIma(times(orthogonal(3, 2), J)), 1e-14);
    for (int seed = 0; seed < 50; seed++) {
      assertTrue(ColumnGeometry.cIma(Rows.gaussian(4, 3, seed)) > 0);
    }
  }

  /** The reference averages the Jacobian first, and so finds a contrast in a conformal map. */
  @Test
  void conformalMapHasNoneOfIt() {
    double[][] s = Rows.uniform(300, 3, 3);
    double[][] a = orthogonal(3, 4);
    double[][][] jacobians = new double[s.length][][];
    for (int b = 0; b < s.length; b++) {
      double[] y = {s[b][0] - .5 - 1.744812, s[b][1] - .5 + .761207, s[b][2] - .5 - 1.462108};
      jacobians[b] = moebius(a, y);
    }
    ColumnGeometry geometry = ColumnGeometry.of(jacobians);
    assertTrue(geometry.local() < 1e-12);
    assertTrue(geometry.conformal() < 1e-24);
    assertTrue(geometry.ofMean() > 1e-4);
    assertEquals(300, geometry.rows());
    assertEquals("", geometry.validity());
    for (double variance : geometry.normVariances()) {
      assertTrue(variance > 0);
    }
  }

  @Test
  void normsAreOfTheColumns() {
    double[][][] jacobians = {{{3, 0}, {4, 2}}, {{3, 0}, {-4, 6}}};
    ColumnGeometry geometry = ColumnGeometry.of(jacobians);
    assertArrayEquals(new double[] {3, 4}, geometry.meanNorms(), 1e-15);
    assertArrayEquals(new double[] {25, 20}, geometry.squaredNorms(), 1e-14);
    assertArrayEquals(new double[] {5, 6}, geometry.largestNorms(), 1e-15);
    assertArrayEquals(new double[] {0, 8}, geometry.normVariances(), 1e-14);
    assertEquals(0.5, geometry.normVariance(), 1e-15);
    // G = [25 8; 8 4] and [25 -24; -24 36]
    double first = 0.5 * (2 * .32 * .32 + .84 * .84);
    double second = 0.5 * (2 * 4 / 9.0 + (11 / 36.0) * (11 / 36.0));
    assertEquals((first + second) / 2, geometry.conformal(), 1e-14);
    double mean = (ColumnGeometry.cIma(jacobians[0]) + ColumnGeometry.cIma(jacobians[1])) / 2;
    assertEquals(mean, geometry.local(), 1e-15);
    assertEquals(0, geometry.ofMean(), 1e-15);
    assertEquals("cima_local/1", geometry.scores().get("cima_local").version());
    assertEquals(Math.log10(mean), geometry.scores().get("cima_local_log10").value(), 1e-14);
  }

  @Test
  void orthogonalColumnsOfUnequalLengthAreNotConformal() {
    double[][] jacobian = {{1, 0}, {0, 2}};
    ColumnGeometry geometry = ColumnGeometry.of(new double[][][] {jacobian});
    assertEquals(0, geometry.local());
    assertEquals(-16, geometry.scores().get("cima_local_log10").value(), 1e-12);
    assertEquals(0.5 * .75 * .75, geometry.conformal(), 1e-15);
  }

  @Test
  void oddJacobiansAreNamed() {
    double[][] idle = {{1, 0, 1}, {0, 0, 1}, {0, 0, 0}};
    ColumnGeometry geometry = ColumnGeometry.of(new double[][][] {idle});
    assertEquals(Math.log(2) / 2, geometry.local(), 1e-15);
    assertEquals("columns of latents without effect are left out", geometry.validity());
    double[][] dependent = {{1, 2}, {2, 4}, {3, 6}};
    geometry = ColumnGeometry.of(new double[][][] {dependent});
    assertEquals(Double.POSITIVE_INFINITY, geometry.local());
    assertTrue(geometry.validity().endsWith("its contrast is infinite"));
    geometry = ColumnGeometry.of(new double[][][] {new double[3][2]});
    assertEquals(0, geometry.local());
    assertEquals(0, geometry.conformal());
    double[][] broken = {{1, 0}, {Double.NaN, 1}};
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ColumnGeometry.of(new double[][][] {{{1, 0}, {0, 1}}, broken}))
            .getMessage();
    assertEquals("Jacobian 1[1][0]: must be a finite number but is NaN", message);
  }
}
