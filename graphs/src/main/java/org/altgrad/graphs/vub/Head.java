package org.altgrad.graphs.vub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Mlp;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * {@code model} of VUB: an encoder e(z | h) = N(μ(h), diag σ(h)²) of a feature vector h and a
 * linear decoder c(y | z), in place of a classifier's last layer.
 *
 * @param name {@code head}
 * @param sizes hidden layers of the encoder, rectified
 * @param k K, numbers of a code; the features' half if σ is learned and all of them if it is fixed,
 *     if not given
 * @param outActivation of the encoder's last layer, which gives μ and what σ is made of
 * @param sigma whether σ is learned
 * @param sigmaBias b in σ = softplus(a + b), of which a is 0 where σ is fixed
 * @param mcTrain samples of a code in a training step
 * @param mcEval samples of a code with which the sampled head is evaluated beside that of the mean;
 *     0: it is not
 * @param standardise whether features are shifted and scaled by the training split's mean and
 *     standard deviation
 */
public record Head(
    String name,
    @Inline LayerSizes sizes,
    Optional<Integer> k,
    Output outActivation,
    Sigma sigma,
    double sigmaBias,
    int mcTrain,
    int mcEval,
    boolean standardise) {
  /** Xavier's for rectifiers, of every layer. */
  static final Initialiser WEIGHTS = new Initialiser.GlorotUniform(Math.sqrt(2));

  /** What the encoder's last layer is followed by. */
  public enum Output {
    RELU,
    LINEAR
  }

  /** Where σ comes from. */
  public enum Sigma {
    SOFTPLUS,
    FIXED
  }

  public Head {
    k.ifPresent(size -> Require.atLeast("k", size, 1));
    Require.given("outActivation", outActivation);
    Require.given("sigma", sigma);
    Require.finite("sigmaBias", sigmaBias);
    Require.atLeast("mcTrain", mcTrain, 1);
    Require.atLeast("mcEval", mcEval, 0);
  }

  /** K for feature vectors of so many numbers. */
  int codeSize(int features) {
    return k.orElse(sigma == Sigma.FIXED ? features : Math.max(1, features / 2));
  }

  /** The head's networks for such feature vectors. */
  <T extends TNumber> Net<T> net(Parameters<T> parameters, int features, int classes) {
    int size = codeSize(features);
    List<Integer> widths = new ArrayList<>(List.of(features));
    widths.addAll(sizes.all());
    widths.add(sigma == Sigma.FIXED ? size : 2 * size);
    Mlp<T> encoder = Mlp.of(parameters, "encoder", widths, WEIGHTS, Initialiser.zeros());
    UnaryOperator<Expr<T>> output = outActivation == Output.RELU ? Activations::relu : x -> x;
    return new Net<>(
        h -> output.apply(encoder.apply(h, Activations::relu)),
        Dense.of(parameters, "decoder", size, classes, WEIGHTS)::apply,
        size,
        classes);
  }

  /** In place of a head: features are logits already, and nothing is learned. */
  static <T extends TNumber> Net<T> none(Parameters<T> parameters, int classes) {
    Expr<T> zero =
        parameters
            .get("decoder/bias", Shape.of(classes), Initialiser.zeros(), classes, classes)
            .stop();
    return new Net<>(h -> h.plus(zero.expand(1)), z -> z, classes, classes);
  }

  /**
   * A head with its weights.
   *
   * @param encoder from [networks or 1, batch, d] to [networks, batch, K or 2 K]
   * @param decoder from [networks, batch, K] to [networks, batch, C]
   * @param k K
   * @param classes C
   */
  record Net<T extends TNumber>(
      UnaryOperator<Expr<T>> encoder, UnaryOperator<Expr<T>> decoder, int k, int classes) {

    /**
     * The code of features.
     *
     * @param h [networks or 1, batch, d]
     */
    Code<T> encode(Expr<T> h) {
      Expr<T> a = encoder.apply(h);
      Expr<T> mu = part(a, 0);
      boolean learned = a.shape().get(-1) == 2L * k;
      return new Code<>(mu, learned ? part(a, k) : a.nodes().zerosLike(mu));
    }

    private Expr<T> part(Expr<T> a, int from) {
      Nodes<T> nodes = a.nodes();
      Ops tf = nodes.tf();
      return nodes.of(
          tf.slice(a, tf.constant(new int[] {0, 0, from}), tf.constant(new int[] {-1, -1, k})));
    }

    /**
     * Logits of codes.
     *
     * @param z [networks, S, batch, K], S known
     * @return [networks, S, batch, C]
     */
    Expr<T> decode(Expr<T> z) {
      Shape shape = z.shape();
      return decoder
          .apply(z.reshape(shape.get(0), -1, k))
          .reshape(shape.get(0), shape.get(1), -1, classes);
    }
  }

  /**
   * μ and what σ is made of.
   *
   * @param mu [networks, batch, K]
   * @param pre a, like it
   */
  record Code<T extends TNumber>(Expr<T> mu, Expr<T> pre) {}
}
