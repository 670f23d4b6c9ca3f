package org.altgrad.graphs.vub.ops;

import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.ClosedForm;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * A variational bound on the information bottleneck as one operation: L = CE + β rate - λ min(Hc,
 * H_max), of which the entropy Hc of the predictions gives a gradient below H_max only.
 *
 * <p>With λ = 1 and H_max = H(Y) it is VUB (Weingarten et al. 2024), a bound for every decoder;
 * with other λ and no H_max SVIB (Weingarten et al. 2025); with λ = 0 VIB (Alemi et al. 2017).
 *
 * @param loss L [networks]
 * @param crossEntropy CE in nats [networks]
 * @param entropy Hc in nats, unclipped [networks]
 * @param clipped share of Hc that is at H_max or above: of the batch 0 or 1, or of its samples
 *     [networks]
 */
public record InformationBound<T extends TNumber>(
    Expr<T> loss, Expr<T> crossEntropy, Expr<T> entropy, Expr<T> clipped) {

  /** Which entropies H_max limits. */
  public enum Scope {
    /** Their mean over the batch, as the reference has it: its gradient is all or nothing. */
    BATCH,
    /** Each sample's. */
    SAMPLE
  }

  /**
   * A limit of the entropy.
   *
   * @param most H_max in nats
   */
  public record Clip(double most, Scope scope) {}

  /**
   * What the terms count.
   *
   * @param beta β [networks]
   * @param lambda λ [networks]
   * @param clip H_max, if there is one
   */
  public record Weights<T extends TNumber>(Expr<T> beta, Expr<T> lambda, Optional<Clip> clip) {}

  /**
   * Of S samples of each of B examples. Gradients, with w_b the share of an example: w_b / S ((p -
   * target) - λ dHc) for the logits, β w_b for the rate.
   *
   * @param logits [networks, S, B, C]
   * @param targets rows that sum to 1 [networks, B, C]
   * @param rate in nats [networks, B]
   * @param counted what each example counts, [B] or [networks, B]
   */
  public static <T extends TNumber> InformationBound<T> of(
      Expr<T> logits, Expr<T> targets, Expr<T> rate, Weights<T> weights, Expr<T> counted) {
    CategoricalEntropy.Terms<T> terms = CategoricalEntropy.Terms.of(logits);
    double samples = logits.shape().get(1);
    Expr<T> share = counted.over(counted.sumKeep(-1));
    Expr<T> each = share.over(samples).expand(-2);
    Expr<T> target = targets.expand(1);
    Expr<T> ce = terms.logP().times(target).sum(-1).negate().times(each).sum(-2, -1);
    Expr<T> h = terms.entropy().times(each).sum(-2, -1);
    Clipped<T> limited = Clipped.of(terms.entropy(), h, each, weights.clip());
    Expr<T> paid = rate.stop().times(share).sum(-1).times(weights.beta());
    Expr<T> towards =
        terms
            .p()
            .minus(target)
            .minus(terms.slope().times(limited.open()).times(spread(weights.lambda())))
            .times(each.expand(-1));
    Expr<T> loss =
        ClosedForm.of(
            "information_bound",
            List.of(logits, rate),
            ce.plus(paid).minus(limited.value().times(weights.lambda())),
            List.of(towards, weights.beta().expand(-1).times(share)),
            (upstream, kept) -> {
              Expr<T> g = upstream.expand(-1);
              return List.of(kept.get(0).times(g.expand(-1).expand(-1)), kept.get(1).times(g));
            });
    return new InformationBound<>(loss, ce.stop(), h.stop(), limited.share().stop());
  }

  /** [networks] as [networks, 1, 1, 1]. */
  private static <T extends TNumber> Expr<T> spread(Expr<T> ofNetworks) {
    return ofNetworks.expand(-1).expand(-1).expand(-1);
  }

  /**
   * The entropy as it counts.
   *
   * @param value min(Hc, H_max) [networks]
   * @param open 1 where a gradient flows, else 0, [networks, S, B, 1] or of sizes 1
   * @param share that is clipped [networks]
   */
  private record Clipped<T extends TNumber>(Expr<T> value, Expr<T> open, Expr<T> share) {
    static <T extends TNumber> Clipped<T> of(
        Expr<T> entropies, Expr<T> mean, Expr<T> each, Optional<Clip> clip) {
      var nodes = mean.nodes();
      if (clip.isEmpty()) {
        return new Clipped<>(mean, nodes.constant(1), nodes.zerosLike(mean));
      }
      Expr<T> most = nodes.constant(clip.get().most());
      if (clip.get().scope() == Scope.BATCH) {
        Expr<T> open = nodes.indicator(mean.less(most));
        return new Clipped<>(mean.min(most), spread(open), open.subtractFrom(1));
      }
      Expr<T> open = nodes.indicator(entropies.less(most));
      return new Clipped<>(
          entropies.min(most).times(each).sum(-2, -1),
          open.expand(-1),
          open.subtractFrom(1).times(each).sum(-2, -1));
    }
  }
}
