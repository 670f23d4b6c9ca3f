package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.sprite.Warp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpritesTest {
  @TempDir private Path root;

  private Sprites sprites(int n, int size, boolean angle, boolean shape, long seed) {
    return sprites(n, size, angle, shape, Warp.NONE, List.of(0, 0, 0), seed);
  }

  private Sprites sprites(
      int n, int size, boolean angle, boolean shape, Warp warp, List<Integer> hsv, long seed) {
    SplitRatios ratios = new SplitRatios(0.7, 0.2, seed);
    return new Sprites("sprites", root, n, size, angle, shape, warp, hsv, ratios);
  }

  private static DataSet load(Sprites source) {
    return source.load(Samples.OFFLINE);
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = load(sprites(100, 64, true, true, 1));
    assertEquals(70, data.split("train").count());
    assertEquals(20, data.split("validation").count());
    assertEquals(10, data.split("test").count());
    assertEquals(List.of(64, 64, 3), data.split("train").column("image").shape());
    assertEquals(Column.PIXEL, data.split("train").column("image").scale());
    assertEquals(List.of(6), data.split("train").column("sources").shape());
    assertEquals("x\ny\nscale\nhue\nangle\nshape\n", data.attachment("factors").text());
    assertArrayEquals(new double[] {0, 0, 0, 0, 0, 1}, data.constant("sources.discrete").values());
    assertEquals(
        1, Arrays.stream(data.constant("sources.shape_probabilities").values()).sum(), 1e-12);
    assertEquals(
        "x\ny\nscale\nhue\nshape\n",
        load(sprites(10, 32, false, true, 1)).attachment("factors").text());
  }

  /** The factors of each row are those of its own picture. */
  @Test
  void picturesShowTheirFactors() {
    DataSet data = load(sprites(300, 64, true, true, 3));
    double total = 0;
    for (Split split : data.splits().values()) {
      for (int i = 0; i < split.count(); i++) {
        float[] factors = split.column("sources").values(i);
        float[] pixels = split.column("image").values(i);
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int p = 0; p < 64 * 64; p++) {
          double value = Math.max(pixels[3 * p], Math.max(pixels[3 * p + 1], pixels[3 * p + 2]));
          sum += value;
          x += value * (p % 64 + 0.5) / 64;
          y += value * (1 - (p / 64 + 0.5) / 64);
          total += pixels[3 * p] + pixels[3 * p + 1] + pixels[3 * p + 2];
        }
        assertEquals(factors[0], x / sum, 0.01);
        assertEquals(factors[1], y / sum, 0.01);
        assertEquals(factors[2], Math.sqrt(sum) / 64, 0.03 * factors[2]);
        assertTrue(factors[4] > 0 && factors[4] < 360);
        assertTrue(Set.of(0f, 1f, 2f).contains(factors[5]));
      }
    }
    // Published: nearly black, 0.014.
    assertEquals(0.014, total / (300 * 64 * 64 * 3), 0.006);
  }

  @Test
  void factorsHaveTheirLaws() {
    DataSet data = load(sprites(4000, 32, true, true, 2));
    double[] low = {0.2, 0.2, 0.11, 0, 0};
    double[] range = {0.55, 0.55, 0.09, 1, 360};
    double[] betas = data.constant("sources.beta").values();
    float[][] sources =
        data.splits().values().stream()
            .flatMap(split -> Arrays.stream(Samples.vectors(split, "sources")))
            .toArray(float[][]::new);
    for (int k = 0; k < 5; k++) {
      double a = betas[2 * k];
      double b = betas[2 * k + 1];
      assertTrue(a >= 2 && a < 15 && b >= 2 && b < 15);
      int factor = k;
      double[] values =
          Arrays.stream(sources)
              .mapToDouble(row -> (row[factor] - low[factor]) / range[factor])
              .toArray();
      double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
      Samples.assertMean(a / (a + b), Math.sqrt(variance), values);
      assertTrue(Arrays.stream(values).allMatch(v -> v > 0 && v < 1));
    }
    double[] probabilities = data.constant("sources.shape_probabilities").values();
    for (int s = 0; s < 3; s++) {
      float shape = s;
      long hits = Arrays.stream(sources).filter(row -> row[5] == shape).count();
      Samples.assertShare(probabilities[s], hits, sources.length);
    }
  }

  @Test
  void damagedPicturesArePaintedAgain() throws IOException {
    Sprites source = sprites(20, 32, false, false, 1);
    DataSet first = load(source);
    byte[] whole = Files.readAllBytes(source.cache());
    byte[] damaged = whole.clone();
    damaged[5000] ^= 4;
    Files.write(source.cache(), damaged);
    assertEquals(first, load(source));
    assertArrayEquals(whole, Files.readAllBytes(source.cache()));
  }

  /** Settings that change pictures or factors, and those that do not. */
  @Test
  void eachRecipeHasAFileOfItsOwn() {
    List<Sprites> all =
        List.of(
            sprites(20, 32, false, false, 1),
            sprites(21, 32, false, false, 1),
            sprites(20, 64, false, false, 1),
            sprites(20, 32, true, false, 1),
            sprites(20, 32, false, true, 1),
            sprites(20, 32, false, false, 2),
            sprites(20, 32, false, false, Warp.AFFINE, List.of(0, 0, 0), 1),
            sprites(20, 32, false, false, Warp.NONE, List.of(0, 0, 9), 1));
    assertEquals(8, all.stream().map(Sprites::cache).collect(Collectors.toSet()).size());
    SplitRatios other = new SplitRatios(0.5, 0.5, 1);
    Sprites split =
        new Sprites("sprites", root, 20, 32, false, false, Warp.NONE, List.of(0, 0, 0), other);
    assertEquals(all.get(0).cache(), split.cache());
    Stream<DataSet> loaded = all.stream().map(SpritesTest::load);
    assertEquals(8, loaded.map(DataSet::files).distinct().count());
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> sprites(30, 32, true, true, seed));
    assertNotEquals(
        load(sprites(10, 32, false, false, 1)).split("train").column("image"),
        load(sprites(10, 32, false, false, Warp.PROJECTIVE, List.of(0, 0, 0), 1))
            .split("train")
            .column("image"));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "imageSize: must be 32 or 64 but is 48", () -> sprites(10, 48, false, false, 1));
    Samples.assertRefused(
        "nObs: must be from 1 to 174761 but is 200000",
        () -> sprites(200_000, 64, false, false, 1));
    Samples.assertRefused(
        "hsvShift: must be three whole numbers from 0 to 255 but is [0, 300, 0]",
        () -> sprites(10, 32, false, false, Warp.NONE, List.of(0, 300, 0), 1));
  }
}
