package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Fork;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.types.family.TNumber;

/**
 * The network: encoder q(z_l | z_{l-1}) with logits a_l, decoder p(z_{l-1} | z_l) with logits
 * d_{l-1}, prior p(z_L) with logits d_L.
 *
 * @param encoder layers 1 … L, the first reads the pixels
 * @param decoder layers 1 … L, the first emits the pixels
 * @param prior [width] logits of z_L
 * @param coding what a layer sees of the bits of another
 * @param weights of the terms that training ascends
 */
public record Hvae<T extends TNumber>(
    List<Dense<T>> encoder,
    List<Dense<T>> decoder,
    Expr<T> prior,
    Coding coding,
    TermWeights<T> weights) {

  public Hvae {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
  }

  /** A network that ascends the ELBO. */
  public Hvae(List<Dense<T>> encoder, List<Dense<T>> decoder, Expr<T> prior, Coding coding) {
    this(encoder, decoder, prior, coding, TermWeights.one());
  }

  /** The same network, whose terms count differently in training. */
  Hvae<T> weighted(TermWeights<T> others) {
    return new Hvae<>(encoder, decoder, prior, coding, others);
  }

  /** Number of latent layers, L. */
  public int depth() {
    return encoder.size();
  }

  /** Encoder layer l of 1 … L, from z_{l-1} to z_l. */
  public Dense<T> encoder(int l) {
    return encoder.get(l - 1);
  }

  /** Decoder layer l of 1 … L, from z_l to z_{l-1}. */
  public Dense<T> decoder(int l) {
    return decoder.get(l - 1);
  }

  /** How a latent layer's values follow from its logits. */
  @FunctionalInterface
  public interface Draw<T extends TNumber> {
    /**
     * @param l layer, 1 … L
     * @param a [rows, width] its logits
     * @return its values
     */
    Expr<T> at(int l, Expr<T> a);
  }

  /** A pass in which every latent unit is drawn: 1 where the noise is below its probability. */
  public Pass<T> sample(Expr<T> x, Noise noise) {
    return sample(x, noise, new ArrayList<>());
  }

  /** {@link #sample}, which adds each layer's uniform numbers to a list. */
  Pass<T> sample(Expr<T> x, Noise noise, List<Expr<T>> uniform) {
    return pass(
        x,
        (l, a) -> {
          uniform.add(noise.uniform("bits" + l, a));
          return bits(a, uniform.get(l - 1));
        });
  }

  /** 1 where u < σ(a), else 0. */
  static <T extends TNumber> Expr<T> bits(Expr<T> a, Expr<T> u) {
    return a.nodes().indicator(u.less(sigmoid(a))).stop();
  }

  /** A pass whose latent values come from a rule; no gradient flows from layer to layer. */
  public Pass<T> pass(Expr<T> x, Draw<T> draw) {
    List<Expr<T>> z = new ArrayList<>(List.of(x.stop()));
    List<Expr<T>> e = new ArrayList<>(List.of(x.stop()));
    List<Expr<T>> a = new ArrayList<>();
    List<Expr<T>> d = new ArrayList<>();
    for (int l = 1; l <= depth(); l++) {
      a.add(encoder(l).apply(e.get(l - 1)));
      z.add(draw.at(l, a.get(l - 1)).stop());
      e.add(coding.encode(z.get(l)));
      d.add(decoder(l).apply(e.get(l)));
    }
    d.add(prior.plus(x.nodes().zerosLike(z.get(depth()))));
    return new Pass<>(z, e, a, d, weights);
  }

  /**
   * The downstream return D_l = log p(z_{l-1} | z_l) + Σ_{k>l} (H(q(z_k | z_{k-1})) + log p(z_{k-1}
   * | z_k)) + log p(z_L), of given values z_l and new ones above; each term with its weight.
   *
   * @param below [rows, units] z_{l-1}
   * @param z [rows, width] z_l; gradients flow to it
   * @param draw of the layers above
   * @return [rows, 1]
   */
  Expr<T> downstream(int l, Expr<T> below, Expr<T> z, Draw<T> draw) {
    List<Expr<T>> uses = Fork.of(z, 2);
    Expr<T> e = coding.encode(uses.get(0));
    Expr<T> total = weights.weigh(l - 1, Pass.logProbability(below, decoder(l).apply(e)));
    for (int k = l + 1; k <= depth(); k++) {
      List<Expr<T>> a = Fork.of(encoder(k).apply(e), 2);
      Expr<T> values = uses.get(1);
      uses = Fork.of(draw.at(k, a.get(0)), 2);
      e = coding.encode(uses.get(0));
      total =
          total
              .plus(weights.weigh(k, Pass.entropy(a.get(1))))
              .plus(weights.weigh(k - 1, Pass.logProbability(values, decoder(k).apply(e))));
    }
    return total.plus(weights.weigh(depth(), Pass.logProbability(uses.get(1), prior)));
  }

  /** Bits from fresh noise, for a chain that continues from layer l. */
  static <T extends TNumber> Draw<T> again(int l, Noise noise) {
    return (k, a) -> bits(a, noise.uniform("bits" + k + "/again" + l, a));
  }

  /**
   * D_l - D̃_l: what a pass gained over one with other values of layer l, which continues with
   * fresh noise.
   */
  Expr<T> gain(int l, Pass<T> pass, Expr<T> other, Noise noise) {
    return pass.downstream(l).minus(downstream(l, pass.z(l - 1), other, again(l, noise)));
  }

  /**
   * Pixel logits d_0 below given bits of the top layer; the layers between are drawn.
   *
   * @param top [rows, width] z_L
   * @return [rows, pixels]
   */
  Expr<T> pixels(Expr<T> top, Noise noise) {
    Expr<T> d = decoder(depth()).apply(coding.encode(top));
    for (int l = depth() - 1; l >= 1; l--) {
      d = decoder(l).apply(coding.encode(bits(d, noise.uniform("down" + l, d))));
    }
    return d;
  }

  /** Each example several times: [batch, …] to [samples · batch, …], sample by sample. */
  static <T extends TNumber> Expr<T> repeat(Expr<T> x, int samples) {
    Nodes<T> nodes = x.nodes();
    return samples == 1
        ? x
        : nodes.of(nodes.tf().tile(x, nodes.tf().constant(new int[] {samples, 1})));
  }
}
