package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class PatchworkTest {
  private static final float[][] X = {
    {3, 0, 0, 0, 0.3f}, {0, 3, 0, 0, 0.3f}, {0, 0, 3, 0, 0.3f}, {0, 0, 0, 3, 0.3f}
  };

  private static DataSet load(Patchwork.PatchworkRows rows) {
    return new Patchwork("patchwork", rows, 0, 0).load(Samples.OFFLINE);
  }

  @Test
  void hasTheFourEquations() {
    for (String split : new String[] {"train", "test"}) {
      Split all = load(Patchwork.PatchworkRows.ALL).split(split);
      assertArrayEquals(X, Samples.vectors(all, "input"));
      assertArrayEquals(new float[][] {{1}, {1}, {1}, {1}}, Samples.vectors(all, "target"));
      assertArrayEquals(new int[] {0, 1, 2, 3}, Samples.integers(all, "environment"));
    }
  }

  @Test
  void holdsOutTheOtherRows() {
    float[][] first = {X[0], X[1]};
    float[][] last = {X[2], X[3]};
    DataSet onFirst = load(Patchwork.PatchworkRows.FIRST);
    assertArrayEquals(first, Samples.vectors(onFirst.split("train"), "input"));
    assertArrayEquals(last, Samples.vectors(onFirst.split("test"), "input"));
    DataSet onLast = load(Patchwork.PatchworkRows.LAST);
    assertArrayEquals(last, Samples.vectors(onLast.split("train"), "input"));
    assertArrayEquals(first, Samples.vectors(onLast.split("test"), "input"));
    assertArrayEquals(new int[] {0, 1}, Samples.integers(onLast.split("train"), "environment"));
  }

  @Test
  void bothSolutionsSolveEveryRow() {
    float third = 1 / 3f;
    for (float[] x : Samples.vectors(load(Patchwork.PatchworkRows.ALL).split("train"), "input")) {
      assertEquals(1, third * (x[0] + x[1] + x[2] + x[3]), 1e-6);
      assertEquals(1, 10 / 3f * x[4], 1e-6);
    }
  }

  @Test
  void noiseIsSmallSeededAndNotOnTheLastColumn() {
    Patchwork noisy = new Patchwork("patchwork", Patchwork.PatchworkRows.ALL, 0.001, 3);
    float[][] x = Samples.vectors(noisy.load(Samples.OFFLINE).split("train"), "input");
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      assertEquals(0.3f, x[i][4]);
      for (int k = 0; k < 4; k++) {
        sum += Math.abs(x[i][k] - X[i][k]);
        assertEquals(X[i][k], x[i][k], 0.001001);
      }
    }
    assertTrue(sum > 0.004, "sixteen draws of mean size 0.0005");
    Samples.assertSeeded(
        seed -> new Patchwork("patchwork", Patchwork.PatchworkRows.FIRST, 0.001, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "noise: must be a number of at least 0 but is -0.1",
        () -> new Patchwork("patchwork", Patchwork.PatchworkRows.ALL, -0.1, 0));
    Samples.assertRefused(
        "name: must be patchwork but is quilt",
        () -> new Patchwork("quilt", Patchwork.PatchworkRows.ALL, 0, 0));
  }
}
