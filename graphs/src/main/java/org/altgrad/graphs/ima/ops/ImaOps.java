package org.altgrad.graphs.ima.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.ClosedForm;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * The operations, each usable in any graph. T is the transposed Jacobian of a map, [..., d, D]: row
 * k is how the value changes with input k (a column of the Jacobian). Axes before the named ones
 * are free: a batch, or networks and a batch.
 *
 * <p>Source: Reizinger et al. 2022, "Embrace the Gap: VAEs Perform Independent Mechanism Analysis";
 * the contrast: Gresele et al. 2021.
 */
public final class ImaOps {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private ImaOps() {}

  /**
   * c_IMA = Σ_k log |T_k| - ½ log det(T Tᵀ) ≥ 0, which is 0 if and only if the rows are orthogonal.
   * Gradient: diag(T Tᵀ)⁻¹ T - (T Tᵀ)⁻¹ T.
   *
   * @param t [..., d, D], d at most D
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> imaContrast(Expr<T> t) {
    GramSchmidt<T> of = GramSchmidt.of(required(t).stop());
    return withGradient("ima_contrast", t, of.contrast(), of.contrastGradient());
  }

  /**
   * ½ log det(T Tᵀ), the logarithm of the volume that the rows span. Gradient: (T Tᵀ)⁻¹ T.
   *
   * @param t [..., d, D], d at most D
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> halfLogdetGram(Expr<T> t) {
    GramSchmidt<T> of = GramSchmidt.of(required(t).stop());
    return withGradient("half_logdet_gram", t, of.logSizes().minus(of.contrast()), of.dual());
  }

  /**
   * T⁻¹. Gradient: -T⁻ᵀ g T⁻ᵀ.
   *
   * @param t [..., d, d]
   * @return [..., d, d]
   */
  public static <T extends TNumber> Expr<T> inverse(Expr<T> t) {
    Expr<T> turned = GramSchmidt.of(required(t).stop()).dual();
    int rank = t.shape().numDimensions();
    int[] order = IntStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return ClosedForm.of(
        "inverse",
        List.of(t),
        turned.transpose(order),
        List.of(turned),
        (g, kept) -> List.of(kept.get(0).batchMatmul(g).batchMatmul(kept.get(0)).negate()));
  }

  private static <T extends TNumber> Expr<T> required(Expr<T> t) {
    long d = t.shape().get(-2);
    long size = t.shape().get(-1);
    if (d < 1 || size >= 0 && size < d) {
      throw new IllegalArgumentException(
          "t: must have at most as many rows as columns, [..., d, D], but is " + t.shape());
    }
    return t;
  }

  /** A value of [...] of x [..., d, D] whose gradient is known. */
  private static <T extends TNumber> Expr<T> withGradient(
      String name, Expr<T> x, Expr<T> value, Expr<T> gradient) {
    return ClosedForm.of(
        name,
        List.of(x),
        value,
        List.of(gradient),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1).expand(-1))));
  }

  /**
   * -Σ_k log σ'(n_k) = Σ_k softplus(n_k) + softplus(-n_k). Gradient: 2 σ(n) - 1 = tanh(n / 2).
   *
   * @param n logits [..., d]
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> logitLogdet(Expr<T> n) {
    Expr<T> s = n.stop();
    Expr<T> size = s.abs();
    Expr<T> value = size.plus(size.negate().exp().log1p().times(2)).sum(-1);
    Expr<T> slope = Expr.tanh(s.times(0.5));
    return ClosedForm.of(
        "logit_logdet",
        List.of(n),
        value,
        List.of(slope),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1))));
  }

  /**
   * -log N(x; x̂, e^ρ I) = ½ (D log 2π + D ρ + e^-ρ |x - x̂|²). Gradients: e^-ρ (x̂ - x) and ½ (D -
   * e^-ρ |x - x̂|²).
   *
   * @param xhat [..., D], or an example of several axes: then give both flat
   * @param x like it
   * @param rho log variance, of a shape that broadcasts to [...]
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> gaussianNll(Expr<T> xhat, Expr<T> x, Expr<T> rho) {
    double size = xhat.shape().get(-1);
    Expr<T> error = xhat.minus(x).stop();
    Expr<T> logVariance = rho.stop();
    Expr<T> precision = logVariance.negate().exp();
    Expr<T> scaled = error.square().sum(-1).times(precision);
    Expr<T> value = scaled.plus(logVariance.times(size)).plus(size * LOG_TWO_PI).times(0.5);
    Expr<T> towards = error.times(precision.expand(-1));
    Expr<T> half = scaled.negate().plus(size).times(0.5);
    Function<Expr<T>, Expr<T>> back = reduced(rho, value);
    return ClosedForm.of(
        "gaussian_nll",
        List.of(xhat, rho),
        value,
        List.of(towards, half),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1)), back.apply(kept.get(1).times(g))));
  }

  /** Sums over the axes along which a tensor was broadcast to another's shape. */
  private static <T extends TNumber> Function<Expr<T>, Expr<T>> reduced(
      Expr<T> small, Expr<T> large) {
    long[] own = small.shape().asArray();
    int more = large.shape().numDimensions() - own.length;
    List<Integer> gone = new ArrayList<>();
    for (int axis = 0; axis < more; axis++) {
      gone.add(axis);
    }
    List<Integer> kept = new ArrayList<>();
    for (int axis = 0; axis < own.length; axis++) {
      if (own[axis] == 1) {
        kept.add(axis);
      }
    }
    int[] dropped = gone.stream().mapToInt(i -> i).toArray();
    int[] ones = kept.stream().mapToInt(i -> i).toArray();
    return gradient -> {
      Expr<T> sum = dropped.length == 0 ? gradient : gradient.sum(dropped);
      return ones.length == 0 ? sum : sum.sumKeep(ones);
    };
  }

  /**
   * KL(N(μ, e^l) || N(0, 1)) = ½ Σ (e^l + μ² - 1 - l). Gradients: μ and ½ (e^l - 1).
   *
   * @param mu [..., d]
   * @param l log variance, like it
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> gaussianKl(Expr<T> mu, Expr<T> l) {
    Expr<T> mean = mu.stop();
    Expr<T> log = l.stop();
    Expr<T> grown = log.expm1();
    Expr<T> value = grown.minus(log).plus(mean.square()).sum(-1).times(0.5);
    Expr<T> half = grown.times(0.5);
    return ClosedForm.of(
        "gaussian_kl",
        List.of(mu, l),
        value,
        List.of(mean, half),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1)), kept.get(1).times(g.expand(-1))));
  }

  /**
   * log N(n; μ, e^l), whose gradient goes through the sample alone: "sticking the landing" (Roeder
   * et al. 2017). Gradients: -(n - μ) e^-l, 0, 0. What the sample was made from passes its gradient
   * on.
   *
   * @param n sample [..., d]
   * @param mu like it
   * @param l log variance, like it
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> logQStl(Expr<T> n, Expr<T> mu, Expr<T> l) {
    Expr<T> log = l.stop();
    Expr<T> away = n.minus(mu).stop();
    Expr<T> scaled = away.times(log.negate().exp());
    Expr<T> value = away.times(scaled).plus(log).plus(LOG_TWO_PI).sum(-1).times(-0.5);
    return ClosedForm.of(
        "log_q_stl",
        List.of(n),
        value,
        List.of(scaled.negate()),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1))));
  }

  /**
   * Half the size of an example times (log mean square error + 1 + log 2π): the negative
   * log-likelihood of an example on average, with the variance that is likeliest for the whole
   * batch (Rybkin, Daniilidis and Levine 2021). Gradient: D (x̂ - x) / Σ (x - x̂)².
   *
   * @param xhat [..., batch, D]
   * @param x like it
   * @return [...]
   */
  public static <T extends TNumber> Expr<T> optimalVarianceNll(Expr<T> xhat, Expr<T> x) {
    double size = xhat.shape().get(-1);
    Expr<T> error = xhat.minus(x).stop();
    Expr<T> squares = error.square();
    Expr<T> value =
        squares.mean(-1).mean(-1).plus(1e-30).log().plus(1 + LOG_TWO_PI).times(size / 2);
    Expr<T> sum = squares.sumKeep(-1).sumKeep(-2).plus(1e-30);
    return ClosedForm.of(
        "optimal_variance_nll",
        List.of(xhat),
        value,
        List.of(error.over(sum).times(size)),
        (g, kept) -> List.of(kept.get(0).times(g.expand(-1).expand(-1))));
  }
}
