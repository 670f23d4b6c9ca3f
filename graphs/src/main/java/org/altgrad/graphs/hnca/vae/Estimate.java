package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.hnca.Credit;
import org.tensorflow.types.family.TNumber;

/**
 * What an estimator makes of a batch.
 *
 * @param pass the pass whose inputs and logits the directions belong to; it also trains the decoder
 * @param u [rows, units] ascent directions for the encoder's logits, layers 1 … L
 * @param elbo [rows, 1] sampled ELBO in nats, for the record
 * @param samples rows of each example
 */
public record Estimate<T extends TNumber>(
    Pass<T> pass, List<Expr<T>> u, Expr<T> elbo, int samples) {

  public Estimate {
    u = List.copyOf(u);
  }

  /** Of a pass whose own ELBO is the one to record. */
  static <T extends TNumber> Estimate<T> of(Pass<T> pass, List<Expr<T>> u, int samples) {
    return new Estimate<>(pass, u, pass.elbo(), samples);
  }

  /**
   * The same with other directions: these, times a factor, and independent Gaussian noise.
   *
   * @param signal the factor
   * @param scale the noise's standard deviation, in units of the root mean square of each layer's
   *     directions over rows and units
   */
  Estimate<T> withNoise(Expr<T> signal, Expr<T> scale, Randoms randoms) {
    List<Expr<T>> noisy = new ArrayList<>();
    for (Expr<T> direction : u) {
      Expr<T> size = direction.square().mean().sqrt().times(scale);
      Expr<T> noise = randoms.normalLike("noise/layer" + (noisy.size() + 1), direction);
      noisy.add(direction.times(signal).plus(noise.times(size)));
    }
    return new Estimate<>(pass, noisy, elbo, samples);
  }

  /**
   * The scalar whose descent gradient is the estimate's, for all parameters. The decoder and the
   * prior need no estimator: d(log p)/d(logits) is z - σ(d). Its value has no meaning.
   */
  public Expr<T> root() {
    List<Expr<T>> credited = new ArrayList<>();
    for (int l = 1; l <= pass.depth(); l++) {
      credited.add(Credit.attach("encoder" + l, pass.a(l), u.get(l - 1)));
    }
    for (int l = 0; l <= pass.depth(); l++) {
      credited.add(Credit.attach("decoder" + l, pass.d(l), pass.residual(l)));
    }
    return Credit.surrogate(credited);
  }
}
