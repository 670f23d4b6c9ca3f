package org.altgrad.graphs.identifiability;

import org.altgrad.base.Require;

/** Amari distance of unmixing times mixing Jacobians from scaled permutations. */
public final class Amari {
  private Amari() {}

  /**
   * Mean over rows of the distance of P = J_unmix(x) J_mix(s), each of which has the same scale.
   *
   * @param unmixing [rows][d][D], of the encoder's mean at the observations
   * @param mixing [rows][D][d], of the true mixing at the sources
   */
  public static Score of(double[][][] unmixing, double[][][] mixing) {
    Require.atLeast("unmixing: rows", unmixing.length, 1);
    Require.that(
        mixing.length == unmixing.length,
        "mixing",
        "of as many rows as the unmixing, " + unmixing.length,
        "of " + mixing.length);
    double sum = 0;
    for (int b = 0; b < mixing.length; b++) {
      double[][] m = Columns.of("mixing[" + b + "]", mixing[b]);
      Columns.of("unmixing[" + b + "]", unmixing[b]); // all finite, and of one width
      Columns.alike("unmixing[" + b + "]", unmixing[b], "the transposed mixing", m);
      sum += distance(Columns.products(unmixing[b], m));
    }
    return Score.plain("amari/1", sum / mixing.length, mixing.length, "");
  }

  /**
   * Of one matrix: 0 if it is a scaled permutation, d - 1 if all entries are equal. A row or column
   * of zeros counts as one of equal entries.
   *
   * @param p [d][d]
   */
  public static double distance(double[][] p) {
    double[][] columns = Columns.of("P", p);
    Require.that(
        columns.length == p.length, "P", "square", "[" + p.length + "][" + columns.length + "]");
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += excess(p[i]) + excess(columns[i]);
    }
    return sum / (2 * p.length);
  }

  /** Σ r / max r - 1, of squares r. */
  private static double excess(double[] values) {
    double most = 0;
    double all = 0;
    for (double value : values) {
      most = Math.max(most, value * value);
      all += value * value;
    }
    return most == 0 ? values.length - 1 : all / most - 1;
  }
}
