package org.altgrad.graphs.attack;

import java.util.List;
import org.altgrad.graphs.core.ClosedForm;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Operations of attacks whose gradients are given in closed form, usable in any graph. */
public final class AttackOps {
  /** Keeps quotients of differences of logits finite, as published. */
  private static final double TINY = 1e-12;

  /** How far inside of the box the change of variables begins, so that atanh is finite. */
  private static final double INSIDE = 1e-6;

  private AttackOps() {}

  /**
   * max_{i ≠ k} l_i - l_k: positive where class k does not win. Gradient: 1 at the largest of the
   * others, -1 at k.
   *
   * @param l logits [rows, classes]
   * @param k classes [rows]
   * @return [rows]
   */
  public static <T extends TNumber> Expr<T> margin(Expr<T> l, Operand<TInt32> k) {
    Rival<T> rival = Rival.of(l, k);
    return ClosedForm.of(
        "margin",
        List.of(l),
        rival.margin(),
        List.of(rival.slope()),
        (g, kept) -> List.of(kept.get(0).times(g.expand(1))));
  }

  /**
   * The classification term f of Carlini and Wagner 2017. Targeted: max(0, max_{i ≠ t} l_i - l_t +
   * κ); untargeted: max(0, l_y - max_{i ≠ y} l_i + κ). Gradient: ±1 at the two classes where f > 0,
   * else 0.
   *
   * @param l logits [rows, classes]
   * @param k t or y, [rows]
   * @param kappa confidence κ: by how much the class has to win, or to lose
   * @return [rows]
   */
  public static <T extends TNumber> Expr<T> cwMargin(
      Expr<T> l, Operand<TInt32> k, double kappa, boolean targeted) {
    Rival<T> rival = Rival.of(l, k);
    Nodes<T> nodes = l.nodes();
    double sign = targeted ? 1 : -1;
    Expr<T> value = rival.margin().times(sign).plus(kappa);
    Expr<T> active = nodes.indicator(value.greater(nodes.constant(0)));
    return ClosedForm.of(
        "cw_margin",
        List.of(l),
        value.max(nodes.zerosLike(value)),
        List.of(rival.slope().times(sign).times(active.expand(1))),
        (g, kept) -> List.of(kept.get(0).times(g.expand(1))));
  }

  /**
   * The winner among the other classes.
   *
   * @param margin its logit less that of the class, [rows]
   * @param slope the margin's gradient [rows, classes]
   */
  private record Rival<T extends TNumber>(Expr<T> margin, Expr<T> slope) {
    static <T extends TNumber> Rival<T> of(Expr<T> logits, Operand<TInt32> k) {
      Expr<T> l = logits.stop();
      Nodes<T> nodes = l.nodes();
      Ops tf = nodes.tf();
      int classes = (int) l.shape().get(1);
      Expr<T> own = nodes.oneHot(k, classes);
      double least = nodes.type() == TFloat32.class ? -Float.MAX_VALUE : -Double.MAX_VALUE;
      Expr<T> others = Expr.where(own.greater(nodes.constant(0)), nodes.constant(least), l);
      Expr<T> rival = nodes.oneHot(tf.math.argMax(others, tf.constant(1), TInt32.class), classes);
      return new Rival<>(others.reduceMax(1).minus(l.times(own).sum(1)), rival.minus(own));
    }
  }

  /**
   * Difference of logits ratio (Croce and Hein 2020), which neither a factor nor a term of the
   * logits changes: (max_{i ≠ y} l_i - l_y) / (l_π1 - l_π3), π the order from the largest.
   *
   * @param l logits [rows, classes], at least 3
   * @param y [rows]
   * @return [rows], positive where y does not win
   */
  public static <T extends TNumber> Expr<T> dlr(Expr<T> l, Operand<TInt32> y) {
    Rival<T> rival = Rival.of(l, y);
    Ranks<T> ranks = Ranks.of(l, 3);
    return ratio(l, rival.margin(), rival.slope(), ranks.value(1, -1), ranks.at(1, -1));
  }

  /**
   * The targeted ratio (Croce and Hein 2020): (l_t - l_y) / (l_π1 - (l_π3 + l_π4) / 2).
   *
   * @param l logits [rows, classes], at least 4
   * @param y [rows]
   * @param t [rows]
   * @return [rows]
   */
  public static <T extends TNumber> Expr<T> targetedDlr(
      Expr<T> l, Operand<TInt32> y, Operand<TInt32> t) {
    int classes = (int) l.shape().get(1);
    Expr<T> towards = l.nodes().oneHot(t, classes).minus(l.nodes().oneHot(y, classes));
    Ranks<T> ranks = Ranks.of(l, 4);
    return ratio(
        l,
        l.stop().times(towards).sum(1),
        towards,
        ranks.value(1, -0.5, -0.5),
        ranks.at(1, -0.5, -0.5));
  }

  /** a / b for differences of logits a and b ≥ 0, with the logits' shares in them. */
  private static <T extends TNumber> Expr<T> ratio(
      Expr<T> l, Expr<T> a, Expr<T> slopeOfA, Expr<T> b, Expr<T> slopeOfB) {
    Expr<T> below = b.plus(TINY);
    Expr<T> value = a.over(below);
    Expr<T> slope = slopeOfA.minus(slopeOfB.times(value.expand(1))).over(below.expand(1));
    return ClosedForm.of(
        "dlr",
        List.of(l),
        value,
        List.of(slope),
        (g, kept) -> List.of(kept.get(0).times(g.expand(1))));
  }

  /** The largest logits: the first, and those from the third on. */
  private record Ranks<T extends TNumber>(List<Expr<T>> values, List<Expr<T>> places) {
    static <T extends TNumber> Ranks<T> of(Expr<T> logits, int count) {
      Expr<T> l = logits.stop();
      Nodes<T> nodes = l.nodes();
      Ops tf = nodes.tf();
      var top = tf.nn.topK(l, tf.constant(count), TInt32.class);
      List<Integer> wanted = count == 3 ? List.of(0, 2) : List.of(0, 2, 3);
      return new Ranks<>(
          wanted.stream().map(i -> nodes.of(column(tf, top.values(), i))).toList(),
          wanted.stream()
              .map(i -> nodes.oneHot(column(tf, top.indices(), i), (int) l.shape().get(1)))
              .toList());
    }

    private static <U extends TNumber> Operand<U> column(Ops tf, Output<U> x, int i) {
      return tf.gather(x, tf.constant(i), tf.constant(1));
    }

    Expr<T> value(double... weights) {
      return sum(values, weights);
    }

    Expr<T> at(double... weights) {
      return sum(places, weights);
    }

    private static <T extends TNumber> Expr<T> sum(List<Expr<T>> parts, double[] weights) {
      Expr<T> sum = parts.get(0).times(weights[0]);
      for (int i = 1; i < weights.length; i++) {
        sum = sum.plus(parts.get(i).times(weights[i]));
      }
      return sum;
    }
  }

  /**
   * The change of variables of Carlini and Wagner 2017 that keeps x' in the box: (hi + lo) / 2 +
   * (hi - lo) / 2 · tanh w. Gradient: (hi - lo) / 2 · (1 - tanh² w).
   *
   * @param w of any shape
   * @param lo broadcasts to it
   * @param hi like it
   */
  public static <T extends TNumber> Expr<T> tanhBox(Expr<T> w, Expr<T> lo, Expr<T> hi) {
    Expr<T> t = Expr.tanh(w.stop());
    Expr<T> half = hi.minus(lo).times(0.5);
    Expr<T> slope = t.plus(1).times(t.subtractFrom(1)).times(half);
    return ClosedForm.of(
        "tanh_box",
        List.of(w),
        t.times(half).plus(hi.plus(lo).times(0.5)),
        List.of(slope),
        (g, kept) -> List.of(kept.get(0).times(g)));
  }

  /** The w whose {@link #tanhBox} is x; x at the edge of the box is taken to lie just inside. */
  public static <T extends TNumber> Expr<T> atanhBox(Expr<T> x, Expr<T> lo, Expr<T> hi) {
    Expr<T> half = hi.minus(lo).times(0.5);
    Expr<T> t = x.minus(hi.plus(lo).times(0.5)).over(half).times(1 - INSIDE);
    return x.nodes().of(x.nodes().tf().math.atanh(t));
  }

  /** clip(x + ε sign g, lo, hi), through which no gradient flows. */
  public static <T extends TNumber> Expr<T> signStep(
      Expr<T> x, Expr<T> g, Expr<T> epsilon, Expr<T> lo, Expr<T> hi) {
    return x.plus(g.sign().times(epsilon)).max(lo).min(hi).stop();
  }
}
