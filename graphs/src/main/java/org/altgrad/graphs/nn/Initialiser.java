package org.altgrad.graphs.nn;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The value of a variable before the first step. What is drawn depends on the seed of the run and
 * the variable's name alone, never on the order in which variables are made.
 */
public sealed interface Initialiser {
  /**
   * Adds the initial value to the graph.
   *
   * @param randoms streams of the run; their counter is not used
   * @param name of the variable
   * @param fanIn number of inputs that feed one output: for a kernel height · width · in
   * @param fanOut number of outputs that one input feeds: for a kernel height · width · out
   */
  <T extends TNumber> Expr<T> initial(
      Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut);

  /** Standard deviation of a standard normal that is cut off at ±2. */
  double TRUNCATED_SD = 0.87962566103423978;

  /**
   * Uniform on ±gain · √(6 / (fanIn + fanOut)) (Glorot and Bengio 2010; "Xavier uniform").
   *
   * @param gain 1 for linear and tanh units, √2 for rectifiers
   */
  record GlorotUniform(double gain) implements Initialiser {
    public GlorotUniform {
      Require.positive("gain", gain);
    }

    public GlorotUniform() {
      this(1);
    }

    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return symmetric(nodes, randoms, name, shape, gain * Math.sqrt(6.0 / (fanIn + fanOut)));
    }
  }

  /** Normal with variance 2 / fanIn (He et al. 2015). */
  record HeNormal() implements Initialiser {
    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return new Normal(Math.sqrt(2.0 / fanIn)).initial(nodes, randoms, name, shape, fanIn, fanOut);
    }
  }

  /**
   * Normal cut off at two standard deviations and widened again, so that its variance is 1 / fanIn
   * (LeCun et al. 1998 as Flax and Keras have it).
   */
  record LecunNormal() implements Initialiser {
    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return truncated(nodes, randoms, name, shape, 1 / Math.sqrt(fanIn) / TRUNCATED_SD);
    }
  }

  /**
   * Normal cut off at two standard deviations, times 1 / √fanIn and not widened again (Haiku): the
   * standard deviation is {@link #TRUNCATED_SD} / √fanIn.
   */
  record TruncatedNormal() implements Initialiser {
    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return truncated(nodes, randoms, name, shape, 1 / Math.sqrt(fanIn));
    }
  }

  /** Uniform on ±1 / √fanIn, as PyTorch draws weights and biases. */
  record FanInUniform() implements Initialiser {
    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return symmetric(nodes, randoms, name, shape, 1 / Math.sqrt(fanIn));
    }
  }

  /** Normal of mean 0, whatever the fans are. */
  record Normal(double sd) implements Initialiser {
    public Normal {
      Require.notNegative("sd", sd);
    }

    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return streams(nodes, randoms).normal(nodes, name, Randoms.shape(nodes, shape)).times(sd);
    }
  }

  /** The same number everywhere. */
  record Fill(double value) implements Initialiser {
    public Fill {
      Require.finite("value", value);
    }

    @Override
    public <T extends TNumber> Expr<T> initial(
        Nodes<T> nodes, Randoms randoms, String name, Shape shape, long fanIn, long fanOut) {
      return filled(nodes, shape, value);
    }
  }

  /** 0 everywhere. */
  static Initialiser zeros() {
    return new Fill(0);
  }

  /** A tensor of one number. */
  static <T extends TNumber> Expr<T> filled(Nodes<T> nodes, Shape shape, double value) {
    return nodes.of(nodes.tf().fill(Randoms.shape(nodes, shape), nodes.constant(value)));
  }

  private static <T extends TNumber> Expr<T> symmetric(
      Nodes<T> nodes, Randoms randoms, String name, Shape shape, double limit) {
    return streams(nodes, randoms)
        .uniform(nodes, name, Randoms.shape(nodes, shape))
        .times(2)
        .minus(1)
        .times(limit);
  }

  private static <T extends TNumber> Expr<T> truncated(
      Nodes<T> nodes, Randoms randoms, String name, Shape shape, double scale) {
    return streams(nodes, randoms)
        .truncatedNormal(nodes, name, Randoms.shape(nodes, shape))
        .times(scale);
  }

  /** Apart from what a method draws under the same name, and the same at every step. */
  private static Randoms streams(Nodes<?> nodes, Randoms randoms) {
    Operand<TInt64> start = nodes.tf().constant(0L);
    return randoms.scope("initial").at(start);
  }
}
