package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.tensorflow.types.family.TNumber;

/**
 * Estimators of the gradient of the ELBO with respect to the encoder's logits. The components of
 * each implementation are its settings as users write them; each reads top to bottom in its file.
 *
 * <p>All of them share the own-entropy term E = dH(σ(a))/da = -a σ(a)(1 - σ(a)), which is exact.
 */
public sealed interface VaeEstimator
    permits Hnca,
        LocalExpectation,
        Reinforce,
        LooIs,
        LooFr,
        Disarm,
        Arm,
        Arms,
        Rebar,
        StraightThrough,
        ReinMax,
        GumbelSoftmax,
        ByTerm {

  /** The estimators by the names that users write. */
  static Map<String, Class<? extends VaeEstimator>> kinds() {
    Map<String, Class<? extends VaeEstimator>> kinds = new LinkedHashMap<>();
    kinds.put("hnca", Hnca.class);
    kinds.put("reinforce", Reinforce.class);
    kinds.put("disarm", Disarm.class);
    kinds.put("loo_fr", LooFr.class);
    kinds.put("loo_is", LooIs.class);
    kinds.put("local_expectation", LocalExpectation.class);
    kinds.put("arm", Arm.class);
    kinds.put("arms", Arms.class);
    kinds.put("rebar", Rebar.class);
    kinds.put("straight_through", StraightThrough.class);
    kinds.put("reinmax", ReinMax.class);
    kinds.put("gumbel_softmax", GumbelSoftmax.class);
    kinds.put("by_term", ByTerm.class);
    return Collections.unmodifiableMap(kinds);
  }

  /** Conditions the credit of a bit on what the units around it did. */
  String HINDSIGHT = "hindsight or local expectation";

  /** Weighs the score by a return. */
  String SCORE = "score function";

  /** Draws pairs or groups that are coupled. */
  String ANTITHETIC = "antithetic pairs";

  /** Takes a relaxation from the score and adds its gradient. */
  String CONTROL = "relaxed control variate";

  /** Differentiates as if bits were smooth. */
  String PATHWISE = "differentiates through bits (biased)";

  /**
   * Draws what the estimator needs and forms its directions.
   *
   * @param x [batch, pixels] bits
   * @param baselines for estimators that use them
   */
  <T extends TNumber> Estimate<T> estimate(
      Hvae<T> net, Expr<T> x, Noise noise, Baselines<T> baselines);

  /** What it has in common with others, in words: {@link #HINDSIGHT} and so on, or its own. */
  String family();

  /** Whether the mean estimate is the gradient. */
  default boolean unbiased() {
    return true;
  }

  /** Rows that each example gets in the pass that is trained on. */
  default int rows() {
    return 1;
  }

  /** Smallest batch that the estimator works with. */
  default int smallestBatch() {
    return 1;
  }

  /** E: the derivative of each unit's entropy with respect to its logit. */
  static <T extends TNumber> Expr<T> ownEntropy(Expr<T> a) {
    return a.times(slope(a)).negate();
  }

  /** σ(a)(1 - σ(a)). */
  static <T extends TNumber> Expr<T> slope(Expr<T> a) {
    return sigmoid(a).times(sigmoid(a.negate()));
  }
}
