package org.altgrad.graphs.attack;

import org.altgrad.base.Require;
import org.tensorflow.ndarray.Shape;

/**
 * What is attacked, and within which bounds.
 *
 * @param classifier in the graph that the attack is added to
 * @param example shape of an input
 * @param threat what the adversary may do
 * @param draws over how many draws gradients and probabilities of a classifier that samples are
 *     averaged ("expectation over transformation", Athalye et al. 2018); of others there is one
 * @param judged by how many draws, which no attack has seen, its class is determined
 * @param seed of all draws
 */
public record Subject(
    Classifier classifier, Shape example, ThreatModel threat, int draws, int judged, long seed) {
  public Subject {
    Require.that(
        !example.hasUnknownDimension() && example.numDimensions() > 0,
        "example",
        "of a known shape",
        example);
    Require.atLeast("draws", draws, 1);
    Require.atLeast("judged", judged, 1);
    Require.atLeast("classes", classifier.classes(), 2);
    threat.range(numbers(example));
  }

  /** Of a classifier that does not sample. */
  public Subject(Classifier classifier, Shape example, ThreatModel threat, long seed) {
    this(classifier, example, threat, 1, 1, seed);
  }

  /** Numbers in an input. */
  public int numbers() {
    return numbers(example);
  }

  private static int numbers(Shape example) {
    return Math.toIntExact(example.size());
  }

  /** The same with perturbations of another size. */
  Subject within(double epsilon) {
    return new Subject(classifier, example, threat.within(epsilon), draws, judged, seed);
  }

  /** The same with another classifier. */
  public Subject with(Classifier other) {
    return new Subject(other, example, threat, draws, judged, seed);
  }
}
