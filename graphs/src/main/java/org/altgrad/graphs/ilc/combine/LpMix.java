package org.altgrad.graphs.ilc.combine;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The linear programme of a published GEN-mask, for each parameter: maximise ⟨Σ x_e g_e, Σ g_e⟩
 * with Σ x_e = 1 and -2 ≤ x_e ≤ 2; u = Σ x_e g_e. In closed form: 2 for the environments closest to
 * the sum, -2 for the furthest, what is left for one between. Kept for the record: it amplifies
 * disagreement.
 */
public record LpMix() implements GramRule {
  private static final double BOUND = 2;

  @Override
  public Scope scope() {
    return Scope.TENSOR;
  }

  @Override
  public <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms) {
    Nodes<T> nodes = k.nodes();
    var tf = nodes.tf();
    Operand<TInt32> all = tf.constant(environments);
    Operand<TInt32> closestFirst = tf.nn.topK(k.sum(2), all, TInt32.class).indices();
    Expr<T> x = nodes.constant(Shape.of(environments, 1), byRank(environments));
    return nodes.oneHot(closestFirst, environments).times(x).sum(1);
  }

  /** The coefficients in the order of ⟨g_e, Σ g⟩, the largest first. */
  static double[] byRank(int environments) {
    double[] x = new double[environments];
    double left = 1 + BOUND * environments; // above everything at the lower bound
    for (int rank = 0; rank < environments; rank++) {
      double raised = Math.min(2 * BOUND, left);
      x[rank] = raised - BOUND;
      left -= raised;
    }
    return x;
  }
}
