package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * How it is computed what Bernoulli children would have been like under one flipped parent. All
 * ways give the same values; they differ in cost.
 *
 * <p>With {@code s = 2o - 1} the signs of the children's bits and {@code c} the change of a
 * parent's code when its bit flips, the log-probability of the children is Σ_k log σ(s_bk (a_bk +
 * c_bj W_jk)) with parent j flipped and all others as drawn, and Σ_k log σ(s_bk a_bk) as drawn;
 * {@link Flips} holds the difference, and that of the children's entropies.
 */
public enum Counterfactual {
  /**
   * Matrix products of a Chebyshev expansion whose degree follows the weights' range; falls back to
   * {@link #SOFTPLUS} where the weights are too large for it.
   */
  CHEBYSHEV {
    @Override
    <T extends TNumber> Flips<T> flips(
        Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies) {
      return chooseDegree(s, a, kw, sigma, entropies);
    }
  },
  /** Direct: one [batch, parents, children] tensor through log σ. */
  SOFTPLUS {
    @Override
    <T extends TNumber> Flips<T> flips(
        Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies) {
      return direct(s, a, kw, sigma, entropies);
    }
  },
  /** The same cube through the even function lc, which leaves the children's bits out of it. */
  LOGCOSH {
    @Override
    <T extends TNumber> Flips<T> flips(
        Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies) {
      LogCosh<T> flipped = LogCosh.of(cube(a, kw, sigma), entropies);
      LogCosh<T> drawn = LogCosh.of(a, entropies);
      // From log σ(v) = v/2 - lc(v): ½ c_bj Σ_k s_bk W_jk.
      Expr<T> linear = s.matmulT(kw).times(sigma).times(0.5);
      return new Flips<>(
          linear.minus(flipped.value().sum(2).minus(drawn.value().sumKeep(1))),
          entropies ? flipped.entropy().sum(2).minus(drawn.entropy().sumKeep(1)) : null);
    }
  };

  /**
   * @param s [batch, children] signs of the children's bits
   * @param a [batch, children] their logits
   * @param kw [parents, children] the weights between, times κ
   * @param sigma [batch, parents] sign of the change of the parents' codes when their bits flip
   */
  abstract <T extends TNumber> Flips<T> flips(
      Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies);

  /**
   * What one flip of each parent changes for a layer of Bernoulli children.
   *
   * @param coding of the parents
   * @param z [batch, parents] the parents' bits
   * @param w [parents, children] weights of the children
   * @param a [batch, children] their logits
   * @param o [batch, children] their bits
   * @param entropies whether to compute the entropies' change too
   */
  public <T extends TNumber> Flips<T> flips(
      Coding coding, Expr<T> z, Expr<T> w, Expr<T> a, Expr<T> o, boolean entropies) {
    Expr<T> s = o.times(2).minus(1);
    Expr<T> sigma = z.times(-2).plus(1);
    Expr<T> kw = coding == Coding.PM1 ? w.times(coding.step()) : w;
    return flips(s, a, kw, sigma, entropies);
  }

  /** ω, the range of the flips: the largest change that one flip makes to a child's logit. */
  public static <T extends TNumber> Expr<T> range(Expr<T> w, Coding coding) {
    return w.abs().reduceMax().times(coding.step());
  }

  /** a_bk + c_bj W_jk: [batch, parents, children]. */
  private static <T extends TNumber> Expr<T> cube(Expr<T> a, Expr<T> kw, Expr<T> sigma) {
    return sigma.expand(2).times(kw.expand(0)).plus(a.expand(1));
  }

  private static <T extends TNumber> Flips<T> direct(
      Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies) {
    return Terms.of(s.expand(1), cube(a, kw, sigma), entropies)
        .sumLess(2, Terms.of(s, a, entropies), 1);
  }

  /**
   * Runs the expansion of the smallest sufficient degree. The branches stand side by side in the
   * graph; switches let only one of them execute.
   */
  private static <T extends TNumber> Flips<T> chooseDegree(
      Expr<T> s, Expr<T> a, Expr<T> kw, Expr<T> sigma, boolean entropies) {
    Nodes<T> nodes = a.nodes();
    var tf = nodes.tf();
    double tolerance = ChebyshevExpansion.tolerance(nodes.type());
    Expr<T> omega = kw.abs().reduceMax().max(nodes.constant(1e-6));
    List<Flips<T>> branches = new ArrayList<>();
    List<Expr<T>> open = List.of(s, a, kw, sigma, omega);
    for (int degree : ChebyshevExpansion.degrees(nodes.type())) {
      double range = ChebyshevExpansion.range(degree, tolerance, entropies);
      Operand<TBool> enough = open.get(4).less(nodes.constant(range));
      List<Expr<T>> taken = new ArrayList<>();
      List<Expr<T>> left = new ArrayList<>();
      for (Expr<T> input : open) {
        var branch = tf.switchCond(input, enough);
        taken.add(nodes.of(branch.outputTrue()));
        left.add(nodes.of(branch.outputFalse()));
      }
      branches.add(
          ChebyshevExpansion.flips(
              degree,
              taken.get(0),
              taken.get(1),
              taken.get(2),
              taken.get(4),
              taken.get(3),
              entropies));
      open = left;
    }
    branches.add(direct(open.get(0), open.get(1), open.get(2), open.get(3), entropies));
    return new Flips<>(
        merge(branches.stream().map(Flips::logProbability).toList()),
        entropies ? merge(branches.stream().map(Flips::entropy).toList()) : null);
  }

  /** The value of the one branch that ran. */
  private static <T extends TNumber> Expr<T> merge(List<Expr<T>> branches) {
    Nodes<T> nodes = branches.get(0).nodes();
    List<Operand<T>> list = List.copyOf(branches);
    Operand<T> merged = nodes.tf().merge(list).output();
    return nodes.of(merged);
  }
}
