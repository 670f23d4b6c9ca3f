package org.altgrad.graphs.attack.text;

import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.base.text.SentencePieces;

/**
 * Pieces of words. A word between blanks is one token if there is a piece of the word and the blank
 * before it, and no likelier way to make it. A text must have a piece.
 */
record PieceTokeniser(SentencePieces pieces) implements Tokeniser {
  /** Characters that no text has: of private use. */
  private static final int PRIVATE = 0xE000;

  private static final int PRIVATE_END = 0xF900;

  /** An encoder may round its table up. */
  @Override
  public boolean spare() {
    return true;
  }

  @Override
  public int size() {
    return pieces.size();
  }

  @Override
  public int padding() {
    return SentencePieces.PADDING;
  }

  @Override
  public List<Token> tokens(String text, int most) {
    Require.that(!text.isEmpty(), "text", "a piece or more", "''");
    return pieces.cut(text, most).stream()
        .map(cut -> new Token(cut.id(), cut.start(), cut.end()))
        .toList();
  }

  @Override
  public int read(String text, int most) {
    List<SentencePieces.Cut> more = pieces.cut(text, most + 1);
    return more.size() <= most ? text.length() : pieces.wordEnd(text, more.get(most - 1).end());
  }

  @Override
  public List<String> words() {
    return IntStream.range(0, size())
        .filter(id -> pieces.piece(id).startsWith(SentencePieces.BLANK))
        .filter(id -> whole(id, pieces.piece(id).substring(1)))
        .mapToObj(id -> pieces.piece(id).substring(1))
        .toList();
  }

  private boolean whole(int id, String word) {
    int[] ids = pieces.ids(word);
    return Words.of(word).words().equals(List.of(word)) && ids.length == 1 && ids[0] == id;
  }

  /** A character that is in no piece. */
  @Override
  public String unknown() {
    return IntStream.range(PRIVATE, PRIVATE_END)
        .mapToObj(Character::toString)
        .filter(one -> IntStream.of(pieces.ids(one)).anyMatch(id -> id == SentencePieces.UNKNOWN))
        .findFirst()
        .orElseThrow();
  }
}
