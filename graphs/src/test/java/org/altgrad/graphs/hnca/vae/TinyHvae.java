package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.hnca.Coding;
import org.altgrad.graphs.nn.Dense;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * An auto-encoder small enough to enumerate, in plain Java: its ELBO is E_q[log p(x, z) - log q(z |
 * x)] summed over every setting of its bits, with no use of closed forms for entropies; or the sum
 * of its terms with other weights.
 */
final class TinyHvae {
  final double[] x;
  final boolean pm1;

  /** Layers 1 … L: weights [in][out] and biases of the encoder, then of the decoder. */
  final List<double[][]> up = new ArrayList<>();

  final List<double[]> upBias = new ArrayList<>();
  final List<double[][]> down = new ArrayList<>();
  final List<double[]> downBias = new ArrayList<>();
  double[] prior;

  /** What log p(x | z_1) counts, and what all other terms of the ELBO do. */
  double pixelWeight = 1;

  double klWeight = 1;

  TinyHvae(double[] x, boolean pm1) {
    this.x = x;
    this.pm1 = pm1;
  }

  static TinyHvae random(double std, long seed, boolean pm1, int... widths) {
    TinyHvae net = new TinyHvae(new double[] {1, 0, 1}, pm1);
    Random random = new Random(seed);
    int below = net.x.length;
    for (int width : widths) {
      net.up.add(matrix(random, std, below, width));
      net.upBias.add(matrix(random, std, 1, width)[0]);
      net.down.add(matrix(random, std, width, below));
      net.downBias.add(matrix(random, std, 1, below)[0]);
      below = width;
    }
    net.prior = matrix(random, std, 1, below)[0];
    return net;
  }

  private static double[][] matrix(Random random, double std, int rows, int columns) {
    double[][] m = new double[rows][columns];
    for (double[] row : m) {
      for (int k = 0; k < columns; k++) {
        row[k] = std * random.nextGaussian();
      }
    }
    return m;
  }

  int depth() {
    return up.size();
  }

  int width(int l) {
    return upBias.get(l - 1).length;
  }

  /** The parameters' arrays: encoder, decoder, prior; of each layer the weights, then the bias. */
  private List<double[]> arrays() {
    List<double[]> all = new ArrayList<>();
    for (int l = 0; l < depth(); l++) {
      all.addAll(List.of(up.get(l)));
      all.add(upBias.get(l));
    }
    for (int l = 0; l < depth(); l++) {
      all.addAll(List.of(down.get(l)));
      all.add(downBias.get(l));
    }
    all.add(prior);
    return all;
  }

  double sees(int z) {
    return pm1 ? 2 * z - 1 : z;
  }

  static double[] logits(double[][] w, double[] b, double[] e) {
    double[] a = b.clone();
    for (int i = 0; i < e.length; i++) {
      for (int k = 0; k < a.length; k++) {
        a[k] += e[i] * w[i][k];
      }
    }
    return a;
  }

  double[] code(int[] z) {
    double[] e = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      e[j] = sees(z[j]);
    }
    return e;
  }

  /** Firing probabilities of encoder layer l given what it sees. */
  double[] firing(int l, double[] e) {
    double[] a = logits(up.get(l - 1), upBias.get(l - 1), e);
    for (int j = 0; j < a.length; j++) {
      a[j] = 1 / (1 + Math.exp(-a[j]));
    }
    return a;
  }

  private static double logProbability(double[] z, double[] a) {
    double sum = 0;
    for (int j = 0; j < z.length; j++) {
      double p = 1 / (1 + Math.exp(-a[j]));
      sum += z[j] * Math.log(p) + (1 - z[j]) * Math.log(1 - p);
    }
    return sum;
  }

  private static double[] plain(int[] z) {
    double[] values = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      values[j] = z[j];
    }
    return values;
  }

  double logQ(int[][] z) {
    double sum = 0;
    double[] e = x;
    for (int l = 0; l < depth(); l++) {
      sum += logProbability(plain(z[l]), logits(up.get(l), upBias.get(l), e));
      e = code(z[l]);
    }
    return sum;
  }

  double logJoint(int[][] z) {
    double sum = logProbability(plain(z[depth() - 1]), prior);
    for (int l = 0; l < depth(); l++) {
      double[] below = l == 0 ? x : plain(z[l - 1]);
      sum += logProbability(below, logits(down.get(l), downBias.get(l), code(z[l])));
    }
    return sum;
  }

  double logPixels(int[][] z) {
    return logProbability(x, logits(down.get(0), downBias.get(0), code(z[0])));
  }

  TinyHvae weighted(double pixels, double kl) {
    pixelWeight = pixels;
    klWeight = kl;
    return this;
  }

  /** Every setting of all bits. */
  List<int[][]> chains() {
    List<int[][]> all = new ArrayList<>();
    int bits = 0;
    for (double[] b : upBias) {
      bits += b.length;
    }
    for (int code = 0; code < 1 << bits; code++) {
      int[][] z = new int[depth()][];
      int rest = code;
      for (int l = 0; l < depth(); l++) {
        z[l] = new int[width(l + 1)];
        for (int j = 0; j < z[l].length; j++) {
          z[l][j] = rest & 1;
          rest >>= 1;
        }
      }
      all.add(z);
    }
    return all;
  }

  double elbo() {
    double sum = 0;
    for (int[][] z : chains()) {
      double logQ = logQ(z);
      double pixels = logPixels(z);
      sum += Math.exp(logQ) * (pixelWeight * pixels + klWeight * (logJoint(z) - pixels - logQ));
    }
    return sum;
  }

  double logLikelihood() {
    double sum = 0;
    for (int[][] z : chains()) {
      sum += Math.exp(logJoint(z));
    }
    return Math.log(sum);
  }

  /** By central differences of the enumerated ELBO, in the order of the parameters. */
  double[] gradient() {
    List<Double> gradient = new ArrayList<>();
    double h = 1e-5;
    for (double[] array : arrays()) {
      for (int i = 0; i < array.length; i++) {
        double value = array[i];
        array[i] = value + h;
        double above = elbo();
        array[i] = value - h;
        double below = elbo();
        array[i] = value;
        gradient.add((above - below) / (2 * h));
      }
    }
    return gradient.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Indices in {@link #gradient} of encoder layer l's parameters, from and to (exclusive). */
  int[] encoderRange(int l) {
    int from = 0;
    for (int k = 1; k < l; k++) {
      from += size(k);
    }
    return new int[] {from, from + size(l)};
  }

  private int size(int l) {
    return (up.get(l - 1).length + 1) * width(l);
  }

  /** The same network in a graph. */
  Hvae<TFloat64> net(TestGraph g) {
    return net(g.f64);
  }

  /** The same network with numbers of any type. */
  <T extends TNumber> Hvae<T> net(Nodes<T> nodes) {
    List<Dense<T>> encoder = new ArrayList<>();
    List<Dense<T>> decoder = new ArrayList<>();
    for (int l = 0; l < depth(); l++) {
      encoder.add(new Dense<>(nodes.constant(up.get(l)), vector(nodes, upBias.get(l))));
      decoder.add(new Dense<>(nodes.constant(down.get(l)), vector(nodes, downBias.get(l))));
    }
    Coding coding = pm1 ? Coding.PM1 : Coding.ZERO_ONE;
    Hvae<T> net = new Hvae<>(encoder, decoder, vector(nodes, prior), coding);
    return pixelWeight == 1 && klWeight == 1
        ? net
        : net.weighted(
            new TermWeights<>(
                Optional.of(nodes.constant(pixelWeight)), Optional.of(nodes.constant(klWeight))));
  }

  private static <T extends TNumber> Expr<T> vector(Nodes<T> nodes, double[] values) {
    return nodes.constant(Shape.of(values.length), values);
  }

  /** The parameters' tensors of {@link #net}, in the order of {@link #gradient}. */
  static List<Expr<TFloat64>> parameters(Hvae<TFloat64> net) {
    List<Expr<TFloat64>> all = new ArrayList<>();
    for (var layers : List.of(net.encoder(), net.decoder())) {
      for (Dense<TFloat64> layer : layers) {
        all.add(layer.weights());
        all.add(layer.bias());
      }
    }
    all.add(net.prior());
    return all;
  }
}
