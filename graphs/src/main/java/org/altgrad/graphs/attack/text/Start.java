package org.altgrad.graphs.attack.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Where the attack on a text begins: the classifier is right about it.
 *
 * @param words the text
 * @param read how many of them the classifier reads
 * @param label its class y
 * @param score 1 - P(y | text)
 * @param random the text's own draws
 * @param victim what is attacked, and with what means
 * @param neighbours of words, if the victim's gradients are known
 */
public record Start(
    Words words,
    int read,
    int label,
    double score,
    SplittableRandom random,
    TextVictim victim,
    Optional<Neighbours> neighbours) {

  /** Places of the words that rules let change and that the classifier reads. */
  List<Integer> eligible(WordRules rules) {
    return rules.eligible(words).stream().filter(place -> place < read).toList();
  }

  /** The text without each of some words, the unknown one in its place. */
  List<String> without(WordRules rules, List<Integer> places) {
    String unknown = rules.unknownTo(victim.classifier());
    return places.stream().map(place -> words.with(place, unknown).text()).toList();
  }

  /** Whether the classifier reads a word of what the text has become. */
  boolean reads(Words current, int place) {
    return place < read(victim.classifier(), current);
  }

  /** How many words of a text a classifier reads, the last of them perhaps in part. */
  static int read(TextClassifier classifier, Words words) {
    int end = classifier.read(words.text());
    return (int) Arrays.stream(words.starts()).filter(start -> start < end).count();
  }

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
