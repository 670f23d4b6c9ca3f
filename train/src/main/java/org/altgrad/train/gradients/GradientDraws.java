package org.altgrad.train.gradients;

import java.util.Arrays;

/**
 * Draws of a gradient of P numbers in equal blocks, kept as the blocks' means.
 *
 * @param draws number of all draws
 * @param blocks [blocks][P] mean of each block; at least 3, or exactly one of something known
 * @param variances [P] of one draw
 */
public record GradientDraws(long draws, double[][] blocks, double[] variances) {

  /** Something that is known exactly. */
  static GradientDraws exactly(double[] value) {
    return new GradientDraws(0, new double[][] {value}, new double[value.length]);
  }

  /** Whether it is known exactly. */
  public boolean exact() {
    return draws == 0;
  }

  /** Of a part of the numbers. */
  GradientDraws part(DirectionSums.Part part) {
    double[][] some = Arrays.stream(blocks).map(part::of).toArray(double[][]::new);
    return new GradientDraws(draws, some, part.of(variances));
  }

  /** The sum over the P numbers of the variance of one draw. */
  public double variance() {
    return Arrays.stream(variances).sum();
  }

  /** The length of the mean. */
  public double length() {
    double[] mean = mean();
    return distance(mean, new double[mean.length]);
  }

  /** [P]. */
  public double[] mean() {
    double[] mean = new double[blocks[0].length];
    for (double[] block : blocks) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += block[i] / blocks.length;
      }
    }
    return mean;
  }

  /** Length of the expected error of the mean: the root of the variance over the draws. */
  public double error() {
    return exact() ? 0 : Math.sqrt(variance() / draws);
  }

  /** The same over the length of the mean. */
  public double relativeError() {
    return error() / length();
  }

  /**
   * An estimate of a squared distance.
   *
   * @param value may be negative when the distance is small
   * @param error standard error
   */
  public record Estimate(double value, double error) {
    /** In standard errors. */
    public double z() {
      return error == 0 ? (value == 0 ? 0 : Double.POSITIVE_INFINITY) : value / error;
    }
  }

  /**
   * The squared distance of the expectations of two samples, without the bias of the distance of
   * their means, which is always above 0: inner products are taken only between different blocks (a
   * U-statistic). Its standard error is the jackknife's over the blocks, which is on the safe side
   * (by a factor of up to √2) where the distance is 0.
   */
  static Estimate squaredDistance(GradientDraws one, GradientDraws other) {
    double[] centre = other.mean();
    double[][] d = minus(one.blocks, centre);
    double[][] e = minus(other.blocks, centre);
    double value = selfProduct(d, -1) + (other.exact() ? 0 : selfProduct(e, -1));
    double variance = one.exact() ? 0 : jackknife(d.length, k -> selfProduct(d, k));
    if (!other.exact()) {
      double[] mean = new GradientDraws(1, d, centre).mean();
      // Without block k the mean of e, which is 0 with all, is -e_k / (K - 1).
      variance +=
          jackknife(e.length, k -> selfProduct(e, k) + 2 * inner(mean, e[k]) / (e.length - 1));
    }
    return new Estimate(value, Math.sqrt(variance));
  }

  /** Mean inner product of different rows, one row left out (none: -1). */
  private static double selfProduct(double[][] rows, int without) {
    double[] sum = new double[rows[0].length];
    double squares = 0;
    int n = 0;
    for (int j = 0; j < rows.length; j++) {
      if (j != without) {
        n++;
        squares += inner(rows[j], rows[j]);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += rows[j][i];
        }
      }
    }
    return n == 1 ? squares : (inner(sum, sum) - squares) / n / (n - 1);
  }

  private static double jackknife(int n, java.util.function.IntToDoubleFunction without) {
    double[] values = new double[n];
    Arrays.setAll(values, without);
    double mean = Arrays.stream(values).average().orElseThrow();
    return (n - 1.0) / n * Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }

  private static double[][] minus(double[][] rows, double[] centre) {
    double[][] result = new double[rows.length][];
    for (int j = 0; j < rows.length; j++) {
      result[j] = rows[j].clone();
      for (int i = 0; i < centre.length; i++) {
        result[j][i] -= centre[i];
      }
    }
    return result;
  }

  static double distance(double[] a, double[] b) {
    double[] difference = minus(new double[][] {a}, b)[0];
    return Math.sqrt(inner(difference, difference));
  }

  static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
