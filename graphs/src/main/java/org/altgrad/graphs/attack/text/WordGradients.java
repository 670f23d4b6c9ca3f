package org.altgrad.graphs.attack.text;

import java.util.List;

/** What a white-box attack on texts asks for besides: the vectors of a classifier's words. */
public interface WordGradients {
  /**
   * Gradients of the loss -ln p_y in the vectors that a text's tokens become.
   *
   * @param texts one or more
   * @param labels class y of each
   * @return for each text the tokens that the classifier reads, in their order
   */
  List<List<Token>> tokens(List<String> texts, int[] labels);

  /** Words that may take the place of others. */
  List<String> vocabulary();

  /** The vectors of a word's tokens; none if the classifier does not see the word at all. */
  List<float[]> vectors(String word);

  /**
   * A token of a text: a word, or a piece of one.
   *
   * @param start where it begins in the text, in characters
   * @param end where it ends
   * @param vector [size]
   * @param gradient [size]
   */
  record Token(int start, int end, float[] vector, float[] gradient) {}
}
