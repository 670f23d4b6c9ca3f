package org.altgrad.graphs.vub.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.vub.ops.InformationBound.Clip;
import org.altgrad.graphs.vub.ops.InformationBound.Scope;
import org.altgrad.graphs.vub.ops.InformationBound.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** The operations against closed forms in plain Java, central differences and TensorFlow's own. */
class VubOpsTest {
  static final int N = 2;
  static final int S = 2;
  static final int B = 3;
  private static final int K = 4;
  static final int C = 5;
  private static final double BIAS = 0.57;

  private static double inverseSoftplus(double sigma) {
    return Math.log(Math.expm1(sigma));
  }

  private static <T extends TNumber> Expr<T> random(Nodes<T> nodes, long seed, long... shape) {
    Shape of = Shape.of(shape);
    return nodes.constant(of, new Random(seed).doubles(of.size(), -1.5, 1.5).toArray());
  }

  // ------------------------------------------------------------------------------ GaussianHead

  @Test
  void theRateHasItsClosedForm() {
    try (TestGraph g = new TestGraph()) {
      double one = inverseSoftplus(1);
      Expr<TFloat64> mu = g.f64.constant(new double[][] {{0, 0}, {1, -2}});
      Expr<TFloat64> pre =
          g.f64.constant(new double[][] {{one, one}, {inverseSoftplus(0.5), inverseSoftplus(2)}});
      Expr<TFloat64> noise = g.f64.constant(Shape.of(1, 2, 2), 1, 2, -1, 1);
      GaussianHead<TFloat64> head = GaussianHead.of(mu, pre, noise, 0);
      assertArrayEquals(new double[] {0, 3.625}, g.value(head.kl()), 1e-12);
      assertArrayEquals(new double[] {0, 0}, g.value(head.narrowing()), 1e-12);
      assertArrayEquals(new double[] {1, 2, 0.5, 0}, g.value(head.z()), 1e-12);
      assertArrayEquals(new double[] {1, 1, 0.5, 2}, g.value(head.sigma()), 1e-12);
    }
  }

  @Test
  void theRateIsTheMeanLogRatioOfItsSamples() {
    int draws = 1_000_000;
    double[] mu = {0.7, -0.4};
    double[] sigma = {0.6, 1.7};
    Random random = new Random(3);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      double ratio = 0;
      for (int k = 0; k < 2; k++) {
        double eps = random.nextGaussian();
        double z = mu[k] + sigma[k] * eps;
        ratio += -Math.log(sigma[k]) - eps * eps / 2 + z * z / 2;
      }
      sum += ratio;
      squares += ratio * ratio;
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> pre =
          g.f64.constant(new double[][] {{inverseSoftplus(sigma[0]), inverseSoftplus(sigma[1])}});
      Expr<TFloat64> noise = g.f64.constant(Shape.of(1, 1, 2), 0, 0);
      Expr<TFloat64> kl = GaussianHead.of(g.f64.constant(new double[][] {mu}), pre, noise, 0).kl();
      assertEquals(mean, g.scalar(kl), 4 * error);
    }
  }

  @Test
  void theHeadHasTheGradientsOfDifferences() {
    for (int part = 0; part < 3; part++) {
      int which = part;
      GradientCheck.check(
          x -> {
            GaussianHead<TFloat64> head =
                GaussianHead.of(x.get(0), x.get(1), random(x.get(0).nodes(), 1, N, S, B, K), BIAS);
            return List.of(head.z(), head.kl(), head.narrowing()).get(which);
          },
          Shape.of(N, B, K),
          Shape.of(N, B, K));
    }
  }

  @Test
  void smallDeviationsDoNotUnderflow() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> mu = g.f32.constant(new double[][] {{0, 0, 0, 0}});
      Expr<TFloat32> pre = g.f32.constant(new double[][] {{-14.999, -15.001, -100, -500}});
      Expr<TFloat32> noise = g.f32.constant(Shape.of(1, 1, 4), 1, 1, 1, 1);
      GaussianHead<TFloat32> head = GaussianHead.of(mu, pre, noise, 0);
      assertEquals(14.999 + 15.001 + 100 + 500, g.scalar(head.narrowing()), 1e-3);
      List<Expr<TFloat32>> d = Gradients.of(head.kl(), List.of(mu, pre));
      assertArrayEquals(new double[] {-1, -1, -1, -1}, g.value(d.get(1)), 1e-5);
    }
  }

  // ------------------------------------------------------------------------ CategoricalEntropy

  @Test
  void theEntropyOfUniformLogitsIsTheLogarithmOfTheirNumber() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> logits = g.f64.constant(new double[][] {{3, 3, 3, 3, 3}});
      Expr<TFloat64> h = CategoricalEntropy.of(logits);
      assertEquals(Math.log(C), g.scalar(h), 1e-12);
      assertArrayEquals(new double[C], g.value(Gradients.of(h, List.of(logits)).get(0)), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e4, 1e30, 3e38})
  void theEntropyIsFiniteHoweverLargeTheLogits(double size) {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> logits = g.f32.constant(new double[][] {{size, 0, 0}, {size, -size, 0}});
      Expr<TFloat32> h = CategoricalEntropy.of(logits);
      assertArrayEquals(new double[2], g.value(h), 0);
      assertArrayEquals(new double[6], g.value(Gradients.of(h, List.of(logits)).get(0)), 0);
    }
  }

  @Test
  void theEntropyHasTheGradientOfDifferencesAndDoesNotSeeShifts() {
    GradientCheck.check(x -> CategoricalEntropy.of(x.get(0)), Shape.of(N, S, B, C));
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> logits = random(g.f64, 5, B, C);
      Expr<TFloat64> h = CategoricalEntropy.of(logits);
      assertArrayEquals(g.value(h), g.value(CategoricalEntropy.of(logits.plus(3.25))), 1e-12);
      double[] sums = g.value(Gradients.of(h, List.of(logits)).get(0).sum(-1));
      assertArrayEquals(new double[B], sums, 1e-12);
    }
  }

  // -------------------------------------------------------------------------- InformationBound

  static Optional<Clip> clip(String kind, double most) {
    return kind.equals("none")
        ? Optional.empty()
        : Optional.of(new Clip(most, Scope.valueOf(kind)));
  }

  static <T extends TNumber> InformationBound<T> bound(
      Expr<T> logits, Expr<T> rate, Optional<Clip> clip) {
    Nodes<T> nodes = logits.nodes();
    double[] targets = new double[N * B * C];
    for (int i = 0; i < N * B; i++) {
      targets[i * C + i % C] = 1;
    }
    return InformationBound.of(
        logits,
        nodes.constant(Shape.of(N, B, C), targets),
        rate,
        new Weights<>(
            nodes.constant(Shape.of(N), 0.3, 0.01), nodes.constant(Shape.of(N), 0.5, 2), clip),
        nodes.constant(Shape.of(B), 1, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "BATCH", "SAMPLE"})
  void theBoundHasTheGradientsOfDifferences(String kind) {
    GradientCheck.check(
        x -> bound(x.get(0), x.get(1), clip(kind, 1.35)).loss(),
        Shape.of(N, S, B, C),
        Shape.of(N, B));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "BATCH", "SAMPLE"})
  void theBoundIsWhatPlainSumsGive(String kind) {
    double[] l = new Random(11).doubles(N * S * B * C, -1.5, 1.5).toArray();
    double[] rate = {1, 2, 3, 4, 5, 6};
    double[] beta = {0.3, 0.01};
    double[] lambda = {0.5, 2};
    double most = 1.35;
    double[] loss = new double[N];
    double[] clipped = new double[N];
    for (int n = 0; n < N; n++) {
      double ce = 0;
      double h = 0;
      double limited = 0;
      for (int s = 0; s < S; s++) {
        for (int b = 0; b < 2; b++) { // the third example fills up the batch
          int from = ((n * S + s) * B + b) * C;
          double[] p = softmax(Arrays.copyOfRange(l, from, from + C));
          double own = Arrays.stream(p).map(x -> -x * Math.log(x)).sum();
          ce -= Math.log(p[(n * B + b) % C]) / (2 * S);
          h += own / (2 * S);
          limited += Math.min(own, most) / (2 * S);
          clipped[n] += own >= most ? 1.0 / (2 * S) : 0;
        }
      }
      double gained =
          switch (kind) {
            case "none" -> h;
            case "BATCH" -> Math.min(h, most);
            default -> limited;
          };
      clipped[n] = kind.equals("SAMPLE") ? clipped[n] : kind.equals("BATCH") && h >= most ? 1 : 0;
      loss[n] = ce + beta[n] * (rate[n * B] + rate[n * B + 1]) / 2 - lambda[n] * gained;
    }
    try (TestGraph g = new TestGraph()) {
      InformationBound<TFloat64> of =
          bound(
              g.f64.constant(Shape.of(N, S, B, C), l),
              g.f64.constant(Shape.of(N, B), rate),
              clip(kind, most));
      assertArrayEquals(loss, g.value(of.loss()), 1e-12);
      assertArrayEquals(clipped, g.value(of.clipped()), 1e-12);
    }
  }

  private static double[] softmax(double[] l) {
    double sum = Arrays.stream(l).map(Math::exp).sum();
    return Arrays.stream(l).map(x -> Math.exp(x) / sum).toArray();
  }

  /** The whole head with our operations and with TensorFlow's, in single precision. */
  @Test
  void theOperationsHaveTheGradientsOfTensorFlows() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> mu = random(g.f32, 1, N, B, K);
      Expr<TFloat32> pre = random(g.f32, 2, N, B, K);
      Expr<TFloat32> noise = random(g.f32, 3, N, S, B, K);
      Expr<TFloat32> w = random(g.f32, 4, N, 1, K, C);
      GaussianHead<TFloat32> head = GaussianHead.of(mu, pre, noise, BIAS);
      Expr<TFloat32> ours =
          bound(head.z().batchMatmul(w), head.kl(), Optional.empty()).loss().sum();

      Expr<TFloat32> sigma = Expr.softplus(pre.plus(BIAS));
      Expr<TFloat32> z = mu.expand(1).plus(sigma.expand(1).times(noise));
      Expr<TFloat32> kl =
          sigma.square().plus(mu.square()).minus(1).times(0.5).minus(sigma.log()).sum(-1);
      Expr<TFloat32> logP = Expr.logSoftmax(z.batchMatmul(w));
      double[] targets = new double[N * B * C];
      for (int i = 0; i < N * B; i++) {
        targets[i * C + i % C] = 1;
      }
      Expr<TFloat32> target = g.f32.constant(Shape.of(N, 1, B, C), targets);
      Expr<TFloat32> share = g.f32.constant(Shape.of(B), 0.5, 0.5, 0);
      Expr<TFloat32> ce = logP.times(target).sum(-1).negate().times(share).sum(-1).mean(1);
      Expr<TFloat32> h = logP.exp().times(logP).sum(-1).negate().times(share).sum(-1).mean(1);
      Expr<TFloat32> theirs =
          ce.plus(kl.times(share).sum(-1).times(g.f32.constant(Shape.of(N), 0.3, 0.01)))
              .minus(h.times(g.f32.constant(Shape.of(N), 0.5, 2)))
              .sum();
      assertEquals(g.scalar(theirs), g.scalar(ours), 1e-5);
      List<Expr<TFloat32>> xs = List.of(mu, pre, w);
      List<Expr<TFloat32>> a = Gradients.of(ours, xs);
      List<Expr<TFloat32>> b = Gradients.of(theirs, xs);
      for (int i = 0; i < xs.size(); i++) {
        assertArrayEquals(g.value(b.get(i)), g.value(a.get(i)), 1e-5);
      }
    }
  }

  @Test
  void theBoundIsFiniteAtExtremeLogits() {
    try (TestGraph g = new TestGraph()) {
      double[] l = new double[N * S * B * C];
      Arrays.setAll(l, i -> i % C == 0 ? 1e4 : 0);
      Expr<TFloat32> logits = g.f32.constant(Shape.of(N, S, B, C), l);
      Expr<TFloat32> rate = g.f32.constant(Shape.of(N, B), new double[N * B]);
      InformationBound<TFloat32> of = bound(logits, rate, Optional.empty());
      assertTrue(Arrays.stream(g.value(of.loss())).allMatch(Double::isFinite));
      double[] d = g.value(Gradients.of(of.loss().sum(), List.of(logits)).get(0));
      assertTrue(Arrays.stream(d).allMatch(x -> Math.abs(x) <= 1), Arrays.toString(d));
    }
  }

  // -------------------------------------------------------- what the entropy term does: 2.9

  /** p_y and H of free logits after a plain descent of -ln p_y - λ H, one network for each λ. */
  private static double[][] settled(
      int classes, double[] lambda, Optional<Clip> clip, int steps, double rate) {
    int networks = lambda.length;
    double[] y = new double[networks * classes];
    for (int n = 0; n < networks; n++) {
      y[n * classes] = 1;
    }
    try (TestGraph g = new TestGraph()) {
      Loop loop = new Loop("descent");
      double[] start = new double[networks * classes];
      var logits = loop.variable("l", g.f64.constant(Shape.of(networks, classes), start));
      Loop.End end =
          loop.run(
              g.tf,
              g.tf.constant(steps),
              now -> {
                Expr<TFloat64> l = now.get(logits);
                Expr<TFloat64> loss = loss(l, y, lambda, clip).loss().sum();
                Expr<TFloat64> d = Gradients.of(loss, List.of(l)).get(0);
                now.set(logits, l.minus(d.times(rate)));
              });
      double[] p = g.value(Expr.softmax(end.get(logits)));
      double[] h = g.value(loss(end.get(logits), y, lambda, clip).entropy());
      double[][] found = new double[networks][];
      Arrays.setAll(found, n -> new double[] {p[n * classes], h[n]});
      return found;
    }
  }

  private static InformationBound<TFloat64> loss(
      Expr<TFloat64> l, double[] y, double[] lambda, Optional<Clip> clip) {
    Nodes<TFloat64> nodes = l.nodes();
    int networks = lambda.length;
    int classes = y.length / networks;
    Expr<TFloat64> none = nodes.constant(Shape.of(networks), new double[networks]);
    return InformationBound.of(
        l.reshape(networks, 1, 1, classes),
        nodes.constant(Shape.of(networks, 1, classes), y),
        none.expand(1),
        new Weights<>(none, nodes.constant(Shape.of(networks), lambda), clip),
        nodes.constant(Shape.of(1), 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 .9018 .321 .7822 .524 .6767 .629 .6294 .659",
        "10 .6789 1.333 .4760 1.843 .3329 2.102 .2733 2.183",
        "1000 .3241 5.298 .1845 6.111 .1050 6.518 .0757 6.652"
      })
  void freeLogitsSettleWhereTheTableSays(String row) {
    double[] of = Arrays.stream(row.split(" ")).mapToDouble(Double::parseDouble).toArray();
    double[] lambda = {0.5, 1, 2, 3};
    double[][] found = settled((int) of[0], lambda, Optional.empty(), 2000, 0.5);
    for (int n = 0; n < lambda.length; n++) {
      assertEquals(of[1 + 2 * n], found[n][0], 1e-3);
      assertEquals(of[2 + 2 * n], found[n][1], 2e-3);
    }
  }

  @Test
  void aThousandClassesSettleAtTheReferencesLimit() {
    Clip clip = new Clip(5.8972, Scope.BATCH);
    assertEquals(5.897, settled(1000, new double[] {1}, Optional.of(clip), 3000, 0.02)[0][1], 0.01);
  }
}
