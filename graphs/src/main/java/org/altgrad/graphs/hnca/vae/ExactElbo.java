package org.altgrad.graphs.hnca.vae;

import static org.altgrad.graphs.core.Expr.logSigmoid;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The ELBO of a small network without sampling: Σ_z q(z | x) (log p(x, z) - log q(z | x)) over
 * every setting z of all latent bits. Its derivatives by automatic differentiation are the true
 * gradient, found without any of the formulas that the estimators are made of. The terms count as
 * the network's weights say.
 */
public final class ExactElbo {
  /** Rows (examples times settings) up to which it is worth while. */
  private static final long MOST_ROWS = 1 << 15;

  private ExactElbo() {}

  /** Whether a network is small enough. */
  public static boolean feasible(Hvae<?> net, long batch) {
    int bits = bits(net);
    return bits <= 15 && batch << bits <= MOST_ROWS;
  }

  private static int bits(Hvae<?> net) {
    int bits = 0;
    for (int l = 1; l <= net.depth(); l++) {
      bits += width(net, l);
    }
    return bits;
  }

  private static int width(Hvae<?> net, int l) {
    return (int) net.encoder(l).bias().shape().size();
  }

  /**
   * The mean over the batch.
   *
   * @param x [batch, pixels] bits; the batch must be known when the graph is built
   * @return scalar in nats, differentiable with respect to the encoder
   * @throws IllegalArgumentException if the network is too large
   */
  public static <T extends TNumber> Expr<T> of(Hvae<T> net, Expr<T> x) {
    int batch = (int) x.shape().get(0);
    if (!feasible(net, batch)) {
      throw new IllegalArgumentException(
          bits(net) + " latent bits and " + batch + " examples are too many to enumerate");
    }
    int settings = 1 << bits(net);
    Pass<T> pass =
        net.pass(Hvae.repeat(x, settings), (l, a) -> settings(net, l, settings, batch, a.nodes()));
    Expr<T> logQ = logProbability(pass.z(1), pass.a(1));
    for (int l = 2; l <= net.depth(); l++) {
      logQ = logQ.plus(logProbability(pass.z(l), pass.a(l)));
    }
    return logQ.exp().times(pass.logJoint().minus(net.weights().weigh(1, logQ))).sum().over(batch);
  }

  /** Written so that its derivative is right where a logit is exactly 0, as in a new network. */
  private static <T extends TNumber> Expr<T> logProbability(Expr<T> z, Expr<T> a) {
    return z.times(logSigmoid(a)).plus(z.subtractFrom(1).times(logSigmoid(a.negate()))).sumKeep(1);
  }

  /** Bits of layer l in every setting, [settings · batch, width], setting by setting. */
  private static <T extends TNumber> Expr<T> settings(
      Hvae<T> net, int l, int settings, int batch, Nodes<T> nodes) {
    int first = 0;
    for (int k = 1; k < l; k++) {
      first += width(net, k);
    }
    int width = width(net, l);
    double[] values = new double[settings * batch * width];
    for (int i = 0; i < values.length; i++) {
      int setting = i / width / batch;
      values[i] = setting >> first + i % width & 1;
    }
    return nodes.constant(Shape.of((long) settings * batch, width), values);
  }
}
