package org.altgrad.graphs.ima;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.identifiability.ColumnGeometry;
import org.altgrad.graphs.identifiability.FastIca;
import org.altgrad.graphs.identifiability.Mcc;
import org.altgrad.graphs.identifiability.Mcc.Correlation;
import org.altgrad.graphs.identifiability.MeasurePreservingRotation;
import org.altgrad.graphs.identifiability.Pca;
import org.altgrad.graphs.identifiability.Sample;
import org.altgrad.graphs.identifiability.Score;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** What a network's scores stand beside: what linear methods find, and a solution that is none. */
final class OtherSolutions {
  /** Numbers of an observation, at most, whose covariance is decomposed. */
  static final int MOST = 1024;

  /** Rows that linear methods are fitted to and measured on, the first, at most. */
  private static final int ROWS = 5000;

  /** Rows that say something, at least. */
  private static final int FEWEST = 10;

  /** Variances below so much of the largest are taken for none. */
  private static final double RANK = 1e-9;

  /** Of FastICA's guesses: what it finds is of the data, not of a network. */
  private static final long SEED = 0;

  private OtherSolutions() {}

  /**
   * Correlations of principal components and of FastICA's, fitted to the rows that they are
   * measured on, 5,000 at most; without the latter where it comes to no fixed point, as with normal
   * sources.
   *
   * @param data {@code observations} and {@code sources}
   */
  static Map<String, Double> linear(Reading.Rows data, Caveats caveats) {
    double[][] x = first(data.of("observations", 0));
    double[][] sources = first(data.of("sources", 0));
    Pca pca = Pca.of(x);
    double least = RANK * pca.variances()[0];
    int rank = (int) Arrays.stream(pca.variances()).filter(v -> v > least).count();
    int codes = Math.min(rank, sources[0].length);
    if (codes == 0 || x.length < FEWEST) {
      return Map.of();
    }
    FastIca ica = FastIca.of(x, pca, codes, SEED);
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("mcc_pca", caveats.value("mcc_pca", mcc(pca.codes(x, codes), sources)));
    if (ica.converged()) {
      all.put("mcc_fastica", caveats.value("mcc_fastica", mcc(ica.codes(x), sources)));
    }
    return all;
  }

  private static double[][] first(double[][] rows) {
    return Arrays.copyOf(rows, Math.min(rows.length, ROWS));
  }

  private static Score mcc(double[][] codes, double[][] sources) {
    return Mcc.plain(Sample.of(codes, sources), Correlation.PEARSON);
  }

  /**
   * Correlation and contrast of a solution that is as likely as the truth but mixes the sources
   * (Gresele et al. 2021): u = Φ(R Φ⁻¹(z)) of uniform sources z, turned by 45° in the plane of each
   * two neighbours, decoded by what undoes it and then mixes. Nothing of sources that do not lie
   * within [-½, ½], or of which most lie on the border.
   *
   * @param truth {@code sources} and the true mixing's {@code jacobian}, [D, d]
   */
  static Map<String, Double> spurious(Reading.Rows truth, Caveats caveats) {
    double[][] all = truth.of("sources", 0);
    int d = all[0].length;
    double[][][] mixing = truth.matrices("jacobian", 0, d, false);
    if (d < 2 || Arrays.stream(all).flatMapToDouble(Arrays::stream).anyMatch(s -> !inside(s))) {
      return Map.of();
    }
    // A source on the border itself has no quantile.
    int[] rows =
        IntStream.range(0, all.length)
            .filter(b -> Arrays.stream(all[b]).allMatch(s -> Math.abs(s) < 0.5))
            .toArray();
    if (rows.length < Math.max(FEWEST, all.length / 2)) {
      return Map.of();
    }
    double[][] sources = Arrays.stream(rows).mapToObj(b -> all[b]).toArray(double[][]::new);
    double[][] z =
        Arrays.stream(sources)
            .map(row -> Arrays.stream(row).map(s -> s + 0.5).toArray())
            .toArray(double[][]::new);
    MeasurePreservingRotation turn = new MeasurePreservingRotation(turn(d));
    double[][] u = turn.of(z);
    double contrast =
        IntStream.range(0, rows.length)
            .mapToDouble(
                b -> ColumnGeometry.cIma(product(mixing[rows[b]], turn.inverse().jacobian(u[b]))))
            .average()
            .orElse(Double.NaN);
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("mcc_rotated", caveats.value("mcc_rotated", mcc(u, sources)));
    found.put("cima_rotated", contrast);
    return found;
  }

  private static boolean inside(double source) {
    return source >= -0.5 && source <= 0.5;
  }

  private static double[][] product(double[][] a, double[][] b) {
    return MatrixUtils.createRealMatrix(a).multiply(MatrixUtils.createRealMatrix(b)).getData();
  }

  private static double[][] turn(int d) {
    double half = Math.sqrt(0.5);
    RealMatrix all = MatrixUtils.createRealIdentityMatrix(d);
    for (int k = 0; k + 1 < d; k++) {
      RealMatrix plane = MatrixUtils.createRealIdentityMatrix(d);
      plane.setSubMatrix(new double[][] {{half, -half}, {half, half}}, k, k);
      all = plane.multiply(all);
    }
    return all.getData();
  }
}
