package org.altgrad.graphs.attack.text;

/**
 * What became of the attack on one text.
 *
 * @param label its class y
 * @param original its words
 * @param read how many of them the classifier reads
 * @param perturbed the words that the attack ended with
 * @param before P(y | original)
 * @param after P(y | perturbed)
 * @param queries texts whose answer was asked for, those whose answer was known among them
 * @param gradients texts whose gradient was asked for
 */
public record TextOutcome(
    Status status,
    int label,
    Words original,
    int read,
    Words perturbed,
    double before,
    double after,
    int queries,
    int gradients) {

  /** How an attack ended. */
  public enum Status {
    /** The classifier was wrong before. */
    SKIPPED,
    /** The classifier is wrong now. */
    SUCCEEDED,
    /** No word was left to change. */
    FAILED
  }

  /** The same, but that it did not succeed. */
  TextOutcome failed() {
    return new TextOutcome(
        Status.FAILED, label, original, read, perturbed, before, after, queries, gradients);
  }

  /** Share of the words read that are changed, in percent; 0 of a text without words. */
  public double wordsChanged() {
    int changed = original.changes(perturbed).size();
    return changed == 0 ? 0 : 100.0 * changed / read;
  }

  /** The text before, with the words in double brackets that were changed. */
  public String markedOriginal() {
    return original.marked(original.changes(perturbed));
  }

  /** The text after, with the words in double brackets that were changed. */
  public String markedPerturbed() {
    return perturbed.marked(original.changes(perturbed));
  }
}
