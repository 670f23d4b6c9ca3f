package org.altgrad.graphs.biohsic;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * What each hidden layer minimises over a window of n samples: what its activity z knows of the
 * input, or of itself, less γ times what it knows of the label.
 *
 * <p>Shapes: x [..., n, dx], y [..., n, classes], z [..., n, d]; leading axes broadcast, so x and y
 * may be shared by several models.
 *
 * @param estimator how dependence is measured
 * @param kernel of the layer's activity; those of input and label are Gaussian
 * @param gamma γ, the weight of what the layer knows of the label
 * @param sigmaX bandwidth of the kernel of the input
 * @param sigmaY bandwidth of the kernel of the label
 * @param sigmaZ bandwidth of a Gaussian kernel of the layer
 * @param epsilon ε of {@link Estimator#NHSIC}
 * @param layerGamma γ of each hidden layer, in place of {@code gamma}
 * @param layerSigmaZ bandwidth of each hidden layer, in place of {@code sigmaZ}
 */
public record Objective(
    Estimator estimator,
    LayerKernel kernel,
    @OnlyIf(key = "layer_gamma", is = "null") double gamma,
    @OnlyIf(key = "estimator", not = "phsic") double sigmaX,
    double sigmaY,
    @OnlyIf(key = "kernel", is = "gaussian") double sigmaZ,
    @OnlyIf(key = "estimator", is = "nhsic") double epsilon,
    Optional<List<Double>> layerGamma,
    Optional<List<Double>> layerSigmaZ) {

  public Objective {
    Require.notNegative("gamma", gamma);
    Require.positive("sigmaX", sigmaX);
    Require.positive("sigmaY", sigmaY);
    Require.positive("sigmaZ", sigmaZ);
    Require.positive("epsilon", epsilon);
    layerGamma = layerGamma.map(List::copyOf);
    layerSigmaZ = layerSigmaZ.map(List::copyOf);
    layerGamma.ifPresent(each -> each.forEach(value -> Require.notNegative("layerGamma", value)));
    layerSigmaZ.ifPresent(each -> each.forEach(value -> Require.positive("layerSigmaZ", value)));
    if (layerSigmaZ.isPresent() && kernel != LayerKernel.GAUSSIAN) {
      throw new IllegalArgumentException(
          "layerSigmaZ: is for kernel gaussian; set it to null, or kernel to gaussian");
    }
  }

  /** HSIC with Gaussian kernels, the same for all layers. */
  public Objective(double gamma, double sigmaX, double sigmaY, double sigmaZ) {
    this(
        Estimator.HSIC,
        LayerKernel.GAUSSIAN,
        gamma,
        sigmaX,
        sigmaY,
        sigmaZ,
        1e-5,
        Optional.empty(),
        Optional.empty());
  }

  /** Throws if there are values of each layer's own for another number of hidden layers. */
  public void checkLayers(int hidden) {
    layerGamma.ifPresent(each -> checkLayers("layer_gamma", each.size(), hidden));
    layerSigmaZ.ifPresent(each -> checkLayers("layer_sigma_z", each.size(), hidden));
  }

  private static void checkLayers(String key, int values, int hidden) {
    if (values != hidden) {
      throw new IllegalArgumentException(
          key
              + ": must have one value for each of the "
              + hidden
              + " hidden layers, has "
              + values
              + "; set it to null for the same value in all of them");
    }
  }

  /** Throws if there are values of each layer's own, for what knows no layers. */
  public void checkOneLayer() {
    if (layerGamma.isPresent() || layerSigmaZ.isPresent()) {
      throw new IllegalArgumentException(
          "objective: has values for each layer where there are no layers; set layer_gamma and"
              + " layer_sigma_z to null");
    }
  }

  /** The objective of a hidden layer; beyond the last, of the readout, what is not any layer's. */
  public Objective at(int layer) {
    return new Objective(
        estimator,
        kernel,
        layerGamma.filter(each -> layer < each.size()).map(e -> e.get(layer)).orElse(gamma),
        sigmaX,
        sigmaY,
        layerSigmaZ.filter(each -> layer < each.size()).map(e -> e.get(layer)).orElse(sigmaZ),
        epsilon,
        Optional.empty(),
        Optional.empty());
  }

  /** Kx, [..., n, n]. */
  public <T extends TNumber> Expr<T> kernelX(Expr<T> x) {
    return Kernels.gaussian(x, sigmaX);
  }

  /** Ky, [..., n, n]. */
  public <T extends TNumber> Expr<T> kernelY(Expr<T> y) {
    return Kernels.gaussian(y, sigmaY);
  }

  /** Kz, [..., n, n]. */
  public <T extends TNumber> Expr<T> kernel(Expr<T> z) {
    return kernel.matrix(z, sigmaZ);
  }

  /**
   * A, [..., n, n]: all that the objective knows of inputs and labels. HSIC: Kx - γ Ky; pHSIC: -γ
   * (Ky - mean Ky); nHSIC: K̃x - γ K̃y.
   */
  public <T extends TNumber> Expr<T> contrast(Expr<T> x, Expr<T> y) {
    return contrastOf(kernelX(x), kernelY(y));
  }

  /**
   * Whether what depends on z has to be computed in double precision: nHSIC inverts matrices whose
   * condition is up to the kernel's size over ε, of which rounding in single precision leaves
   * nothing.
   */
  boolean inDouble(Expr<?> z) {
    return estimator == Estimator.NHSIC && z.nodes().type() != TFloat64.class;
  }

  /** The same from the kernels' matrices. */
  <T extends TNumber> Expr<T> contrastOf(Expr<T> kx, Expr<T> ky) {
    if (inDouble(kx)) {
      return contrastOf(kx.cast(TFloat64.class), ky.cast(TFloat64.class)).cast(kx.nodes().type());
    }
    Expr<T> a =
        switch (estimator) {
          case HSIC -> kx.minus(ky.times(gamma));
          case PHSIC -> ky.minus(ky.meanKeep(-2, -1)).times(-gamma);
          case NHSIC -> Hsic.whitened(kx, epsilon).minus(Hsic.whitened(ky, epsilon).times(gamma));
        };
    return a.stop();
  }

  /** A of each hidden layer; a single one where all have the same. See {@link #ofLayer}. */
  <T extends TNumber> List<Expr<T>> contrasts(Expr<T> kx, Expr<T> ky) {
    int different = layerGamma.map(List::size).orElse(1);
    return IntStream.range(0, different).mapToObj(l -> at(l).contrastOf(kx, ky)).toList();
  }

  /** What is a layer's of a list with an entry for each, or one for all. */
  public static <E> E ofLayer(List<E> each, int layer) {
    return each.get(each.size() == 1 ? 0 : layer);
  }

  /** L, [...]. */
  public <T extends TNumber> Expr<T> loss(Expr<T> contrast, Expr<T> z) {
    if (inDouble(z)) {
      return loss(contrast.cast(TFloat64.class), z.cast(TFloat64.class)).cast(z.nodes().type());
    }
    Expr<T> kz = kernel(z);
    return switch (estimator) {
      case HSIC -> Hsic.biased(contrast, kz);
      case PHSIC -> Hsic.plausible(kz, kz).plus(contrast.times(kz).mean(-2, -1));
      case NHSIC -> contrast.times(Hsic.whitened(kz, epsilon)).sum(-2, -1);
    };
  }

  /** L and its two parts: what z knows of the input, for pHSIC of itself, and of the label. */
  public <T extends TNumber> List<Expr<T>> parts(Expr<T> kx, Expr<T> ky, Expr<T> z) {
    if (inDouble(z)) {
      Class<TFloat64> wide = TFloat64.class;
      return parts(kx.cast(wide), ky.cast(wide), z.cast(wide)).stream()
          .map(part -> part.cast(z.nodes().type()))
          .toList();
    }
    Expr<T> kz = kernel(z);
    Expr<T> first = dependence(estimator == Estimator.PHSIC ? kz : kx, kz);
    Expr<T> second = dependence(ky, kz);
    return List.of(first.minus(second.times(gamma)), first, second);
  }

  private <T extends TNumber> Expr<T> dependence(Expr<T> ka, Expr<T> kb) {
    return switch (estimator) {
      case HSIC -> Hsic.biased(ka, kb);
      case PHSIC -> Hsic.plausible(ka, kb);
      case NHSIC -> Hsic.normalised(ka, kb, epsilon);
    };
  }

  /** Whether dL/dKz is the same whatever z is, so that it need be found but once a window. */
  boolean linear() {
    return estimator == Estimator.HSIC;
  }

  /** W = dL/dKz but for a factor, {@link #divisor}: symmetric, [..., n, n]. */
  <T extends TNumber> Expr<T> slope(Expr<T> contrast, Expr<T> kz) {
    return switch (estimator) {
      case HSIC -> Hsic.centre(contrast);
      case PHSIC -> kz.minus(kz.meanKeep(-2, -1)).times(2).plus(contrast);
      case NHSIC -> Hsic.normalisedSlope(contrast, kz, epsilon);
    };
  }

  /** dL/dz for all rows, [..., n, d]: what {@link LayerKernel} makes of {@link Estimator}'s W. */
  public <T extends TNumber> Expr<T> gradient(Expr<T> contrast, Expr<T> z) {
    if (inDouble(z)) {
      return gradient(contrast.cast(TFloat64.class), z.cast(TFloat64.class)).cast(z.nodes().type());
    }
    Expr<T> kz = kernel(z);
    return kernel.gradient(slope(contrast, kz), kz, z).times(scale(z));
  }

  /**
   * {@link #loss} as one op whose derivative with respect to z is {@link #gradient} times what
   * arrives, for use as a term of any other loss: cheaper and better conditioned than
   * differentiating the kernel.
   */
  public <T extends TNumber> Expr<T> term(String name, Expr<T> contrast, Expr<T> z) {
    Nodes<T> nodes = z.nodes();
    Expr<T> value = loss(contrast, z.stop()).stop();
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
   * What turns sums over the kernel into derivatives, a scalar: for HSIC with a Gaussian kernel 2 /
   * ((n - 1)² S²).
   *
   * @param z [..., n, d]
   */
  <T extends TNumber> Expr<T> scale(Expr<T> z) {
    long d = Axes.known(z, Axes.UNITS);
    long n = z.shape().get(z.shape().numDimensions() + Axes.ROWS);
    if (n >= 0) {
      return z.nodes().constant(scale(n, d));
    }
    Expr<T> rows = Axes.size(z, Axes.ROWS);
    Expr<T> divisor =
        switch (estimator) {
          case HSIC -> rows.minus(1).square();
          case PHSIC -> rows.square();
          case NHSIC -> z.nodes().constant(1);
        };
    return z.nodes().constant(kernel.scale(d, sigmaZ)).over(divisor);
  }

  /** The same for a window of n samples and a layer of d units. */
  public double scale(long n, long d) {
    return kernel.scale(d, sigmaZ) / divisor(n);
  }

  /** What estimators divide by. */
  private double divisor(double n) {
    return switch (estimator) {
      case HSIC -> (n - 1) * (n - 1);
      case PHSIC -> n * n;
      case NHSIC -> 1;
    };
  }
}
