package org.altgrad.graphs.attack.text;

import java.util.List;

/** A classifier as attacks on texts know it. */
@FunctionalInterface
public interface TextClassifier {
  /**
   * Answers many texts in one call; which texts are asked together must not matter. A classifier
   * that draws at random is asked for a text once, and that answer is remembered.
   *
   * @param texts one or more, all different
   * @return probabilities [texts][classes]
   */
  double[][] probabilities(List<String> texts);

  /**
   * So many characters of a text are read: what stands behind them changes nothing. Words that
   * begin there are asked about and changed by no attack.
   */
  default int read(String text) {
    return text.length();
  }

  /** A word that it does not know. */
  default String unknown() {
    return "[UNK]";
  }
}
