package org.altgrad.graphs.identifiability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How orthogonal the columns of decoder Jacobians are, and how long.
 *
 * @param rows number of Jacobians
 * @param local mean over rows of the contrast c_IMA(J) = Σ log|J_k| - ½ log det JᵀJ, which
 *     estimates the global contrast of the paper (Gresele et al. 2021)
 * @param ofMean c_IMA of the mean Jacobian, which is the reference's number; not 0 for a conformal
 *     map
 * @param conformal mean over rows of ½ |G / max G_kk - I|² for G = JᵀJ: 0 if the columns are
 *     orthogonal and of one length
 * @param meanNorms [d] lengths of the mean Jacobian's columns
 * @param squaredNorms [d] mean over rows of |J_k|²
 * @param largestNorms [d] largest |J_k| of any row
 * @param normVariances [d] unbiased variance of |J_k| over rows
 * @param validity what restricts the reading, empty if nothing does
 */
public record ColumnGeometry(
    int rows,
    double local,
    double ofMean,
    double conformal,
    double[] meanNorms,
    double[] squaredNorms,
    double[] largestNorms,
    double[] normVariances,
    String validity) {

  /**
   * @param jacobians [rows][D][d], the derivative of output i by latent k at [i][k]
   */
  public static ColumnGeometry of(double[][][] jacobians) {
    return of(Arrays.stream(jacobians));
  }

  /**
   * Of any number of Jacobians [D][d], of which only one is held at a time: one of images is large.
   */
  public static ColumnGeometry of(Stream<double[][]> jacobians) {
    List<double[]> norms = new ArrayList<>();
    double[] contrasts = new double[2];
    List<double[][]> sum = new ArrayList<>(1);
    boolean[] odd = new boolean[2];
    jacobians.forEachOrdered(
        jacobian -> {
          double[][] columns = Columns.of("Jacobian " + norms.size(), jacobian);
          if (sum.isEmpty()) {
            sum.add(new double[columns.length][columns[0].length]);
          }
          double[][] total = sum.get(0);
          Columns.alike("Jacobian " + norms.size(), columns, "the first", total);
          for (int k = 0; k < total.length; k++) {
            for (int i = 0; i < total[k].length; i++) {
              total[k][i] += columns[k][i];
            }
          }
          double[] lengths = lengths(columns);
          double contrast = contrast(columns);
          norms.add(lengths);
          contrasts[0] += contrast;
          contrasts[1] += conformal(columns);
          odd[0] |= Arrays.stream(lengths).anyMatch(length -> length == 0);
          odd[1] |= Double.isInfinite(contrast);
        });
    int rows = norms.size();
    Require.atLeast("Jacobians", rows, 1);
    double[][] mean = sum.get(0);
    for (double[] column : mean) {
      Arrays.setAll(column, i -> column[i] / rows);
    }
    double[][] byLatent = Columns.of("norms", norms.toArray(double[][]::new));
    return new ColumnGeometry(
        rows,
        contrasts[0] / rows,
        contrast(mean),
        contrasts[1] / rows,
        lengths(mean),
        each(byLatent, x -> StatUtils.sumSq(x) / rows),
        each(byLatent, StatUtils::max),
        each(byLatent, StatUtils::variance),
        validity(odd[0], odd[1]));
  }

  private static String validity(boolean zeros, boolean dependent) {
    List<String> all = new ArrayList<>();
    if (zeros) {
      all.add("columns of latents without effect are left out");
    }
    if (dependent) {
      all.add("some Jacobian's columns are linearly dependent: its contrast is infinite");
    }
    return String.join("; ", all);
  }

  private static double[] each(double[][] columns, ToDoubleFunction<double[]> value) {
    return Arrays.stream(columns).mapToDouble(value).toArray();
  }

  private static double[] lengths(double[][] columns) {
    return each(columns, x -> Math.sqrt(StatUtils.sumSq(x)));
  }

  /**
   * c_IMA of one Jacobian: 0 if its columns are orthogonal, infinite if they are dependent. Columns
   * of zeros are left out.
   *
   * @param jacobian [D][d]
   */
  public static double cIma(double[][] jacobian) {
    return contrast(Columns.of("Jacobian", jacobian));
  }

  /**
   * Σ log|T_k| - log|r_k|, r_k what Gram and Schmidt leave of a column: no digits are lost near 0.
   */
  private static double contrast(double[][] columns) {
    List<double[]> basis = new ArrayList<>();
    double sum = 0;
    for (double[] column : columns) {
      double length = Math.sqrt(StatUtils.sumSq(column));
      if (length == 0) {
        continue;
      }
      double[] left = Arrays.stream(column).map(v -> v / length).toArray();
      for (int pass = 0; pass < 2; pass++) { // twice is enough, for any column
        for (double[] q : basis) {
          double along = dot(q, left);
          Arrays.setAll(left, i -> left[i] - along * q[i]);
        }
      }
      double rest = Math.sqrt(StatUtils.sumSq(left));
      if (rest < 1e-14) {
        return Double.POSITIVE_INFINITY;
      }
      sum -= Math.log(rest);
      basis.add(Arrays.stream(left).map(v -> v / rest).toArray());
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** ½ |G / max G_kk - I|²; 0 if all columns are zeros. */
  private static double conformal(double[][] columns) {
    double[][] gram = Columns.products(columns, columns);
    double most = 0;
    for (int k = 0; k < gram.length; k++) {
      most = Math.max(most, gram[k][k]);
    }
    double sum = 0;
    for (int i = 0; i < gram.length && most > 0; i++) {
      for (int j = 0; j < gram.length; j++) {
        double off = gram[i][j] / most - (i == j ? 1 : 0);
        sum += off * off;
      }
    }
    return sum / 2;
  }

  /** Unbiased variance over latents of the mean Jacobian's column lengths; 0 of a single one. */
  public double normVariance() {
    return StatUtils.variance(meanNorms);
  }

  /** The scalars, by the name of their metric. */
  public Map<String, Score> scores() {
    Map<String, Score> all = new LinkedHashMap<>();
    put(all, "cima_local", local);
    put(all, "cima_local_log10", log10(local));
    put(all, "cima_meanjac", ofMean);
    put(all, "cima_meanjac_log10", log10(ofMean));
    put(all, "conformal_contrast", conformal);
    put(all, "col_norm_var", normVariance());
    return all;
  }

  /** Below 1e-16 a contrast in float64 is rounding, and 0 has no logarithm. */
  private static double log10(double contrast) {
    return Math.log10(Math.max(contrast, 1e-16));
  }

  private void put(Map<String, Score> all, String name, double value) {
    all.put(name, Score.plain(name + "/1", value, rows, validity));
  }
}
