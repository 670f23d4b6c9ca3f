package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import org.altgrad.base.Require;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The VAE whose every quantity is known: x = W z + b + noise of variance 1/γ² with z ~ N(0, I), and
 * a Gaussian encoder with a diagonal covariance.
 *
 * @param w [D][d]
 * @param b [D]
 */
public record LinearVae(double[][] w, double[] b, double gammaSquared) {

  public LinearVae {
    Columns.of("W", w);
    Require.that(b.length == w.length, "b", "of " + w.length + " numbers", "of " + b.length);
    Require.positive("gamma_sq", gammaSquared);
  }

  /**
   * The most likely model of data, probabilistic PCA (Tipping and Bishop 1999), whose columns are
   * orthogonal.
   *
   * @param x [rows][D]
   * @param latents fewer than D
   */
  public static LinearVae mostLikely(double[][] x, int latents) {
    Pca pca = Pca.of(x);
    int dimensions = pca.mean().length;
    Require.that(
        latents >= 1 && latents < dimensions, "latents", "in 1.." + (dimensions - 1), latents);
    double noise = StatUtils.mean(pca.variances(), latents, dimensions - latents);
    Require.positive("variance of what is left", noise);
    double[][] w = new double[dimensions][latents];
    for (int i = 0; i < dimensions; i++) {
      for (int k = 0; k < latents; k++) {
        w[i][k] = Math.sqrt(pca.variances()[k] - noise) * pca.components()[k][i];
      }
    }
    return new LinearVae(w, pca.mean(), 1 / noise);
  }

  /** Posterior precision I + γ² WᵀW. */
  private RealMatrix precision() {
    RealMatrix matrix = MatrixUtils.createRealMatrix(w);
    RealMatrix gram = matrix.transpose().multiply(matrix).scalarMultiply(gammaSquared);
    return gram.add(MatrixUtils.createRealIdentityMatrix(w[0].length));
  }

  /** Variances of the best diagonal encoder, which are the same for every x. */
  public double[] optimalVariances() {
    RealMatrix precision = precision();
    double[] variances = new double[w[0].length];
    Arrays.setAll(variances, k -> 1 / precision.getEntry(k, k));
    return variances;
  }

  /** Mean of the best encoder, which is the posterior's. */
  public double[] optimalMean(double[] x) {
    double[] pull =
        MatrixUtils.createRealMatrix(w).transpose().operate(residual(x, new double[w[0].length]));
    double[] scaled = Arrays.stream(pull).map(v -> gammaSquared * v).toArray();
    return new LUDecomposition(precision())
        .getSolver()
        .solve(MatrixUtils.createRealVector(scaled))
        .toArray();
  }

  /**
   * log p(x) - ELBO of the best diagonal encoder: ½ (Σ log Λ_kk - log det Λ), the same for every x;
   * c_IMA(W) in the limit of γ → ∞.
   */
  public double gap() {
    RealMatrix precision = precision();
    double sum = 0;
    for (double variance : optimalVariances()) {
      sum -= Math.log(variance);
    }
    return (sum - logDeterminant(precision)) / 2;
  }

  /** log N(x; b, WWᵀ + I/γ²). */
  public double logLikelihood(double[] x) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(w);
    RealMatrix covariance =
        matrix
            .multiply(matrix.transpose())
            .add(MatrixUtils.createRealIdentityMatrix(w.length).scalarMultiply(1 / gammaSquared));
    double[] residual = residual(x, new double[w[0].length]);
    double[] solved =
        new LUDecomposition(covariance)
            .getSolver()
            .solve(MatrixUtils.createRealVector(residual))
            .toArray();
    double square = 0;
    for (int i = 0; i < residual.length; i++) {
      square += residual[i] * solved[i];
    }
    return -(w.length * Math.log(2 * Math.PI) + logDeterminant(covariance) + square) / 2;
  }

  /** Of a symmetric positive matrix. */
  private static double logDeterminant(RealMatrix matrix) {
    RealMatrix root = new CholeskyDecomposition(matrix).getL();
    double sum = 0;
    for (int k = 0; k < root.getRowDimension(); k++) {
      sum += 2 * Math.log(root.getEntry(k, k));
    }
    return sum;
  }

  /** The exact ELBO of an encoder N(mean, diag variances). */
  public double elbo(double[] x, double[] mean, double[] variances) {
    double error = StatUtils.sumSq(residual(x, mean));
    double divergence = 0;
    for (int k = 0; k < mean.length; k++) {
      error += variances[k] * StatUtils.sumSq(Columns.column(w, k));
      divergence += variances[k] + mean[k] * mean[k] - 1 - Math.log(variances[k]);
    }
    double noise = w.length * Math.log(gammaSquared / (2 * Math.PI));
    return (noise - gammaSquared * error - divergence) / 2;
  }

  private double[] residual(double[] x, double[] z) {
    double[] predicted = MatrixUtils.createRealMatrix(w).operate(z);
    double[] residual = new double[x.length];
    Arrays.setAll(residual, i -> x[i] - b[i] - predicted[i]);
    return residual;
  }
}
