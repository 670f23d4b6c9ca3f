package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The least distance on models where it is known, and how other implementations miss it. */
class CarliniWagnerTest {
  private static final CarliniWagner FINE = new CarliniWagner(0, 1e-3, 9, 100, 0.02, false);
  private static final ThreatModel L2 = new ThreatModel(LpNorm.L2, 1);

  private static Subject subject(Classifier classifier, int numbers) {
    return new Subject(classifier, Shape.of(numbers), L2, 1);
  }

  /** (0, w·x + b), of which class 1 wins where the second is positive. */
  private static Classifier plane(double[] w, double b) {
    double[][] columns = new double[w.length][2];
    for (int i = 0; i < w.length; i++) {
      columns[i][1] = w[i];
    }
    return Arena.linear(columns, 0, b);
  }

  private static double[] planeOf(int numbers) {
    return Arena.gaussian(new Random(5), numbers, 0, 1);
  }

  private static double distance(double[] w, double b, double[] x) {
    double sum = b;
    double length = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * x[i];
      length += w[i] * w[i];
    }
    return Math.abs(sum) / Math.sqrt(length);
  }

  private static int side(double[] w, double b, double[] x) {
    double sum = b;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * x[i];
    }
    return sum > 0 ? 1 : 0;
  }

  @Test
  void theDistanceToAPlaneIsMetFromAbove() {
    // Margins from a thousandth to the size of the box: no one constant c serves all of them.
    double[] w = planeOf(6);
    Random random = new Random(8);
    int rows = 12;
    double[] x = new double[rows * 6];
    int[] labels = new int[rows];
    double[] expected = new double[rows];
    for (int i = 0; i < rows; i++) {
      double[] row = random.doubles(6, 0.3, 0.7).toArray();
      System.arraycopy(row, 0, x, 6 * i, 6);
      labels[i] = side(w, 0.1, row);
      expected[i] = distance(w, 0.1, row);
    }
    Outcome outcome = Arena.outcome(FINE, subject(plane(w, 0.1), 6), Arena.examples(x, labels));
    assertEquals(rows, outcome.successes());
    for (int i = 0; i < rows; i++) {
      double l2 = outcome.rows().get(i).l2();
      assertTrue(l2 >= expected[i] - 2e-6, i + ": " + l2 + " below " + expected[i]);
      assertTrue(l2 <= 1.05 * expected[i] + 2e-4, i + ": " + l2 + " above " + expected[i]);
      for (int k = 0; k < 6; k++) {
        assertTrue(outcome.x()[6 * i + k] >= 0 && outcome.x()[6 * i + k] <= 1);
      }
    }
  }

  @Test
  void aRowIsWhatItWouldBeAlone() {
    double[] w = planeOf(4);
    Random random = new Random(2);
    double[] x = random.doubles(4 * 5, 0.1, 0.9).toArray();
    int[] labels = new int[5];
    for (int i = 0; i < 5; i++) {
      labels[i] = side(w, -0.1, Arrays.copyOfRange(x, 4 * i, 4 * i + 4));
    }
    CarliniWagner attack = new CarliniWagner(0, 0.01, 6, 40, 0.05, true);
    try (Arena arena = new Arena()) {
      Attacker attacker = arena.add(attack, subject(plane(w, -0.1), 4), false);
      Examples all = Arena.examples(x, labels);
      Outcome together = attacker.run(arena::call, all);
      for (int i = 0; i < 5; i++) {
        Outcome alone = attacker.run(arena::call, all.part(i, i + 1));
        // To rounding: a product of matrices of another size sums in another order.
        assertArrayEquals(alone.x(), Arrays.copyOfRange(together.x(), 4 * i, 4 * i + 4), 1e-6f);
        double queries = alone.rows().get(0).effort().queries();
        assertEquals(queries, together.rows().get(i).effort().queries());
        assertTrue(queries < 6 * 40, "no try was cut short");
      }
    }
  }

  @Test
  void negativeLogitsAreLogits() {
    double[] w = planeOf(6);
    double[] x = new Random(4).doubles(6, 0.3, 0.7).toArray();
    Classifier classifier =
        Arena.classifier(
            2,
            in -> {
              Expr<TFloat32> l = in.matmul(in.nodes().constant(Shape.of(6, 1), w)).plus(0.1);
              return in.nodes().concat(java.util.List.of(l.times(0), l), 1).minus(100);
            });
    Examples examples = Arena.examples(x, side(w, 0.1, x));
    Outcome outcome = Arena.outcome(FINE, subject(classifier, 6), examples);
    assertEquals(distance(w, 0.1, x), outcome.rows().get(0).l2(), 0.05 * distance(w, 0.1, x));
  }

  @Test
  void numbersAtTheEdgesOfTheBoxMove() {
    double[] x = {0, 1, 0, 1};
    double[] w = {1, -1, 1, -1};
    // -2 + 1.5: class 0, at a distance of 1/4 in each number.
    Outcome outcome =
        Arena.outcome(
            new CarliniWagner(0, 1, 9, 300, 0.1, false),
            subject(plane(w, 1.5), 4),
            Arena.examples(x, 0));
    assertEquals(1, outcome.successes());
    assertEquals(0.25, outcome.rows().get(0).l2(), 0.0125);
  }

  @Test
  void confidenceIsByHowMuchTheClassWinsOrLoses() {
    double[] w = {2, 1, -1, 3};
    double[] x = {0.6, 0.5, 0.4, 0.5};
    double b = -2;
    double margin = 2 * 0.6 + 0.5 - 0.4 + 1.5 + b;
    int label = 1;
    for (double kappa : new double[] {0, 0.5, 1}) {
      CarliniWagner attack = new CarliniWagner(kappa, 0.01, 9, 150, 0.02, false);
      double expected = (margin + kappa) / Math.sqrt(15);
      for (Examples examples :
          java.util.List.of(
              Arena.examples(x, label), Arena.aimed(x, new int[] {label}, new int[] {0}))) {
        Outcome outcome = Arena.outcome(attack, subject(plane(w, b), 4), examples);
        float[] found = outcome.x();
        double after = 2 * found[0] + found[1] - found[2] + 3 * found[3] + b;
        assertTrue(after <= -kappa + 1e-5, "kappa " + kappa + " but " + after);
        assertEquals(expected, outcome.rows().get(0).l2(), 0.05 * expected);
      }
    }
  }

  @Test
  void theTargetMayBeClass0() {
    double[][] w = {{3, 0, -1}, {-1, 2, 1}};
    Examples examples =
        new Examples(Arena.floats(0.2, 0.8), new int[] {1}, Optional.of(new int[] {0}));
    Outcome outcome = Arena.outcome(FINE, subject(Arena.linear(w, 0, 0, 0.2), 2), examples);
    float[] found = outcome.x();
    double[] l = new double[3];
    for (int k = 0; k < 3; k++) {
      l[k] = found[0] * w[0][k] + found[1] * w[1][k] + (k == 2 ? 0.2 : 0);
    }
    assertTrue(l[0] >= l[1] && l[0] >= l[2], Arrays.toString(l));
  }

  @Test
  void theConstantFollowsTheBisection() {
    boolean[] script = {false, false, true, false, true, true};
    double[] c = {0.001, 0.01, 0.1, 0.055, 0.0775, 0.06625, 0.060625};
    double[] lo = {0, 0.001, 0.01, 0.01, 0.055, 0.055, 0.055};
    double[] up = {1e10, 1e10, 1e10, 0.1, 0.1, 0.0775, 0.06625};
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> like = g.f32.constant(Shape.of(2), 0, 0);
      Bisection now = Bisection.start(like, 0.001);
      for (int i = 0; i <= script.length; i++) {
        double[] bounds = g.value(now.up());
        assertEquals(c[i], g.value(now.c())[0], 1e-7, "c of try " + i);
        assertEquals(lo[i], g.value(now.lo())[0], 1e-7);
        assertEquals(up[i], bounds[0], 1e-7 * Math.max(1, up[i]));
        // The other row succeeds at once and is halved ever after.
        assertEquals(0.001 / (1 << i), g.value(now.c())[1], 1e-9);
        if (i < script.length) {
          now = now.next(g.f32.constant(Shape.of(2), script[i] ? 1 : 0, 1));
        }
      }
    }
  }

  @Test
  void eachTryBeginsAnew() {
    // One try at the constant that the third of several reaches finds what the several find there.
    double[] w = {2, 1, -1, 3};
    double[] x = {0.6, 0.5, 0.4, 0.5};
    Subject subject = subject(plane(w, -2), 4);
    Examples examples = Arena.examples(x, 1);
    Outcome three =
        Arena.outcome(new CarliniWagner(0, 0.001, 3, 60, 0.02, false), subject, examples);
    Outcome one = Arena.outcome(new CarliniWagner(0, 0.1, 1, 60, 0.02, false), subject, examples);
    assertEquals(1, one.successes());
    assertArrayEquals(one.x(), three.x());
  }

  @Test
  void whatIsNotFoundIsTheCleanInputAtDistance0() {
    Examples examples = Arena.examples(new double[] {0.2, 0.9, 0, 1}, 1, 1);
    Outcome outcome =
        Arena.outcome(
            new CarliniWagner(0, 1e-3, 3, 5, 0.01, false),
            subject(plane(new double[] {1, 1}, 50), 2),
            examples);
    assertEquals(0, outcome.successes());
    assertArrayEquals(examples.x(), outcome.x());
    for (Outcome.Row row : outcome.rows()) {
      assertEquals(0, row.l2());
      assertEquals(0, row.linf());
    }
  }
}
