package org.altgrad.graphs.ima;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ima.ops.ImaOps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Laws, divergences, likelihoods, volumes and penalties of IMA-VAE at latents' logits and means of
 * 0 to 60 in size, and their derivatives; c_IMA at lengths from 1e-6 to 1e6 is in {@code
 * ContrastPrecisionTest}.
 */
class ImaPrecisionTest {
  private static final int ROWS = 97;
  private static final int D = 3;

  /** [rows, 3] numbers up to ±size, the first column from -size to size in even steps. */
  private static <T extends TNumber> Expr<T> numbers(Nodes<T> nodes, double size, long seed) {
    Random random = new Random(seed);
    double[] values = random.doubles(ROWS * D, -size, size).map(Precision::exactly).toArray();
    IntStream.range(0, ROWS)
        .forEach(i -> values[i * D] = Precision.exactly(size * (i - ROWS / 2) / (ROWS / 2)));
    return nodes.constant(Shape.of(ROWS, D), values);
  }

  /** An operation of two tensors [rows, 3]: of a size up to 60, and of one up to another's. */
  private interface Operation {
    <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b);
  }

  private record Applied(Operation operation, double second, boolean slope) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> a = numbers(nodes, 60, 1);
      Expr<T> b = numbers(nodes, second, 2);
      Expr<T> value = operation.of(a, b);
      if (!slope) {
        return value.reshape(-1);
      }
      List<Expr<T>> found = Gradients.of(value.sum(), List.of(a, b));
      return nodes.concat(found.stream().map(x -> x.reshape(-1)).toList(), 0);
    }
  }

  private enum Laws implements Operation {
    GAUSSIAN_PRIOR {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Gaussian(0.5, 2, false).density(a.nodes()).log(a);
      }
    },
    LAPLACE_PRIOR {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Laplace(0.5, 2, false).density(a.nodes()).log(a);
      }
    },
    UNIFORM_PRIOR {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Uniform().density(a.nodes()).log(a);
      }
    },
    BETA_PRIOR {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Beta(3, 11, false).density(a.nodes()).log(a);
      }
    },
    LEARNED_BETA_PRIOR {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Beta(3, 11, true).conditioned(b, b.times(0.5)).log(a);
      }
    },
    BETA_CURVATURE {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Prior.Beta(3, 11, false).density(a.nodes()).curvature(a);
      }
    },
    KL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        Nodes<T> nodes = a.nodes();
        return Posterior.diagonal(a, b)
            .kl(new Prior.Moments<>(nodes.constant(0.5), nodes.constant(2)));
      }
    },
    LOG_Q {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return Posterior.diagonal(a, b).logDensity(a.nodes().constant(0.5).plus(a.times(0)));
      }
    },
    LOG_Q_OF_SAMPLE {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return Posterior.diagonal(a, b).logDensityOfSample(a.over(16));
      }
    },
    LOG_Q_FULL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Posterior<>(a, b.over(8), Optional.of(b.over(4)))
            .logDensity(a.nodes().constant(0.5).plus(a.times(0)));
      }
    },
    VARIANCE_FULL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return new Posterior<>(a, b.over(8), Optional.of(a)).logVariance();
      }
    },
    LOGIT_LOGDET {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return ImaOps.logitLogdet(a);
      }
    },
    GAUSSIAN_NLL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return ImaOps.gaussianNll(a, b, Posterior.part(b, 0, 1).reshape(-1).over(2));
      }
    },
    GAUSSIAN_KL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return ImaOps.gaussianKl(a, b);
      }
    },
    STICKING_THE_LANDING {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return ImaOps.logQStl(a, a.times(0.5).stop(), b.stop());
      }
    },
    OPTIMAL_VARIANCE_NLL {
      @Override
      public <T extends TNumber> Expr<T> of(Expr<T> a, Expr<T> b) {
        return ImaOps.optimalVarianceNll(a, b);
      }
    }
  }

  /** Jacobians of 40 points, rows of up to 60 in size. */
  private record Volume(double shared, boolean contrast, boolean slope) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Random random = new Random(6);
      double[] t = new double[40 * 4 * 7];
      for (int i = 0; i < t.length; i++) {
        double size = 60.0 * ((i / 7) % 40 + 1) / 40;
        t[i] = Precision.exactly(size * (random.nextGaussian() + shared * Math.sin(i % 7)) / 3);
      }
      Expr<T> jacobians = nodes.constant(Shape.of(40, 4, 7), t);
      Expr<T> value = contrast ? ImaOps.imaContrast(jacobians) : ImaOps.halfLogdetGram(jacobians);
      return slope
          ? Gradients.of(value.sum(), List.of(jacobians)).get(0).reshape(-1)
          : value.reshape(-1);
    }
  }

  /** A penalty on the latents of a batch. */
  private record Penalised(
      BiFunction<Regularisers<?>, Expr<?>, Expr<?>> penalty, double size, boolean slope)
      implements Formula {
    @Override
    @SuppressWarnings("unchecked") // one type of numbers in each graph
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> mean = numbers(nodes, size, 1).expand(0);
      Expr<T> logVariance = numbers(nodes, 4, 2).expand(0);
      Expr<T> n = mean.plus(numbers(nodes, 1, 3).expand(0));
      Posterior<T> q = Posterior.diagonal(mean, logVariance);
      double[] all = IntStream.range(0, ROWS).mapToDouble(i -> i < 90 ? 1 : 0).toArray();
      Regularisers<T> of = new Regularisers<>(q, n, nodes.constant(Shape.of(ROWS), all));
      Expr<T> value = (Expr<T>) penalty.apply(of, mean);
      return slope ? Gradients.of(value.sum(), List.of(mean)).get(0).reshape(-1) : value;
    }
  }

  private static Expr<?> dip(Regularisers<?> of, ImaSettings.Dip dip) {
    return dipOf(of, dip);
  }

  private static <T extends TNumber> Expr<T> dipOf(Regularisers<T> of, ImaSettings.Dip dip) {
    Nodes<T> nodes = of.n().nodes();
    return of.dip(dip, nodes.constant(10), nodes.constant(5));
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Laws law : Laws.values()) {
      // Log-variances stay in [-20, 10]: what is outside is cut off in both precisions alike.
      for (double second : new double[] {0.125, 9}) {
        String name = law + ", second to " + second;
        cases.add(Case.of(name, new Applied(law, second, false), Relative.UNIT));
        cases.add(Case.of(name + ", slope", new Applied(law, second, true), Relative.UNIT));
      }
    }
    for (double shared : new double[] {0, 3}) {
      for (boolean contrast : new boolean[] {true, false}) {
        String name = (contrast ? "c_IMA" : "half logdet") + ", shared " + shared;
        cases.add(Case.of(name, new Volume(shared, contrast, false), Relative.UNIT));
        cases.add(Case.of(name + ", slope", new Volume(shared, contrast, true), Relative.LARGEST));
      }
    }
    for (double size : new double[] {1, 60}) {
      for (boolean slope : new boolean[] {false, true}) {
        String end = ", means to " + size + (slope ? ", slope" : "");
        cases.add(
            Case.of(
                "total correlation" + end,
                new Penalised((of, mean) -> of.totalCorrelation(), size, slope),
                slope ? Relative.LARGEST : Relative.UNIT));
        for (ImaSettings.Dip dip : ImaSettings.Dip.values()) {
          cases.add(
              Case.of(
                  "DIP " + dip + end,
                  new Penalised((of, mean) -> dip(of, dip), size, slope),
                  slope ? Relative.LARGEST : Relative.UNIT));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsEnough(Case c) {
    c.check();
  }
}
