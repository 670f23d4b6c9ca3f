package org.altgrad.base.text;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.JsonText;
import org.altgrad.base.Require;

/**
 * Pieces of words with numbers, and the likeliest way to make a text of them (Kudo 2018, unigram
 * language model): the segmentation whose log-probabilities have the largest sum. Source: the
 * tokeniser of the Universal Sentence Encoder lite.
 */
public final class SentencePieces {
  /** What short texts are filled up with. */
  public static final int PADDING = -1;

  /** A character that is in no piece; several in a row are one. */
  public static final int UNKNOWN = 0;

  /** Stands for a blank, and before the text. */
  private static final String BLANK = "\u2581";

  /** By how much an unknown character is less likely than the least likely piece. */
  private static final double PENALTY = 10;

  private record Piece(int id, double score) {}

  private final List<String> pieces;
  private final Map<String, Piece> known = new HashMap<>();
  private final int longest;
  private final double unknown;

  private SentencePieces(List<String> pieces, double[] scores, int special) {
    this.pieces = pieces;
    double least = 0;
    int longestSoFar = 0;
    for (int id = special; id < scores.length; id++) {
      known.put(pieces.get(id), new Piece(id, scores[id]));
      least = Math.min(least, scores[id]);
      longestSoFar = Math.max(longestSoFar, pieces.get(id).length());
    }
    longest = longestSoFar;
    unknown = least - PENALTY;
  }

  /**
   * Reads a vocabulary.
   *
   * @param file JSON: a list of [piece, log-probability] by number. In the sentence encoder's some
   *     numbers are lost (of pieces with a colon) and stand there as null: as it is in the order of
   *     the probabilities, they are taken to be that of the piece before
   * @param special the first so many are no pieces of texts
   * @throws IllegalArgumentException in one line, if it is something else
   */
  public static SentencePieces read(Path file, int special) {
    Object read = JsonText.read(file);
    boolean list = read instanceof List<?> all && all.size() > special;
    List<?> entries = list ? (List<?>) read : List.of();
    List<String> pieces = new ArrayList<>();
    double[] scores = new double[entries.size()];
    for (Object entry : entries) {
      list &=
          entry instanceof List<?> pair
              && pair.size() == 2
              && pair.get(0) instanceof String
              && (pair.get(1) instanceof Number || pair.get(1) == null);
      if (!list) {
        break;
      }
      int id = pieces.size();
      boolean lost = ((List<?>) entry).get(1) == null;
      scores[id] =
          lost ? scores[Math.max(id - 1, 0)] : ((Number) ((List<?>) entry).get(1)).doubleValue();
      pieces.add((String) ((List<?>) entry).get(0));
    }
    Require.that(list, file.toString(), "a list of pieces and log-probabilities", "something else");
    return new SentencePieces(List.copyOf(pieces), scores, special);
  }

  /** How many numbers there are. */
  public int size() {
    return pieces.size();
  }

  /** The piece of a number; U+2581 in it stands for a blank. */
  public String piece(int id) {
    return pieces.get(id);
  }

  /** Numbers of the first {@code length} pieces, filled up behind with {@link #PADDING}. */
  public int[] ids(String text, int length) {
    int[] all = ids(text);
    int[] numbers = Arrays.copyOf(all, length);
    Arrays.fill(numbers, Math.min(all.length, length), length, PADDING);
    return numbers;
  }

  /** Numbers of all pieces of a text; none of a text of nothing. */
  public int[] ids(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String whole = normal.isEmpty() ? "" : BLANK + normal.replace(" ", BLANK);
    double[] best = new double[whole.length() + 1];
    int[] from = new int[best.length];
    int[] last = new int[best.length];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    for (int start = 0; start < whole.length(); start++) {
      if (best[start] == Double.NEGATIVE_INFINITY) {
        continue; // within a character of two
      }
      int one = start + Character.charCount(whole.codePointAt(start));
      for (int end = start + 1; end <= Math.min(start + longest, whole.length()); end++) {
        Piece piece = known.get(whole.substring(start, end));
        if (piece != null && best[start] + piece.score() > best[end]) {
          best[end] = best[start] + piece.score();
          from[end] = start;
          last[end] = piece.id();
        }
      }
      if (best[start] + unknown > best[one]) {
        best[one] = best[start] + unknown;
        from[one] = start;
        last[one] = UNKNOWN;
      }
    }
    List<Integer> backwards = new ArrayList<>();
    for (int end = whole.length(); end > 0; end = from[end]) {
      int size = backwards.size();
      boolean again = size > 0 && backwards.get(size - 1) == UNKNOWN && last[end] == UNKNOWN;
      if (!again) {
        backwards.add(last[end]);
      }
    }
    int[] ids = new int[backwards.size()];
    Arrays.setAll(ids, i -> backwards.get(ids.length - 1 - i));
    return ids;
  }
}
