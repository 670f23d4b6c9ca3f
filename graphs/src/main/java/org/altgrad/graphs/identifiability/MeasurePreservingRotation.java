package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import org.altgrad.base.Require;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * Spurious solutions for uniform sources (Hyvärinen and Pajunen 1999): z → Φ(R Φ⁻¹(z)) leaves the
 * uniform law on (0, 1)^d as it is, and so the likelihood, but mixes the sources.
 *
 * @param rotation [d][d] orthogonal
 */
public record MeasurePreservingRotation(double[][] rotation) {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  public MeasurePreservingRotation {
    double[][] columns = Columns.of("rotation", rotation);
    Require.that(columns.length == rotation.length, "rotation", "square", columns.length);
    double[][] products = Columns.products(columns, columns);
    double off = 0;
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j < products.length; j++) {
        off = Math.max(off, Math.abs(products[i][j] - (i == j ? 1 : 0)));
      }
    }
    Require.that(off < 1e-8, "rotation", "orthogonal", "off by " + off);
  }

  /**
   * @param z [rows][d] within (0, 1)
   * @return the like
   */
  public double[][] of(double[][] z) {
    return Arrays.stream(z)
        .map(row -> Arrays.stream(turned(row)).map(NORMAL::cumulativeProbability).toArray())
        .toArray(double[][]::new);
  }

  /** The map that undoes this one. */
  public MeasurePreservingRotation inverse() {
    return new MeasurePreservingRotation(
        MatrixUtils.createRealMatrix(rotation).transpose().getData());
  }

  /** Derivative of output i by coordinate k of z, [d][d]. */
  public double[][] jacobian(double[] z) {
    double[] before = quantiles(z);
    double[] after = turned(z);
    double[][] jacobian = new double[z.length][z.length];
    for (int i = 0; i < z.length; i++) {
      for (int k = 0; k < z.length; k++) {
        jacobian[i][k] =
            rotation[i][k] * Math.exp((before[k] * before[k] - after[i] * after[i]) / 2);
      }
    }
    return jacobian;
  }

  private double[] turned(double[] z) {
    return MatrixUtils.createRealMatrix(rotation).operate(quantiles(z));
  }

  private static double[] quantiles(double[] z) {
    for (double each : z) {
      Require.that(each > 0 && each < 1, "z", "within (0, 1)", each);
    }
    return Arrays.stream(z).map(NORMAL::inverseCumulativeProbability).toArray();
  }
}
