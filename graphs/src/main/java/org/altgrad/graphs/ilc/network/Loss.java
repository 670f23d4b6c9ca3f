package org.altgrad.graphs.ilc.network;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.prob.CrossEntropy;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
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
    public <T extends TNumber> Expr<T> each(Expr<T> z, Expr<T> targets) {
      return CrossEntropy.sigmoid(z, targets).reshape(-1);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return Expr.sigmoid(z).minus(targets);
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
    public <T extends TNumber> Expr<T> each(Expr<T> z, Expr<T> targets) {
      return CrossEntropy.softmax(z, targets);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return Expr.softmax(z).minus(targets);
    }

    @Override
    public <T extends TNumber> Expr<T> right(Expr<T> z, Expr<T> targets) {
      Ops tf = z.nodes().tf();
      var said = tf.math.argMax(z, tf.constant(1), TInt64.class);
      var true_ = tf.math.argMax(targets, tf.constant(1), TInt64.class);
      return z.nodes().indicator(tf.math.equal(said, true_));
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
    public <T extends TNumber> Expr<T> each(Expr<T> z, Expr<T> targets) {
      return z.minus(targets).square().times(0.5).reshape(-1);
    }

    @Override
    public <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets) {
      return z.minus(targets);
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

  /** [rows], from z and targets [rows, outputs]. */
  public abstract <T extends TNumber> Expr<T> each(Expr<T> z, Expr<T> targets);

  /** ∂ {@link #each} / ∂ z [rows, outputs]. */
  public abstract <T extends TNumber> Expr<T> residual(Expr<T> z, Expr<T> targets);

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
