package org.altgrad.graphs.attack.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.altgrad.base.Require;

/**
 * A classifier under attack, and what attacks on it may use.
 *
 * @param gradients of the classifier, for white-box attacks
 * @param thesaurus where synonyms come from
 * @param entities named entities in the texts that the classifier was trained on
 * @param together how many texts are attacked in lock step, each call asking what all of them ask;
 *     the outcomes do not depend on it
 */
public record TextVictim(
    TextClassifier classifier,
    Optional<WordGradients> gradients,
    Thesaurus thesaurus,
    Entities entities,
    int together) {

  public TextVictim {
    Require.given("classifier", classifier);
    Require.given("thesaurus", thesaurus);
    Require.given("entities", entities);
    Require.atLeast("together", together, 1);
  }

  /** A classifier of which nothing is known but its answers; synonyms are WordNet's. */
  public static TextVictim of(TextClassifier classifier) {
    return new TextVictim(classifier, Optional.empty(), new WordNet(), Entities.NONE, 8);
  }

  /** With gradients, for white-box attacks. */
  public TextVictim with(WordGradients found) {
    return new TextVictim(classifier, Optional.of(found), thesaurus, entities, together);
  }

  /** With named entities. */
  public TextVictim with(Entities found) {
    return new TextVictim(classifier, gradients, thesaurus, found, together);
  }

  /**
   * Attacks texts.
   *
   * @param seed of the draws; those of text i are keyed by {@code seed + i}
   * @param texts at least one
   * @param labels class of each
   * @return outcome of each
   * @throws IllegalArgumentException if a label is no class, or the attack needs gradients and
   *     there are none
   */
  public List<TextOutcome> attack(TextAttack attack, long seed, List<String> texts, int[] labels) {
    Require.atLeast("texts", texts.size(), 1);
    Require.that(
        labels.length == texts.size(), "labels", "one for each of " + texts.size(), labels.length);
    Require.that(
        Arrays.stream(labels).allMatch(label -> label >= 0), "labels", "classes from 0 on", "less");
    if (attack.whiteBox() && gradients.isEmpty()) {
      throw new IllegalArgumentException(
          attack.name() + ": must be used on a classifier that gives gradients");
    }
    return new LockStep(this, attack, seed).run(texts, labels);
  }
}
