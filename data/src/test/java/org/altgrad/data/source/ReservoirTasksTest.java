package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class ReservoirTasksTest {
  private static ReservoirDigits digits(int count, long seed) {
    return new ReservoirDigits(
        "reservoir_digits", ImageSet.MNIST10K, Samples.NOWHERE, count, 10, seed);
  }

  @Test
  void memoryTaskIsAStreamOfUniformNumbers() {
    DataSet data = new MemoryTask("memory_task", 6000, 4, 2, 4, 0).load(Samples.OFFLINE);
    assertEquals(4500, data.split("train").count());
    assertEquals(1500, data.split("test").count());
    Split train = data.split("train");
    assertEquals(List.of("input", "label", "z"), List.copyOf(train.columns().keySet()));
    Samples.assertShare(0.5, Arrays.stream(Samples.integers(train, "label")).sum(), 4500);
    assertUniform(Samples.vectors(train, "input"), -1, 1);
    assertUniform(Samples.vectors(train, "z"), 0, 1);
    // Nothing about a sample tells the next one.
    double[] now = new double[4499];
    double[] next = new double[4499];
    for (int i = 0; i < 4499; i++) {
      now[i] = train.column("input").values(i)[3];
      next[i] = train.column("input").values(i + 1)[3];
    }
    assertEquals(0, Samples.correlation(now, next), 3 / Math.sqrt(4499));
  }

  private static void assertUniform(float[][] vectors, double low, double high) {
    for (int k = 0; k < vectors[0].length; k++) {
      int column = k;
      double[] values = Arrays.stream(vectors).mapToDouble(v -> v[column]).toArray();
      assertTrue(Arrays.stream(values).allMatch(v -> v >= low && v <= high));
      for (int part = 1; part < 4; part++) {
        double end = low + (high - low) * part / 4;
        Samples.assertShare(
            part / 4.0, Arrays.stream(values).filter(v -> v < end).count(), values.length);
      }
    }
  }

  @Test
  void memoryTaskContinuesInItsTestSplit() {
    Split longer =
        new MemoryTask("memory_task", 40, 3, 5, 2, 7).load(Samples.OFFLINE).split("train");
    DataSet shorter = new MemoryTask("memory_task", 20, 3, 5, 2, 7).load(Samples.OFFLINE);
    assertEquals(longer.prefix(15), shorter.split("train"));
    assertEquals(longer.from(15).prefix(5), shorter.split("test").named("train"));
  }

  @Test
  void reservoirDigitsAreTheFirstTestPicturesAndThoseBehindThem() {
    DataSet data = digits(100, 0).load(Samples.OFFLINE);
    assertEquals("MNIST, 10,000 bundled digits, for a reservoir", data.name());
    Split pictures = IdxImages.of("mnist10k", Samples.NOWHERE).load(Samples.OFFLINE).split("test");
    for (int i = 0; i < 100; i++) {
      for (String column : List.of("image", "label")) {
        assertEquals(
            pictures.column(column).example(i), data.split("train").column(column).example(i));
        assertEquals(
            pictures.column(column).example(100 + i), data.split("test").column(column).example(i));
      }
    }
    assertUniform(Samples.vectors(digits(998, 0).load(Samples.OFFLINE).split("train"), "z"), 0, 1);
    assertNotEquals(data.split("train").column("z").data(), data.split("test").column("z").data());
  }

  @Test
  void areTheSameForTheSameSeedOnly() {
    Samples.assertSeeded(seed -> new MemoryTask("memory_task", 20, 3, 2, 2, seed));
    Samples.assertSeeded(seed -> digits(10, seed));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    Samples.assertRefused(
        "count: must be at least 4 but is 3", () -> new MemoryTask("memory_task", 3, 1, 2, 1, 0));
    Samples.assertRefused("count: must be at least 1 but is 0", () -> digits(0, 0));
    assertEquals(
        "data.count 999: must be at most 998, half of the test pictures of MNIST, 10,000 bundled"
            + " digits",
        assertThrows(DataException.class, () -> digits(999, 0).load(Samples.OFFLINE)).getMessage());
  }
}
