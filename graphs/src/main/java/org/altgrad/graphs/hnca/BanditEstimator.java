package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;
import static org.altgrad.graphs.core.Expr.softmax;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Estimators of the gradient of the expected reward E[R] with respect to the logits of every layer,
 * from one sampled pass. Both are unbiased; {@link #HNCA}'s variance is never larger.
 */
public enum BanditEstimator {
  /**
   * The unit's bit is replaced by its posterior probability given its children: u = G (ν - σ(a)).
   */
  HNCA {
    @Override
    <T extends TNumber> Expr<T> hidden(
        BernoulliNet<T> net, BernoulliNet.Pass<T> pass, Expr<T> g, int l, Counterfactual how) {
      Expr<T> a = pass.a().get(l).stop();
      Expr<T> nu = Message.hindsight(a, message(net, pass, l, how));
      return g.times(nu.minus(sigmoid(a)));
    }
  },
  /** The score of the bit that was drawn: u = G (z - σ(a)). */
  REINFORCE {
    @Override
    <T extends TNumber> Expr<T> hidden(
        BernoulliNet<T> net, BernoulliNet.Pass<T> pass, Expr<T> g, int l, Counterfactual how) {
      Expr<T> a = pass.a().get(l).stop();
      return g.times(pass.z().get(l).minus(sigmoid(a)));
    }
  };

  abstract <T extends TNumber> Expr<T> hidden(
      BernoulliNet<T> net, BernoulliNet.Pass<T> pass, Expr<T> g, int l, Counterfactual how);

  /**
   * The ascent directions of all layers, from the input up; the last is the softmax layer's, whose
   * unit is the output unit and keeps REINFORCE: G (h - softmax(a)).
   *
   * @param g [batch, 1] return less baseline, G = R - β
   * @return u for each layer: [batch, width], the last [batch, actions]
   */
  public <T extends TNumber> List<Expr<T>> directions(
      BernoulliNet<T> net, BernoulliNet.Pass<T> pass, Expr<T> g, Counterfactual how) {
    List<Expr<T>> u = new ArrayList<>();
    for (int l = 0; l < net.depth(); l++) {
      u.add(hidden(net, pass, g, l, how).stop());
    }
    Expr<T> logits = pass.a().get(net.depth()).stop();
    u.add(g.times(pass.h().minus(softmax(logits))).stop());
    return u;
  }

  /** δ of layer l, from the layer above it with the weights as they are before the update. */
  static <T extends TNumber> Expr<T> message(
      BernoulliNet<T> net, BernoulliNet.Pass<T> pass, int l, Counterfactual how) {
    Expr<T> z = pass.z().get(l);
    Expr<T> w = net.layer(l + 1).weights().stop();
    Expr<T> a = pass.a().get(l + 1).stop();
    return l + 1 == net.depth()
        ? Message.fromSoftmax(net.coding(), z, w, a, pass.h())
        : Message.fromBernoulli(how, net.coding(), z, w, a, pass.z().get(l + 1));
  }
}
