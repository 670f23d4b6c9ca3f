package org.altgrad.graphs.attack.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Networks over pieces in a graph, by their answers and by differences of them. */
class TextNetworkTest {
  private static final int LENGTH = 6;
  private static final double STEP = 1e-2;

  /** The pieces' vectors, without those of padding, summed and bent: class 1 by their sum. */
  private static TextNetwork tiny(TestGraph g, int reads, boolean shown) {
    float[][] vectors = PieceSum.vectors();
    double[] flat = new double[2 * vectors.length];
    Arrays.setAll(flat, i -> vectors[i / 2][i % 2]);
    Expr<TFloat32> table = g.f32.constant(Shape.of(vectors.length, 2), flat);
    return TextNetwork.of(
        g.f32,
        LENGTH,
        2,
        (tokens, draw) -> {
          Operand<TInt32> cut =
              g.tf.slice(tokens, g.tf.constant(new int[2]), g.tf.constant(new int[] {-1, reads}));
          Operand<TInt32> known = g.tf.math.maximum(cut, g.tf.constant(0));
          Expr<TFloat32> embedded = g.f32.of(g.tf.gather(table, known, g.tf.constant(0)));
          Expr<TFloat32> mask = g.f32.indicator(g.f32.cast(cut).greater(g.f32.constant(-0.5)));
          Expr<TFloat32> sum = embedded.times(mask.expand(2)).sum(1);
          Expr<TFloat32> logits =
              Expr.tanh(sum).matmul(g.f32.constant(new double[][] {{-1, 2}, {0, 0}}));
          return new TextNetwork.Said(logits, shown ? Optional.of(embedded) : Optional.empty());
        });
  }

  private static Calls calls(Session session) {
    return (feeds, fetches, targets) -> {
      Session.Runner runner = session.runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      return runner.run();
    };
  }

  private static TokenClassifier classifier(
      TextNetwork network, Calls calls, SentencePieces pieces, int rows) {
    float[][] vectors = network.vectors(calls, pieces.size(), Map.of());
    return new TokenClassifier(
        Tokeniser.of(pieces), network.reads(), rows, network.by(calls, 0, 1, Map.of()), vectors);
  }

  private static double p1(String text, int reads) {
    return 1 / (1 + Math.exp(-3 * Math.tanh(PieceSum.logOdds(text, reads))));
  }

  @Test
  void answersAndVectorsAreThoseOfItsPieces() {
    try (TestGraph g = new TestGraph();
        Session session = TestGraph.plain(g.graph)) {
      TextNetwork network = tiny(g, LENGTH, true);
      TokenClassifier classifier = classifier(network, calls(session), PieceSum.PIECES, 2);
      List<String> texts = List.of("the wonderful film", "dull", "bad! bad! bad! bad!", "dull ");
      double[][] p = classifier.probabilities(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertEquals(p1(texts.get(i), LENGTH), p[i][1], 1e-6, texts.get(i));
      }
      assertArrayEquals(
          PieceSum.vectors()[7],
          classifier.vectors(PieceSum.PIECES.piece(7).replace("\u2581", "")).get(0));
      assertEquals(2, classifier.vectors("wonderful").size());
    }
  }

  /** Of the loss -ln p_y; what stands behind the pieces that are read has none. */
  @Test
  void gradientsAreDifferencesOfTheLoss() {
    try (TestGraph g = new TestGraph();
        Session session = TestGraph.plain(g.graph)) {
      TextNetwork network = tiny(g, 4, true);
      assertEquals(4, network.reads());
      assertEquals(LENGTH, network.length());
      Calls calls = calls(session);
      TokenClassifier classifier = classifier(network, calls, PieceSum.PIECES, 2);
      List<String> texts = List.of("the wonderful film! good", "dull film", "good bad");
      int[] labels = {1, 0, 1};
      List<List<WordGradients.Token>> all = classifier.tokens(texts, labels);
      assertEquals(List.of(4, 2, 2), all.stream().map(List::size).toList());
      for (int i = 0; i < texts.size(); i++) {
        float[] at = new float[2 * 4];
        for (int t = 0; t < all.get(i).size(); t++) {
          System.arraycopy(all.get(i).get(t).vector(), 0, at, 2 * t, 2);
        }
        for (int k = 0; k < 2 * all.get(i).size(); k++) {
          double up = loss(network, calls, texts.get(i), labels[i], moved(at, k, STEP));
          double down = loss(network, calls, texts.get(i), labels[i], moved(at, k, -STEP));
          assertEquals((up - down) / (2 * STEP), all.get(i).get(k / 2).gradient()[k % 2], 2e-3);
        }
      }
      assertEquals("the wonderful film".length(), classifier.read(texts.get(0)) - "!".length());
    }
  }

  private static float[] moved(float[] at, int component, double by) {
    float[] moved = at.clone();
    moved[component] += (float) by;
    return moved;
  }

  private static double loss(
      TextNetwork network, Calls calls, String text, int label, float[] vectors) {
    long size = vectors.length / network.reads();
    try (TFloat32 there =
        TFloat32.tensorOf(Shape.of(1, network.reads(), size), DataBuffers.of(vectors))) {
      Map<Expr<TFloat32>, TFloat32> fed = Map.of(network.embedded().orElseThrow(), there);
      int[][] ids = {PieceSum.PIECES.ids(text, network.reads())};
      return -Math.log(network.by(calls, 0, 1, fed).probabilities(ids)[0][label]);
    }
  }

  @Test
  void aWhiteBoxAttackNeedsVectors() {
    try (TestGraph g = new TestGraph()) {
      TextNetwork network = tiny(g, LENGTH, false);
      assertEquals(LENGTH, network.reads());
      GradientWords attack =
          new GradientWords(
              "gradient_words", WordRules.USUAL, GradientWords.Candidates.NEAREST, 2, 2);
      TextAttackSettings settings =
          new TextAttackSettings(List.of(DeepWordBug.usual(), attack), 1, 1, 1, 0, Map.of());
      Tokeniser pieces = Tokeniser.of(PieceSum.PIECES);
      assertEquals(
          "list: must be without gradient_words, for the classifier does not look its tokens up in"
              + " one table, in whose vectors gradients would be taken",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new TextCampaign(settings, network, pieces, null, null, 1))
              .getMessage());
    }
  }

  @Test
  void tokensAreThoseThatItHasVectorsOf() {
    try (TestGraph g = new TestGraph()) {
      TextNetwork network = tiny(g, LENGTH, true);
      TextAttackSettings settings =
          new TextAttackSettings(List.of(DeepWordBug.usual()), 1, 1, 1, 0, Map.of());
      Tokeniser words = Tokeniser.of(Vocabulary.of(List.of(List.of("film")), 9, 1));
      assertEquals(
          "data: must have the 39 words or pieces that the network has vectors of, those of its"
              + " training (data.tokens, data.pieces), but has 3",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new TextCampaign(settings, network, words, null, null, 1))
              .getMessage());
      new TextCampaign(settings, network, Tokeniser.of(PieceSum.PIECES), null, null, 1);
    }
  }

  /** A word's gradient is that of its pieces, against differences along it. */
  @Test
  @EnabledIfEnvironmentVariable(named = "ALTGRAD_DATA", matches = ".+")
  void gradientsOfTheSentenceEncoder() {
    Path folder = Path.of(System.getenv("ALTGRAD_DATA"), "models", "use_lite_en");
    assumeTrue(Files.isDirectory(folder), "no " + folder);
    Backbone encoder = BackboneSource.of(folder).load();
    SentencePieces known =
        SentencePieces.read(folder.resolve("vocab.json"), SentencePieces.SPECIAL);
    double[] weights = new Random(8).doubles(2 * 512, -8, 8).toArray();
    try (TestGraph g = new TestGraph();
        Session session = TestGraph.plain(g.graph)) {
      TextNetwork network =
          TextNetwork.of(
              g.f32,
              12,
              2,
              (tokens, draw) -> {
                Backbone.Outputs made = encoder.apply(g.f32, tokens);
                Expr<TFloat32> w = g.f32.constant(Shape.of(512, 2), weights);
                return new TextNetwork.Said(made.features().matmul(w), made.embedded());
              });
      Calls calls = calls(session);
      TokenClassifier classifier = classifier(network, calls, known, 4);
      String text = "stock prices fell unbelievably";
      List<WordGradients.Token> tokens = classifier.tokens(List.of(text), new int[] {0}).get(0);
      float[] at = new float[12 * 256];
      float[] direction = new float[at.length];
      double norm = 0;
      for (int t = 0; t < tokens.size(); t++) {
        System.arraycopy(tokens.get(t).vector(), 0, at, 256 * t, 256);
        if (tokens.get(t).start() >= text.indexOf("unbelievably")) {
          System.arraycopy(tokens.get(t).gradient(), 0, direction, 256 * t, 256);
          for (float one : tokens.get(t).gradient()) {
            norm += (double) one * one;
          }
        }
      }
      double[] beside = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] there = at.clone();
        for (int i = 0; i < at.length; i++) {
          there[i] += (float) ((2 * side - 1) * 0.005 * direction[i] / Math.sqrt(norm));
        }
        try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, 12, 256), DataBuffers.of(there))) {
          Map<Expr<TFloat32>, TFloat32> feeds = Map.of(network.embedded().orElseThrow(), fed);
          int[][] ids = {known.ids(text, 12)};
          beside[side] = -Math.log(network.by(calls, 0, 1, feeds).probabilities(ids)[0][0]);
        }
      }
      assertTrue(tokens.size() > 4, "unbelievably is several pieces");
      assertEquals(Math.sqrt(norm), (beside[1] - beside[0]) / 0.01, 0.01 * Math.sqrt(norm));
    }
  }
}
