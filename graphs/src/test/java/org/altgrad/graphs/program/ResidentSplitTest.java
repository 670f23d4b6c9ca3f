package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

class ResidentSplitTest {

  private static ResidentSplit.HostColumn floats(float... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.nativeOrder());
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    Shape shape = Shape.of(1, numbers.length);
    return new ResidentSplit.HostColumn("image", TFloat32.class, shape, bytes.flip(), 1);
  }

  private static ResidentSplit.HostColumn bytes(double scale, int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length);
    for (int number : numbers) {
      bytes.put((byte) number);
    }
    Shape shape = Shape.of(1, numbers.length);
    return new ResidentSplit.HostColumn("image", TUint8.class, shape, bytes.flip(), scale);
  }

  /** What is not a byte of a picture is looked at. */
  @Test
  void intensitiesAreInTheUnitInterval() {
    Map<ResidentSplit.HostColumn, Boolean> all = new LinkedHashMap<>();
    all.put(bytes(1 / 255.0, 0, 255), true);
    all.put(bytes(1 / 255f, 0, 255), true);
    all.put(bytes(1, 0, 1), true);
    all.put(bytes(1, 0, 2), false);
    all.put(floats(0, 0.5f, 1), true);
    all.put(floats(0, 0.5f, 1.001f), false);
    all.put(floats(-0.001f, 0.5f), false);
    all.put(floats(0, Float.NaN), false);
    all.forEach(
        (column, expected) -> {
          try (TestGraph g = new TestGraph()) {
            ResidentSplit split = new ResidentSplit(g.tf, "train", 1, List.of(column));
            assertEquals(expected, split.intensities("image"), column.toString());
          }
        });
  }

  /** Two pixels of two channels: 0, 200, 0, 100 and 0, 0, 0, 100 hundredths. */
  @Test
  void standardsAreThoseOfTheScaledNumbers() {
    byte[] bytes = {0, (byte) 200, 0, 100, 0, 0, 0, 100};
    try (TestGraph g = new TestGraph()) {
      ResidentSplit split =
          new ResidentSplit(
              g.tf,
              "train",
              2,
              List.of(
                  new ResidentSplit.HostColumn(
                      "image", TUint8.class, Shape.of(2, 2), ByteBuffer.wrap(bytes), 0.01)));
      var all = split.standard("image", false);
      assertArrayEquals(new double[] {0.5}, all.mean(), 1e-12);
      assertArrayEquals(new double[] {Math.sqrt(0.5)}, all.deviation(), 1e-12);
      var channels = split.standard("image", true);
      assertArrayEquals(new double[] {0, 1}, channels.mean(), 1e-12);
      // A channel that does not vary is shifted only.
      assertArrayEquals(new double[] {1, Math.sqrt(0.5)}, channels.deviation(), 1e-12);
      var x = g.f64.constant(new double[][] {{3, 2}, {0, 1}});
      assertArrayEquals(new double[] {3, Math.sqrt(2), 0, 0}, g.value(channels.apply(x)), 1e-12);
    }
  }
}
