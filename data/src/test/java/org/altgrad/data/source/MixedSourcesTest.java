package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.mixing.Activation;
import org.altgrad.data.mixing.SourceLaw;
import org.altgrad.data.mixing.SourceLaw.Family;
import org.altgrad.data.source.LayeredSources.Layers;
import org.altgrad.data.source.MoebiusSources.LinearMapKind;
import org.altgrad.data.source.MoebiusSources.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixedSourcesTest {
  private static final SourceLaw UNIFORM = SourceLaw.of(Family.UNIFORM, 3, 11);
  private static final SourceLaw GAUSSIAN = SourceLaw.of(Family.GAUSSIAN, 3, 11);
  private static final Layers SMOOTH = new Layers(3, Activation.SMOOTH_LRELU, true, false);
  private static final int N = 20_000;

  private static SplitRatios ratios(long seed) {
    return new SplitRatios(0.7, 0.2, seed);
  }

  private static MoebiusSources moebius(
      int d, int n, Preset preset, LinearMapKind map, double cos, long seed) {
    return new MoebiusSources("moebius", d, n, 1, UNIFORM, ratios(seed), preset, map, cos);
  }

  private static MoebiusSources preset(int d) {
    return moebius(d, N, Preset.REFERENCE, LinearMapKind.NONE, 0, 1);
  }

  private static LayeredSources layered(int d, Layers layers, long seed) {
    return new LayeredSources("mlp_mixing", d, N, 1, GAUSSIAN, ratios(seed), layers);
  }

  private static FlowSources flow(int d, int n, long seed) {
    return new FlowSources("ar_flow", d, n, 1, GAUSSIAN, ratios(seed), false);
  }

  private static DataSet load(DataSource source) {
    return source.load(Samples.OFFLINE);
  }

  /** All rows of a column, of all splits. */
  private static double[][] all(DataSet data, String column) {
    return data.splits().values().stream()
        .flatMap(split -> Arrays.stream(Samples.vectors(split, column)))
        .map(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray())
        .toArray(double[][]::new);
  }

  private static double mean(double[][] rows, int k) {
    return Arrays.stream(rows).mapToDouble(row -> row[k]).average().orElseThrow();
  }

  private static double variance(double[][] rows, int k) {
    double mean = mean(rows, k);
    return Arrays.stream(rows)
        .mapToDouble(row -> (row[k] - mean) * (row[k] - mean))
        .average()
        .orElseThrow();
  }

  /** With four standard errors of the mean. */
  private static void assertMean(double expected, double ownError, double[][] rows) {
    double error = Math.sqrt(variance(rows, 0) / rows.length);
    assertEquals(expected, mean(rows, 0), 4 * Math.hypot(error, ownError));
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data =
        load(
            new MoebiusSources(
                "moebius",
                3,
                1000,
                4,
                UNIFORM,
                ratios(1),
                Preset.REFERENCE,
                LinearMapKind.UNIT_DET,
                0));
    assertEquals(List.of("train", "validation", "test"), List.copyOf(data.splits().keySet()));
    assertEquals(700, data.split("train").count());
    assertEquals(200, data.split("validation").count());
    assertEquals(100, data.split("test").count());
    assertEquals(4, data.classes());
    Split train = data.split("train");
    assertEquals(List.of(3), train.column("input").shape());
    assertEquals(List.of(3), train.column("sources").shape());
    assertEquals(List.of(3, 3), train.column("jacobian").shape());
    assertEquals(List.of(), train.column("log_density").shape());
    assertEquals(List.of(), train.column("mixing_cima").shape());
    int[] counts = new int[4];
    for (Split split : data.splits().values()) {
      for (int label : Samples.integers(split, "label")) {
        counts[label]++;
      }
    }
    assertArrayEquals(new int[] {250, 250, 250, 250}, counts);
    assertEquals(
        List.of(
            "mixing.1.moebius_matrix",
            "mixing.1.moebius_pole",
            "mixing.2.matrix",
            "mixing.3.shift",
            "mixing.cima",
            "mixing.log_density",
            "mixing.linear_map_cima"),
        List.copyOf(data.constants().keySet()));
    assertTrue(data.files().stream().anyMatch(file -> file.file().endsWith(", constants")));
    assertEquals(List.of("train"), List.copyOf(new SplitRatios(1, 0, 0).rows(5).keySet()));
  }

  /** The constants alone make the observations, with code of their own. */
  @Test
  void constantsRebuildTheMoebiusMixing() {
    DataSet data = load(moebius(3, 500, Preset.REFERENCE, LinearMapKind.COL_NORM, 0, 7));
    double[] a = data.constant("mixing.1.moebius_matrix").values();
    double[] pole = data.constant("mixing.1.moebius_pole").values();
    double[] m = data.constant("mixing.2.matrix").values();
    double[] shift = data.constant("mixing.3.shift").values();
    double[][] inputs = all(data, "input");
    double[][] sources = all(data, "sources");
    for (int n = 0; n < inputs.length; n++) {
      double[] y = new double[3];
      double square = 0;
      for (int i = 0; i < 3; i++) {
        y[i] = sources[n][i] - pole[i];
        square += y[i] * y[i];
      }
      for (int r = 0; r < 3; r++) {
        double x = shift[r];
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            x += m[3 * r + i] * a[3 * i + j] * y[j] / square;
          }
        }
        assertEquals(x, inputs[n][r], 1e-6);
      }
    }
    for (int k = 0; k < 3; k++) {
      assertEquals(0, mean(inputs, k), 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 0.00255, 5.30, 0.01", "2, 0.0269, 1.281, 0.001"})
  void presetsHaveThePublishedStatistics(int d, double variance, double logDensity, double error) {
    DataSet data = load(preset(d));
    double[][] inputs = all(data, "input");
    double mean = IntStream.range(0, d).mapToDouble(k -> variance(inputs, k)).average().orElse(0);
    assertEquals(variance, mean, 0.02 * variance);
    double[][] densities = all(data, "log_density");
    assertMean(logDensity, error / 2, densities);
    assertEquals(mean(densities, 0), data.constant("mixing.log_density").value(), 1e-5);
    assertEquals(0, data.constant("mixing.cima").value(), 1e-12);
    for (double[] own : all(data, "mixing_cima")) {
      assertEquals(0, own[0], 1e-9);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.084", "0.8, 0.30", "0.95, 0.71", "0.99, 1.32"})
  void theContrastGrowsWithTheAngle(double cos, double published) {
    DataSet data = load(moebius(2, N, Preset.REFERENCE, LinearMapKind.COS_THETA, cos, 1));
    assertEquals(published, data.constant("mixing.cima").value(), 0.06 * published);
    assertEquals(
        Math.log(1 + cos * cos) / 2, data.constant("mixing.linear_map_cima").value(), 1e-12);
  }

  /** Local contrasts, Jacobians and densities of rows are those of their own sources. */
  @Test
  void rowsKeepWhatBelongsToThem() {
    MoebiusSources source = moebius(3, 200, Preset.NONE, LinearMapKind.UNIT_DET, 0, 5);
    Split test = load(source).split("test");
    var mixing = source.mixing();
    for (int i = 0; i < test.count(); i++) {
      float[] row = test.column("sources").values(i);
      double[] s = {row[0], row[1], row[2]};
      assertEquals(-mixing.logAbsDet(s), test.column("log_density").values(i)[0], 1e-5);
      assertEquals(mixing.contrast(s), test.column("mixing_cima").values(i)[0], 1e-6);
      float[] jacobian = test.column("jacobian").values(i);
      for (int k = 0; k < 9; k++) {
        assertEquals(mixing.jacobian(s)[k / 3][k % 3], jacobian[k], 1e-6);
      }
    }
  }

  /** An orthogonal map leaves standard normal sources as they are, of entropy 3 times 1.4189. */
  @Test
  void aRotationLeavesNormalSourcesNormal() {
    DataSet data = load(layered(3, new Layers(3, Activation.SMOOTH_LRELU, true, true), 2));
    assertMean(-4.2568, 0, all(data, "log_density"));
    double[][] inputs = all(data, "input");
    for (int k = 0; k < 3; k++) {
      assertEquals(0, mean(inputs, k), 4.5 / Math.sqrt(N));
      assertEquals(1, variance(inputs, k), 4.5 * Math.sqrt(2.0 / N));
    }
    assertEquals(0, data.constant("mixing.cima").value(), 1e-12);
    assertTrue(data.constants().containsKey("mixing.1.matrix"));
    assertFalse(data.constants().containsKey("mixing.2.matrix"));
  }

  @Test
  void perceptronsHaveThePublishedStatistics() {
    int seeds = 24;
    double[] contrasts = new double[seeds];
    double[] densities = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      DataSet data =
          load(new LayeredSources("mlp_mixing", 3, 300, 1, GAUSSIAN, ratios(seed), SMOOTH));
      contrasts[seed] = data.constant("mixing.cima").value();
      densities[seed] = data.constant("mixing.log_density").value();
      double[][] inputs = all(data, "input");
      for (int k = 0; k < 3; k++) {
        double deviation = Math.sqrt(variance(inputs, k));
        assertTrue(deviation > 0.1 && deviation < 0.5, "" + deviation);
      }
    }
    // Quartiles over 40 seeds of an implementation in NumPy: contrast 0.104, 0.146, 0.211, log
    // density 0.37, 0.78, 0.99. The published ranges are 0.06 to 0.16 and 0.4 to 1.1.
    Arrays.sort(contrasts);
    Arrays.sort(densities);
    assertEquals(0.146, contrasts[seeds / 2], 0.06, Arrays.toString(contrasts));
    assertEquals(0.78, densities[seeds / 2], 0.35, Arrays.toString(densities));
    double skew =
        IntStream.range(0, 10)
            .mapToDouble(
                seed ->
                    load(new LayeredSources(
                            "mlp_mixing",
                            3,
                            500,
                            1,
                            GAUSSIAN,
                            ratios(seed),
                            new Layers(3, Activation.SMOOTH_LRELU, false, false)))
                        .constant("mixing.cima")
                        .value())
            .sorted()
            .skip(5)
            .findFirst()
            .orElseThrow();
    assertTrue(skew > 8 && skew < 16, "" + skew);
  }

  @Test
  void flowsHaveThePublishedContrasts() {
    double[] contrasts =
        IntStream.range(0, 60)
            .mapToDouble(
                seed -> {
                  var mixing = flow(4, 150, seed).mixing();
                  return MixedRows.of(mixing, GAUSSIAN, 150, 1, ratios(seed).random("sources"))
                      .dataSet("flow", List.of(), ratios(seed), List.of())
                      .constant("mixing.cima")
                      .value();
                })
            .sorted()
            .toArray();
    // Quartiles of 60 other seeds: 0.22, 0.58, 1.12.
    assertEquals(0.22, contrasts[15], 0.12, Arrays.toString(contrasts));
    assertEquals(0.58, contrasts[30], 0.25, Arrays.toString(contrasts));
    assertEquals(1.12, contrasts[45], 0.5, Arrays.toString(contrasts));
  }

  @Test
  void triangularHasThePublishedConstants() {
    DataSet data = load(new TriangularSources("triangular", 3, N, 1, GAUSSIAN, ratios(1)));
    assertMean(-1.8956, 0.0022, all(data, "log_density"));
    assertMean(2.4185, 0.0013, all(data, "mixing_cima"));
  }

  @Test
  void blobsAreOrthogonalUnlessSheared() {
    DataSet data = load(new Blobs("blobs", 4000, false, new SplitRatios(0.8, 0.2, 1)));
    assertEquals(List.of("train", "validation"), List.copyOf(data.splits().keySet()));
    Column image = data.split("train").column("image");
    assertEquals(List.of(16, 16, 1), image.shape());
    double[][] pictures = all(data, "image");
    double total = IntStream.range(0, 256).mapToDouble(k -> variance(pictures, k)).sum();
    assertEquals(8.07, total, 0.12);
    assertTrue(data.constant("mixing.cima").value() < 0.002);
    assertEquals(0.12, data.constant("mixing.1.blob_width").value());
    DataSet sheared = load(new Blobs("blobs", 4000, true, new SplitRatios(0.8, 0.2, 1)));
    assertEquals(0.1116, sheared.constant("mixing.cima").value(), 0.003);
    // The first source moves the blob to the right, the second up the rows.
    Split train = data.split("train");
    for (int i = 0; i < 50; i++) {
      float[] s = train.column("sources").values(i);
      float[] x = image.values(i);
      double across = 0;
      double down = 0;
      double sum = 0;
      for (int p = 0; p < 256; p++) {
        across += x[p] * (p % 16 + 0.5) / 16;
        down += x[p] * (p / 16 + 0.5) / 16;
        sum += x[p];
      }
      assertEquals(0.2 + 0.6 * s[0], across / sum, 0.04);
      assertEquals(0.2 + 0.6 * s[1], down / sum, 0.04);
    }
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> moebius(2, 100, Preset.REFERENCE, LinearMapKind.NONE, 0, seed));
    Samples.assertSeeded(
        seed -> new LayeredSources("mlp_mixing", 3, 50, 1, GAUSSIAN, ratios(seed), SMOOTH));
    Samples.assertSeeded(seed -> flow(4, 50, 20 + seed));
    Samples.assertSeeded(seed -> new Blobs("blobs", 50, false, ratios(seed)));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "preset: must be none for latent_dim 5 but is reference", () -> preset(5));
    Samples.assertRefused(
        "linearMap: must be none or cos_theta for latent_dim 2 but is unit_det",
        () -> moebius(2, 10, Preset.REFERENCE, LinearMapKind.UNIT_DET, 0, 1));
    Samples.assertRefused(
        "linearMap: must be none or unit_det or col_norm for latent_dim 3 but is cos_theta",
        () -> moebius(3, 10, Preset.REFERENCE, LinearMapKind.COS_THETA, 0.5, 1));
    Samples.assertRefused(
        "cosTheta: must be in [0, 1) but is 1",
        () -> moebius(2, 10, Preset.REFERENCE, LinearMapKind.COS_THETA, 1, 1));
    Samples.assertRefused(
        "source: must be uniform or beta, lest the pole of the Möbius transform lie inside of the"
            + " sources, but is gaussian",
        () ->
            new MoebiusSources(
                "moebius", 2, 10, 1, GAUSSIAN, ratios(1), Preset.REFERENCE, LinearMapKind.NONE, 0));
    Samples.assertRefused(
        "latentDim: must be an even number above 2 but is 2", () -> flow(2, 10, 1));
    Samples.assertRefused(
        "latentDim: must be an even number above 2 but is 5", () -> flow(5, 10, 1));
    Samples.assertRefused(
        "latentDim: must be 3, the size of the matrices, but is 4",
        () -> new TriangularSources("triangular", 4, 10, 1, GAUSSIAN, ratios(1)));
    Samples.assertRefused(
        "nSegments: must be a divisor of n_obs, 10, but is 3",
        () -> new TriangularSources("triangular", 3, 10, 3, GAUSSIAN, ratios(1)));
    Samples.assertRefused(
        "valRatio: must be at least 0 and at most 1 - train_ratio but is 0.4",
        () -> new SplitRatios(0.7, 0.4, 1));
  }

  @Test
  void anExplodingFlowNamesItsSeed() {
    long seed = 0;
    while (true) {
      MixedRows rows =
          MixedRows.of(
              flow(4, 2000, seed).mixing(), GAUSSIAN, 2000, 1, ratios(seed).random("sources"));
      if (rows.deviation() > 100) {
        break;
      }
      seed++;
    }
    FlowSources exploding = flow(4, 2000, seed);
    String message = assertThrows(DataException.class, () -> load(exploding)).getMessage();
    assertTrue(
        message.startsWith(
            "data.seed: must be one whose flow does not explode but is " + seed + ","),
        message);
  }
}
