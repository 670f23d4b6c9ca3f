package org.altgrad.base.text;

import java.nio.charset.StandardCharsets;
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

  /** So many numbers at the beginning of the sentence encoder's file are no pieces of texts. */
  public static final int SPECIAL = 6;

  /** Stands for a blank, and before the text. */
  public static final String BLANK = "\u2581";

  /** By how much an unknown character is less likely than the least likely piece. */
  private static final double PENALTY = 10;

  private record Piece(int id, double score) {}

  /**
   * A piece of a text.
   *
   * @param id its number
   * @param start where it begins in the text, in characters; the blank before a word is no part of
   *     it, and of a piece that is such a blank alone the character behind it is
   * @param end where it ends
   */
  public record Cut(int id, int start, int end) {}

  private final List<String> pieces;
  private final Map<String, Piece> known = new HashMap<>();
  private final int longest;
  private final double unknown;
  private final boolean apart;

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
    apart = known.keySet().stream().allMatch(piece -> piece.lastIndexOf(BLANK) <= 0);
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
    return of(JsonText.read(file), file.toString(), special);
  }

  /**
   * The same of what stands in such a file.
   *
   * @param place where it comes from, for messages
   */
  public static SentencePieces of(byte[] json, String place, int special) {
    Object read;
    try {
      read = JsonText.parse(new String(json, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": must be JSON but is damaged", e);
    }
    return of(read, place, special);
  }

  private static SentencePieces of(Object read, String place, int special) {
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
    Require.that(list, place, "a list of pieces and log-probabilities", "something else");
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

  /** The first pieces of a text, in their order; none of a text of nothing. */
  public List<Cut> cut(String text, int most) {
    List<Cut> all = new ArrayList<>();
    double sum = 0;
    for (int start = 0; start <= text.length() && !text.isEmpty() && all.size() <= most; ) {
      int end = wordEnd(text, start);
      sum = segment(text.substring(start, end), start, sum, all);
      start = end + 1;
    }
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /**
   * Where what decides about a piece ends that has a character of a text: before the next blank, as
   * no piece goes beyond one; at the end of the text, if some do.
   */
  public int wordEnd(String text, int at) {
    int blank = apart ? text.indexOf(' ', at) : -1;
    return blank < 0 ? text.length() : blank;
  }

  /** Numbers of the first {@code length} pieces, filled up behind with {@link #PADDING}. */
  public int[] ids(String text, int length) {
    int[] all = numbers(cut(text, length));
    int[] numbers = Arrays.copyOf(all, length);
    Arrays.fill(numbers, all.length, length, PADDING);
    return numbers;
  }

  /** Numbers of all pieces of a text; none of a text of nothing. */
  public int[] ids(String text) {
    return numbers(cut(text, Integer.MAX_VALUE - 1));
  }

  private static int[] numbers(List<Cut> cuts) {
    return cuts.stream().mapToInt(Cut::id).toArray();
  }

  /**
   * Adds the pieces of a part of a text that begins at an offset, with a blank before it.
   *
   * @param sum of the log-probabilities before it: the whole text's sum is compared, in which
   *     rounding may part ways that are equally likely
   * @return the sum with it
   */
  private double segment(String part, int offset, double sum, List<Cut> all) {
    String normal = Normalizer.normalize(part, Normalizer.Form.NFKC);
    Origins origins = Origins.of(part, normal);
    String whole = BLANK + normal.replace(" ", BLANK);
    int[] from = new int[whole.length() + 1];
    int[] last = new int[from.length];
    double reached = likeliest(whole, sum, from, last);
    List<Cut> backwards = new ArrayList<>();
    for (int end = whole.length(); end > 0; end = from[end]) {
      int start = from[end];
      boolean blank = whole.startsWith(BLANK, start);
      int first = blank ? start : start - 1; // in what is normal, which begins one later
      int behind = end == start + 1 && blank ? start : end - 2;
      backwards.add(
          new Cut(last[end], offset + origins.starts()[first], offset + origins.ends()[behind]));
    }
    for (int i = backwards.size() - 1; i >= 0; i--) {
      add(backwards.get(i), all);
    }
    return reached;
  }

  /** What is unknown twice in a row is one piece. */
  private static void add(Cut next, List<Cut> all) {
    Cut before = all.isEmpty() ? next : all.get(all.size() - 1);
    if (!all.isEmpty() && before.id() == UNKNOWN && next.id() == UNKNOWN) {
      all.set(all.size() - 1, new Cut(UNKNOWN, before.start(), next.end()));
    } else {
      all.add(next);
    }
  }

  /**
   * Finds the segmentation with the largest sum.
   *
   * @param from where the last piece begins of what ends at each place
   * @param last its number
   */
  private double likeliest(String whole, double sum, int[] from, int[] last) {
    double[] best = new double[from.length];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[0] = sum;
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
    return best[whole.length()];
  }

  /**
   * Which characters of a text each character of its normal form was made of.
   *
   * @param starts where they begin; behind the last the text's end
   * @param ends where they end
   */
  private record Origins(int[] starts, int[] ends) {

    static Origins of(String text, String normal) {
      int[] starts = new int[normal.length() + 1];
      int[] ends = new int[starts.length];
      int done = 0;
      for (int at = 0; at < text.length() && done >= 0; ) {
        int end = clusterEnd(text, at);
        String made = Normalizer.normalize(text.substring(at, end), Normalizer.Form.NFKC);
        boolean right = normal.startsWith(made, done);
        Arrays.fill(starts, done, right ? done + made.length() : done, at);
        Arrays.fill(ends, done, right ? done + made.length() : done, end);
        done = right ? done + made.length() : -1;
        at = end;
      }
      if (done != normal.length()) { // parts that are normalised together: of all
        Arrays.fill(starts, 0);
        Arrays.fill(ends, text.length());
      }
      starts[normal.length()] = text.length();
      ends[normal.length()] = text.length();
      return new Origins(starts, ends);
    }

    /** A character and the marks on it. */
    private static int clusterEnd(String text, int start) {
      int end = start + Character.charCount(text.codePointAt(start));
      while (end < text.length() && mark(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      return end;
    }

    private static boolean mark(int character) {
      int type = Character.getType(character);
      return type == Character.NON_SPACING_MARK
          || type == Character.COMBINING_SPACING_MARK
          || type == Character.ENCLOSING_MARK;
    }
  }
}
