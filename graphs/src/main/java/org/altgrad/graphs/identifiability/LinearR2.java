package org.altgrad.graphs.identifiability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * R² of the linear regression, with an intercept, of each source on all codes, on the same rows;
 * the mean over sources. Codes that are constant or linear in others add nothing. Independent codes
 * reach their number / (rows - 1) by chance.
 */
public final class LinearR2 {
  private LinearR2() {}

  public static Score of(Sample sample, Permutations permutations) {
    double[][] basis = basis(sample.codes());
    double[][] sources = Columns.units(sample.sources());
    return permutations
        .scores(
            sample,
            List.of("r2_linear/1"),
            sample.validity(),
            order -> new double[] {explained(basis, Columns.reordered(sources, order))})
        .get(0);
  }

  /** Mean over sources of the squared length of the projection. */
  private static double explained(double[][] basis, double[][] sources) {
    double sum = 0;
    for (double[] along : basis.length == 0 ? basis : Columns.products(basis, sources)) {
      sum += StatUtils.sumSq(along);
    }
    return Math.min(1, sum / sources.length);
  }

  /** Orthonormal columns that span the centred codes. */
  private static double[][] basis(double[][] codes) {
    List<double[]> basis = new ArrayList<>();
    for (double[] code : codes) {
      double[] left = Columns.unit(code);
      for (int pass = 0; pass < 2; pass++) {
        for (double[] q : basis) {
          double along = Columns.products(new double[][] {q}, new double[][] {left})[0][0];
          Arrays.setAll(left, b -> left[b] - along * q[b]);
        }
      }
      double rest = Math.sqrt(StatUtils.sumSq(left));
      if (rest > 1e-10) {
        basis.add(Arrays.stream(left).map(v -> v / rest).toArray());
      }
    }
    return basis.toArray(double[][]::new);
  }
}
