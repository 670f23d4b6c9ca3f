package org.altgrad.data.source;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.Split;

/** Whole numbers from 0 on as classes: how many they are, and which can be none. */
final class ClassNumbers {
  /** The largest number of a class. */
  static final int LARGEST = Integer.MAX_VALUE - 1;

  /** So many classes need not have examples, and in larger sets nine of ten need not. */
  private static final int FEW = 1000;

  private static final int EACH = 10;

  private ClassNumbers() {}

  /**
   * One more than the largest label.
   *
   * @param key what the labels are called where they stand
   * @throws DataException if there are examples of far fewer
   */
  static int count(Split train, String key) {
    Column labels = train.column("label");
    int largest = labels.maxLabel();
    requireDense(
        IntStream.range(0, labels.count()).map(labels::label).toArray(),
        row -> {
          String place =
              train
                  .origin()
                  .map(
                      own ->
                          own.name().equals("line")
                              ? own.given() + ":" + own.place(row)
                              : own.given() + ": row " + own.place(row) + " (from 0)")
                  .orElse("row " + row + " (from 0)");
          return place + ": " + key;
        });
    return largest + 1;
  }

  /**
   * Refuses labels of which one is far above the number of those that there are.
   *
   * @param place of a label, for people
   */
  static void requireDense(int[] labels, IntFunction<String> place) {
    long classes = 1L + IntStream.of(labels).max().orElse(0);
    if (classes <= FEW) {
      return;
    }
    long there = IntStream.of(labels).distinct().count();
    if (classes > EACH * there) {
      int row =
          IntStream.range(0, labels.length)
              .filter(i -> labels[i] + 1L == classes)
              .findFirst()
              .getAsInt();
      throw new DataException(
          ("%s: must be a class, which are numbered from 0 on, but is %d, which makes %d classes"
                  + " with examples of %d; number them 0, 1, 2, …, or set data.classes=%d")
              .formatted(place.apply(row), labels[row], classes, there, classes));
    }
  }

  /**
   * Completes "must be a whole number" for one that is no class.
   *
   * @param classes how many there are, 0 if that is not known
   */
  static String range(int classes, double value) {
    return classes > 0
        ? "from 0 to " + (classes - 1)
        : value > LARGEST ? "of at most " + LARGEST : "of at least 0";
  }

  /** Completes "must be" for what float32 does not hold. */
  static String float32(double value) {
    return Double.isFinite(value) ? "a number of at most 3.4e38" : "a finite number";
  }
}
