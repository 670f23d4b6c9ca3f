package org.altgrad.graphs.attack.text;

import java.util.List;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.base.text.Vocabulary;

/** What a classifier makes of a text before its network: numbered words, or pieces of words. */
public interface Tokeniser {

  /** Runs of letters from a to z in lower case, as a vocabulary numbers them. */
  static Tokeniser of(Vocabulary words) {
    return new WordTokeniser(words);
  }

  /** Pieces of words, as a sentence encoder numbers them. */
  static Tokeniser of(SentencePieces pieces) {
    return new PieceTokeniser(pieces);
  }

  /**
   * A token of a text.
   *
   * @param id its number
   * @param start where it begins in the text, in characters
   * @param end where it ends
   */
  record Token(int id, int start, int end) {}

  /** How many numbers there are. */
  int size();

  /** What short texts are filled up with. */
  int padding();

  /**
   * The first tokens of a text, in their order.
   *
   * @param most how many
   * @throws IllegalArgumentException if there must be some and are none
   */
  List<Token> tokens(String text, int most);

  /**
   * So many characters of a text decide about its first tokens: what stands behind them changes
   * none.
   */
  int read(String text, int most);

  /** Words that are one token each, as written. */
  List<String> words();

  /** A word that has no number of its own. */
  String unknown();
}
