package org.altgrad.graphs.identifiability;

import org.altgrad.base.Require;

/** Whether codes are uncorrelated among themselves. */
public final class Covariances {
  private Covariances() {}

  /**
   * ½ |R - I|² of the correlation matrix: the sum of squared correlations of all pairs of codes. A
   * constant code correlates with none.
   *
   * @param codes [rows][codes]
   */
  public static Score check(double[][] codes) {
    double[][] columns = Columns.of("codes", codes);
    Require.atLeast("codes: rows", codes.length, 3);
    double[][] units = Columns.units(columns);
    double[][] correlations = Columns.products(units, units);
    double sum = 0;
    String still = "";
    for (int i = 0; i < units.length; i++) {
      if (Columns.constant(columns[i])) {
        still = "constant codes correlate with none";
      }
      for (int j = 0; j < i; j++) {
        sum += correlations[i][j] * correlations[i][j];
      }
    }
    return Score.plain("covariance_check/1", sum, codes.length, still);
  }
}
