package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Message;
import org.altgrad.graphs.prob.Bernoulli;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.prob.Densities;
import org.altgrad.graphs.prob.Gaussian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Distributions, messages and estimators in single precision against double precision, with logits
 * and weights of 0 to 60 in size: inputs are the same numbers in both. With {@code
 * -Daltgrad.precision=1} it prints the table of the largest errors.
 */
class PrecisionTest {
  /** One row of logits: sizes 0 to 60 and tiny ones, both signs. */
  private static final double[] LOGITS =
      Stream.of(
              IntStream.rangeClosed(-48, 48).mapToDouble(i -> 1.25 * i),
              IntStream.rangeClosed(1, 20).mapToDouble(i -> Math.scalb(1.0, -i)),
              IntStream.rangeClosed(1, 20).mapToDouble(i -> -Math.scalb(1.0, -i)))
          .flatMapToDouble(x -> x)
          .toArray();

  private static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (double x : new double[] {0, 1}) {
      cases.add(
          Case.of("Bernoulli log-probability of " + x, new LogProbability(x), Relative.VALUE));
    }
    cases.add(Case.of("Bernoulli log-probability of .3", new LogProbability(0.3), Relative.VALUE));
    cases.add(Case.of("Bernoulli probability", new Formulas.Probability(), Relative.VALUE));
    cases.add(Case.of("Bernoulli entropy", new Formulas.Entropy(), Relative.VALUE));
    cases.add(Case.of("Bernoulli entropy's slope", new Formulas.OwnEntropy(), Relative.VALUE));
    cases.add(Case.of("Bernoulli KL", new Formulas.BernoulliKl(), Relative.VALUE));
    // Of a category that is all but certain the logarithm is 0, an error of 6e-8 nats.
    cases.add(Case.of("softmax log-probabilities", new Formulas.LogSoftmax(), Relative.UNIT));
    cases.add(Case.of("softmax entropy", new Formulas.SoftmaxEntropy(), Relative.UNIT));
    cases.add(Case.of("softmax KL", new Formulas.SoftmaxKl(), Relative.UNIT));
    cases.add(Case.of("cross-entropy, soft targets", new Formulas.SoftTargets(), Relative.VALUE));
    cases.add(Case.of("cross-entropy's slope", new Formulas.SoftTargetsSlope(), Relative.UNIT));
    cases.add(Case.of("Gaussian log-density", new Formulas.GaussianDensity(), Relative.UNIT));
    // Divergences are the square of a small difference: below 1e-7 nats they have no digits left.
    cases.add(Case.of("Gaussian KL to the standard", new Formulas.StandardKl(), Relative.UNIT));
    cases.add(Case.of("Gaussian KL", new Formulas.GaussianKl(), Relative.UNIT));
    cases.add(Case.of("Laplace log-density", new Formulas.Laplace(), Relative.UNIT));
    cases.add(Case.of("Beta log-density", new Formulas.Beta(), Relative.UNIT));
    for (Counterfactual how : Counterfactual.values()) {
      for (double[] size : new double[][] {{60, 30}, {60, 0.3}, {3, 60}, {15, 2}}) {
        String of = how + ", logits " + size[0] + ", weights " + size[1];
        cases.add(Case.of("hindsight, " + of, new Hindsight(how, size, true), Relative.UNIT));
        cases.add(
            Case.of("entropy flips, " + of, new Hindsight(how, size, false), Relative.LARGEST));
      }
    }
    for (double[] size : new double[][] {{60, 30}, {60, 0.3}, {3, 60}, {15, 2}}) {
      String of = "logits " + size[0] + ", weights " + size[1];
      cases.add(
          Case.of("hindsight of a softmax, " + of, new SoftmaxHindsight(size), Relative.UNIT));
    }
    for (VaeEstimator estimator : estimators()) {
      for (double scale : new double[] {1, 8, 30}) {
        cases.add(
            Case.of(
                "direction, weights times " + scale + ", " + estimator,
                new Direction(estimator, scale),
                Relative.LARGEST));
      }
    }
    return cases.stream();
  }

  private static List<VaeEstimator> estimators() {
    return List.of(
        new Hnca(false, false, Baseline.NONE, 0, 1, Counterfactual.CHEBYSHEV),
        new Hnca(true, true, Baseline.NONE, 0, 1, Counterfactual.SOFTPLUS),
        new LocalExpectation(Counterfactual.SOFTPLUS),
        new Reinforce(Baseline.NONE, 0, 1),
        new LooIs(3),
        new LooFr(),
        new Arm(),
        new Disarm(),
        new Arms(2),
        new Arms(4),
        new Rebar(0.5, 1),
        new StraightThrough(),
        new ReinMax(),
        new GumbelSoftmax(0.5),
        new ByTerm(
            new Reinforce(Baseline.NONE, 0, 1),
            new Hnca(false, false, Baseline.NONE, 0, 1, Counterfactual.CHEBYSHEV)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsEnough(Case c) {
    c.check();
  }

  private record LogProbability(double x) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      return new Bernoulli<>(logits(nodes)).logProbability(nodes.constant(x));
    }
  }

  private static <T extends TNumber> Expr<T> logits(Nodes<T> nodes) {
    return nodes.constant(Shape.of(LOGITS.length), LOGITS);
  }

  /** Pairs of logits that are near to or far from each other. */
  private static <T extends TNumber> List<Expr<T>> pairs(Nodes<T> nodes) {
    double[] first = new double[4 * LOGITS.length];
    double[] second = new double[4 * LOGITS.length];
    for (int i = 0; i < LOGITS.length; i++) {
      for (int k = 0; k < 4; k++) {
        first[4 * i + k] = LOGITS[i];
        second[4 * i + k] =
            switch (k) {
              case 0 -> -LOGITS[i];
              case 1 -> LOGITS[i] + 1;
              case 2 -> LOGITS[i] - 0.125;
              default -> LOGITS[LOGITS.length - 1 - i];
            };
      }
    }
    Shape shape = Shape.of(first.length);
    return List.of(nodes.constant(shape, first), nodes.constant(shape, second));
  }

  /** [rows, 5] logits of categories. */
  private static <T extends TNumber> Expr<T> categories(Nodes<T> nodes, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[60][5];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < 5; k++) {
        rows[i][k] = Math.rint(i * (2 * random.nextDouble() - 1) * 64) / 64;
      }
    }
    return nodes.constant(rows);
  }

  /** Formulas without settings. */
  private static final class Formulas {
    record Probability() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return new Bernoulli<>(logits(nodes)).probability();
      }
    }

    record Entropy() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return new Bernoulli<>(logits(nodes)).entropy();
      }
    }

    record OwnEntropy() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return VaeEstimator.ownEntropy(logits(nodes));
      }
    }

    record BernoulliKl() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        List<Expr<T>> pair = pairs(nodes);
        return new Bernoulli<>(pair.get(0)).kl(new Bernoulli<>(pair.get(1)));
      }
    }

    record LogSoftmax() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return new Categorical<>(categories(nodes, 1)).logProbabilities();
      }
    }

    record SoftmaxEntropy() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return new Categorical<>(categories(nodes, 1)).entropy();
      }
    }

    record SoftmaxKl() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return new Categorical<>(categories(nodes, 1)).kl(new Categorical<>(categories(nodes, 2)));
      }
    }

    record SoftTargets() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        return CrossEntropy.softmax(
            categories(nodes, 1), new Categorical<>(categories(nodes, 2)).probabilities());
      }
    }

    record SoftTargetsSlope() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        Expr<T> logits = categories(nodes, 1);
        Expr<T> targets = new Categorical<>(categories(nodes, 2)).probabilities().stop();
        return Gradients.of(CrossEntropy.softmax(logits, targets).sum(), List.of(logits)).get(0);
      }
    }

    record GaussianDensity() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        List<Expr<T>> pair = pairs(nodes);
        return Gaussian.ofLogSd(pair.get(0), pair.get(1).over(8)).logDensity(nodes.constant(0.5));
      }
    }

    /** Logarithms of standard deviations to ±7.5 and down to 2^-23. */
    record StandardKl() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        Expr<T> mean = logits(nodes);
        return Gaussian.ofLogSd(mean, mean.over(8)).klToStandard();
      }
    }

    record GaussianKl() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        List<Expr<T>> pair = pairs(nodes);
        return Gaussian.ofLogSd(pair.get(0), pair.get(1).over(8))
            .kl(Gaussian.ofLogSd(pair.get(1), pair.get(0).over(8)));
      }
    }

    record Laplace() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        List<Expr<T>> pair = pairs(nodes);
        return Densities.laplace(pair.get(0), pair.get(1), sigmoid(pair.get(1)).plus(0.125));
      }
    }

    record Beta() implements Formula {
      @Override
      public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
        Expr<T> x = logits(nodes).over(128).plus(0.5);
        return Densities.beta(x, nodes.constant(3), nodes.constant(11));
      }
    }
  }

  /** ν of Bernoulli children's messages, or the flips of their entropies. */
  private record Hindsight(Counterfactual how, double[] size, boolean message) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Children c = new Children(size[0], size[1]);
      Expr<T> z = nodes.constant(c.z);
      Expr<T> w = nodes.constant(c.w);
      Expr<T> a = nodes.constant(c.a);
      Expr<T> o = nodes.constant(c.o);
      return message
          ? Message.hindsight(
              nodes.constant(c.own), Message.fromBernoulli(how, Coding.ZERO_ONE, z, w, a, o))
          : how.flips(Coding.ZERO_ONE, z, w, a, o, true).entropy();
    }
  }

  /** ν of the message of a category that was drawn. */
  private record SoftmaxHindsight(double[] size) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Children c = new Children(size[0], size[1]);
      double[][] h = new double[c.a.length][c.a[0].length];
      for (int b = 0; b < h.length; b++) {
        h[b][b % h[b].length] = 1;
      }
      return Message.hindsight(
          nodes.constant(c.own),
          Message.fromSoftmax(
              Coding.PM1,
              nodes.constant(c.z),
              nodes.constant(c.w),
              nodes.constant(c.a),
              nodes.constant(h)));
    }
  }

  /** Random parents and children, in numbers that single precision holds exactly. */
  private static final class Children {
    final double[][] own = new double[8][7];
    final double[][] z = new double[8][7];
    final double[][] a = new double[8][11];
    final double[][] o = new double[8][11];
    final double[][] w = new double[7][11];

    Children(double logits, double weights) {
      Random random = new Random(5);
      for (int b = 0; b < 8; b++) {
        for (int j = 0; j < 7; j++) {
          own[b][j] = exactly(logits * random.nextGaussian() / 2);
          z[b][j] = random.nextInt(2);
        }
        for (int k = 0; k < 11; k++) {
          a[b][k] = exactly(logits * (2 * random.nextDouble() - 1));
          o[b][k] = random.nextInt(2);
        }
      }
      for (double[] row : w) {
        Arrays.setAll(row, k -> exactly(weights * (2 * random.nextDouble() - 1)));
      }
    }
  }

  private static double exactly(double x) {
    return Math.rint(x * 1024) / 1024;
  }

  /** u of all layers of an auto-encoder, from noise that leaves no bit to rounding. */
  private record Direction(VaeEstimator estimator, double scale) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      TinyHvae tiny = TinyHvae.random(1, 6, false, 3, 2);
      Stream.of(tiny.up, tiny.down)
          .flatMap(List::stream)
          .flatMap(Arrays::stream)
          .forEach(row -> Arrays.setAll(row, k -> exactly(scale * row[k])));
      Stream.of(tiny.upBias, tiny.downBias, List.of(tiny.prior))
          .flatMap(List::stream)
          .forEach(row -> Arrays.setAll(row, k -> exactly(scale * row[k])));
      double[][] x = new double[16][tiny.x.length];
      Random random = new Random(7);
      for (double[] row : x) {
        Arrays.setAll(row, i -> random.nextInt(2));
      }
      Noise noise =
          new Noise() {
            @Override
            public <U extends TNumber> Expr<U> uniform(String name, Expr<U> like) {
              Random own = new Random(name.hashCode());
              long[] shape = like.shape().asArray();
              int rows = (int) (shape[0] < 0 ? 16 * estimator.rows() : shape[0]);
              double[] values = own.doubles(rows * shape[1]).map(PrecisionTest::noise).toArray();
              return like.nodes().constant(Shape.of(rows, shape[1]), values);
            }
          };
      Baselines<T> baselines = new Baselines<>(g.variables, nodes);
      var estimate = estimator.estimate(tiny.net(nodes), nodes.constant(x), noise, baselines);
      return nodes.concat(estimate.u().stream().map(u -> u.reshape(-1)).toList(), 0);
    }
  }

  /** Away from 0 and 1, in steps of 1/256 and half a step. */
  private static double noise(double x) {
    return (Math.floor(x * 255) + 0.5) / 256;
  }
}
