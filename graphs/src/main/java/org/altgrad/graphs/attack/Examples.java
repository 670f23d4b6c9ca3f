package org.altgrad.graphs.attack;

import java.util.Arrays;
import java.util.Optional;
import org.altgrad.base.Require;

/**
 * Inputs to be attacked.
 *
 * @param x one after the other
 * @param labels their right classes
 * @param targets the classes that they are to be taken for, if not any other will do
 */
public record Examples(float[] x, int[] labels, Optional<int[]> targets) {
  public Examples {
    Require.atLeast("labels", labels.length, 1);
    Require.that(
        x.length % labels.length == 0,
        "x",
        "as many examples as labels (" + labels.length + ")",
        x.length + " numbers");
    int rows = labels.length;
    targets.ifPresent(
        t ->
            Require.that(
                t.length == rows, "targets", "as many as labels (" + rows + ")", t.length));
  }

  /** Of which any class but the right one is looked for. */
  public Examples(float[] x, int[] labels) {
    this(x, labels, Optional.empty());
  }

  public int count() {
    return labels.length;
  }

  /** Numbers in an example. */
  public int numbers() {
    return x.length / count();
  }

  /** Some of them, from..to-1. */
  public Examples part(int from, int to) {
    return new Examples(
        Arrays.copyOfRange(x, from * numbers(), to * numbers()),
        Arrays.copyOfRange(labels, from, to),
        targets.map(t -> Arrays.copyOfRange(t, from, to)));
  }

  /** The first so many of them, or all if there are not so many; at least one. */
  Examples first(int most) {
    return part(0, Math.max(1, Math.min(most, count())));
  }

  /** The same, each to be taken for one class. */
  Examples towards(int target) {
    int[] all = new int[count()];
    Arrays.fill(all, target);
    return new Examples(x, labels, Optional.of(all));
  }

  /** That an attack can be made on them. */
  void require(Subject subject, boolean inBox) {
    int classes = subject.classifier().classes();
    Require.that(
        numbers() == subject.numbers(),
        "x",
        "examples of shape " + subject.example(),
        numbers() + " numbers an example");
    for (int label : labels) {
      Require.that(label >= 0 && label < classes, "labels", "in [0, " + classes + ")", label);
    }
    for (int target : targets.orElse(new int[0])) {
      Require.that(target >= 0 && target < classes, "targets", "in [0, " + classes + ")", target);
    }
    double[] least = subject.threat().least(numbers());
    double[] range = subject.threat().range(numbers());
    for (int i = 0; i < x.length; i++) {
      double share = (x[i] - least[i % numbers()]) / range[i % numbers()];
      boolean right = Float.isFinite(x[i]) && (!inBox || share > -1e-5 && share < 1 + 1e-5);
      if (!right) { // to say it for every number would take longer than to attack it
        Require.that(
            false, "x[" + i / numbers() + "]", "within the box of " + subject.threat(), x[i]);
      }
    }
  }
}
