package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * The law of the latents z, independent of each other. Where they lie in (0, 1), z = σ(n), and
 * everything is said of n, the logits: nothing saturates.
 */
public sealed interface Prior {
  /** Whether z = σ(n); else z = n. */
  boolean squashed();

  /** Whether its parameters are learned, one set for each label. */
  boolean learned();

  /** The two parameters of each latent where they are fixed. */
  List<Double> fixed();

  /** The density of n where the parameters are {@link #fixed}. */
  <T extends TNumber> Density<T> density(Nodes<T> nodes);

  /** From the conditioner's outputs to parameters of the law: both [.., d]. */
  <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r);

  /** A law of n, independent for each latent. */
  interface Density<T extends TNumber> {
    /**
     * Its logarithm.
     *
     * @param n [.., d]
     * @return [..], the sum over the latents
     */
    Expr<T> log(Expr<T> n);

    /** -(log p)'' at n, for each latent: what the theory's variance adds to the data's. */
    Expr<T> curvature(Expr<T> n);

    /** Of a normal law: mean and variance. */
    default Optional<Moments<T>> moments() {
      return Optional.empty();
    }
  }

  /** Mean and variance of each latent. */
  record Moments<T extends TNumber>(Expr<T> mean, Expr<T> variance) {}

  /** A law of all numbers, which a location and a scale tell. */
  sealed interface Located extends Prior {
    /** Of var; its inverse is the least. */
    double WIDEST = 1e10;

    /** Of the mean from 0, in widths of the law. */
    double FARTHEST = 1e4;

    double mean();

    double var();

    boolean learn();

    @Override
    default boolean squashed() {
      return false;
    }

    @Override
    default boolean learned() {
      return learn();
    }

    @Override
    default List<Double> fixed() {
      return List.of(mean(), var());
    }

    @Override
    default <T extends TNumber> Density<T> density(Nodes<T> nodes) {
      return located(nodes.constant(mean()), nodes.constant(var()));
    }

    @Override
    default <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r) {
      return located(p, r.exp());
    }

    /**
     * The density of n.
     *
     * @param location [.., d] or scalar, as is the scale
     */
    <T extends TNumber> Density<T> located(Expr<T> location, Expr<T> scale);

    /** Refuses what the numbers of a step cannot hold. */
    private static void check(double mean, double var, double width, String widths) {
      Require.finite("mean", mean);
      Require.that(
          var >= 1 / WIDEST && var <= WIDEST,
          "var",
          "from 1e-10 to 1e10, beyond which float32 is short of digits,",
          var);
      Require.that(
          Math.abs(mean) <= FARTHEST * width,
          "mean",
          "within 1e4 " + widths + " of 0, beyond which float32 is short of digits,",
          mean);
    }
  }

  /**
   * Normal.
   *
   * @param mean of each latent
   * @param var variance of each latent
   * @param learn whether both are learned, from 0 and about 1
   */
  record Gaussian(
      @OnlyIf(key = "learn", is = "false") double mean,
      @OnlyIf(key = "learn", is = "false") double var,
      boolean learn)
      implements Located {
    public Gaussian {
      Located.check(mean, var, Math.sqrt(var), "standard deviations");
    }

    @Override
    public <T extends TNumber> Density<T> located(Expr<T> m, Expr<T> s2) {
      return new Density<>() {
        @Override
        public Expr<T> log(Expr<T> n) {
          return n.minus(m)
              .square()
              .over(s2)
              .plus(s2.log())
              .plus(Math.log(2 * Math.PI))
              .times(-0.5)
              .sum(-1);
        }

        @Override
        public Expr<T> curvature(Expr<T> n) {
          return n.nodes().zerosLike(n).plus(s2.reciprocal());
        }

        @Override
        public Optional<Moments<T>> moments() {
          return Optional.of(new Moments<>(m, s2));
        }
      };
    }
  }

  /**
   * Laplace's law. It is not smooth at its mode: the theory's assumptions do not hold.
   *
   * @param mean location of each latent
   * @param var its scale b, as the reference implementation names it
   * @param learn whether both are learned
   */
  record Laplace(
      @OnlyIf(key = "learn", is = "false") double mean,
      @OnlyIf(key = "learn", is = "false") double var,
      boolean learn)
      implements Located {
    public Laplace {
      Located.check(mean, var, var, "scales (var)");
    }

    @Override
    public <T extends TNumber> Density<T> located(Expr<T> m, Expr<T> b) {
      return new Density<>() {
        @Override
        public Expr<T> log(Expr<T> n) {
          return n.minus(m).abs().over(b).plus(b.times(2).log()).negate().sum(-1);
        }

        @Override
        public Expr<T> curvature(Expr<T> n) {
          return n.nodes().zerosLike(n);
        }
      };
    }
  }

  /** Uniform on (0, 1): n is logistic. It has no parameters and is never learned. */
  record Uniform() implements Prior {
    @Override
    public boolean squashed() {
      return true;
    }

    @Override
    public boolean learned() {
      return false;
    }

    @Override
    public List<Double> fixed() {
      return List.of(1.0, 1.0);
    }

    @Override
    public <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r) {
      throw new IllegalArgumentException("prior: a uniform one has nothing to learn");
    }

    @Override
    public <T extends TNumber> Density<T> density(Nodes<T> nodes) {
      return new Density<>() {
        @Override
        public Expr<T> log(Expr<T> n) {
          // log σ(n) + log σ(-n), with few uses of n: see Fork.
          Expr<T> size = n.abs();
          return size.negate().exp().log1p().times(-2).minus(size).sum(-1);
        }

        @Override
        public Expr<T> curvature(Expr<T> n) {
          return slope(n).times(2);
        }
      };
    }
  }

  /**
   * Beta on (0, 1). Its density is written relative to the mode's, so that the large terms of large
   * shapes, which nearly cancel, are never there: in float32 it is right to about 1e-7 of itself
   * and, near the mode, of the square root of the smaller shape. That holds for learned shapes of
   * any size too.
   *
   * @param alpha first shape of each latent, from 1e-3 to 1e6
   * @param beta second shape, likewise
   * @param learn whether both are learned, at least 2 each
   */
  record Beta(
      @OnlyIf(key = "learn", is = "false") double alpha,
      @OnlyIf(key = "learn", is = "false") double beta,
      boolean learn)
      implements Prior {
    private static final double SMALLEST = 1e-3;
    private static final double LARGEST = 1e6;

    /** From there on 1 + q (eˣ - 1) is q eˣ to all digits. */
    private static final double FAR = 60;

    /** Stieltjes' continued fraction of Stirling's remainder: to 2e-8 from 2 on. */
    private static final double[] REMAINDER = {
      1.0 / 12, 1.0 / 30, 53.0 / 210, 195.0 / 371, 22999.0 / 22737, 29944523.0 / 19733142
    };

    public Beta {
      check("alpha", alpha);
      check("beta", beta);
    }

    private static void check(String name, double shape) {
      Require.that(
          shape >= SMALLEST && shape <= LARGEST,
          name,
          "from 1e-3 to 1e6 (in float32 latents below are 0 or 1, and above nearly one number)",
          shape);
    }

    @Override
    public boolean squashed() {
      return true;
    }

    @Override
    public boolean learned() {
      return learn;
    }

    @Override
    public List<Double> fixed() {
      return List.of(alpha, beta);
    }

    @Override
    public <T extends TNumber> Density<T> density(Nodes<T> nodes) {
      if (alpha == 1 && beta == 1) {
        return new Uniform().density(nodes);
      }
      return new OfShapes<>(
          nodes.constant(alpha),
          nodes.constant(beta),
          Optional.of(nodes.constant(highest(Math.max(alpha, beta), Math.min(alpha, beta)))));
    }

    /** log p at the mode of n. */
    private static double highest(double large, double small) {
      double q = small / (large + small);
      return large * Math.log1p(-q)
          + small * Math.log(q)
          - org.apache.commons.math3.special.Beta.logBeta(large, small);
    }

    @Override
    public <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r) {
      return new OfShapes<>(p.abs().plus(2), r.abs().plus(2), Optional.empty());
    }

    /**
     * Of logits.
     *
     * @param a first shape
     * @param b second shape
     * @param highest log p at the mode; of shapes of at least 2 it may be left out
     */
    private record OfShapes<T extends TNumber>(Expr<T> a, Expr<T> b, Optional<Expr<T>> highest)
        implements Density<T> {
      /**
       * With A the larger and B the smaller shape, q = B / (A + B), and x from the mode towards the
       * farther end of (0, 1): log p - log p(mode) = B x - (A + B) log(1 + q (eˣ - 1)).
       */
      @Override
      public Expr<T> log(Expr<T> n) {
        Nodes<T> nodes = n.nodes();
        Operand<TBool> turned = a.less(b);
        List<Expr<T>> as = Fork.of(a, 2);
        List<Expr<T>> bs = Fork.of(b, 2);
        List<Expr<T>> large = Fork.of(Expr.where(turned, bs.get(0), as.get(0)), 3);
        List<Expr<T>> small = Fork.of(Expr.where(turned, as.get(1), bs.get(1)), 5);
        List<Expr<T>> sum = Fork.of(large.get(0).plus(small.get(0)), 3);
        List<Expr<T>> q = Fork.of(small.get(1).over(sum.get(0)), 2);
        Expr<T> side = Expr.where(turned, nodes.constant(1), nodes.constant(-1));
        Expr<T> logit = large.get(1).over(small.get(2)).log();
        List<Expr<T>> x = Fork.of(n.times(side).plus(logit), 3);
        Expr<T> far = nodes.constant(FAR);
        Expr<T> grown = x.get(0).min(far).expm1().times(q.get(0)).log1p();
        Expr<T> beyond = far.max(x.get(1)).minus(FAR);
        Expr<T> top =
            highest.orElseGet(() -> highest(large.get(2), small.get(3), q.get(1), sum.get(1)));
        return x.get(2)
            .times(small.get(4))
            .minus(grown.plus(beyond).times(sum.get(2)))
            .plus(top)
            .sum(-1);
      }

      /** By Stirling's formula, whose large terms are those of the mode: none are left. */
      private Expr<T> highest(Expr<T> large, Expr<T> small, Expr<T> q, Expr<T> sum) {
        List<Expr<T>> twice = Fork.of(large, 2);
        return twice
            .get(0)
            .times(q)
            .over(2 * Math.PI)
            .log()
            .times(0.5)
            .plus(remainder(sum))
            .minus(remainder(twice.get(1)))
            .minus(remainder(small));
      }

      /** log Γ(s) - (s - 1/2) log s + s - log(2π) / 2. */
      private Expr<T> remainder(Expr<T> s) {
        int last = REMAINDER.length - 1;
        List<Expr<T>> uses = Fork.of(s, REMAINDER.length);
        Expr<T> below = uses.get(last);
        for (int i = last; i > 0; i--) {
          below = uses.get(i - 1).plus(below.reciprocal().times(REMAINDER[i]));
        }
        return below.reciprocal().times(REMAINDER[0]);
      }

      @Override
      public Expr<T> curvature(Expr<T> n) {
        return slope(n).times(a.plus(b));
      }
    }
  }

  /** σ'(n) = z (1 - z). */
  static <T extends TNumber> Expr<T> slope(Expr<T> n) {
    return Expr.sigmoid(n).times(Expr.sigmoid(n.negate()));
  }

  /** The priors by the names that users write. */
  static Map<String, Class<? extends Prior>> kinds() {
    Map<String, Class<? extends Prior>> kinds = new LinkedHashMap<>();
    kinds.put("gaussian", Gaussian.class);
    kinds.put("laplace", Laplace.class);
    kinds.put("uniform", Uniform.class);
    kinds.put("beta", Beta.class);
    return kinds;
  }
}
