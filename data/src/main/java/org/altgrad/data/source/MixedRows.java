package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;
import org.altgrad.data.mixing.BijectiveMixing;
import org.altgrad.data.mixing.Chain;
import org.altgrad.data.mixing.Matrices;
import org.altgrad.data.mixing.Mixing;
import org.altgrad.data.mixing.SourceLaw;
import org.altgrad.data.random.RandomStream;

/**
 * Independent sources and what a mixing makes of them.
 *
 * <p>Columns: {@code input} float32 {@code [D]}, {@code sources} float32 {@code [d]}, {@code
 * label}, the segment, 0 and up; {@code mixing_cima} float32 {@code []}, the local contrast; where
 * the mixing can be undone {@code jacobian} float32 {@code [D, d]} and {@code log_density} float32
 * {@code []}, log p(x). Constants: the mixing's, {@code mixing.<step>.…}, {@code mixing.cima}, the
 * mean of the contrast over all rows, and {@code mixing.log_density}, that of log p(x).
 *
 * @param sources {@code [n][d]}
 * @param mixing what makes observations of them
 * @param logPrior log density of each row of sources
 * @param segments number of equal segments of consecutive rows
 */
record MixedRows(float[][] sources, Mixing mixing, double[] logPrior, int segments) {
  /** Checks of settings. */
  static void requireSegments(int nObs, int nSegments) {
    Require.atLeast("nObs", nObs, 1);
    Require.atLeast("nSegments", nSegments, 1);
    boolean divides = nObs % nSegments == 0;
    Require.that(divides, "nSegments", "a divisor of n_obs, " + nObs + ",", nSegments);
  }

  /** Values of a law, the same for each source. */
  static MixedRows of(Mixing mixing, SourceLaw law, int nObs, int segments, RandomStream random) {
    float[][] sources = new float[nObs][mixing.sources()];
    double[] logPrior = new double[nObs];
    for (int i = 0; i < nObs; i++) {
      for (int k = 0; k < sources[i].length; k++) {
        sources[i][k] = (float) law.next(random);
      }
      logPrior[i] = law.logDensity(doubles(sources[i]));
    }
    return new MixedRows(sources, mixing, logPrior, segments);
  }

  /** The mean of each observation over all rows. */
  double[] mean() {
    double[] sum = new double[mixing.observations()];
    for (float[] row : sources) {
      double[] x = mixing.mix(doubles(row));
      Arrays.setAll(sum, i -> sum[i] + x[i] / sources.length);
    }
    return sum;
  }

  /** The largest standard deviation of an observation. */
  double deviation() {
    double[] mean = mean();
    double[] squares = new double[mean.length];
    for (float[] row : sources) {
      double[] x = mixing.mix(doubles(row));
      Arrays.setAll(
          squares, i -> squares[i] + (x[i] - mean[i]) * (x[i] - mean[i]) / sources.length);
    }
    return Math.sqrt(Arrays.stream(squares).max().orElse(0));
  }

  /** The same sources, mixed otherwise. */
  MixedRows with(Mixing other) {
    return new MixedRows(sources, other, logPrior, segments);
  }

  /**
   * The data set.
   *
   * @param image shape of an observation if it is a picture, else empty
   * @param known further constants
   */
  DataSet dataSet(String name, List<Integer> image, SplitRatios ratios, List<Constant> known) {
    int n = sources.length;
    float[][] inputs = new float[n][];
    float[][] jacobians = new float[n][];
    float[] densities = new float[n];
    float[] contrasts = new float[n];
    double density = 0;
    double contrast = 0;
    boolean bijective = mixing instanceof BijectiveMixing;
    for (int i = 0; i < n; i++) {
      double[] s = doubles(sources[i]);
      double[][] jacobian = mixing.jacobian(s);
      inputs[i] = floats(mixing.mix(s));
      double own = Matrices.contrast(jacobian);
      contrasts[i] = (float) own;
      contrast += own / n;
      if (mixing instanceof BijectiveMixing square) {
        jacobians[i] = floats(Arrays.stream(jacobian).flatMapToDouble(Arrays::stream).toArray());
        double logP = logPrior[i] - square.logAbsDet(s);
        densities[i] = (float) logP;
        density += logP / n;
      }
    }
    List<Column> columns = new ArrayList<>();
    columns.add(
        image.isEmpty()
            ? Column.vectors("input", inputs)
            : shaped(Column.vectors("image", inputs), image));
    columns.add(Column.vectors("sources", sources));
    columns.add(labels(n, segments));
    columns.add(Column.floats("mixing_cima", contrasts));
    List<Constant> constants =
        new ArrayList<>(mixing.constants(mixing instanceof Chain ? "mixing" : "mixing.1"));
    constants.add(Constant.scalar("mixing.cima", contrast));
    if (bijective) {
      List<Integer> square = List.of(mixing.observations(), mixing.sources());
      columns.add(shaped(Column.vectors("jacobian", jacobians), square));
      columns.add(Column.floats("log_density", densities));
      constants.add(Constant.scalar("mixing.log_density", density));
    }
    constants.addAll(known);
    Split all = Split.of("all", columns.toArray(Column[]::new));
    return Generated.of(name, segments, ratios.seed(), ratios.of(all))
        .withConstants(Generated.source(ratios.seed()), constants);
  }

  /** The number of its segment for each row. */
  static Column labels(int n, int segments) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> (int) ((long) i * segments / n));
    return Column.labels(labels);
  }

  private static Column shaped(Column flat, List<Integer> shape) {
    return new Column(
        flat.name(), ElementType.FLOAT32, shape, flat.count(), flat.scale(), flat.data());
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
