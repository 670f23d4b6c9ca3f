package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Attacks on a small network of ReLUs against its exact nearest adversarial inputs. */
class ReluAttackTest {
  private static final PlanarRelu NETWORK = PlanarRelu.drawn(4, 6, 4);
  private static final int ROWS = 24;

  private static double[] inputs() {
    return new Random(6).doubles(2 * ROWS, 0.05, 0.95).toArray();
  }

  private static double[] input(int row) {
    double[] x = inputs();
    return new double[] {(float) x[2 * row], (float) x[2 * row + 1]};
  }

  private static Examples examples() {
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = NETWORK.label(input(i));
    }
    return Arena.examples(inputs(), labels);
  }

  @Test
  void theEnumerationKnowsAPlaneAndNoGridPointIsNearer() {
    // One unit that is on throughout: class 1 wins where x + y > 1.
    PlanarRelu plane =
        new PlanarRelu(
            new double[][] {{1}, {1}},
            new double[] {0},
            new double[][] {{0, 1}},
            new double[] {1, 0});
    double[] x = {0.25, 0.25};
    assertEquals(0.5 / Math.sqrt(2), plane.distance(x, LpNorm.L2), 1e-9);
    assertEquals(0.25, plane.distance(x, LpNorm.LINF), 1e-9);
    for (int i = 0; i < 4; i++) {
      double[] from = input(i);
      double exact = NETWORK.distance(from, LpNorm.L2);
      double nearest = Double.POSITIVE_INFINITY;
      for (int a = 0; a <= 400; a++) {
        for (int b = 0; b <= 400; b++) {
          double[] at = {a / 400.0, b / 400.0};
          if (NETWORK.label(at) != NETWORK.label(from)) {
            nearest = Math.min(nearest, Math.hypot(at[0] - from[0], at[1] - from[1]));
          }
        }
      }
      assertTrue(nearest >= exact - 1e-9 && nearest <= exact + 0.01, nearest + " of " + exact);
    }
  }

  @Test
  void carliniAndWagnerComeCloseFromAbove() {
    Subject subject =
        new Subject(NETWORK.classifier(), Shape.of(2), new ThreatModel(LpNorm.L2, 1), 1);
    Outcome outcome =
        Arena.outcome(new CarliniWagner(0, 0.01, 9, 150, 0.03, false), subject, examples());
    int close = 0;
    for (int i = 0; i < ROWS; i++) {
      double exact = NETWORK.distance(input(i), LpNorm.L2);
      Outcome.Row row = outcome.rows().get(i);
      assertTrue(!row.success() || row.l2() >= exact - 1e-4, row.l2() + " of " + exact);
      close += row.success() && row.l2() <= 1.05 * exact + 1e-3 ? 1 : 0;
    }
    assertTrue(close >= 0.75 * ROWS, close + " of " + ROWS);
  }

  private static int found(Attack attack, LpNorm norm, double factor) {
    int found = 0;
    try (Arena arena = new Arena()) {
      Subject subject = new Subject(NETWORK.classifier(), Shape.of(2), new ThreatModel(norm, 0), 1);
      Attacker attacker = arena.add(attack, subject, false);
      Examples all = examples();
      for (int i = 0; i < ROWS; i++) {
        double epsilon = factor * NETWORK.distance(input(i), norm);
        Examples one = all.part(i, i + 1);
        found += (int) attacker.run(arena::call, one, epsilon, Map.of()).successes();
      }
    }
    return found;
  }

  @Test
  void boundedAttacksFindWhatIsThereAndNothingElse() {
    List<String> weak = new ArrayList<>();
    for (LpNorm norm : LpNorm.values()) {
      for (Attack attack :
          List.of(
              new Pgd(20, 2.5, true, 4, AttackLoss.MARGIN),
              new Pgd(20, 2.5, true, 4, AttackLoss.CE),
              new Apgd(AttackLoss.DLR, 20, 3, 0, 0.75),
              new Apgd(AttackLoss.DLR, 20, 1, 3, 0.75))) {
        assertEquals(0, found(attack, norm, 0.99), attack + " below the distance");
        int above = found(attack, norm, 1.1);
        if (above < 0.9 * ROWS) {
          weak.add(attack + " " + norm + " finds " + above);
        }
      }
    }
    assertEquals(0, found(new Square(100, 0.8), LpNorm.LINF, 0.99));
    int queried = found(new Square(100, 0.8), LpNorm.LINF, 1.5);
    assertTrue(queried >= 0.6 * ROWS, "Square finds " + queried);
    assertEquals(List.of(), weak);
  }
}
