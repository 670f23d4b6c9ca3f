package org.altgrad.graphs.ilc.network;

import java.util.List;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.CrossEntropy;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** What a prediction z costs, for each example. */
public enum Loss {
  /** One logit; targets [rows, 1] in {0, 1}. */
  BINARY_CROSS_ENTROPY {
    @Override
    public int outputs(int classes) {
      requireClasses(classes, classes == 2, "two");
      return 1;
    }

    @Override
    public <T extends TNumber> Expr<T> value(Expr<T> z, Expr<T> targets) {
      // Two uses of z, whose gradients are added in a fixed order.
      return Expr.softplus(z).minus(z.times(targets)).reshape(-1);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return Expr.sigmoid(z).minus(targets);
    }

    @Override
    public <T extends TNumber> Expr<T> scaleSlope(Expr<T> z, Expr<T> targets) {
      Expr<T> p = Expr.sigmoid(z);
      return p.minus(targets).plus(p.times(p.subtractFrom(1)).times(z));
    }

    @Override
    public <T extends TNumber> Expr<T> right(Expr<T> z, Expr<T> targets) {
      Nodes<T> nodes = z.nodes();
      Ops tf = nodes.tf();
      Expr<T> said = nodes.indicator(tf.math.greaterEqual(z, nodes.constant(0)));
      return nodes.indicator(tf.math.equal(said, targets)).reshape(-1);
    }
  },

  /** One logit for each class; targets [rows, classes] one-hot. */
  CROSS_ENTROPY {
    @Override
    public int outputs(int classes) {
      requireClasses(classes, classes > 0, "some");
      return classes;
    }

    @Override
    public <T extends TNumber> Expr<T> value(Expr<T> z, Expr<T> targets) {
      return CrossEntropy.softmax(z, targets);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return Expr.softmax(z).minus(targets);
    }

    @Override
    public <T extends TNumber> Expr<T> scaleSlope(Expr<T> z, Expr<T> targets) {
      Expr<T> p = Expr.softmax(z);
      return p.minus(targets).plus(p.times(z.minus(p.times(z).sumKeep(1))));
    }

    @Override
    public <T extends TNumber> Expr<T> right(Expr<T> z, Expr<T> targets) {
      return new Categorical<>(z).right(targets);
    }
  },

  /** ½ (z - target)²; targets [rows, 1]. */
  SQUARED {
    @Override
    public int outputs(int classes) {
      requireClasses(classes, classes == 0, "no");
      return 1;
    }

    @Override
    public <T extends TNumber> Expr<T> value(Expr<T> z, Expr<T> targets) {
      return z.minus(targets).square().times(0.5).reshape(-1);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return z.minus(targets);
    }

    @Override
    public <T extends TNumber> Expr<T> scaleSlope(Expr<T> z, Expr<T> targets) {
      return z.times(2).minus(targets);
    }

    @Override
    public <T extends TNumber> Expr<T> right(Expr<T> z, Expr<T> targets) {
      throw new IllegalStateException("a regression has no accuracy");
    }
  };

  /**
   * Outputs of a network.
   *
   * @param classes of the labels, 0 if there are none
   * @throws IllegalArgumentException if the loss does not fit them
   */
  public abstract int outputs(int classes);

  /** The loss of each example [rows], from z and targets [rows, outputs]. */
  public abstract <T extends TNumber> Expr<T> value(Expr<T> z, Expr<T> targets);

  /**
   * {@link #value} with {@link #residual} as its derivative, in one op: TensorFlow's own would add
   * up the contributions of several uses of z, in an order that is not fixed.
   */
  public final <T extends TNumber> Expr<T> each(Expr<T> z, Expr<T> targets) {
    Expr<T> fixed = z.stop();
    Expr<T> residual = residual(fixed, targets);
    Nodes<T> nodes = z.nodes();
    List<Operand<T>> inputs = List.of(value(fixed, targets).stop(), z);
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "loss",
            inputs,
            (tf, upstream) -> {
              Nodes<T> inside = nodes.with(tf);
              Expr<T> arrived = inside.typed(upstream.get(0)).reshape(-1, 1);
              return List.of(
                  CustomGradient.none(tf, inputs.get(0)), inside.of(residual).times(arrived));
            });
    return nodes.typed(outputs.get(0));
  }

  /** ∂ {@link #value} / ∂ z [rows, outputs]. */
  public abstract <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets);

  /**
   * ∂ (Σₖ residualₖ zₖ) / ∂ z [rows, outputs]: of the derivative of the loss of s · z for s, at s =
   * 1.
   */
  public abstract <T extends TNumber> Expr<T> scaleSlope(Expr<T> z, Expr<T> targets);

  /** 1 where the prediction is right [rows], for classification. */
  public abstract <T extends TNumber> Expr<T> right(Expr<T> z, Expr<T> targets);

  /** Whether it predicts classes. */
  public boolean classifies() {
    return this != SQUARED;
  }

  /** L_e [E]: the mean inside each environment. */
  public <T extends TNumber> Expr<T> perEnvironment(Expr<T> z, Batch<T> batch) {
    return each(z, batch.targets()).reshape(batch.environments(), batch.examples()).mean(1);
  }

  private static void requireClasses(int classes, boolean fits, String wanted) {
    if (!fits) {
      throw new IllegalArgumentException(
          "loss: needs "
              + wanted
              + " classes, but the data set has "
              + (classes == 0 ? "none" : classes)
              + "; choose "
              + (classes == 0
                  ? "squared"
                  : classes == 2 ? "binary_cross_entropy or cross_entropy" : "cross_entropy"));
    }
  }
}
