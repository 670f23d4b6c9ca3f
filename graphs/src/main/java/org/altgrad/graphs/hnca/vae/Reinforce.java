package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.OnlyIf;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * REINFORCE (Williams 1992): the score of the bits drawn times what lies downstream of them, u_l =
 * E + (z_l - σ(a_l)) (D_l - β_l). Unbiased.
 *
 * @param baseline β, one for each layer
 * @param baselineDecay γ of the moving average
 * @param samples passes to average over
 */
public record Reinforce(
    Baseline baseline, @OnlyIf(key = "baseline", is = "ema") double baselineDecay, int samples)
    implements VaeEstimator {

  public Reinforce {
    baseline.check(baselineDecay, samples);
  }

  @Override
  public String family() {
    return SCORE;
  }

  @Override
  public int smallestBatch() {
    return baseline.smallestBatch(samples);
  }

  @Override
  public int rows() {
    return samples;
  }

  @Override
  public <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines) {
    Pass<T> pass = net.sample(Hvae.repeat(x, samples), noise);
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 1; l <= net.depth(); l++) {
      Expr<T> returns = pass.downstream(l); // D_l
      Expr<T> beta = baselines.of("baseline/layer" + l, baseline, baselineDecay, returns, samples);
      Expr<T> score = pass.z(l).minus(sigmoid(pass.a(l)));
      u.add(pass.ownEntropy(l).plus(score.times(returns.minus(beta))));
    }
    return Estimate.of(pass, u, samples);
  }
}
