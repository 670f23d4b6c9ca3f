package org.altgrad.graphs.nn;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * A function of each number by itself, with its derivative in closed form: of TensorFlow's
 * activations there are no second derivatives.
 */
public sealed interface Activation {
  <T extends TNumber> Expr<T> apply(Expr<T> x);

  /** The derivative, which has a gradient where it is not constant. */
  <T extends TNumber> Expr<T> slope(Expr<T> x);

  /** As a layer. */
  default <T extends TNumber> Mapping<T> layer() {
    Activation self = this;
    return new Mapping<>() {
      @Override
      public Expr<T> apply(Expr<T> x) {
        return self.apply(x);
      }

      @Override
      public Dual<T> apply(Dual<T> x) {
        return x.pointwise(self.apply(x.value()), self.slope(x.value()));
      }
    };
  }

  /** x. */
  record None() implements Activation {
    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return x;
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return x.nodes().zerosLike(x).plus(1);
    }
  }

  /** max(x, 0), with derivative 0 at 0. */
  record Relu() implements Activation {
    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return Activations.relu(x);
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return positive(x);
    }
  }

  /**
   * x where it is positive, else slope · x; the derivative at 0 is 1.
   *
   * @param below slope for negative numbers
   */
  record LeakyRelu(double below) implements Activation {
    public LeakyRelu {
      Require.share("below", below);
    }

    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return Activations.leakyRelu(x, below);
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      Nodes<T> nodes = x.nodes();
      Expr<T> up = nodes.indicator(nodes.tf().math.greaterEqual(x, nodes.constant(0)));
      return up.times(1 - below).plus(below);
    }
  }

  /**
   * The inverse of a leaky rectifier.
   *
   * @param below the rectifier's slope for negative numbers
   */
  record LeakyInverse(double below) implements Activation {
    public LeakyInverse {
      Require.positive("below", below);
      Require.share("below", below);
    }

    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return x.min(x.over(below));
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return positive(x).times(1 - 1 / below).plus(1 / below);
    }
  }

  /** log(x / (1 - x)), the inverse of the logistic function. */
  record Logit() implements Activation {
    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return x.log().minus(x.subtractFrom(1).log());
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return x.times(x.subtractFrom(1)).reciprocal();
    }
  }

  /**
   * α x + (1 - α) log(1 + eˣ): a leaky rectifier that is smooth.
   *
   * @param alpha slope far below 0
   */
  record SmoothLeakyRelu(double alpha) implements Activation {
    public SmoothLeakyRelu {
      Require.share("alpha", alpha);
    }

    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      // Softplus written out, so that x has two uses and not three: see Fork.
      Expr<T> size = x.abs();
      Expr<T> even = size.times(0.5).plus(size.negate().exp().log1p());
      return x.times((1 + alpha) / 2).plus(even.times(1 - alpha));
    }

    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return Expr.sigmoid(x).times(1 - alpha).plus(alpha);
    }
  }

  /** 1 / (1 + e⁻ˣ). */
  record Sigmoid() implements Activation {
    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return Expr.sigmoid(x);
    }

    /** σ(x) σ(-x), which is right where σ(x) is 1 in its type. */
    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return Expr.sigmoid(x).times(Expr.sigmoid(x.negate()));
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Activation {
    @Override
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      return Expr.tanh(x);
    }

    /** 4 σ(2x) σ(-2x) = 1 - tanh² x, without cancellation. */
    @Override
    public <T extends TNumber> Expr<T> slope(Expr<T> x) {
      return new Sigmoid().slope(x.times(2)).times(4);
    }
  }

  private static <T extends TNumber> Expr<T> positive(Expr<T> x) {
    return x.nodes().indicator(x.greater(x.nodes().constant(0)));
  }
}
