package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;
import static org.altgrad.graphs.core.Expr.softmax;

import java.util.List;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * HNCA as an alternative backward pass: each layer is one custom-gradient op whose backward pass
 * receives a message where back-propagation would receive a derivative, and hands a message to its
 * parents. Layers built from these ops can be joined with each other in any way; where a layer has
 * several child layers TensorFlow adds up their messages, which is what the maths asks for.
 *
 * <p>A second tensor, the token [batch], carries the weighted return down the same path; connect it
 * through one child only.
 */
public final class MessageBackend {
  private MessageBackend() {}

  /**
   * What a layer hands to the layers above it.
   *
   * @param e [batch, units] coded bits, which take messages as gradients
   * @param bits [batch, units], or null for the network's input
   * @param token [batch] zeros, which take the weighted return as gradient
   */
  public record Parents<T extends TNumber>(Expr<T> e, Expr<T> bits, Expr<T> token) {}

  /** The network's input: takes no messages. */
  public static <T extends TNumber> Parents<T> input(Expr<T> x) {
    return new Parents<>(x, null, x.nodes().zerosLike(x.sum(1)));
  }

  /**
   * A layer of Bernoulli units.
   *
   * @param in what it reads
   * @param a [batch, units] logits of this layer in a pass sampled beforehand
   * @param z [batch, units] the bits drawn
   */
  public static <T extends TNumber> Parents<T> hidden(
      String name,
      Dense<T> layer,
      Coding coding,
      Counterfactual how,
      Parents<T> in,
      Expr<T> a,
      Expr<T> z) {
    Nodes<T> nodes = a.nodes();
    Expr<T> logits = a.stop();
    Expr<T> bits = z.stop();
    List<Operand<?>> inputs =
        List.of(in.e(), layer.weights(), layer.bias(), coding.encode(bits), in.token());
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "hnca." + name,
            inputs,
            (tf, upstream) -> {
              Nodes<T> back = nodes.with(tf);
              Expr<T> m = back.typed(upstream.get(3));
              Expr<T> t = back.typed(upstream.get(4));
              Expr<T> l = back.of(logits);
              Expr<T> r = t.expand(1).times(Message.hindsight(l, m).minus(sigmoid(l)));
              Operand<?> message =
                  in.bits() == null
                      ? CustomGradient.none(tf, in.e())
                      : Message.fromBernoulli(
                          how,
                          coding,
                          back.of(in.bits()),
                          back.of(layer.weights()),
                          l,
                          back.of(bits));
              return List.of(
                  message, back.of(in.e()).tMatmul(r), r.sum(0), CustomGradient.none(tf, bits), t);
            });
    return new Parents<>(nodes.typed(outputs.get(3)), z, nodes.typed(outputs.get(4)));
  }

  /**
   * The softmax layer.
   *
   * @param a [batch, actions] its logits in the pass sampled beforehand
   * @param h [batch, actions] 1 at the action drawn
   * @param advantage [batch] R - β
   * @return the advantage; minus its mean is the root to take the gradient of
   */
  public static <T extends TNumber> Expr<T> output(
      Dense<T> layer, Coding coding, Parents<T> in, Expr<T> a, Expr<T> h, Expr<T> advantage) {
    Nodes<T> nodes = a.nodes();
    Expr<T> logits = a.stop();
    Expr<T> drawn = h.stop();
    Expr<T> adv = advantage.stop();
    List<Operand<?>> inputs = List.of(in.e(), layer.weights(), layer.bias(), adv, in.token());
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "hnca.output",
            inputs,
            (tf, upstream) -> {
              Nodes<T> back = nodes.with(tf);
              Expr<T> l = back.of(logits);
              Expr<T> t = back.typed(upstream.get(3));
              Expr<T> k = t.times(adv);
              Expr<T> r = k.expand(1).times(back.of(drawn).minus(softmax(l)));
              return List.of(
                  Message.fromSoftmax(
                      coding, back.of(in.bits()), back.of(layer.weights()), l, back.of(drawn)),
                  back.of(in.e()).tMatmul(r),
                  r.sum(0),
                  CustomGradient.none(tf, adv),
                  k);
            });
    return nodes.typed(outputs.get(3));
  }

  /** The root of a whole network: its descent gradient is HNCA's. Its value is -(mean R - β). */
  public static <T extends TNumber> Expr<T> root(
      BernoulliNet<T> net, BernoulliNet.Pass<T> pass, Expr<T> advantage, Counterfactual how) {
    Parents<T> below = input(pass.e().get(0));
    for (int l = 0; l < net.depth(); l++) {
      below =
          hidden(
              "layer" + l,
              net.hidden().get(l),
              net.coding(),
              how,
              below,
              pass.a().get(l),
              pass.z().get(l));
    }
    int last = net.depth();
    return output(net.output(), net.coding(), below, pass.a().get(last), pass.h(), advantage)
        .mean()
        .negate();
  }
}
