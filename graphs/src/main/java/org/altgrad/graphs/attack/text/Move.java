package org.altgrad.graphs.attack.text;

import java.util.List;
import java.util.function.Function;

/**
 * What the attack on a text does next. So many attacks can go on together, and what all of them ask
 * is one call.
 */
public sealed interface Move {

  /**
   * Asks for probabilities.
   *
   * @param texts one or more; each is a query
   * @param then makes of the probabilities [texts][classes] the next move
   */
  record Ask(List<String> texts, Function<double[][], Move> then) implements Move {}

  /**
   * Asks for the gradients in the tokens of a text.
   *
   * @param then makes of the tokens the next move
   */
  record Differentiate(String text, Function<List<WordGradients.Token>, Move> then)
      implements Move {}

  /**
   * Ends.
   *
   * @param words what the text has become
   * @param score 1 - P(y) of it
   */
  record Done(TextOutcome.Status status, Words words, double score) implements Move {}
}
