package org.altgrad.graphs.attack.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.base.text.WordTokens;

/** Words of a vocabulary. A text may have none. */
record WordTokeniser(Vocabulary vocabulary) implements Tokeniser {

  /** Words are those of the texts that the network was trained on. */
  @Override
  public boolean spare() {
    return false;
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public int padding() {
    return Vocabulary.PADDING;
  }

  @Override
  public List<Token> tokens(String text, int most) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> words = WordTokens.of(text);
    List<Token> tokens = new ArrayList<>();
    int end = 0;
    for (String word : words.subList(0, Math.min(most, words.size()))) {
      int start = lower.indexOf(word, end);
      end = start + word.length();
      tokens.add(new Token(vocabulary.id(word), start, end));
    }
    return tokens;
  }

  @Override
  public int read(String text, int most) {
    List<Token> more = tokens(text, most + 1);
    return more.size() <= most ? text.length() : more.get(most - 1).end();
  }

  @Override
  public List<String> words() {
    return IntStream.range(Vocabulary.UNKNOWN + 1, size()).mapToObj(vocabulary::word).toList();
  }

  @Override
  public String unknown() {
    return "[UNK]";
  }
}
