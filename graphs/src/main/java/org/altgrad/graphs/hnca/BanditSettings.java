package org.altgrad.graphs.hnca;

import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Demanding;

/**
 * Settings of {@link Bandit}.
 *
 * @param name {@code hnca_bandit}
 * @param estimator of the gradient of the expected reward
 * @param baseline subtracted from the reward
 * @param baselineDecay γ of the moving average
 * @param counterfactual how HNCA sums over Bernoulli children
 * @param backend which custom-gradient ops carry the estimator
 * @param gradientVariance whether to measure the variance of the per-example gradients at every
 *     step
 * @param predictPasses stochastic passes that an exported {@code predict} averages
 */
public record BanditSettings(
    String name,
    BanditEstimator estimator,
    Baseline baseline,
    @OnlyIf(key = "baseline", is = "ema") double baselineDecay,
    @OnlyIf(key = "estimator", is = "hnca") Counterfactual counterfactual,
    Backend backend,
    boolean gradientVariance,
    int predictPasses)
    implements Demanding {

  /** The custom-gradient ops behind an estimator; they give equal gradients. */
  public enum Backend {
    /** {@link Credit}: each layer's logits take the estimator's direction as their gradient. */
    CREDIT,
    /** {@link MessageBackend}: messages in place of derivatives; HNCA only. */
    MESSAGES
  }

  public BanditSettings {
    baseline.check(baselineDecay, 1);
    if (backend == Backend.MESSAGES && estimator != BanditEstimator.HNCA) {
      throw new IllegalArgumentException(
          "backend: messages are HNCA's; use credit with estimator "
              + estimator.name().toLowerCase(java.util.Locale.ROOT));
    }
    Require.atLeast("predictPasses", predictPasses, 1);
  }

  @Override
  public void demand(Record model, Context.Training training) {
    if (backend == Backend.MESSAGES && model instanceof ConvBernoulli) {
      throw new IllegalArgumentException(
          "backend: messages cannot pass convolutions; use credit with model conv_bernoulli");
    }
    if (training.batchSize() < baseline.smallestBatch(1)) {
      throw new IllegalArgumentException(
          "batch_size: must be at least 2 for baseline leave_one_out");
    }
  }
}
