package org.altgrad.graphs.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

class ResidentSplitTest {

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
