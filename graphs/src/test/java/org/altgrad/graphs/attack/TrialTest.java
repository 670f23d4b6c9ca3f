package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.attack.Verdict.Status;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Whether a robust accuracy is believed where it should be, and nowhere else. */
class TrialTest {
  private static final int NUMBERS = 36;
  private static final int HIDDEN = 24;
  private static final int CLASSES = 4;
  private static final double[][] W1 = Arena.matrix(new Random(1), NUMBERS, HIDDEN, 0.6);
  private static final double[] B1 = Arena.gaussian(new Random(2), HIDDEN, 0, 0.3);
  private static final double[][] W2 = Arena.matrix(new Random(3), HIDDEN, CLASSES, 0.6);
  private static final double[] B2 = new double[CLASSES];

  /** A network, of which the inputs and the logits may be changed. */
  private record Model(UnaryOperator<Expr<TFloat32>> before, UnaryOperator<Expr<TFloat32>> after) {
    Classifier classifier() {
      return Arena.classifier(
          CLASSES, x -> after.apply(Arena.affine(hidden(before.apply(x)), W2, B2)));
    }

    static Expr<TFloat32> hidden(Expr<TFloat32> x) {
      Expr<TFloat32> a = Arena.affine(x, W1, B1);
      return a.nodes().of(a.nodes().tf().nn.relu(a));
    }

    FeatureMap features() {
      return new FeatureMap() {
        @Override
        public int count() {
          return HIDDEN;
        }

        @Override
        public List<Expr<TFloat32>> weights() {
          return List.of();
        }

        @Override
        public Expr<TFloat32> features(
            List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
          return hidden(before.apply(x.reshape(-1, NUMBERS)));
        }
      };
    }
  }

  private static final Model HONEST = new Model(x -> x, l -> l);

  private static Examples examples() {
    return examples(100);
  }

  private static Examples examples(int rows) {
    double[] x = new Random(9).doubles(rows * NUMBERS, 0.05, 0.95).toArray();
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      double[] l = B2.clone();
      for (int h = 0; h < HIDDEN; h++) {
        double a = B1[h];
        for (int j = 0; j < NUMBERS; j++) {
          a += (float) x[i * NUMBERS + j] * W1[j][h];
        }
        for (int k = 0; k < CLASSES; k++) {
          l[k] += Math.max(0, a) * W2[h][k];
        }
      }
      for (int k = 1; k < CLASSES; k++) {
        labels[i] = l[k] > l[labels[i]] ? k : labels[i];
      }
    }
    return Arena.examples(x, labels);
  }

  private static Trial.Report trial(Model model, Attack... attacks) {
    return trial(model, examples(), attacks);
  }

  private static Trial.Report trial(Model model, Examples examples, Attack... attacks) {
    Map<String, Attack> named = new LinkedHashMap<>();
    for (Attack attack : attacks) {
      named.put(attack.label().toLowerCase(java.util.Locale.ROOT), attack);
    }
    Trial.Plan plan = new Trial.Plan(named, 50, 50, 20, new Binarisation.Settings());
    Subject subject =
        new Subject(model.classifier(), Shape.of(6, 6), new ThreatModel(LpNorm.LINF, 0.04), 1);
    try (Arena arena = new Arena()) {
      return new Trial(
              arena.nodes,
              plan,
              subject,
              new Trial.Others(
                  Optional.of(HONEST.classifier()),
                  Optional.empty(),
                  Optional.of(model.features())))
          .run(arena::call, examples);
    }
  }

  private static Status status(Trial.Report report, String check) {
    return report.verdict().check(check).orElseThrow().status();
  }

  private static String said(Trial.Report report) {
    return report.verdict().line() + "\n" + report.verdict().checks();
  }

  @Test
  void anHonestClassifierIsBelieved() {
    Trial.Report report =
        trial(
            HONEST,
            new Fgs(),
            new Pgd(40, 2.5, true, 2, AttackLoss.MARGIN),
            new Square(100, 0.8),
            new CarliniWagner(0, 0.1, 5, 40, 0.02, true));
    Verdict verdict = report.verdict();
    assertTrue(verdict.trusted(), () -> said(report));
    assertEquals(1, report.worst().clean());
    assertTrue(verdict.robust() > 0.1 && verdict.robust() < 0.9, () -> said(report));
    assertEquals(Status.PASSED, status(report, "binarisation"), () -> said(report));
    // All eleven points are there, and what could not be run is said.
    assertEquals(
        List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        verdict.checks().stream().map(Verdict.Check::point).distinct().toList());
    assertEquals(Status.NOT_RUN, status(report, "undefended"));
    assertEquals(
        "robust accuracy "
            + Verdict.share(verdict.robust())
            + " of 100 inputs at 10.2/255: trusted, "
            + (verdict.checks().size() - 1)
            + " checks passed, 1 not run",
        verdict.line());
  }

  @Test
  void largeLogitsThatTakeTheGradientAwayAreCaught() {
    Trial.Report report =
        trial(
            new Model(x -> x, l -> l.times(1000)),
            new Fgs(),
            new Pgd(20, AttackLoss.CE),
            new Square(100, 0.8));
    assertFalse(report.verdict().trusted(), () -> said(report));
    assertEquals(Status.FAILED, status(report, "zero_gradients"), () -> said(report));
    assertEquals(Status.FAILED, status(report, "gradient_free"), () -> said(report));
    assertEquals(Status.FAILED, status(report, "transfer"), () -> said(report));
    assertTrue(report.verdict().line().contains("NOT TRUSTED"), () -> said(report));
  }

  @Test
  void anInputInStepsIsCaught() {
    Trial.Report report =
        trial(
            new Model(
                x -> x.nodes().of(x.nodes().tf().math.floor(x.times(64).plus(0.5))).over(64).stop(),
                l -> l),
            new Pgd(20, AttackLoss.MARGIN));
    assertFalse(report.verdict().trusted(), () -> said(report));
    for (String check : List.of("large_epsilon", "zero_gradients", "binarisation")) {
      assertEquals(Status.FAILED, status(report, check), () -> said(report));
    }
  }

  @Test
  void ofFewInputsNoVerdictIsOneOfTrust() {
    Attack[] attacks = {new Fgs(), new Pgd(40, 2.5, true, 2, AttackLoss.MARGIN)};
    for (int rows : new int[] {1, 99}) {
      Trial.Report report = trial(HONEST, examples(rows), attacks);
      assertEquals(Status.FAILED, status(report, "rows"), () -> said(report));
      assertTrue(
          report
              .verdict()
              .line()
              .contains(
                  ": NOT TRUSTED, "
                      + (rows == 1 ? "1 input" : "99 inputs")
                      + " cannot show a difference of a point: verdict.rows, and the"
                      + " split's examples, must be 100 or more"),
          () -> said(report));
    }
  }

  /** The same numbers, whose gradient has noise of its own size besides. */
  private static Expr<TFloat32> noisy(Expr<TFloat32> x) {
    double[][] w = Arena.matrix(new Random(11), NUMBERS, NUMBERS, 1 / Math.sqrt(NUMBERS));
    Expr<TFloat32> other = x.matmul(x.nodes().constant(w));
    return x.plus(other.minus(other.stop()));
  }

  private static Expr<TFloat32> steps(Expr<TFloat32> x, double count) {
    return x.nodes().of(x.nodes().tf().math.floor(x.times(count).plus(0.5))).over(count);
  }

  private static Expr<TFloat32> waves(Expr<TFloat32> x, double frequency) {
    return x.plus(x.nodes().of(x.nodes().tf().math.sin(x.times(frequency))).times(0.03));
  }

  private static GradientProbe.Report gradient(UnaryOperator<Expr<TFloat32>> logits) {
    return gradient(Arena.classifier(CLASSES, logits), 16);
  }

  private static GradientProbe.Report gradient(Classifier classifier, int batch) {
    try (Arena arena = new Arena()) {
      Subject subject =
          new Subject(classifier, Shape.of(6, 6), new ThreatModel(LpNorm.LINF, 0.04), 1);
      return GradientProbe.of(arena.nodes, subject).run(arena::call, examples(), batch);
    }
  }

  private static Expr<TFloat32> honest(Expr<TFloat32> x) {
    return Arena.affine(Model.hidden(x), W2, B2);
  }

  /** Convolution, rectifier, maximum over two by two, and a last layer. */
  private static Expr<TFloat32> convolution(Expr<TFloat32> x) {
    var tf = x.nodes().tf();
    Expr<TFloat32> kernel =
        x.nodes().constant(Arena.matrix(new Random(12), 9, 8, 1)).reshape(3, 3, 1, 8);
    var maps = tf.nn.conv2d(x.reshape(-1, 6, 6, 1), kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    var pooled =
        tf.nn.maxPool(
            tf.nn.relu(maps),
            tf.constant(new int[] {1, 2, 2, 1}),
            tf.constant(new int[] {1, 2, 2, 1}),
            "VALID");
    double[][] last = Arena.matrix(new Random(13), 72, CLASSES, 0.5);
    return Arena.affine(x.nodes().of(pooled).reshape(-1, 72), last, B2);
  }

  @Test
  void gradientsOfHonestNetworksAreThoseOfTheirLoss() {
    List<UnaryOperator<Expr<TFloat32>>> networks =
        List.of(
            TrialTest::honest,
            x -> honest(x).times(1e12),
            x -> honest(x).times(1e-12),
            x -> honest(x).plus(100),
            TrialTest::convolution);
    for (UnaryOperator<Expr<TFloat32>> network : networks) {
      GradientProbe.Report report = gradient(network);
      assertTrue(report.median() < 0.1 && report.most() < 0.25, report::toString);
    }
    Classifier sampler =
        Arena.sampler(
            CLASSES,
            (x, draw) -> {
              Expr<TFloat32> l = honest(x);
              return l.times(new Randoms(7, draw).normalLike("noise", l).plus(3));
            });
    assertTrue(gradient(sampler, 100).median() < 0.1);
    assertEquals(
        gradient(TrialTest::honest), gradient(Arena.classifier(CLASSES, TrialTest::honest), 7));
  }

  @Test
  void gradientsOfSomethingElseAreFound() {
    Map<String, UnaryOperator<Expr<TFloat32>>> networks = new LinkedHashMap<>();
    networks.put("noise of its own size", x -> honest(noisy(x)));
    networks.put("turned round", x -> honest(x).stop().times(2).minus(honest(x)));
    networks.put("none", x -> honest(x).stop());
    for (double count : new double[] {8, 64, 255}) {
      networks.put(
          "straight through " + count + " steps",
          x -> honest(x.plus(steps(x, count).minus(x).stop())));
      networks.put("steps " + count, x -> honest(steps(x, count).stop()));
    }
    networks.put("shattered", x -> honest(waves(x, 20000)));
    networks.forEach(
        (name, network) -> {
          GradientProbe.Report report = gradient(network);
          assertTrue(report.median() > 0.25 || report.most() > 0.5, () -> name + " " + report);
        });
  }

  /** Whose waves are too long for the check of the gradient, and shorter than ε. */
  @Test
  void aGradientThatIsRightButSoonForgottenIsNotBelieved() {
    Trial.Report report =
        trial(
            new Model(x -> waves(x, 700), l -> l),
            new Fgs(),
            new Pgd(40, 2.5, true, 2, AttackLoss.MARGIN),
            new Square(300, 0.8));
    assertFalse(report.verdict().trusted(), () -> said(report));
  }

  @Test
  void aGradientOfWhichHalfIsNoiseIsNotBelieved() {
    Trial.Report report =
        trial(
            new Model(TrialTest::noisy, l -> l),
            new Fgs(),
            new Pgd(40, 2.5, true, 2, AttackLoss.MARGIN),
            new Square(100, 0.8));
    assertFalse(report.verdict().trusted(), () -> said(report));
    assertEquals(Status.FAILED, status(report, "gradient"), () -> said(report));
  }

  @Test
  void probabilitiesAreNoLogits() {
    for (Model model : List.of(HONEST, new Model(x -> x, Expr::softmax))) {
      try (Arena arena = new Arena()) {
        Subject subject =
            new Subject(model.classifier(), Shape.of(6, 6), new ThreatModel(LpNorm.L2, 1), 1);
        OutputProbe.Report report =
            OutputProbe.of(arena.nodes, subject, 2).run(arena::call, examples());
        assertEquals(model != HONEST, report.probabilities());
      }
    }
  }

  @Test
  void theLineNamesTheFirstReason() {
    Verdict verdict =
        new Verdict(
            0.438,
            500,
            new ThreatModel(LpNorm.LINF, 8 / 255.0),
            List.of(
                Verdict.Check.of(1, "threat_model", true, 0, "linf"),
                Verdict.Check.of(
                    5, "gradient_free", false, 0.031, "Square beats PGD by 3.1 points"),
                Verdict.Check.notRun(5, "transfer", "no other classifier")));
    assertEquals(
        "robust accuracy .44 of 500 inputs at 8/255: NOT TRUSTED, Square beats PGD by 3.1 points",
        verdict.line());
  }

  @Test
  void planesSeparateWhatCanBeSeparated() {
    double[][] points = {{0, 0}, {1, 0}, {0, 1}, {2, 2}};
    Readout.Plane plane = Separation.of(points, 3).orElseThrow();
    // The widest gap is between the line through the second and third point and the fourth.
    double[] values = new double[4];
    for (int i = 0; i < 4; i++) {
      values[i] =
          plane.b()
              + plane.w()[0] * (points[i][0] - plane.c()[0])
              + plane.w()[1] * (points[i][1] - plane.c()[1]);
    }
    assertEquals(-1, values[1], 1e-3);
    assertEquals(-1, values[2], 1e-3);
    assertEquals(1, values[3], 1e-3);
    assertTrue(Separation.of(new double[][] {{0, 0}, {2, 0}, {1, 0}}, 2).isEmpty());
  }
}
