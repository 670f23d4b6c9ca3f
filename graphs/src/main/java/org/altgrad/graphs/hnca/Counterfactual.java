package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.logSigmoid;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * How the log-probability of Bernoulli children under one flipped parent is computed. All ways give
 * the same values; they differ in cost.
 *
 * <p>With {@code s = 2o - 1} the signs of the children's bits and {@code c} the change of a
 * parent's code when its bit flips, {@link #difference} is F_bj - A_b: F_bj = Σ_k log σ(s_bk (a_bk
 * + c_bj W_jk)) with parent j flipped and all others as drawn, A_b = Σ_k log σ(s_bk a_bk) as drawn.
 */
public enum Counterfactual {
  /**
   * Matrix products of a Chebyshev expansion whose degree follows the weights' range; falls back to
   * {@link #LOGCOSH} where the weights are too large for it.
   */
  CHEBYSHEV {
    @Override
    <T extends TNumber> Expr<T> difference(
        Expr<T> s, Expr<T> a, Expr<T> w, Expr<T> c, Coding coding) {
      Nodes<T> nodes = a.nodes();
      Expr<T> kw = coding == Coding.PM1 ? w.times(coding.step()) : w;
      Expr<T> omega = kw.abs().reduceMax().max(nodes.constant(1e-6));
      Expr<T> sigma = c.over(coding.step());
      Expr<T> flipped = chooseDegree(a, kw, omega, sigma, c, w);
      return linearPart(s, w, c).minus(flipped.minus(LogCosh.of(a).sumKeep(1)));
    }
  },
  /** Direct: one [batch, parents, children] tensor through log σ. */
  SOFTPLUS {
    @Override
    <T extends TNumber> Expr<T> difference(
        Expr<T> s, Expr<T> a, Expr<T> w, Expr<T> c, Coding coding) {
      Expr<T> flipped = logSigmoid(s.expand(1).times(cube(a, w, c))).sum(2);
      return flipped.minus(logSigmoid(s.times(a)).sumKeep(1));
    }
  },
  /** The same cube through the even function lc, which leaves the children's bits out of it. */
  LOGCOSH {
    @Override
    <T extends TNumber> Expr<T> difference(
        Expr<T> s, Expr<T> a, Expr<T> w, Expr<T> c, Coding coding) {
      Expr<T> flipped = LogCosh.of(cube(a, w, c)).sum(2);
      return linearPart(s, w, c).minus(flipped.minus(LogCosh.of(a).sumKeep(1)));
    }
  };

  /**
   * F - A.
   *
   * @param s [batch, children] signs of the children's bits
   * @param a [batch, children] their logits
   * @param w [parents, children] the weights between
   * @param c [batch, parents] change of the parents' codes when their bits flip
   * @param coding of the parents
   * @return [batch, parents]
   */
  abstract <T extends TNumber> Expr<T> difference(
      Expr<T> s, Expr<T> a, Expr<T> w, Expr<T> c, Coding coding);

  /** ω, the range of the flips: the largest change that one flip makes to a child's logit. */
  public static <T extends TNumber> Expr<T> range(Expr<T> w, Coding coding) {
    return w.abs().reduceMax().times(coding.step());
  }

  /** a_bk + c_bj W_jk: [batch, parents, children]. */
  private static <T extends TNumber> Expr<T> cube(Expr<T> a, Expr<T> w, Expr<T> c) {
    return c.expand(2).times(w.expand(0)).plus(a.expand(1));
  }

  /** From log σ(v) = v/2 - lc(v): ½ c_bj Σ_k s_bk W_jk. */
  private static <T extends TNumber> Expr<T> linearPart(Expr<T> s, Expr<T> w, Expr<T> c) {
    return s.matmulT(w).times(c).times(0.5);
  }

  /**
   * Runs the expansion of the smallest sufficient degree. The branches stand side by side in the
   * graph; switches let only one of them execute.
   */
  private static <T extends TNumber> Expr<T> chooseDegree(
      Expr<T> a, Expr<T> kw, Expr<T> omega, Expr<T> sigma, Expr<T> c, Expr<T> w) {
    Nodes<T> nodes = a.nodes();
    var tf = nodes.tf();
    int[] degrees = ChebyshevLogCosh.degrees(nodes.type());
    double tolerance = ChebyshevLogCosh.tolerance(nodes.type());
    List<Operand<T>> results = new java.util.ArrayList<>();
    List<Expr<T>> inputs = List.of(a, kw, omega, sigma, c, w);
    for (int degree : degrees) {
      Operand<TBool> enough =
          inputs.get(2).less(nodes.constant(ChebyshevLogCosh.range(degree, tolerance)));
      List<Expr<T>> taken = new java.util.ArrayList<>();
      List<Expr<T>> left = new java.util.ArrayList<>();
      for (Expr<T> input : inputs) {
        var split = tf.switchCond(input, enough);
        taken.add(nodes.of(split.outputTrue()));
        left.add(nodes.of(split.outputFalse()));
      }
      results.add(
          ChebyshevLogCosh.sum(degree, taken.get(0), taken.get(1), taken.get(2), taken.get(3)));
      inputs = left;
    }
    results.add(LogCosh.of(cube(inputs.get(0), inputs.get(5), inputs.get(4))).sum(2));
    Operand<T> merged = tf.merge(results).output();
    return nodes.of(merged);
  }
}
