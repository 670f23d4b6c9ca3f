package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.logSumExp;
import static org.altgrad.graphs.core.Expr.softmax;
import static org.altgrad.graphs.core.Expr.where;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * By how much one flipped parent moves the normaliser of a softmax layer: log Σ_m e^(a_bm + c_bj
 * W_jm) - log Σ_m e^a_bm.
 *
 * <p>With p = softmax(a) that is log Σ_m p_bm e^(c_bj W_jm), and c_bj has only two values, ±κ: two
 * matrix products with e^κW and e^-κW instead of a [batch, parents, categories] tensor. All terms
 * are positive, so nothing cancels. A p that is too small to be represented could matter only where
 * e^2κ|W| is as large as 1/p, so for weights beyond {@link #LIMIT} the tensor is computed.
 */
final class SoftmaxFlips {
  /** Of κ|W|. The smallest p of single precision is 1e-38, about e^-87: far below e^-2·20. */
  static final double LIMIT = 20;

  private SoftmaxFlips() {}

  /**
   * @param z [batch, parents] the parents' bits
   * @param w [parents, categories] weights of the softmax layer
   * @param a [batch, categories] its logits
   * @return [batch, parents]
   */
  static <T extends TNumber> Expr<T> normaliser(Coding coding, Expr<T> z, Expr<T> w, Expr<T> a) {
    Nodes<T> nodes = a.nodes();
    var tf = nodes.tf();
    Operand<TBool> small = Counterfactual.range(w, coding).less(nodes.constant(LIMIT));
    List<Expr<T>> taken = new ArrayList<>();
    List<Expr<T>> left = new ArrayList<>();
    for (Expr<T> input : List.of(z, w, a)) {
      var branch = tf.switchCond(input, small);
      taken.add(nodes.of(branch.outputTrue()));
      left.add(nodes.of(branch.outputFalse()));
    }
    List<Operand<T>> results =
        List.of(
            products(coding, taken.get(0), taken.get(1), taken.get(2)),
            cube(coding, left.get(0), left.get(1), left.get(2)));
    Operand<T> merged = tf.merge(results).output();
    return nodes.of(merged);
  }

  private static <T extends TNumber> Expr<T> products(
      Coding coding, Expr<T> z, Expr<T> w, Expr<T> a) {
    Expr<T> p = softmax(a);
    Expr<T> kw = w.times(coding.step());
    Expr<T> up = p.matmulT(kw.exp()); // from z = 0 to z = 1
    Expr<T> down = p.matmulT(kw.negate().exp());
    return where(z.greater(z.nodes().constant(0.5)), down, up).log();
  }

  private static <T extends TNumber> Expr<T> cube(Coding coding, Expr<T> z, Expr<T> w, Expr<T> a) {
    Expr<T> c = coding.flip(z);
    Expr<T> logits = c.expand(2).times(w.expand(0)).plus(a.expand(1)); // C_bjm
    return logSumExp(logits, 2).minus(logSumExp(a, 1).expand(1));
  }
}
