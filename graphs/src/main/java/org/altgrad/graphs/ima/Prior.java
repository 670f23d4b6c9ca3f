package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
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

  /**
   * The density of n.
   *
   * @param first parameter [.., d] as {@link #fixed} or the conditioner gives it
   * @param second parameter, likewise
   */
  <T extends TNumber> Density<T> density(Expr<T> first, Expr<T> second);

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
    default <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r) {
      return density(p, r.exp());
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
      Require.finite("mean", mean);
      Require.positive("var", var);
    }

    @Override
    public <T extends TNumber> Density<T> density(Expr<T> m, Expr<T> s2) {
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
      Require.finite("mean", mean);
      Require.positive("var", var);
    }

    @Override
    public <T extends TNumber> Density<T> density(Expr<T> m, Expr<T> b) {
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
    public <T extends TNumber> Density<T> density(Expr<T> a, Expr<T> b) {
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
   * Beta on (0, 1).
   *
   * @param alpha first shape of each latent
   * @param beta second shape
   * @param learn whether both are learned, at least 2 each
   */
  record Beta(
      @OnlyIf(key = "learn", is = "false") double alpha,
      @OnlyIf(key = "learn", is = "false") double beta,
      boolean learn)
      implements Prior {
    public Beta {
      Require.positive("alpha", alpha);
      Require.positive("beta", beta);
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
    public <T extends TNumber> Density<T> conditioned(Expr<T> p, Expr<T> r) {
      return density(p.abs().plus(2), r.abs().plus(2));
    }

    @Override
    public <T extends TNumber> Density<T> density(Expr<T> a, Expr<T> b) {
      Expr<T> logBeta = a.lgamma().plus(b.lgamma()).minus(a.plus(b).lgamma());
      return new Density<>() {
        @Override
        public Expr<T> log(Expr<T> n) {
          List<Expr<T>> twice = Fork.of(n, 2);
          return a.times(Expr.logSigmoid(twice.get(0)))
              .plus(b.times(Expr.logSigmoid(twice.get(1).negate())))
              .minus(logBeta)
              .sum(-1);
        }

        @Override
        public Expr<T> curvature(Expr<T> n) {
          return slope(n).times(a.plus(b));
        }
      };
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
