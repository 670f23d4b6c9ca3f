package org.altgrad.base.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class SentencePiecesTest {
  private static final Map<String, Double> PIECES =
      Map.of(
          "\u2581",
          -3.0,
          "a",
          -2.5,
          "b",
          -2.0,
          "\u2581a",
          -4.2,
          "ab",
          -3.1,
          "ba",
          -3.3,
          "aba",
          -5.0,
          "bb\u2581",
          -4.0,
          "\u2581ab",
          -5.5);

  @TempDir private Path folder;

  private SentencePieces pieces() throws IOException {
    StringBuilder json = new StringBuilder("[[\"\\ufffd\", 0], [\"<s>\", 0]");
    PIECES.forEach((piece, score) -> json.append(", [\"" + piece + "\", " + score + "]"));
    Path file = folder.resolve("vocab.json");
    Files.writeString(file, json + "]");
    return SentencePieces.read(file, 2);
  }

  /** The largest sum over all ways to cut a text, by trying them. */
  private static double best(String text) {
    double best = text.isEmpty() ? 0 : Double.NEGATIVE_INFINITY;
    for (int end = 1; end <= text.length(); end++) {
      Double score = PIECES.get(text.substring(0, end));
      best = score == null ? best : Math.max(best, score + best(text.substring(end)));
    }
    return best;
  }

  @Test
  void findsTheLikeliestOfAllSegmentations() throws IOException {
    SentencePieces pieces = pieces();
    Random random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(9); i >= 0; i--) {
        text.append("ab ".charAt(random.nextInt(3)));
      }
      double sum = 0;
      StringBuilder joined = new StringBuilder();
      for (int id : pieces.ids(text.toString())) {
        sum += PIECES.get(pieces.piece(id));
        joined.append(pieces.piece(id));
      }
      String whole = "\u2581" + text.toString().replace(' ', '\u2581');
      assertEquals(whole, joined.toString());
      assertEquals(best(whole), sum, 1e-9, text.toString());
    }
  }

  @Test
  void oneNumberForWhatIsUnknown() throws IOException {
    SentencePieces pieces = pieces();
    int[] ids = pieces.ids("xy\ud83d\ude00b");
    assertEquals(3, ids.length);
    assertEquals("\u2581", pieces.piece(ids[0]));
    assertEquals(SentencePieces.UNKNOWN, ids[1]);
    assertEquals("b", pieces.piece(ids[2]));
    assertArrayEquals(new int[] {ids[0], 0, ids[2], -1, -1}, pieces.ids("x\uff42", 5)); // wide b
    assertArrayEquals(new int[] {ids[0], 0}, pieces.ids("xb", 2));
    assertEquals(0, pieces.ids("").length);
  }

  @Test
  void refusesWhatIsNoVocabulary() throws IOException {
    Path file = folder.resolve("vocab.json");
    for (String wrong : new String[] {"{}", "[]", "[[\"a\", 0], [\"b\"]]", "[[\"a\", 0], 3]"}) {
      Files.writeString(file, wrong);
      assertTrue(message(file).endsWith("but is something else"), wrong);
    }
    Files.writeString(file, "[[\"a\", 0], [\"b");
    assertEquals(file + ": must be JSON but is damaged", message(file));
  }

  private static String message(Path file) {
    return assertThrows(IllegalArgumentException.class, () -> SentencePieces.read(file, 1))
        .getMessage();
  }

  /** Numbers that Google's tokeniser gives (see the README of the model's folder). */
  @Test
  @EnabledIfEnvironmentVariable(named = "ALTGRAD_DATA", matches = ".+")
  void agreesWithTheSentenceEncoder() {
    Path file = Path.of(System.getenv("ALTGRAD_DATA"), "models", "use_lite_en", "vocab.json");
    assumeTrue(Files.exists(file), "no " + file);
    SentencePieces pieces = SentencePieces.read(file, 6);
    assertEquals(8000, pieces.size());
    assertArrayEquals(new int[] {9, 888, 33, 318}, pieces.ids("the movie was great"));
    assertArrayEquals(new int[] {103, 2373, 43, 722}, pieces.ids("i loved this film"));
    assertArrayEquals(
        new int[] {801, 2753, 3262, 5344, 56, 25, 3225, 944},
        pieces.ids("stock prices fell sharply on monday"));
    assertEquals("\u2581:)", pieces.piece(pieces.ids("good :)")[1])); // its probability is lost
  }
}
