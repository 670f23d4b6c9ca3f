package org.altgrad.graphs.attack.text;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Where the attack on a text begins: the classifier is right about it.
 *
 * @param words the text
 * @param label its class y
 * @param score 1 - P(y | text)
 * @param random the text's own draws
 * @param victim what is attacked, and with what means
 * @param neighbours of words, if the victim's gradients are known
 */
public record Start(
    Words words,
    int label,
    double score,
    SplittableRandom random,
    TextVictim victim,
    Optional<Neighbours> neighbours) {

  /** 1 - P(y). */
  double score(double[] probabilities) {
    return 1 - probabilities[label];
  }

  /** Whether another class is the most probable one. */
  boolean wrong(double[] probabilities) {
    return mostProbable(probabilities) != label;
  }

  /** The first of the most probable classes. */
  static int mostProbable(double[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }
}
