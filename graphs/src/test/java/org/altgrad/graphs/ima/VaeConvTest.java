package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Execution;
import org.altgrad.graphs.program.ResidentSplit;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Convolutions on small pictures of a blob, under a learned beta prior. */
class VaeConvTest {
  private static final int SIZE = 8;
  private static final Shape PICTURE = Shape.of(SIZE, SIZE, 1);
  private static final List<Long> SEEDS = List.of(3L, 8L);

  private static double[] picture(double[] source) {
    double[] pixels = new double[SIZE * SIZE];
    Arrays.setAll(
        pixels,
        p -> {
          double x = (p % SIZE + 0.5) / SIZE - 0.5 - 0.6 * source[0];
          double y = (p / SIZE + 0.5) / SIZE - 0.5 - 0.6 * source[1];
          return Math.exp(-(x * x + y * y) / (2 * 0.15 * 0.15));
        });
    return pixels;
  }

  private static double[][] pictures(double[][] sources) {
    return Arrays.stream(sources).map(VaeConvTest::picture).toArray(double[][]::new);
  }

  private static List<ResidentSplit.HostColumn> split(int rows, long s) {
    double[][] sources = Mixed.sources(rows, s);
    return List.of(
        Rig.floats("image", PICTURE, pictures(sources)),
        Rig.floats("sources", sources),
        Rig.integers("label", new int[rows]));
  }

  private static Rig rig() {
    var setting =
        new Rig.Setting(
            3,
            Map.of("train", split(256, 1), "validation", split(100, 2)),
            1,
            32,
            1,
            100,
            new Optimizer(5e-3, new Adam()));
    VaeConv model =
        new VaeConv("vae_conv", Mixed.latents(new Prior.Beta(3, 11, true), 300), 8, 32, 2);
    return new Rig(
        setting,
        given ->
            Ima.program(
                new Context(
                    given.nodes(),
                    given.seed(),
                    given.data(),
                    new Context.Training(32, SEEDS, given.limits(), new Execution(20, false)),
                    given.optimizer()),
                Mixed.elbo(),
                model));
  }

  /** Mean square distance of pixels from their means over the pictures. */
  private static double variance(double[][] pictures) {
    double sum = 0;
    for (int p = 0; p < SIZE * SIZE; p++) {
      int pixel = p;
      double mean = Arrays.stream(pictures).mapToDouble(row -> row[pixel]).average().orElseThrow();
      for (double[] row : pictures) {
        sum += (row[p] - mean) * (row[p] - mean);
      }
    }
    return sum / pictures.length / (SIZE * SIZE);
  }

  /** What has collapsed decodes the mean picture. */
  @Test
  void learnsToDrawPictures() {
    try (Rig rig = rig()) {
      for (int step = 0; step < 500; step += 20) {
        rig.call(step, 20);
      }
      Map<String, Double> measured = rig.evaluate(500);
      double all = variance(pictures(Mixed.sources(100, 2)));
      for (int m = 0; m < SEEDS.size(); m++) {
        double error = measured.get("validation/mse_obs_decoded_mean_latents/model" + m);
        assertTrue(error < 0.3 * all, error + " of " + all);
        assertTrue(measured.get("validation/mcc/model" + m) > 0.5, measured.toString());
      }
      measured.forEach((name, value) -> assertTrue(Double.isFinite(value), name));
      List<List<?>> moved = rig.record("traversals", 500).rows();
      assertEquals(2 * 2 * ImaRecordings.MOVES.length * SIZE * SIZE, moved.size());
    }
  }
}
