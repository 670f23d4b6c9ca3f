package org.altgrad.graphs.hnca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.family.TNumber;

/** Messages of a softmax child against their definition, one parent and one example at a time. */
class SoftmaxMessageTest {
  private static final int BATCH = 6;
  private static final int PARENTS = 5;
  private static final int CATEGORIES = 4;

  private final double[][] z = new double[BATCH][PARENTS];
  private final double[][] h = new double[BATCH][CATEGORIES];
  private final double[][] a = new double[BATCH][CATEGORIES];
  private final double[][] w = new double[PARENTS][CATEGORIES];

  /** Weights below, around and above the limit; logits whose probabilities underflow. */
  @ParameterizedTest
  @CsvSource({
    "3, 0.1",
    "3, 4",
    "3, 9.9",
    "3, 19",
    "3, 25",
    "50, 60",
    "80, 0.5",
    "80, 9.9",
    "80, 19",
    "300, 0.5",
    "300, 9.9",
    "300, 19",
    "0, 0"
  })
  void isTheDifferenceOfTwoLogProbabilities(double logits, double weights) {
    Random random = new Random(3);
    for (int b = 0; b < BATCH; b++) {
      h[b][random.nextInt(CATEGORIES)] = 1;
      for (int j = 0; j < PARENTS; j++) {
        z[b][j] = random.nextInt(2);
      }
      for (int m = 0; m < CATEGORIES; m++) {
        a[b][m] = logits * (2 * random.nextDouble() - 1);
      }
    }
    for (double[] row : w) {
      for (int m = 0; m < CATEGORIES; m++) {
        row[m] = weights * (2 * random.nextDouble() - 1);
      }
    }
    double size = Math.max(1, logits + 2 * weights);
    for (Coding coding : Coding.values()) {
      double[] exact = exact(coding.step());
      try (TestGraph g = new TestGraph()) {
        assertArrayEquals(exact, g.value(message(g.f64, coding)), 1e-14 * size, coding.name());
        assertArrayEquals(exact, g.value(message(g.f32, coding)), 2e-6 * size, coding.name());
      }
    }
  }

  private <T extends TNumber> Expr<T> message(Nodes<T> nodes, Coding coding) {
    return Message.fromSoftmax(
        coding, nodes.constant(z), nodes.constant(w), nodes.constant(a), nodes.constant(h));
  }

  private double[] exact(double step) {
    double[] delta = new double[BATCH * PARENTS];
    for (int b = 0; b < BATCH; b++) {
      for (int j = 0; j < PARENTS; j++) {
        delta[b * PARENTS + j] =
            logProbability(b, j, (0 - z[b][j]) * step) - logProbability(b, j, (1 - z[b][j]) * step);
      }
    }
    return delta;
  }

  /** Of the category drawn, when parent j's code changes by c. */
  private double logProbability(int b, int j, double c) {
    double largest = Double.NEGATIVE_INFINITY;
    double drawn = 0;
    for (int m = 0; m < CATEGORIES; m++) {
      double logit = a[b][m] + c * w[j][m];
      largest = Math.max(largest, logit);
      drawn += h[b][m] * logit;
    }
    double sum = 0;
    for (int m = 0; m < CATEGORIES; m++) {
      sum += Math.exp(a[b][m] + c * w[j][m] - largest);
    }
    return drawn - largest - Math.log(sum);
  }
}
