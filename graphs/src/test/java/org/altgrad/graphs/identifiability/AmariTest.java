package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

class AmariTest {
  private static double[][] rotation(double phi) {
    return new double[][] {{Math.cos(phi), -Math.sin(phi)}, {Math.sin(phi), Math.cos(phi)}};
  }

  @Test
  void scaledPermutationsAreAtZero() {
    assertEquals(0, Amari.distance(new double[][] {{0, -3, 0}, {.01, 0, 0}, {0, 0, 1e6}}));
    assertEquals(2, Amari.distance(Rows.constant(3, 3, -.5)), 1e-15);
    for (int seed = 0; seed < 20; seed++) {
      assertTrue(Amari.distance(Rows.gaussian(3, 3, seed)) > 0);
    }
  }

  @Test
  void rotationHasItsClosedForm() {
    for (double phi : new double[] {.1, .5, -.7}) {
      double expected = Math.tan(phi) * Math.tan(phi);
      assertEquals(expected, Amari.distance(rotation(phi)), 1e-14);
    }
  }

  /** The mean of distances, not the distance of the mean; rows of unlike scales count alike. */
  @Test
  void isTheMeanOverRows() {
    double[][] mixing = Rows.gaussian(3, 2, 1);
    double[][] inverse = // a left inverse: (MᵀM)⁻¹ Mᵀ
        new LUDecomposition(
                MatrixUtils.createRealMatrix(mixing)
                    .transpose()
                    .multiply(MatrixUtils.createRealMatrix(mixing)))
            .getSolver()
            .getInverse()
            .multiply(MatrixUtils.createRealMatrix(mixing).transpose())
            .getData();
    double[][] turned =
        MatrixUtils.createRealMatrix(rotation(.4))
            .multiply(MatrixUtils.createRealMatrix(inverse))
            .scalarMultiply(100)
            .getData();
    Score score = Amari.of(new double[][][] {inverse, turned}, new double[][][] {mixing, mixing});
    assertEquals(Math.pow(Math.tan(.4), 2) / 2, score.value(), 1e-12);
    assertEquals(2, score.rows());
    assertEquals("amari/1", score.version());
  }

  @Test
  void refusesShapesThatDoNotFit() {
    double[][][] mixing = {Rows.gaussian(3, 2, 1)};
    assertThrows(IllegalArgumentException.class, () -> Amari.of(mixing, mixing));
    assertEquals(1, Amari.distance(new double[2][2]));
  }
}
