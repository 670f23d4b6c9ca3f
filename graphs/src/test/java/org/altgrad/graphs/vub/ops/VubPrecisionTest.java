package org.altgrad.graphs.vub.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Rate, entropy, bound and what is measured of sampled heads at logits and weights of any size. */
class VubPrecisionTest {
  private static final int N = VubOpsTest.N;
  private static final int S = VubOpsTest.S;
  private static final int B = VubOpsTest.B;
  private static final int C = VubOpsTest.C;
  private static final int K = 40;

  private static <T extends TNumber> Expr<T> random(
      Nodes<T> nodes, long seed, double size, long... shape) {
    Shape of = Shape.of(shape);
    double[] x = new Random(seed).doubles(of.size(), -size, size).toArray();
    return nodes.constant(of, Arrays.stream(x).map(Precision::exactly).toArray());
  }

  /** Of a head: its rate or its samples, or how they change with what they are made of. */
  private record OfHead(double size, boolean rate, int by) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> mu = random(nodes, 1, size, N, B, K);
      Expr<T> pre = random(nodes, 2, size, N, B, K);
      GaussianHead<T> head = GaussianHead.of(mu, pre, random(nodes, 3, 3, N, S, B, K), 0);
      Expr<T> value = rate ? head.kl() : head.z();
      return by < 0 ? value : Gradients.of(value.sum(), List.of(mu, pre)).get(by);
    }
  }

  private record OfEntropy(double size, boolean slope) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> logits = random(nodes, 4, size, 50, C);
      Expr<T> entropy = CategoricalEntropy.of(logits);
      return slope ? Gradients.of(entropy.sum(), List.of(logits)).get(0) : entropy;
    }
  }

  private record OfBound(double size, String clip, int by) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> logits = random(nodes, 5, size, N, S, B, C);
      Expr<T> rate = random(nodes, 6, size, N, B).square();
      Expr<T> loss = VubOpsTest.bound(logits, rate, VubOpsTest.clip(clip, 1.35)).loss();
      return by < 0 ? loss : Gradients.of(loss.sum(), List.of(logits, rate)).get(by);
    }
  }

  /** Logarithms of the mean probabilities of samples, as a sampled head's measures have them. */
  private record OfSamples(double size) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> logits = random(nodes, 7, size, N, 12, B, C);
      return Expr.logSumExp(Expr.logSoftmax(logits), 1).minus(Math.log(12));
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (double size : new double[] {0.25, 1, 8, 30, 60}) {
      UnaryOperator<String> at = what -> what + ", size " + size;
      for (int by = -1; by < 2; by++) {
        String d = by < 0 ? "" : by == 0 ? ", by the mean" : ", by the deviation";
        cases.add(Case.of(at.apply("rate" + d), new OfHead(size, true, by), Relative.UNIT));
        cases.add(Case.of(at.apply("sample" + d), new OfHead(size, false, by), Relative.UNIT));
        String of = by < 0 ? "" : by == 0 ? ", by logits" : ", by the rate";
        for (String clip : List.of("none", "BATCH", "SAMPLE")) {
          String name = at.apply("bound, clip " + clip + of);
          cases.add(Case.of(name, new OfBound(size, clip, by), Relative.UNIT));
        }
      }
      cases.add(Case.of(at.apply("entropy"), new OfEntropy(size, false), Relative.UNIT));
      cases.add(Case.of(at.apply("entropy's slope"), new OfEntropy(size, true), Relative.UNIT));
      cases.add(Case.of(at.apply("mean of samples"), new OfSamples(size), Relative.UNIT));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsAsGoodAsItCanBe(Case one) {
    one.check();
  }
}
