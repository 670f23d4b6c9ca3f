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
      return SentencePieces.read(pieces.orElseThrow(), SentencePieces.SPECIAL);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  /** Numbers of the first {@link #length} pieces. */
  int[] ids(SentencePieces of, String text) {
    return of.ids(text, length);
  }
}
