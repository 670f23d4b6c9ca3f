package org.altgrad.graphs.vub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.vub.ops.CategoricalEntropy;
import org.altgrad.graphs.vub.ops.GaussianHead;
import org.altgrad.graphs.vub.ops.InformationBound;
import org.altgrad.graphs.vub.ops.InformationBound.Clip;
import org.altgrad.graphs.vub.ops.InformationBound.Scope;
import org.altgrad.graphs.vub.ops.InformationBound.Weights;
import org.tensorflow.types.family.TNumber;

/** What a head descends. CE, KL and Hc are in nats, means over the batch. */
public sealed interface VubObjective {
  /** Whether the code is sampled in training; else it is its mean. */
  default boolean noise() {
    return true;
  }

  /** Whether there is a head to learn; else the backbone's own last layer stands in its place. */
  default boolean learned() {
    return true;
  }

  /** Throws unless each network has its values. */
  default void fit(int networks) {}

  /**
   * What a step has found.
   *
   * @param logits [networks, S, batch, C]
   * @param oneHot the labels [networks, batch, C]
   * @param code with its mean less {@link #centre}
   * @param noise ε [networks, S, batch, K]
   * @param counted what each example counts, [batch]
   * @param time when it is
   * @param labelEntropy H(Y) of the training labels in nats
   */
  record Found<T extends TNumber>(
      Expr<T> logits,
      Expr<T> oneHot,
      GaussianHead<T> code,
      Expr<T> noise,
      Expr<T> counted,
      Time<T> time,
      double labelEntropy) {
    private Nodes<T> nodes() {
      return logits.nodes();
    }

    private int networks() {
      return Math.toIntExact(logits.shape().get(0));
    }

    private InformationBound<T> bound(
        Expr<T> targets, Expr<T> rate, Expr<T> beta, Expr<T> lambda, Optional<Clip> clip) {
      return InformationBound.of(logits, targets, rate, new Weights<>(beta, lambda, clip), counted);
    }

    private InformationBound<T> bound(
        NetworkValues beta, NetworkValues lambda, Optional<Clip> clip) {
      return bound(oneHot, code.kl(), in(beta), in(lambda), clip);
    }

    private Expr<T> in(NetworkValues values) {
      return values.in(nodes(), networks());
    }

    /** [networks, batch] or [networks, S, batch] to [networks]. */
    private Expr<T> mean(Expr<T> values) {
      Expr<T> each = values.times(counted).sum(-1).over(counted.sum(0));
      return values.shape().numDimensions() == 3 ? each.mean(1) : each;
    }
  }

  /**
   * When a step is made.
   *
   * @param epoch scalar, 0 in the first epoch
   * @param epochs of the run
   */
  record Time<T extends TNumber>(Expr<T> epoch, long epochs) {}

  /** The loss and its parts. */
  <T extends TNumber> InformationBound<T> bound(Found<T> found);

  /**
   * Where the law b(z | y) of the code has its mean, [networks, batch, K]; its variance is 1. Asks
   * for its parameters.
   *
   * @param oneHot [networks, batch, C]
   */
  default <T extends TNumber> Optional<Expr<T>> centre(
      Parameters<T> parameters, Expr<T> oneHot, int k) {
    return Optional.empty();
  }

  /** Where the names of the parameters of b(z | y) begin. */
  String BACKWARD = "backward";

  /** No rate and no entropy. */
  NetworkValues NONE = NetworkValues.of(0);

  /**
   * CE.
   *
   * @param noise whether the code is sampled
   */
  record Ce(boolean noise) implements VubObjective {
    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      return found.bound(NONE, NONE, Optional.empty());
    }
  }

  /** No head: the backbone as it is, by its own last layer, of which nothing is learned. */
  record Vanilla() implements VubObjective {
    @Override
    public boolean noise() {
      return false;
    }

    @Override
    public boolean learned() {
      return false;
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      return found.bound(NONE, NONE, Optional.empty());
    }
  }

  /**
   * The variational information bottleneck (Alemi et al. 2017): CE + β KL.
   *
   * @param beta β
   */
  record Vib(NetworkValues beta) implements VubObjective {
    public Vib {
      beta.notNegative("beta");
    }

    @Override
    public void fit(int networks) {
      beta.fit("beta", networks);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      return found.bound(beta, NONE, Optional.empty());
    }
  }

  /**
   * The variational upper bound (Weingarten et al. 2024): CE + β KL - min(Hc, H_max).
   *
   * @param beta β
   * @param hMax H_max in nats; the training labels' entropy, with which it bounds whatever the
   *     decoder, if not given
   * @param clipScope which entropies it limits
   */
  record Vub(NetworkValues beta, Optional<Double> hMax, Scope clipScope) implements VubObjective {
    private static final NetworkValues ONE = NetworkValues.of(1);

    public Vub {
      beta.notNegative("beta");
      hMax.ifPresent(most -> Require.positive("hMax", most));
      Require.given("clipScope", clipScope);
    }

    @Override
    public void fit(int networks) {
      beta.fit("beta", networks);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      Clip clip = new Clip(hMax.orElse(found.labelEntropy()), clipScope);
      return found.bound(beta, ONE, Optional.of(clip));
    }
  }

  /**
   * The supervised information bottleneck (Weingarten et al. 2025): CE + β KL - λ Hc.
   *
   * @param beta β
   * @param lambda λ
   */
  record Svib(NetworkValues beta, NetworkValues lambda) implements VubObjective {
    public Svib {
      beta.notNegative("beta");
      lambda.notNegative("lambda");
    }

    @Override
    public void fit(int networks) {
      beta.fit("beta", networks);
      lambda.fit("lambda", networks);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      return found.bound(beta, lambda, Optional.empty());
    }
  }

  /** How CEB's residual ln e(z | x) - ln b(z | y) is found. */
  enum Residual {
    /** In closed form, KL(e ‖ b). */
    CLOSED,
    /** From the samples that are decoded, as the reference has it. */
    SAMPLED
  }

  /**
   * The conditional entropy bottleneck (Fischer 2020): CE + γ (ln e(z | x) - ln b(z | y)), γ =
   * e^-ρ.
   *
   * @param rho ρ
   * @param residual how it is found
   * @param anneal whether γ grows over the first epochs / 3.5 epochs, in equal parts
   */
  record Ceb(NetworkValues rho, Residual residual, boolean anneal) implements VubObjective {
    private static final double FIRST = Math.exp(-100);
    private static final double PART = 3.5;

    public Ceb {
      rho.values().forEach(value -> Require.finite("rho", value));
      Require.given("residual", residual);
    }

    @Override
    public void fit(int networks) {
      rho.fit("rho", networks);
    }

    @Override
    public <T extends TNumber> Optional<Expr<T>> centre(
        Parameters<T> parameters, Expr<T> oneHot, int k) {
      int classes = Math.toIntExact(oneHot.shape().get(-1));
      return Optional.of(
          Dense.of(parameters, BACKWARD, classes, k, Head.WEIGHTS, Initialiser.zeros())
              .apply(oneHot));
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      Expr<T> rate = residual == Residual.CLOSED ? found.code().kl() : sampled(found);
      Expr<T> gamma = gamma(found.in(rho).negate().exp(), found.time());
      return found.bound(found.oneHot(), rate, gamma, found.in(NONE), Optional.empty());
    }

    /** -Σ ln σ + ½ Σ ((z - μ_y)² - ε²), [networks, batch]. */
    private static <T extends TNumber> Expr<T> sampled(Found<T> found) {
      Expr<T> more = found.code().z().square().minus(found.noise().square()).sum(-1).mean(1);
      return found.code().narrowing().plus(more.times(0.5));
    }

    /** γ of an epoch; of runs of fewer than 4 epochs it is the same from the start. */
    <T extends TNumber> Expr<T> gamma(Expr<T> last, Time<T> time) {
      long grown = (long) (time.epochs() / PART);
      if (!anneal || grown == 0) {
        return last;
      }
      Expr<T> share = time.epoch().over(grown).min(last.nodes().constant(1));
      return last.minus(FIRST).times(share).plus(FIRST);
    }
  }

  /**
   * The confidence penalty (Pereyra et al. 2017): CE - λ Hc.
   *
   * @param lambda λ
   * @param noise whether the code is sampled; it is not in the paper
   */
  record Cp(NetworkValues lambda, boolean noise) implements VubObjective {
    public Cp {
      lambda.notNegative("lambda");
    }

    @Override
    public void fit(int networks) {
      lambda.fit("lambda", networks);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      return found.bound(NONE, lambda, Optional.empty());
    }
  }

  /**
   * Label smoothing (Szegedy et al. 2016): CE with targets (1 - α) onehot + α / C.
   *
   * @param alpha α
   * @param noise whether the code is sampled; it is not in the paper
   */
  record Ls(double alpha, boolean noise) implements VubObjective {
    public Ls {
      Require.share("alpha", alpha);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      double classes = found.oneHot().shape().get(-1);
      Expr<T> targets = found.oneHot().times(1 - alpha).plus(alpha / classes);
      Expr<T> none = found.in(NONE);
      return found.bound(targets, found.code().kl(), none, none, Optional.empty());
    }
  }

  /**
   * What the reference had before: CE + clamp(R, 0, M) - clamp(β Hc, 0, M), R = h(N(0, I)) - h(e),
   * M = |β| CE without a gradient. For comparison alone; R is of the right entropy, which the
   * reference's is not.
   *
   * @param beta β
   */
  record VubLegacy(NetworkValues beta) implements VubObjective {
    public VubLegacy {
      beta.notNegative("beta");
    }

    @Override
    public void fit(int networks) {
      beta.fit("beta", networks);
    }

    @Override
    public <T extends TNumber> InformationBound<T> bound(Found<T> found) {
      Nodes<T> nodes = found.nodes();
      Expr<T> ce = found.mean(CrossEntropy.softmax(found.logits(), found.oneHot().expand(1)));
      Expr<T> h = found.mean(CategoricalEntropy.of(found.logits()));
      Expr<T> most = found.in(beta).times(ce).stop();
      Expr<T> paid = clamp(found.mean(found.code().narrowing()), most);
      Expr<T> gained = found.in(beta).times(h);
      return new InformationBound<>(
          ce.plus(paid).minus(clamp(gained, most)),
          ce.stop(),
          h.stop(),
          nodes.indicator(nodes.tf().math.greaterEqual(gained, most)));
    }

    private static <T extends TNumber> Expr<T> clamp(Expr<T> x, Expr<T> most) {
      return x.min(most).max(x.nodes().constant(0));
    }
  }

  /** The objectives by the names that users write. */
  static Map<String, Class<? extends VubObjective>> kinds() {
    Map<String, Class<? extends VubObjective>> kinds = new LinkedHashMap<>();
    kinds.put("vanilla", Vanilla.class);
    kinds.put("ce", Ce.class);
    kinds.put("vib", Vib.class);
    kinds.put("vub", Vub.class);
    kinds.put("svib", Svib.class);
    kinds.put("ceb", Ceb.class);
    kinds.put("cp", Cp.class);
    kinds.put("ls", Ls.class);
    kinds.put("vub_legacy", VubLegacy.class);
    return kinds;
  }
}
