package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.Split;
import org.junit.jupiter.api.function.Executable;

/** What the tests of generators share. */
final class Samples {
  static final DataContext OFFLINE = DataContext.standard(false, Progress.NONE);

  /** A data root without anything in it: the digits of mnist10k are bundled. */
  static final Path NOWHERE = Path.of("no-data-root");

  private Samples() {}

  static int[] integers(Split split, String column) {
    Column values = split.column(column);
    return IntStream.range(0, values.count()).map(values::label).toArray();
  }

  static float[][] vectors(Split split, String column) {
    Column values = split.column(column);
    return IntStream.range(0, values.count()).mapToObj(values::values).toArray(float[][]::new);
  }

  /** That hits are as many as of n independent trials with probability p, within 3 deviations. */
  static void assertShare(double p, long hits, long n) {
    double deviation = Math.sqrt(p * (1 - p) / n);
    assertEquals(p, (double) hits / n, 3 * deviation, hits + " of " + n);
  }

  /** That the mean of n numbers is as expected, within 3 deviations. */
  static void assertMean(double mean, double deviation, double[] values) {
    double found =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    assertEquals(mean, found, 3 * deviation / Math.sqrt(values.length));
  }

  static double correlation(double[] a, double[] b) {
    double ma = IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElse(0);
    double mb = IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElse(0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** That a seed makes the same data twice, and another seed other data in every split. */
  static void assertSeeded(LongFunction<DataSource> source) {
    DataSet one = source.apply(1).load(OFFLINE);
    assertEquals(one, source.apply(1).load(OFFLINE));
    DataSet two = source.apply(2).load(OFFLINE);
    assertEquals(one.splits().keySet(), two.splits().keySet());
    for (String split : one.splits().keySet()) {
      assertNotEquals(one.split(split), two.split(split), split);
    }
    assertNotEquals(one.files(), two.files());
  }

  static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
