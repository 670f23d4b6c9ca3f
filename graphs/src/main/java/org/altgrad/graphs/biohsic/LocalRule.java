package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * The first two factors of the rule: a hidden layer z = LN(relu(u)) and how a signal ξ for z
 * becomes a change of the layer's own parameters. LN is over the last axis, without scale and bias.
 *
 * @param u what goes into the units, [..., d]
 * @param z their activity, [..., d]
 * @param inverse 1 / s with s = √(variance of relu(u) + ε), [..., 1]
 */
public record LocalRule<T extends TNumber>(Expr<T> u, Expr<T> z, Expr<T> inverse) {
  /** ε of LN. */
  public static final double EPSILON = 1e-6;

  /** The forward pass. */
  public static <T extends TNumber> LocalRule<T> of(Expr<T> u) {
    Expr<T> r = u.nodes().of(u.nodes().tf().nn.relu(u));
    Expr<T> centred = r.minus(r.meanKeep(-1));
    // Broadcasting products are faster than broadcasting quotients.
    Expr<T> inverse = centred.square().meanKeep(-1).plus(EPSILON).sqrt().reciprocal();
    return new LocalRule<>(u, centred.times(inverse), inverse);
  }

  /** The same for the current sample alone: the last row of [..., n, d]. */
  public LocalRule<T> current() {
    return new LocalRule<>(Axes.current(u), Axes.current(z), Axes.current(inverse));
  }

  /**
   * The change of u that a change ξ of z asks for: ρ · 1[u > 0] · (ξ - mean(ξ) - z · mean(ξ z)) /
   * s.
   *
   * @param xi [..., d]
   * @param rho how much of a change of the layer's input gets into u: 1 without dynamics, dt / τ
   *     for leaky units
   * @return e, [..., d]
   */
  public Expr<T> error(Expr<T> xi, double rho) {
    Expr<T> asked = asked(xi);
    // The derivative of relu: what is asked where u > 0, else 0.
    return u.nodes().of(u.nodes().tf().nn.reluGrad(rho == 1 ? asked : asked.times(rho), u));
  }

  /**
   * The change of what LN reads that a change ξ of z asks for: (ξ - mean(ξ) - z · mean(ξ z)) / s.
   *
   * @param xi [..., d]
   * @return [..., d]
   */
  public Expr<T> asked(Expr<T> xi) {
    Expr<T> lateral = xi.minus(xi.meanKeep(-1)).minus(z.times(xi.times(z).meanKeep(-1)));
    return lateral.times(inverse);
  }

  /**
   * The direction of a dense layer's weights: hᵀ e, [..., in, d].
   *
   * @param h what the layer read, [..., n, in]
   * @param e [..., n, d]
   */
  public static <T extends TNumber> Expr<T> weights(Expr<T> h, Expr<T> e) {
    return h.batchTMatmul(e);
  }

  /** The direction of a dense layer's bias: the sum over samples, [..., d]. */
  public static <T extends TNumber> Expr<T> bias(Expr<T> e) {
    return e.sum(-2);
  }

  /**
   * The rule as a custom-gradient op: z unchanged, whose backward pass is a cotangent of ours
   * whatever arrives. With it TensorFlow's gradients of Σ carriers, each layer reading {@code
   * stop()} of the one below, are all layers' local directions.
   *
   * @param cotangent takes the place of the derivative with respect to z
   */
  public static <T extends TNumber> Expr<T> carrier(String name, Expr<T> z, Expr<T> cotangent) {
    Nodes<T> nodes = z.nodes();
    Expr<T> c = cotangent.stop();
    List<Operand<T>> inputs = List.of(z, c);
    return nodes.typed(
        CustomGradient.apply(
                nodes.tf(), name, inputs, (tf, upstream) -> List.of(c, CustomGradient.none(tf, c)))
            .get(0));
  }
}
