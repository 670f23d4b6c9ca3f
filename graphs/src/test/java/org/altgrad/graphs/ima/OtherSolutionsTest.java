package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.altgrad.graphs.identifiability.Pca;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

class OtherSolutionsTest {
  private static Reading.Rows rows(String name, double[][] values, double[][] sources) {
    return new Reading.Rows(
        Map.of(name, new double[][][] {values}, "sources", new double[][][] {sources}));
  }

  private static double[][] jacobians(int rows, double... flat) {
    double[][] all = new double[rows][];
    Arrays.fill(all, flat);
    return all;
  }

  /** FastICA undoes a matrix; of principal components the matrix says how far they are. */
  @Test
  void linearMethodsFindWhatTheyCan() {
    double[][] s = Mixed.sources(4000, 1);
    Map<String, Double> found =
        OtherSolutions.linear(rows("observations", Mixed.observations(s), s), new Caveats());
    assertTrue(found.get("mcc_fastica") > 0.995, found.toString());
    // The covariance of the matrix' columns is [[1.25, .1], [.1, .73]] / 12, so that the first
    // component is a 1.075 : .195 mixture of the rows, and |corr| of it and of the other follow.
    double angle = Math.atan2(2 * 0.1, 1.25 - 0.73) / 2;
    double c = Math.cos(angle);
    double e = Math.sin(angle);
    double[][] a = Mixed.MATRIX;
    double[] first = {c * a[0][0] + e * a[1][0], c * a[0][1] + e * a[1][1]};
    double[] other = {-e * a[0][0] + c * a[1][0], -e * a[0][1] + c * a[1][1]};
    double straight =
        (Math.abs(first[0]) / Math.hypot(first[0], first[1])
                + Math.abs(other[1]) / Math.hypot(other[0], other[1]))
            / 2;
    assertEquals(straight, found.get("mcc_pca"), 0.02);
  }

  /** More pixels than pictures, most of them black: the covariance has a small rank. */
  @Test
  void fewSmallPicturesHaveComponents() {
    double[][] s = Mixed.sources(300, 4);
    double[][] x = new double[s.length][784];
    for (int b = 0; b < s.length; b++) {
      for (int i = 0; i < 28 * 28; i++) {
        double down = i / 28 / 28.0 - 0.5 - 0.6 * s[b][0];
        double across = i % 28 / 28.0 - 0.5 - 0.6 * s[b][1];
        x[b][i] = Math.round(255 * Math.exp(-(down * down + across * across) * 60)) / 255.0;
      }
    }
    Map<String, Double> found = OtherSolutions.linear(rows("observations", x, s), new Caveats());
    assertTrue(found.get("mcc_pca") > 0.6, found.toString());
    Pca pca = Pca.of(x);
    double total = 0;
    for (int i = 0; i < 784; i++) {
      int pixel = i;
      total += StatUtils.populationVariance(Arrays.stream(x).mapToDouble(r -> r[pixel]).toArray());
    }
    assertEquals(total, Arrays.stream(pca.variances()).sum(), 1e-9 * total);
    double[] along = Arrays.stream(pca.codes(x, 2)).mapToDouble(row -> row[1]).toArray();
    assertEquals(pca.variances()[1], StatUtils.populationVariance(along), 1e-9 * total);
    double[][] same = new double[20][3];
    assertEquals(
        Map.of(),
        OtherSolutions.linear(rows("observations", same, Mixed.sources(20, 1)), new Caveats()));
  }

  /** Any turn of normal numbers is as good as another: there is no fixed point. */
  @Test
  void whatHasNoFixedPointHasNoScore() {
    java.util.Random random = new java.util.Random(2);
    double[][] s = new double[3000][2];
    for (double[] row : s) {
      Arrays.setAll(row, k -> random.nextGaussian());
    }
    Map<String, Double> found =
        OtherSolutions.linear(rows("observations", Mixed.observations(s), s), new Caveats());
    assertTrue(found.values().stream().allMatch(Double::isFinite), found.toString());
    assertTrue(found.containsKey("mcc_pca"));
  }

  /** Observations of rank two have two components, whatever their number. */
  @Test
  void noComponentIsAskedForThatIsNotThere() {
    double[][] s = Mixed.sources(2000, 1);
    double[][] x =
        Arrays.stream(s)
            .map(row -> new double[] {row[0] + row[1], row[0] - row[1], 2 * row[0], 0})
            .toArray(double[][]::new);
    double[][] three =
        Arrays.stream(s)
            .map(row -> new double[] {row[0], row[1], -row[0]})
            .toArray(double[][]::new);
    assertEquals(
        2 / 3.0,
        OtherSolutions.linear(rows("observations", x, three), new Caveats()).get("mcc_fastica"),
        0.01);
  }

  /**
   * Two uniform numbers made of normal ones with correlation ρ correlate by 6/π asin(ρ/2); the turn
   * keeps volumes, so that the contrast is the sum of the columns' logarithms.
   */
  @Test
  void aTurnedSolutionHasItsClosedForms() {
    double[][] s = Mixed.sources(20_000, 5);
    Map<String, Double> two =
        OtherSolutions.spurious(
            rows("jacobian", jacobians(s.length, 1, 0, 0, 1), s), new Caveats());
    assertEquals(6 / Math.PI * Math.asin(Math.sqrt(0.5) / 2), two.get("mcc_rotated"), 0.01);
    // E log of a column's norm: z = R' w of standard normal w, d z_i / d u_k has R_ik e^((w_k² -
    // v_i²)/2).
    java.util.Random random = new java.util.Random(1);
    double sum = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      double w0 = random.nextGaussian();
      double w1 = random.nextGaussian();
      double v0 = (w0 + w1) * Math.sqrt(0.5);
      double v1 = (w1 - w0) * Math.sqrt(0.5);
      double both = Math.exp(-v0 * v0) + Math.exp(-v1 * v1);
      sum += Math.log(both / 2) + (w0 * w0 + w1 * w1) / 2;
    }
    assertEquals(sum / draws, two.get("cima_rotated"), 0.02);
    // A mixing that stretches its axes changes neither.
    Map<String, Double> wide =
        OtherSolutions.spurious(
            rows("jacobian", jacobians(s.length, 3, 0, 0, 3), s), new Caveats());
    assertEquals(two.get("cima_rotated"), wide.get("cima_rotated"), 1e-9);
  }

  @Test
  void otherSourcesHaveNoSuchSolution() {
    double[][] s = {{0.1, 0.2}, {0.7, 0}, {0.2, -0.1}};
    assertEquals(
        Map.of(),
        OtherSolutions.spurious(rows("jacobian", jacobians(3, 1, 0, 0, 1), s), new Caveats()));
    double[][] border = Mixed.sources(100, 3);
    Arrays.fill(border, 0, 60, new double[] {0.5, -0.5});
    assertEquals(
        Map.of(),
        OtherSolutions.spurious(
            rows("jacobian", jacobians(100, 1, 0, 0, 1), border), new Caveats()));
    double[][] one = {{0.1}, {0.2}};
    assertEquals(
        Map.of(), OtherSolutions.spurious(rows("jacobian", jacobians(2, 1), one), new Caveats()));
  }
}
