package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * One estimator for what the bits do to the pixels, log p(x | z_1), and one for all other terms of
 * the ELBO, the KL divergence: the sum of the two directions, from the same bits. It tells which
 * term's noise matters. Unbiased. Each has a baseline of its own.
 *
 * @param pixels {@link Hnca} or {@link Reinforce}
 * @param kl {@link Hnca} or {@link Reinforce}, with as many samples
 */
public record ByTerm(VaeEstimator pixels, VaeEstimator kl) implements VaeEstimator {

  public ByTerm {
    check("pixels", pixels);
    check("kl", kl);
    if (pixels.rows() != kl.rows()) {
      throw new IllegalArgumentException(
          "kl.samples: must be pixels.samples (" + pixels.rows() + ") but is " + kl.rows());
    }
  }

  /** Only estimators that draw one plain pass see the same bits. */
  private static void check(String key, VaeEstimator part) {
    if (!(part instanceof Hnca || part instanceof Reinforce)) {
      throw new IllegalArgumentException(key + ": must be one of hnca, reinforce but is " + part);
    }
  }

  @Override
  public String family() {
    return pixels.family().equals(kl.family()) ? kl.family() : "one estimator for each term";
  }

  @Override
  public int rows() {
    return pixels.rows();
  }

  @Override
  public int smallestBatch() {
    return Math.max(pixels.smallestBatch(), kl.smallestBatch());
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Optional<Expr<T>> none = Optional.of(x.nodes().constant(0));
    List<Expr<T>> ofPixels =
        pixels
            .estimate(
                net.weighted(new TermWeights<>(net.weights().pixels(), none)),
                x,
                noise,
                baselines.under("pixels"))
            .u();
    List<Expr<T>> ofKl =
        kl.estimate(
                net.weighted(new TermWeights<>(none, net.weights().kl())),
                x,
                noise,
                baselines.under("kl"))
            .u();
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 0; l < net.depth(); l++) {
      u.add(ofPixels.get(l).plus(ofKl.get(l)));
    }
    return Estimate.of(net.sample(Hvae.repeat(x, rows()), noise), u, rows());
  }
}
