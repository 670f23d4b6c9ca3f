package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.ResidentSplit;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

class InputsTest {
  private static final int COUNT = 60;
  private static final int H = 4;
  private static final int W = 5;
  private static final double[] MEAN = {.4914, .4822, .4465};
  private static final double[] SD = {.247, .243, .261};

  private static ResidentSplit split(TestGraph g, byte[] pixels, Shape shape) {
    return new ResidentSplit(
        g.tf,
        "train",
        COUNT,
        List.of(
            new ResidentSplit.HostColumn(
                "image", TUint8.class, shape, ByteBuffer.wrap(pixels), 1 / 255.0),
            new ResidentSplit.HostColumn(
                "label", TUint8.class, Shape.scalar(), ByteBuffer.wrap(new byte[COUNT]), 1)));
  }

  private static byte[] pixels(int size) {
    byte[] pixels = new byte[COUNT * size];
    new Random(4).nextBytes(pixels);
    return pixels;
  }

  /** One image moved and mirrored: row i, column j comes from i + down - 1, j + right - 1. */
  private static double[] moved(byte[] pixels, int image, int down, int right, boolean mirror) {
    double[] values = new double[H * W * 3];
    for (int i = 0; i < H; i++) {
      for (int j = 0; j < W; j++) {
        int y = i + down - 1;
        int x = (mirror ? W - 1 - j : j) + right - 1;
        for (int c = 0; c < 3; c++) {
          boolean inside = y >= 0 && y < H && x >= 0 && x < W;
          int p = inside ? pixels[((image * H + y) * W + x) * 3 + c] & 0xff : 0;
          values[(i * W + j) * 3 + c] = (p / 255.0 - MEAN[c]) / SD[c];
        }
      }
    }
    return values;
  }

  @Test
  void anImageIsMovedTheSameWayForAWholeEpoch() {
    byte[] pixels = pixels(H * W * 3);
    try (TestGraph g = new TestGraph()) {
      ResidentSplit split = split(g, pixels, Shape.of(H, W, 3));
      Inputs inputs = Inputs.of(split, 2);
      Operand<TInt32> rows = g.tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TInt64> epoch = g.tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      Expr<TFloat32> x =
          inputs.augmented(g.f32, split, rows, new Randoms(1, epoch).scope("augment"), epoch);
      fill(g, split);
      int[] all = java.util.stream.IntStream.range(0, COUNT).toArray();
      double[] first = value(g, x, rows, epoch, all, 0);
      assertArrayEquals(first, value(g, x, rows, epoch, all, 0));
      assertFalse(Arrays.equals(first, value(g, x, rows, epoch, all, 1)));
      double[] some = value(g, x, rows, epoch, new int[] {7, 41, 7}, 0);
      int size = H * W * 3;
      assertArrayEquals(image(first, 7), Arrays.copyOf(some, size));
      assertArrayEquals(image(first, 41), Arrays.copyOfRange(some, size, 2 * size));
      assertArrayEquals(image(first, 7), Arrays.copyOfRange(some, 2 * size, 3 * size));

      Set<List<Integer>> seen = new HashSet<>();
      for (int n = 0; n < COUNT; n++) {
        int fits = 0;
        for (int move = 0; move < 18; move++) {
          List<Integer> how = List.of(move / 6, move / 2 % 3, move % 2);
          double[] expected = moved(pixels, n, how.get(0), how.get(1), how.get(2) == 1);
          if (distance(expected, image(first, n)) < 1e-4) {
            fits++;
            seen.add(how);
          }
        }
        assertEquals(1, fits, "image " + n);
      }
      assertTrue(seen.size() > 14, "of 18 ways " + seen.size() + " occur");
    }
  }

  @Test
  void greyImagesAreCentredAndNotMoved() {
    byte[] pixels = pixels(H * W);
    try (TestGraph g = new TestGraph()) {
      ResidentSplit split = split(g, pixels, Shape.of(H, W, 1));
      Inputs inputs = Inputs.of(split, 2);
      Operand<TInt32> rows = g.tf.constant(new int[] {3});
      Expr<TFloat32> x = inputs.x(g.f32, split, rows);
      fill(g, split);
      double[] values = g.value(x);
      for (int i = 0; i < values.length; i++) {
        assertEquals((pixels[3 * H * W + i] & 0xff) / 127.5 - 1, values[i], 1e-5);
      }
      Operand<TInt64> epoch = g.tf.constant(0L);
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> inputs.augmented(g.f32, split, rows, new Randoms(1, epoch), epoch));
      assertTrue(failure.getMessage().startsWith("augment: "), failure.getMessage());
    }
  }

  private static double[] image(double[] all, int n) {
    return Arrays.copyOfRange(all, n * H * W * 3, (n + 1) * H * W * 3);
  }

  private static double distance(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static double[] value(
      TestGraph g,
      Expr<TFloat32> x,
      Operand<TInt32> rows,
      Operand<TInt64> epoch,
      int[] which,
      long when) {
    try (TInt32 fedRows = TestGraph.tensor(which);
        TInt64 fedEpoch = TestGraph.tensor(when)) {
      return g.value(x, Map.of(rows, fedRows, epoch, fedEpoch));
    }
  }

  private static void fill(TestGraph g, ResidentSplit split) {
    split
        .preparation()
        .run(
            (feeds, fetches, targets) -> {
              return g.call(feeds, targets);
            });
  }
}
