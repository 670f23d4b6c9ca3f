package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What holds of every attack. */
class AttackerTest {
  private static final PlanarRelu NETWORK = PlanarRelu.drawn(4, 6, 4);
  private static final List<Attack> ALL =
      List.of(
          new Fgs(),
          new Pgd(6, 2.5, true, 2, AttackLoss.CE),
          new CarliniWagner(0, 0.1, 3, 20, 0.05, true),
          new Apgd(AttackLoss.DLR, 10),
          new Square(60, 0.8),
          new RandomNoise(40));

  private static boolean serves(Attack attack, LpNorm norm) {
    return norm == LpNorm.LINF || !(attack instanceof Square);
  }

  private static List<Attack> all(LpNorm norm) {
    return ALL.stream().filter(attack -> serves(attack, norm)).toList();
  }

  private static Examples examples(int rows) {
    double[] x = new Random(6).doubles(2L * rows, 0.05, 0.95).toArray();
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = NETWORK.label(new double[] {(float) x[2 * i], (float) x[2 * i + 1]});
    }
    return Arena.examples(x, labels);
  }

  private static Subject subject(Classifier classifier, LpNorm norm, double epsilon) {
    return new Subject(classifier, Shape.of(2), new ThreatModel(norm, epsilon), 1);
  }

  @Test
  void noRoomChangesNothingAndTheCallersArraysAreTheirs() {
    Examples examples = examples(12);
    float[] x = examples.x().clone();
    int[] labels = examples.labels().clone();
    labels[3] = (labels[3] + 1) % 4; // one that the network has wrong
    Examples one = new Examples(examples.x(), labels);
    for (LpNorm norm : LpNorm.values()) {
      for (Attack attack : norm == LpNorm.LINF ? ALL : ALL.subList(0, 2)) {
        double epsilon = attack.bounded() ? 0 : 1;
        Outcome outcome = Arena.outcome(attack, subject(NETWORK.classifier(), norm, epsilon), one);
        assertEquals(11 / 12.0, outcome.clean(), 1e-9);
        assertEquals(11, outcome.attacked());
        assertFalse(outcome.rows().get(3).attacked());
        assertEquals(0, outcome.rows().get(3).effort().queries(), attack.toString());
        if (attack.bounded()) {
          assertEquals(1, outcome.robustOfRight());
          assertEquals(11 / 12.0, outcome.robustOfAll(), 1e-9);
          assertArrayEquals(x, outcome.x());
        }
        assertArrayEquals(x, examples.x());
      }
    }
  }

  @Test
  void successAndTheReturnedInputAgree() {
    Examples examples = examples(24);
    for (Attack attack : ALL) {
      Outcome outcome =
          Arena.outcome(attack, subject(NETWORK.classifier(), LpNorm.LINF, 0.1), examples);
      assertTrue(outcome.successes() > 2, attack.toString());
      for (int i = 0; i < 24; i++) {
        double[] found = {outcome.x()[2 * i], outcome.x()[2 * i + 1]};
        boolean fooled = NETWORK.label(found) != examples.labels()[i];
        assertEquals(fooled, outcome.rows().get(i).success(), attack + " row " + i);
        double dx = Math.abs(found[0] - examples.x()[2 * i]);
        double dy = Math.abs(found[1] - examples.x()[2 * i + 1]);
        assertEquals(Math.hypot(dx, dy), outcome.rows().get(i).l2(), 1e-6);
        assertEquals(Math.max(dx, dy), outcome.rows().get(i).linf(), 1e-6);
        assertTrue(fooled || dx == 0 && dy == 0);
      }
    }
  }

  @Test
  void aResultDependsNeitherOnTheBatchNorOnThePlaceInIt() {
    Examples examples = examples(9);
    for (Attack attack : ALL) {
      try (Arena arena = new Arena()) {
        Attacker attacker =
            arena.add(attack, subject(NETWORK.classifier(), LpNorm.LINF, 0.1), false);
        Outcome whole = attacker.run(arena::call, examples);
        Outcome parts = attacker.run(arena::call, examples, 0.1, 4);
        assertArrayEquals(whole.x(), parts.x(), 1e-6f, attack.toString());
        for (int i = 0; i < 9; i++) {
          assertEquals(whole.rows().get(i).success(), parts.rows().get(i).success());
        }
      }
    }
  }

  @Test
  void moreStepsAndMoreRoomDoNoHarm() {
    Examples examples = examples(40);
    for (AttackLoss loss : List.of(AttackLoss.CE, AttackLoss.MARGIN)) {
      try (Arena arena = new Arena()) {
        Subject subject = subject(NETWORK.classifier(), LpNorm.LINF, 0.1);
        Attacker fgs = arena.add(new Fgs(loss, true), subject, false);
        Attacker pgd = arena.add(new Pgd(10, loss), subject, false);
        double before = 1;
        for (double epsilon : new double[] {0.02, 0.05, 0.1, 0.2, 1}) {
          double robust = pgd.run(arena::call, examples, epsilon, Map.of()).robustOfRight();
          double single = fgs.run(arena::call, examples, epsilon, Map.of()).robustOfRight();
          assertTrue(robust <= single + 0.01, robust + " > " + single);
          assertTrue(robust <= before + 0.01, robust + " at " + epsilon + " after " + before);
          before = robust;
        }
      }
    }
  }

  @Test
  void averagingOverDrawsChangesNothingOfAClassifierThatDoesNotSample() {
    Examples examples = examples(10);
    for (Attack attack : all(LpNorm.L2)) {
      Subject one = subject(NETWORK.classifier(), LpNorm.L2, 0.1);
      Subject many = new Subject(NETWORK.classifier(), Shape.of(2), one.threat(), 7, 5, one.seed());
      Outcome a = Arena.outcome(attack, one, examples);
      Outcome b = Arena.outcome(attack, many, examples);
      assertArrayEquals(a.x(), b.x());
      assertEquals(a.rows(), b.rows());
    }
  }

  /** The network with noise on its logits, drawn for each pass. */
  private static Classifier noisy(double size) {
    Classifier network = NETWORK.classifier();
    return Arena.sampler(
        4,
        (x, draw) -> {
          Expr<TFloat32> l = network.logits(List.of(), x, new Randoms(0, draw));
          return l.plus(new Randoms(3, draw).normalLike("noise", l).times(size));
        });
  }

  /** A step that noise makes look like a success is not the last one. */
  @Test
  void whatFoolsOneDrawIsNotTheEnd() {
    Classifier noisy =
        Arena.sampler(
            2,
            (x, draw) -> {
              Expr<TFloat32> noise = new Randoms(9, draw).normalLike("noise", x);
              Expr<TFloat32> s = x.minus(x.nodes().constant(0.5)).times(20).plus(noise.times(2));
              return x.nodes().concat(List.of(s, s.negate()), 1);
            });
    double[] x = new Random(1).doubles(40, 0.55, 0.6).toArray();
    Subject subject =
        new Subject(noisy, Shape.of(1), new ThreatModel(LpNorm.LINF, 0.25), 1, 400, 1);
    for (Attack attack :
        List.of(
            new Pgd(20, AttackLoss.CE),
            new Apgd(AttackLoss.CE, 20),
            new Pgd(20, AttackLoss.MARGIN))) {
      Outcome outcome = Arena.outcome(attack, subject, Arena.examples(x, new int[40]));
      assertEquals(40, outcome.attacked());
      assertTrue(outcome.successes() >= 38, attack + " fools " + outcome.successes());
    }
  }

  @Test
  void aClassifierThatSamplesIsAttackedOnTheMeanAndJudgedByFreshDraws() {
    Examples examples = examples(24);
    Subject quiet = subject(NETWORK.classifier(), LpNorm.LINF, 0.1);
    for (Attack attack : ALL) {
      Outcome exact = Arena.outcome(attack, quiet, examples);
      Outcome still =
          Arena.outcome(
              attack, new Subject(noisy(0), Shape.of(2), quiet.threat(), 3, 2, 1), examples);
      // Without noise the mean is the network; each look is three, and it goes on when it is
      // fooled.
      assertEquals(exact.successes(), still.successes(), attack.toString());
      double factor = attack.bounded() ? 3 : 1;
      assertTrue(
          still.rows().get(0).effort().queries() >= factor * exact.rows().get(0).effort().queries(),
          attack.toString());
    }
    // RandomNoise as large as the margins: single draws are wrong all the time, the mean is not.
    Subject loud = new Subject(noisy(1), Shape.of(2), quiet.threat().within(0), 1, 400, 1);
    Outcome outcome = Arena.outcome(new Pgd(20, AttackLoss.CE), loud, examples);
    assertTrue(outcome.clean() >= 0.8, "the mean is right: " + outcome.clean());
    long seen = outcome.rows().stream().filter(row -> row.effort().onPath()).count();
    assertTrue(seen >= 5, "a single draw is wrong on the path of " + seen);
    assertEquals(0, outcome.successes());
  }

  @Test
  void aBoxOfEachChannelIsKeptAndSizesAreInItsUnits() {
    // The same network, of inputs that are stretched and moved in each channel.
    double[] lo = {-2, 10};
    double[] range = {4, 0.5};
    Classifier stretched =
        Arena.classifier(
            4,
            x -> {
              var nodes = x.nodes();
              var unit =
                  x.minus(nodes.constant(Shape.of(1, 2), lo))
                      .over(nodes.constant(Shape.of(1, 2), range));
              return NETWORK.classifier().logits(List.of(), unit, null);
            });
    Examples examples = examples(16);
    float[] moved = examples.x().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (moved[i] * range[i % 2] + lo[i % 2]);
    }
    for (LpNorm norm : List.of(LpNorm.L2)) {
      for (Attack attack : ALL.subList(0, 3)) {
        Outcome plain = Arena.outcome(attack, subject(NETWORK.classifier(), norm, 0.15), examples);
        ThreatModel threat = new ThreatModel(norm, 0.15, List.of(-2.0, 10.0), List.of(2.0, 10.5));
        Outcome other =
            Arena.outcome(
                attack,
                new Subject(stretched, Shape.of(2), threat, 1),
                new Examples(moved, examples.labels()));
        for (int i = 0; i < 16; i++) {
          if (attack instanceof Fgs) { // the others start at points that rounding moves
            assertEquals(plain.rows().get(i).success(), other.rows().get(i).success());
            assertEquals(plain.rows().get(i).l2(), other.rows().get(i).l2(), 1e-4);
          }
          assertTrue(other.x()[2 * i] >= -2 && other.x()[2 * i] <= 2);
          assertTrue(other.x()[2 * i + 1] >= 10 && other.x()[2 * i + 1] <= 10.5);
        }
        assertTrue(Math.abs(plain.successes() - other.successes()) <= 1, attack.toString());
      }
    }
  }

  @Test
  void whatIsMadeOnAnotherClassifierIsJudgedOnThisOne() {
    Examples examples = examples(24);
    PlanarRelu other = PlanarRelu.drawn(5, 6, 4);
    for (Attack attack : List.of(new Fgs(), new Pgd(10, AttackLoss.MARGIN))) {
      try (Arena arena = new Arena()) {
        Subject subject = subject(NETWORK.classifier(), LpNorm.LINF, 0.1);
        Subject twin = subject(NETWORK.classifier(), LpNorm.LINF, 0.1);
        Subject source = subject(other.classifier(), LpNorm.LINF, 0.1);
        Outcome white = arena.add(attack, subject, false).run(arena::call, examples);
        Outcome same =
            Attacker.transfer(arena.nodes, attack, twin, subject, false).run(arena::call, examples);
        Outcome from =
            Attacker.transfer(arena.nodes, attack, source, subject, false)
                .run(arena::call, examples);
        assertEquals(white.successes(), same.successes(), attack.toString());
        assertTrue(from.successes() < white.successes(), attack.toString());
        for (int i = 0; i < 24; i++) {
          double[] found = {from.x()[2 * i], from.x()[2 * i + 1]};
          boolean fooled = NETWORK.label(found) != examples.labels()[i];
          assertEquals(fooled, from.rows().get(i).success());
        }
      }
    }
  }

  @Test
  void theWorstCaseIsThatOfEachInput() {
    Examples examples = examples(40);
    Subject subject = subject(NETWORK.classifier(), LpNorm.LINF, 0.06);
    List<Outcome> outcomes =
        ALL.stream()
            .map(attack -> Arena.outcome(attack, subject, examples))
            .map(outcome -> outcome.within(subject.threat(), examples))
            .toList();
    Outcome worst = Outcome.worst(outcomes);
    for (int i = 0; i < 40; i++) {
      int row = i;
      boolean any = outcomes.stream().anyMatch(o -> o.rows().get(row).success());
      assertEquals(any, worst.rows().get(i).success());
      assertTrue(worst.rows().get(i).linf() <= 0.0601);
      double[] found = {worst.x()[2 * i], worst.x()[2 * i + 1]};
      assertEquals(any, NETWORK.label(found) != examples.labels()[i]);
    }
  }

  @Test
  void ofATargetedAttackInputsOfTheTargetDoNotCount() {
    Examples examples = examples(30);
    Examples aimed =
        new Examples(examples.x(), examples.labels(), Optional.of(new int[30])); // class 0
    long others = java.util.Arrays.stream(examples.labels()).filter(y -> y != 0).count();
    assertTrue(others < 30 && others > 3);
    for (Attack attack : ALL) {
      Outcome outcome =
          Arena.outcome(attack, subject(NETWORK.classifier(), LpNorm.LINF, 0.3), aimed);
      assertEquals(others, outcome.attacked());
      for (int i = 0; i < 30; i++) {
        double[] found = {outcome.x()[2 * i], outcome.x()[2 * i + 1]};
        if (outcome.rows().get(i).success()) {
          assertEquals(0, NETWORK.label(found));
        }
      }
    }
  }

  @Test
  void extremeLogitsGiveFiniteNumbers() {
    Classifier extreme =
        Arena.classifier(4, x -> NETWORK.classifier().logits(List.of(), x, null).times(1e4));
    Examples examples = examples(24);
    LpNorm norm = LpNorm.LINF;
    for (Attack attack :
        List.of(
            new Pgd(10, AttackLoss.CE),
            new Pgd(10, AttackLoss.DLR),
            new Pgd(10, AttackLoss.MARGIN),
            ALL.get(2))) {
      Outcome outcome = Arena.outcome(attack, subject(extreme, norm, 0.2), examples);
      for (float value : outcome.x()) {
        assertTrue(value >= 0 && value <= 1, attack.toString());
      }
      if (!attack.equals(new Pgd(10, AttackLoss.CE))) {
        Outcome plain = Arena.outcome(attack, subject(NETWORK.classifier(), norm, 0.2), examples);
        assertTrue(
            outcome.successes() >= plain.successes() - 3,
            attack + ": " + outcome.successes() + " of " + plain.successes());
      }
    }
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  @Test
  void whatCannotBeIsRefused() {
    Subject two = subject(Arena.linear(new double[][] {{1, 2}, {3, 4}}, 0, 0), LpNorm.L2, 1);
    Subject three =
        subject(Arena.linear(new double[][] {{1, 2, 3}, {3, 4, 5}}, 0, 0, 0), LpNorm.L2, 1);
    try (Arena arena = new Arena()) {
      Attacker attacker = arena.add(new Fgs(), two, false);
      refused(
          "x[1]: must be within the box of l2, epsilon 1 (255/255), box [0, 1] but is 1.5",
          () -> attacker.run(arena::call, Arena.examples(new double[] {0, 1, 1.5, 0}, 0, 1)));
      refused(
          "labels: must be in [0, 2) but is 2",
          () -> attacker.run(arena::call, Arena.examples(new double[] {0, 1}, 2)));
      refused(
          "targets: must be absent but is given",
          () ->
              attacker.run(
                  arena::call, Arena.aimed(new double[] {0, 1}, new int[] {0}, new int[] {1})));
      refused(
          "x: must be examples of shape [2] but is 3 numbers an example",
          () -> attacker.run(arena::call, Arena.examples(new double[] {0, 1, 1}, 1)));
    }
    refused(
        "norm: must be linf for the attack square but is l2",
        () -> new Square(10, 0.8).require(two, false));
    refused(
        "targets: must be 0 for a targeted attack but is 1",
        () -> new Apgd(AttackLoss.CE, 5, 1, 1, 0.75).require(three, true));
    refused(
        "epsilon: must be a number of at least 0 but is -1", () -> new ThreatModel(LpNorm.L2, -1));
    refused(
        "hi: must be above lo ([1.0]) but is [1.0]",
        () -> new ThreatModel(LpNorm.L2, 1, List.of(1.0), List.of(1.0)));
    refused("steps: must be at least 1 but is 0", () -> new Pgd(0, AttackLoss.CE));
  }
}
