package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Context;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

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

  /** What a {@link CreditRule.ThreeFactor} needs of samples [n, ...]; for other rules nothing. */
  List<Expr<TFloat32>> prepared(Expr<TFloat32> x, Expr<TFloat32> y) {
    return rule instanceof CreditRule.ThreeFactor factors
        ? factors.signal().prepare(factors.objective(), kernelX(x), factors.objective().kernelY(y))
        : List.of();
  }

  /** Kx of samples [n, ...], [n, n]. */
  Expr<TFloat32> kernelX(Expr<TFloat32> x) {
    return settings.teaching().objective().kernelX(x.reshape(-1, inputs.example().size()));
  }

  /** [rows, models]. */
  Expr<TFloat32> zeros(Nodes<TFloat32> nodes, int rows) {
    return Initialiser.filled(nodes, Shape.of(rows, models()), 0);
  }
}
