package org.altgrad.graphs.attack.text;

import java.util.List;
import java.util.Optional;
import org.altgrad.base.text.SentencePieces;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.GraphOperation;
import org.tensorflow.types.TFloat32;

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

  /**
   * Refuses a network that has vectors of other tokens, as far as their number tells: a table may
   * have rows to spare where tokens were numbered without it.
   *
   * @param embedded what the network makes of tokens; if that is rows of a table, it has a row for
   *     each number
   * @throws IllegalArgumentException if it has too few rows, or too many of words
   */
  default void requireVectors(Optional<Expr<TFloat32>> embedded) {
    embedded
        .map(x -> x.asOutput().op())
        .filter(op -> op.type().startsWith("Gather") && op instanceof GraphOperation)
        .map(op -> ((GraphOperation) op).input(0).shape())
        .filter(table -> table.numDimensions() == 2 && table.get(0) > 0)
        .filter(table -> spare() ? table.get(0) < size() : table.get(0) != size())
        .ifPresent(
            table -> {
              throw new IllegalArgumentException(
                  "data: must have %sthe %,d words or pieces that the network has vectors of, those"
                          .formatted(spare() ? "at most " : "", table.get(0))
                      + " of its training (data.tokens, data.pieces), but has %,d"
                          .formatted(size()));
            });
  }

  /** Whether a network of these tokens may have vectors of more. */
  boolean spare();

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
