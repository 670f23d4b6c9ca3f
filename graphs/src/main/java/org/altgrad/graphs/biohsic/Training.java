package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What training steps and evaluations share.
 *
 * @param rule how hidden layers are told what to change
 * @param parameters the network's
 * @param own what the rule has besides
 */
record Training(
    Context context,
    BiohsicSettings settings,
    Network network,
    Inputs inputs,
    Variables variables,
    CreditRule rule,
    List<Expr<TFloat32>> parameters,
    List<Expr<TFloat32>> own) {

  int models() {
    return context.models();
  }

  /** Whether each model has samples of its own, [models, n, ...], not all the same, [n, ...]. */
  boolean apart() {
    return context.seeded();
  }

  /** The axis of samples. */
  int samples() {
    return apart() ? 1 : 0;
  }

  /**
   * Examples as the network sees them, [n, ...example] or [models, n, ...example].
   *
   * @param rows [n], or [models · n] where each model has its own
   */
  Expr<TFloat32> x(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return each(inputs.x(nodes, split, rows));
  }

  /** One-hot labels, [n, classes] or [models, n, classes]. */
  Expr<TFloat32> y(Nodes<TFloat32> nodes, ResidentSplit split, Operand<TInt32> rows) {
    return each(inputs.y(nodes, split, rows));
  }

  private Expr<TFloat32> each(Expr<TFloat32> x) {
    Shape shape = x.shape();
    return apart()
        ? x.reshape(
            Shape.of(models(), -1).append(shape.subShape(1, shape.numDimensions())).asArray())
        : x;
  }

  /**
   * Examples to learn from, augmented where that is asked for.
   *
   * @param epoch scalar, which keys how they are
   */
  Expr<TFloat32> learned(Nodes<TFloat32> nodes, Operand<TInt32> rows, Operand<TInt64> epoch) {
    ResidentSplit split = context.split("train");
    if (!settings.augment()) {
      return x(nodes, split, rows);
    }
    if (!apart()) {
      return augmented(nodes, rows, context.seed(), epoch);
    }
    Ops tf = nodes.tf();
    List<Expr<TFloat32>> all = new ArrayList<>();
    var own = tf.reshape(rows, tf.constant(new int[] {models(), -1}));
    for (int m = 0; m < models(); m++) {
      var ofModel = tf.gather(own, tf.constant(m), tf.constant(0));
      all.add(augmented(nodes, ofModel, context.seeds().get(m), epoch));
    }
    return nodes.stack(all);
  }

  private Expr<TFloat32> augmented(
      Nodes<TFloat32> nodes, Operand<TInt32> rows, long seed, Operand<TInt64> epoch) {
    Randoms randoms = new Randoms(seed, epoch).scope("augment");
    return inputs.augmented(nodes, context.split("train"), rows, randoms, epoch);
  }

  /** What a {@link CreditRule.ThreeFactor} needs of samples; for other rules nothing. */
  List<Expr<TFloat32>> prepared(Expr<TFloat32> x, Expr<TFloat32> y) {
    return rule instanceof CreditRule.ThreeFactor factors
        ? factors.signal().prepare(factors.objective(), kernelX(x), factors.objective().kernelY(y))
        : List.of();
  }

  /** Kx of samples [n, ...] or [models, n, ...], [n, n] or [models, n, n]. */
  Expr<TFloat32> kernelX(Expr<TFloat32> x) {
    long size = inputs.example().size();
    boolean shared = x.shape().numDimensions() == inputs.example().numDimensions() + 1;
    return settings
        .teaching()
        .objective()
        .kernelX(shared ? x.reshape(-1, size) : x.reshape(Axes.models(x), -1, size));
  }

  /** [rows, models]. */
  Expr<TFloat32> zeros(Nodes<TFloat32> nodes, int rows) {
    return Initialiser.filled(nodes, Shape.of(rows, models()), 0);
  }
}
