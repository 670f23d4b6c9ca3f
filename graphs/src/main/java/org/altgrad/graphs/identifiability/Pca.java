package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Principal components: the baseline that knows second moments only.
 *
 * @param mean [D]
 * @param components [D][D] orthonormal rows, the largest variance first
 * @param variances [D] along the components, with the number of rows as divisor
 */
public record Pca(double[] mean, double[][] components, double[] variances) {

  /**
   * @param x [rows][D]
   */
  public static Pca of(double[][] x) {
    double[][] columns = Columns.of("x", x);
    double[] mean = Arrays.stream(columns).mapToDouble(StatUtils::mean).toArray();
    for (int i = 0; i < mean.length; i++) {
      double[] column = columns[i];
      double centre = mean[i];
      Arrays.setAll(column, b -> column[b] - centre);
    }
    double[][] covariance = Columns.products(columns, columns);
    for (double[] row : covariance) {
      Arrays.setAll(row, j -> row[j] / x.length);
    }
    for (int i = 0; i < mean.length; i++) { // exactly symmetric, whatever the rounding
      for (int j = 0; j < i; j++) {
        covariance[i][j] = covariance[j][i];
      }
    }
    // Where many variances are 0 up to rounding, the decomposition does not come to an end: it
    // takes
    // for 0 what is so beside its neighbours on the diagonal.
    double shift = IntStream.range(0, mean.length).mapToDouble(i -> covariance[i][i]).sum();
    for (int i = 0; i < mean.length; i++) {
      covariance[i][i] += shift;
    }
    EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(covariance));
    double[] values = Arrays.stream(eigen.getRealEigenvalues()).map(v -> v - shift).toArray();
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -values[k]))
            .mapToInt(k -> k)
            .toArray();
    double[][] components =
        Arrays.stream(order)
            .mapToObj(k -> eigen.getEigenvector(k).toArray())
            .toArray(double[][]::new);
    double[] variances = Arrays.stream(order).mapToDouble(k -> Math.max(0, values[k])).toArray();
    return new Pca(mean, components, variances);
  }

  /**
   * Coordinates along the first components, [rows][codes].
   *
   * @param x [rows][D]
   */
  public double[][] codes(double[][] x, int codes) {
    Require.that(
        codes >= 1 && codes <= components.length, "codes", "in 1.." + components.length, codes);
    return project(x, mean, Arrays.copyOf(components, codes));
  }

  /** (x - mean) Wᵀ for rows W. */
  static double[][] project(double[][] x, double[] mean, double[][] rows) {
    return Arrays.stream(x)
        .map(
            row ->
                Arrays.stream(rows)
                    .mapToDouble(
                        w ->
                            IntStream.range(0, w.length)
                                .mapToDouble(i -> w[i] * (row[i] - mean[i]))
                                .sum())
                    .toArray())
        .toArray(double[][]::new);
  }
}
