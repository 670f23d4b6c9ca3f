package org.altgrad.graphs.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The Universal Sentence Encoder lite against TensorFlow in Python, where its files are. */
@EnabledIfEnvironmentVariable(named = "ALTGRAD_DATA", matches = ".+")
class SentenceEncoderTest {
  private static final int LENGTH = 12;
  private static final double STEP = 0.02;
  private static final List<String> TEXTS =
      List.of("the movie was great", "i loved this film", "stock prices fell sharply on monday");
  private static final double[][] GOLDEN = {
    {.016119, -.048496, -.036990, -.035731, -.034318},
    {-.052222, -.012163, -.052940, -.050505, -.051148},
    {.049812, .007716, -.009668, -.021089, -.030893}
  };

  private static Backbone backbone;
  private static SentencePieces pieces;

  @BeforeAll
  static void load() {
    Path folder = Path.of(System.getenv("ALTGRAD_DATA"), "models", "use_lite_en");
    assumeTrue(Files.isDirectory(folder), "no " + folder);
    backbone = BackboneSource.of(folder).load();
    pieces = SentencePieces.read(folder.resolve("vocab.json"), 6);
  }

  private static TInt32 tokens(int length, String... texts) {
    int[] all =
        Arrays.stream(texts).flatMapToInt(t -> Arrays.stream(pieces.ids(t, length))).toArray();
    return TInt32.tensorOf(Shape.of(texts.length, length), DataBuffers.of(all));
  }

  private static double[] row(double[] all, int row) {
    return Arrays.copyOfRange(all, row * 512, (row + 1) * 512);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void givesTheGoldenValues() {
    assertEquals(512, backbone.features());
    try (TestGraph g = new TestGraph();
        TInt32 three = tokens(LENGTH, TEXTS.toArray(new String[0]))) {
      var x = g.tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
      double[] all = g.value(backbone.apply(g.f32, x).features(), Map.of(x, three));
      for (int t = 0; t < 3; t++) {
        assertArrayEquals(GOLDEN[t], Arrays.copyOf(row(all, t), 5), 2e-6);
      }
      assertEquals(.74443, dot(row(all, 0), row(all, 1)), 1e-5);
      assertEquals(.11823, dot(row(all, 0), row(all, 2)), 1e-5);
    }
  }

  /** Neither what stands behind 128 pieces, nor padding, nor another text changes a text. */
  @Test
  void readsTheFirstPiecesOfEachTextAlone() {
    String longer = "the movie was great . ".repeat(40);
    try (TestGraph g = new TestGraph();
        TInt32 cut = tokens(128, longer);
        TInt32 whole = tokens(200, longer, "", TEXTS.get(0), "");
        TInt32 alone = tokens(4, TEXTS.get(0))) {
      Operand<TInt32> x = g.tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
      Expr<TFloat32> features = backbone.apply(g.f32, x).features();
      double[] all = g.value(features, Map.of(x, whole));
      assertEquals(4 * 512, all.length, "texts of nothing have features too");
      assertArrayEquals(g.value(features, Map.of(x, cut)), row(all, 0), 2e-6);
      assertArrayEquals(g.value(features, Map.of(x, alone)), row(all, 2), 2e-6);
      assertArrayEquals(row(all, 1), row(all, 3), 2e-6);
    }
  }

  /** Along a direction of the pieces' vectors, against central differences. */
  @Test
  void hasTheDerivativeOfItsDifferences() {
    try (TestGraph g = new TestGraph();
        TInt32 texts = tokens(LENGTH, TEXTS.get(0), TEXTS.get(2))) {
      Operand<TInt32> x = g.tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
      Backbone.Outputs made = backbone.apply(g.f32, x);
      Expr<TFloat32> embedded = made.embedded().orElseThrow();
      Random random = new Random(5);
      double[] weights = random.doubles(512, -1, 1).toArray();
      Expr<TFloat32> y = made.features().times(g.f32.constant(Shape.of(512), weights)).sum();
      double[] gradient = g.value(Gradients.of(y, List.of(embedded)).get(0), Map.of(x, texts));
      double[] at = g.value(embedded, Map.of(x, texts));
      assertEquals(2 * LENGTH * 256, at.length);
      // Uphill, where the difference is largest beside what is rounded in it.
      double norm = Math.sqrt(dot(gradient, gradient));
      double[] direction = Arrays.stream(gradient).map(d -> d / norm).toArray();
      double[] beside = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] moved = new float[at.length];
        for (int i = 0; i < at.length; i++) {
          moved[i] = (float) (at[i] + (2 * side - 1) * STEP * direction[i]);
        }
        try (TFloat32 there = TFloat32.tensorOf(Shape.of(2, LENGTH, 256), DataBuffers.of(moved))) {
          beside[side] = g.value(y, Map.of(x, texts, embedded, there))[0];
        }
      }
      double difference = (beside[1] - beside[0]) / (2 * STEP);
      assertEquals(difference, norm, 0.01 * norm);
    }
  }
}
