package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.types.family.TNumber;

/**
 * A stack of Bernoulli layers under a softmax layer: x → z_1 → … → z_N → action. The network's
 * input is not coded.
 *
 * @param hidden dense layers that give the logits of the bits, from the input up
 * @param output dense layer that gives the logits of the actions
 * @param coding what the next layer sees of a bit
 */
public record BernoulliNet<T extends TNumber>(
    List<Dense<T>> hidden, Dense<T> output, Coding coding) {

  public BernoulliNet {
    hidden = List.copyOf(hidden);
  }

  /** Number of Bernoulli layers, N. */
  public int depth() {
    return hidden.size();
  }

  /** The layer with an index from 0 (next to the input) to {@link #depth} (the softmax layer). */
  public Dense<T> layer(int index) {
    return index == depth() ? output : hidden.get(index);
  }

  /**
   * One pass in which every unit has drawn its value.
   *
   * @param e inputs of the layers: e_0 = x [batch, in], then the coded bits [batch, width]; N + 1
   * @param a logits of the layers, N + 1; the last are those of the actions [batch, actions]
   * @param z bits of the hidden layers, N
   * @param h [batch, actions] 1 at the action drawn
   */
  public record Pass<T extends TNumber>(
      List<Expr<T>> e, List<Expr<T>> a, List<Expr<T>> z, Expr<T> h) {}

  /** Draws every unit, layer by layer. No gradient flows from one layer to the next. */
  public Pass<T> sample(Expr<T> x, Randoms randoms) {
    Nodes<T> nodes = x.nodes();
    List<Expr<T>> e = new ArrayList<>(List.of(x));
    List<Expr<T>> a = new ArrayList<>();
    List<Expr<T>> z = new ArrayList<>();
    for (int l = 0; l < depth(); l++) {
      Expr<T> logits = hidden.get(l).apply(e.get(l));
      Expr<T> u = randoms.uniformLike("bits" + l, logits);
      Expr<T> bits = nodes.indicator(u.less(sigmoid(logits))).stop();
      a.add(logits);
      z.add(bits);
      e.add(coding.encode(bits));
    }
    Expr<T> logits = output.apply(e.get(depth()));
    a.add(logits);
    int actions = (int) output.bias().shape().get(0);
    var action = randoms.categorical("action", logits);
    return new Pass<>(e, a, z, nodes.oneHot(action, actions).stop());
  }

  /** The pass in which the units' values are given: for tests and for replay. */
  public Pass<T> replay(Expr<T> x, List<Expr<T>> bits, Expr<T> h) {
    List<Expr<T>> e = new ArrayList<>(List.of(x));
    List<Expr<T>> a = new ArrayList<>();
    for (int l = 0; l <= depth(); l++) {
      a.add(layer(l).apply(e.get(l)));
      if (l < depth()) {
        e.add(coding.encode(bits.get(l)));
      }
    }
    return new Pass<>(e, a, bits, h);
  }
}
