package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.stat.StatUtils;

/** Which latents carry anything. */
public final class ActiveLatents {
  private ActiveLatents() {}

  /** By range: more than a twentieth of the largest (Hsu et al. 2023); columns [codes][rows]. */
  static int[] byRange(double[][] codes) {
    double[] ranges =
        Arrays.stream(codes)
            .mapToDouble(z -> Columns.constant(z) ? 0 : StatUtils.max(z) - StatUtils.min(z))
            .toArray();
    double least = StatUtils.max(ranges) / 20;
    return IntStream.range(0, codes.length).filter(i -> ranges[i] > least).toArray();
  }

  /**
   * Numbers of the latents whose range exceeds a twentieth of the largest range.
   *
   * @param codes [rows][codes]
   * @return none if all are constant
   */
  public static int[] ofCodes(double[][] codes) {
    return byRange(Columns.of("codes", codes));
  }

  /**
   * Numbers of the latents whose posterior mean varies by more than .01 (Burda, Grosse and
   * Salakhutdinov 2016).
   *
   * @param means [rows][latents]
   */
  public static int[] ofMeans(double[][] means) {
    double[][] columns = Columns.of("means", means);
    return IntStream.range(0, columns.length)
        .filter(k -> StatUtils.populationVariance(columns[k]) > 0.01)
        .toArray();
  }

  /**
   * Effective number: exp of the entropy of the latents' shares in the divergence; n if n latents
   * share it equally, 0 if there is none.
   *
   * @param divergences mean KL of each latent, not negative
   */
  public static double effectiveNumber(double[] divergences) {
    Arrays.stream(divergences).forEach(kl -> Require.notNegative("divergence", kl));
    double all = StatUtils.sum(divergences);
    double entropy =
        Arrays.stream(divergences)
            .filter(kl -> kl > 0)
            .map(kl -> -kl / all * Math.log(kl / all))
            .sum();
    return all == 0 ? 0 : Math.exp(entropy);
  }
}
