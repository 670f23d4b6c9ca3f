package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.base.text.WordTokens;
import org.altgrad.data.DataException;

/**
 * What texts are cut into.
 *
 * @param tokens words, which the data set numbers, or pieces, which a sentence encoder numbers
 * @param pieces the encoder's file of pieces, {@code vocab.json} of the Universal Sentence Encoder
 *     lite
 * @param length tokens of a text that are kept; shorter ones are filled up, words with {@link
 *     org.altgrad.base.text.Vocabulary#PADDING}, pieces with {@link SentencePieces#PADDING}
 */
public record TextTokens(
    TokenKind tokens, @OnlyIf(key = "tokens", is = "pieces") Optional<Path> pieces, int length) {
  /** Numbers at the beginning of the file that are no pieces of texts. */
  private static final int SPECIAL = 6;

  /** What texts are cut into. */
  public enum TokenKind {
    /** Runs of letters from a to z, {@link WordTokens}. */
    WORDS,
    /** Pieces of words, {@link SentencePieces}. */
    PIECES
  }

  public TextTokens {
    boolean given = tokens == TokenKind.WORDS || pieces.isPresent();
    Require.that(given, "pieces", "the encoder's file of pieces, with tokens=pieces,", "null");
    Require.atLeast("length", length, 1);
  }

  /** Words. */
  static TextTokens words(int length) {
    return new TextTokens(TokenKind.WORDS, Optional.empty(), length);
  }

  /** Whether a text has none. */
  boolean none(String text) {
    return tokens == TokenKind.WORDS ? WordTokens.of(text).isEmpty() : text.isBlank();
  }

  /** What is required of a text that has some, for messages. */
  String form() {
    return tokens == TokenKind.WORDS ? "have a word of letters from a to z" : "have a letter";
  }

  /** Reads the pieces. */
  SentencePieces readPieces() {
    try {
      return SentencePieces.read(pieces.orElseThrow(), SPECIAL);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  /** Numbers of the first {@link #length} pieces of a text whose words one blank parts. */
  int[] ids(SentencePieces of, String text) {
    // No piece goes beyond a blank, so that so many words have the pieces that are kept.
    int end = 0;
    for (int words = 0; words < length && end < text.length(); words++) {
      int blank = text.indexOf(' ', end + 1);
      end = blank < 0 ? text.length() : blank;
    }
    return of.ids(text.substring(0, end), length);
  }
}
