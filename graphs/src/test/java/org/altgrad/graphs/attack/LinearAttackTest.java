package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Attacks on a linear model, whose nearest adversarial inputs are known. */
class LinearAttackTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(8), Shape.of(4, 6), Shape.of(5, 7, 7));
  private static final List<Integer> BATCHES = List.of(1, 3, 8);

  /** Logits (-l, l, -1, -2) with l the mean of the input less ½: class 1 where that is positive. */
  private static Classifier plane() {
    return Arena.classifier(
        4,
        x -> {
          var l = x.meanKeep(1).minus(0.5);
          var none = l.times(0);
          return x.nodes().concat(List.of(l.negate(), l, none.minus(1), none.minus(2)), 1);
        });
  }

  private static Examples drawn(int batch, int numbers, boolean targeted) {
    float[] x =
        Arena.floats(
            Arrays.stream(Arena.gaussian(new Random(3), batch * numbers, 0.75, 0.03))
                .map(v -> Math.max(0, Math.min(1, v)))
                .toArray());
    int[] labels = new int[batch];
    Arrays.fill(labels, 1);
    return new Examples(x, labels, targeted ? Optional.of(new int[batch]) : Optional.empty());
  }

  /** Distance of an input to the plane. */
  private static double distance(Examples examples, int row, LpNorm norm) {
    int numbers = examples.numbers();
    double sum = 0;
    for (int i = 0; i < numbers; i++) {
      sum += examples.x()[row * numbers + i];
    }
    double l = sum / numbers - 0.5;
    return norm == LpNorm.LINF ? l : l * Math.sqrt(numbers);
  }

  private static double furthest(Examples examples, LpNorm norm) {
    double most = 0;
    for (int i = 0; i < examples.count(); i++) {
      most = Math.max(most, distance(examples, i, norm));
    }
    return most;
  }

  private static void check(Attack attack, LpNorm norm, boolean targeted) {
    for (Shape shape : SHAPES) {
      try (Arena arena = new Arena()) {
        Subject subject = new Subject(plane(), shape, new ThreatModel(norm, 0), 1);
        Attacker attacker = arena.add(attack, subject, targeted);
        for (int batch : BATCHES) {
          Examples examples = drawn(batch, (int) shape.size(), targeted);
          double bound = 1.25 * furthest(examples, norm);
          Outcome outcome = attacker.run(arena::call, examples, bound, java.util.Map.of());
          String what = attack + " " + shape + " " + batch;
          assertEquals(batch, outcome.successes(), what);
          for (int i = 0; i < batch; i++) {
            Outcome.Row row = outcome.rows().get(i);
            double size = norm == LpNorm.LINF ? row.linf() : row.l2();
            double most = attack.bounded() ? 1.01 * bound : 1.25 * distance(examples, i, norm);
            assertTrue(size <= most, what + ": " + size + " > " + most);
            assertTrue(size >= 0.999 * distance(examples, i, norm), what);
          }
        }
      }
    }
  }

  @Test
  void boundedAttacksFlipAllAndStayWithin() {
    for (LpNorm norm : LpNorm.values()) {
      for (boolean targeted : new boolean[] {false, true}) {
        check(new Fgs(), norm, targeted);
        check(new Pgd(10, AttackLoss.CE), norm, targeted);
      }
      check(new Apgd(AttackLoss.CE, 10), norm, true);
      check(new Apgd(AttackLoss.DLR, 10, 1, 1, 0.75), norm, false);
      check(new Pgd(5, 2.5, false, 1, AttackLoss.DLR), norm, false);
    }
  }

  @Test
  void checkpointsAreThePublishedOnes() {
    List<Integer> looks = new ArrayList<>();
    double[] windows = Apgd.windows(100);
    for (int look = 0; look < windows.length; look++) {
      if (windows[look] > 0) {
        looks.add(look);
      }
    }
    assertEquals(List.of(22, 41, 57, 70, 80, 87, 93, 99), looks);
    assertEquals(19, windows[41]);
  }

  @Test
  void squaresShrinkAsPublished() {
    assertEquals(0.8, Square.share(0.8, 10, 10000));
    assertEquals(0.4, Square.share(0.8, 11, 10000));
    assertEquals(0.8 / 64, Square.share(0.8, 1001, 5000));
    assertEquals(0.8 / 512, Square.share(0.8, 999, 1000));
  }

  @Test
  void theLeastDistanceIsFoundWithinAQuarter() {
    for (boolean targeted : new boolean[] {false, true}) {
      check(new CarliniWagner(0, 1e-3, 9, 20, 0.1, false), LpNorm.L2, targeted);
    }
  }

  /** What a linear model's robust accuracy is within a size, in closed form. */
  private static boolean robust(double[][] w, float[] x, int from, int label, double epsilon) {
    for (int other = 0; other < w[0].length; other++) {
      double ahead = 0;
      for (int j = 0; j < w.length; j++) {
        double slope = w[j][label] - w[j][other];
        double at = x[from + j];
        double worst = slope > 0 ? Math.max(0, at - epsilon) : Math.min(1, at + epsilon);
        ahead += slope * worst;
      }
      if (other != label && ahead < 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void targetedSearchesFindAllThatThereIsOfALinearModel() {
    int numbers = 64;
    int rows = 100;
    int missed = 0;
    for (int seed = 0; seed < 6; seed++) {
      double[][] w = Arena.matrix(new Random(seed), numbers, 10, 1);
      float[] x = Arena.floats(new Random(100 + seed).doubles(rows * numbers).toArray());
      int[] labels = new int[rows];
      double epsilon = 0.03;
      int exact = 0;
      for (int i = 0; i < rows; i++) {
        while (!robust(w, x, i * numbers, labels[i], 0)) {
          labels[i]++;
        }
        exact += robust(w, x, i * numbers, labels[i], epsilon) ? 1 : 0;
      }
      assertTrue(exact > 10 && exact < 90, "exact " + exact);
      Subject subject =
          new Subject(
              Arena.linear(w, new double[10]),
              Shape.of(numbers),
              new ThreatModel(LpNorm.LINF, epsilon),
              seed);
      Examples examples = new Examples(x, labels);
      // As many targets as there are wrong classes, if more are asked for.
      Attack aimed = new Apgd(AttackLoss.MARGIN, 5, 1, 20, 0.75);
      assertEquals(rows - exact, Arena.outcome(aimed, subject, examples).successes());
      Attack free = new Apgd(AttackLoss.DLR, 50);
      missed += rows - exact - (int) Arena.outcome(free, subject, examples).successes();
    }
    assertTrue(missed > 0, "an untargeted search misses some");
  }

  @Test
  void oneStepIsExactlyTheSigns() {
    double[][] w = {{1, -1}, {-2, 2}, {0.5, -0.5}};
    Subject subject =
        new Subject(Arena.linear(w, 0, 0.1), Shape.of(3), new ThreatModel(LpNorm.LINF, 0.25), 1);
    // The first input is of class 0, and its second number ends at the box.
    Outcome outcome =
        Arena.outcome(new Fgs(), subject, Arena.examples(new double[] {0.6, 0.1, 0.5}, 0));
    assertArrayEquals(Arena.floats(0.35, 0.35, 0.25), outcome.x(), 1e-7f);
    Outcome raw =
        Arena.outcome(
            new Fgs(AttackLoss.LOGIT, false),
            subject,
            Arena.examples(new double[] {0.1, 0.9, 0.2}, 1));
    assertEquals(0, raw.successes());
    Outcome free =
        Arena.outcome(
            new Fgs(AttackLoss.LOGIT, false),
            subject,
            Arena.examples(new double[] {0.1, 0.2, 0.2}, 1));
    assertArrayEquals(Arena.floats(0.35, -0.05, 0.45), free.x(), 1e-7f);
  }

  @Test
  void nothingIsFoundBelowTheDistance() {
    List<Attack> attacks = new ArrayList<>();
    attacks.add(new Fgs());
    attacks.add(new Pgd(10, 2.5, true, 3, AttackLoss.CE));
    for (LpNorm norm : LpNorm.values()) {
      Examples examples = drawn(8, 24, false);
      double least = 1;
      for (int i = 0; i < 8; i++) {
        least = Math.min(least, distance(examples, i, norm));
      }
      Subject subject =
          new Subject(plane(), Shape.of(4, 6), new ThreatModel(norm, 0.99 * least), 1);
      for (Attack attack : attacks) {
        Outcome outcome = Arena.outcome(attack, subject, examples);
        assertEquals(0, outcome.successes());
        assertArrayEquals(examples.x(), outcome.x());
      }
    }
  }

  /**
   * Of two classes there is no third logit for the DLR loss: it is the margin. In l∞ an input falls
   * if its margin is at most ε Σ |w₁ - w₀|.
   */
  @Test
  void ofTwoClassesTheDlrLossFindsAllThereIs() {
    double epsilon = 0.1;
    double[][] w = {{1, -2}, {3, 0.5}, {-1, 0.5}};
    double reach = epsilon * ((2 + 1) + (3 - 0.5) + (1 + 0.5));
    Random random = new Random(11);
    double[] x = random.doubles(3 * 200, epsilon, 1 - epsilon).toArray();
    int[] labels = new int[200];
    int falls = 0;
    for (int i = 0; i < labels.length; i++) {
      double margin = 0; // of class 0
      for (int j = 0; j < 3; j++) {
        margin += x[3 * i + j] * (w[j][0] - w[j][1]);
      }
      labels[i] = margin > 0 ? 0 : 1;
      falls += Math.abs(margin) <= reach ? 1 : 0;
    }
    Subject two =
        new Subject(Arena.linear(w, 0, 0), Shape.of(3), new ThreatModel(LpNorm.LINF, epsilon), 1);
    Examples examples = new Examples(Arena.floats(x), labels, Optional.empty());
    for (Attack attack : List.of(new Pgd(10, AttackLoss.DLR), new Apgd(AttackLoss.DLR, 10))) {
      assertEquals(falls, Arena.outcome(attack, two, examples).successes(), attack.toString());
    }
    assertTrue(falls > 20 && falls < 180, falls + " fall");
  }
}
