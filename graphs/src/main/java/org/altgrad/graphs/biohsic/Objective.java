package org.altgrad.graphs.biohsic;

import java.util.List;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * What each hidden layer minimises: L(z) = HSIC(x, z) - γ HSIC(y, z) with Gaussian kernels, over a
 * window of n samples.
 *
 * <p>Shapes: x [..., n, dx], y [..., n, classes], z [..., n, d]; leading axes broadcast, so x and y
 * may be shared by several models.
 *
 * @param gamma γ, the weight of what the layer knows of the label
 * @param sigmaX bandwidth of the kernel of the input
 * @param sigmaY bandwidth of the kernel of the label
 * @param sigmaZ bandwidth of the kernel of the layer
 */
public record Objective(double gamma, double sigmaX, double sigmaY, double sigmaZ) {

  public Objective {
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException("gamma: must be a number of at least 0, is " + gamma);
    }
    positive("sigmaX", sigmaX);
    positive("sigmaY", sigmaY);
    positive("sigmaZ", sigmaZ);
  }

  private static void positive(String component, double sigma) {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(component + ": must be a positive number, is " + sigma);
    }
  }

  /** A = Kx - γ Ky, [..., n, n]: all that the objective knows of inputs and labels. */
  public <T extends TNumber> Expr<T> contrast(Expr<T> x, Expr<T> y) {
    return Kernels.gaussian(x, sigmaX).minus(Kernels.gaussian(y, sigmaY).times(gamma)).stop();
  }

  /** Kz, [..., n, n]. */
  public <T extends TNumber> Expr<T> kernel(Expr<T> z) {
    return Kernels.gaussian(z, sigmaZ);
  }

  /** L = Σ M ∘ Kz / (n - 1)² with M = H A H, [...]. */
  public <T extends TNumber> Expr<T> loss(Expr<T> contrast, Expr<T> z) {
    return Hsic.biased(contrast, kernel(z));
  }

  /**
   * dL/dz for all rows, [..., n, d]: with Q = M ∘ Kz and S² = σz² d, G = -2 / ((n - 1)² S²) ·
   * (diag(Q 1) z - Q z).
   */
  public <T extends TNumber> Expr<T> gradient(Expr<T> contrast, Expr<T> z) {
    Expr<T> q = Hsic.centre(contrast).times(kernel(z));
    return q.batchMatmul(z).minus(q.sumKeep(-1).times(z)).times(scale(z));
  }

  /**
   * {@link #loss} as one op whose derivative with respect to z is {@link #gradient} times what
   * arrives, for use as a term of any other loss: cheaper and better conditioned than
   * differentiating the kernel.
   */
  public <T extends TNumber> Expr<T> term(String name, Expr<T> contrast, Expr<T> z) {
    Nodes<T> nodes = z.nodes();
    Expr<T> value = loss(contrast, z.stop());
    Expr<T> g = gradient(contrast, z.stop());
    List<Operand<T>> inputs = List.of(value, z);
    return nodes.typed(
        CustomGradient.apply(
                nodes.tf(),
                name,
                inputs,
                (tf, upstream) -> {
                  Nodes<T> back = nodes.with(tf);
                  Expr<T> arrived = back.typed(upstream.get(0)).expand(-1).expand(-1);
                  return List.of(CustomGradient.none(tf, value), back.of(g).times(arrived));
                })
            .get(0));
  }

  /**
   * 2 / ((n - 1)² S²), a scalar: what turns sums over the kernel into derivatives.
   *
   * @param z [..., n, d]
   */
  <T extends TNumber> Expr<T> scale(Expr<T> z) {
    long d = Axes.known(z, Axes.UNITS);
    long n = z.shape().get(z.shape().numDimensions() + Axes.ROWS);
    if (n >= 0) {
      return z.nodes().constant(2 / ((n - 1.0) * (n - 1.0) * s2(d)));
    }
    return z.nodes().constant(2 / s2(d)).over(Axes.size(z, Axes.ROWS).minus(1).square());
  }

  /** S² = σz² d. */
  double s2(long d) {
    return sigmaZ * sigmaZ * d;
  }
}
