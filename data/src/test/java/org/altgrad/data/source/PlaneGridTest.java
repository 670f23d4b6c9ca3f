package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaneGridTest {
  @Test
  void coversTheSquareOfTheLandscapes() {
    Split train = new PlaneGrid("plane_grid", -6, 6, 0.2).load(Samples.OFFLINE).split("train");
    assertEquals(3600, train.count());
    float[][] points = Samples.vectors(train, "input");
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 60; j++) {
        float[] expected = {-6 + i / 5f, -6 + j / 5f};
        assertArrayEquals(expected, points[60 * i + j], 1e-6f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0.1, 10", "0, 1, 0.3, 4", "-6, 6, 0.2, 60", "0, 1, 2, 1", "0, 0.7, 0.1, 7"})
  void pointsLieBelowTheUpperEnd(double low, double high, double step, int side) {
    PlaneGrid grid = new PlaneGrid("plane_grid", low, high, step);
    assertEquals(side, grid.side());
    assertEquals(side * side, grid.load(Samples.OFFLINE).split("train").count());
  }

  @Test
  void noneHasNoSplits() {
    assertTrue(new NoData("none").load(Samples.OFFLINE).splits().isEmpty());
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "high: must be a finite number above low, 1.0, but is 1",
        () -> new PlaneGrid("plane_grid", 1, 1, 0.1));
    Samples.assertRefused(
        "step: must be a positive number but is 0", () -> new PlaneGrid("plane_grid", 0, 1, 0));
    Samples.assertRefused(
        "step: must be a number that leaves at most 10000 points on an axis but is 1e-9",
        () -> new PlaneGrid("plane_grid", 0, 1, 1e-9));
  }
}
