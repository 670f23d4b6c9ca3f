package org.altgrad.base.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
    Path file = folder.resolve("vocab.json");
    Files.writeString(file, json(PIECES));
    return SentencePieces.read(file, 2);
  }

  private static String json(Map<String, Double> pieces) {
    StringBuilder json = new StringBuilder("[[\"\\ufffd\", 0], [\"<s>\", 0]");
    pieces.forEach((piece, score) -> json.append(", [\"" + piece + "\", " + score + "]"));
    return json + "]";
  }

  /** Without the piece that ends with a blank: no piece goes beyond one. */
  private static Map<String, Double> apart() {
    Map<String, Double> apart = new HashMap<>(PIECES);
    apart.remove("bb\u2581");
    return apart;
  }

  private static SentencePieces of(Map<String, Double> pieces) {
    return SentencePieces.of(json(pieces).getBytes(StandardCharsets.UTF_8), "mine", 2);
  }

  /** The largest sum over all ways to cut a text, by trying them. */
  private static double best(Map<String, Double> known, String text) {
    double best = text.isEmpty() ? 0 : Double.NEGATIVE_INFINITY;
    for (int end = 1; end <= text.length(); end++) {
      Double score = known.get(text.substring(0, end));
      best = score == null ? best : Math.max(best, score + best(known, text.substring(end)));
    }
    return best;
  }

  @Test
  void findsTheLikeliestOfAllSegmentations() throws IOException {
    finds(PIECES, pieces());
    finds(apart(), of(apart()));
  }

  private static void finds(Map<String, Double> known, SentencePieces pieces) {
    Random random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(9); i >= 0; i--) {
        text.append("ab ".charAt(random.nextInt(3)));
      }
      double sum = 0;
      StringBuilder joined = new StringBuilder();
      for (int id : pieces.ids(text.toString())) {
        sum += known.get(pieces.piece(id));
        joined.append(pieces.piece(id));
      }
      String whole = "\u2581" + text.toString().replace(' ', '\u2581');
      assertEquals(whole, joined.toString());
      assertEquals(best(known, whole), sum, 1e-9, text.toString());
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

  /** What a text says between the places of each of its pieces, and of the first of them. */
  private static List<String> seen(SentencePieces pieces, String text, int most) {
    return pieces.cut(text, most).stream().map(c -> text.substring(c.start(), c.end())).toList();
  }

  @Test
  void piecesStandWhereTheTextHasThem() throws IOException {
    for (SentencePieces pieces : List.of(pieces(), of(apart()))) {
      assertEquals(List.of("a", "b", "b", "ab"), seen(pieces, "a b ab", 9), "a blank alone, b");
      assertEquals(List.of("x", "xy", "b"), seen(pieces, "xyb", 9), "a blank alone, x and y, b");
      assertEquals(List.of("x", "xy"), seen(pieces, "xyb", 2));
      assertEquals(List.of("a", ""), seen(pieces, "a ", 9));
      assertEquals(List.of(), seen(pieces, "", 9));
      // A wide b; an accent that is put to its letter; a.m. and a blank with an accent as one
      // character; two that become one, so that no place in the word is known.
      assertEquals(List.of("b", "b", "\uff42"), seen(pieces, "b\uff42", 9));
      assertEquals(List.of("a", "e\u0301", "a"), seen(pieces, "ae\u0301a", 9));
      assertEquals(List.of("\u33c2", "\u33c2", "b"), seen(pieces, "\u33c2b", 9));
      assertEquals(List.of("a", "\u00b4", "\u00b4", "b"), seen(pieces, "a\u00b4b", 9));
      String joined = "\uff76\uff9eb";
      assertEquals(List.of(joined, joined, joined), seen(pieces, joined, 9));
    }
  }

  @Test
  void aWordEndsBeforeABlankUnlessPiecesGoBeyond() throws IOException {
    assertEquals(4, of(apart()).wordEnd("a ab b", 2));
    assertEquals(6, of(apart()).wordEnd("a ab b", 5));
    assertEquals(6, pieces().wordEnd("a ab b", 2));
  }

  /** Where ways are equally likely but for rounding, the whole text's sum decides, as it did. */
  @Test
  void wordByWordAsTheWholeText() {
    Map<String, Double> tied = new HashMap<>(Map.of("\u2581", -1.3, "a", -.1, "aa", -.2, "b", -.7));
    tied.putAll(Map.of("aaa", -.3, "ab", -.8, "ba", -.8, "aab", -.9));
    SentencePieces words = of(tied);
    tied.put("x\u2581x", -9.0);
    SentencePieces whole = of(tied);
    Random random = new Random(6);
    for (int trial = 0; trial < 300; trial++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append("aaab ".charAt(random.nextInt(5)));
      }
      List<String> expected =
          whole.cut(text.toString(), 99).stream().map(c -> whole.piece(c.id())).toList();
      assertEquals(
          expected, words.cut(text.toString(), 99).stream().map(c -> words.piece(c.id())).toList());
    }
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
    assertEquals(
        "mine: must be JSON but is damaged",
        assertThrows(
                IllegalArgumentException.class,
                () -> SentencePieces.of("[[".getBytes(StandardCharsets.UTF_8), "mine", 1))
            .getMessage());
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
