package org.altgrad.graphs.classifier;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Kernel;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.nn.Pooling;
import org.altgrad.graphs.program.Context;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Blocks of convolutions of 3 by 3 pixels with rectifiers, after each block the largest of 2 by 2
 * pixels, then a dense layer with rectifiers, which gives the features. Column {@code image}.
 *
 * @param name {@code fmnist_cnn}, {@code fmnist_cnn_bn} or {@code cifar_cnn}
 * @param channels of each block's convolutions
 * @param convolutions in each block
 * @param units of the dense layer
 * @param batchNorm whether channels are normalised over the batch after each convolution
 */
public record ImageCnn(
    String name, List<Integer> channels, int convolutions, int units, boolean batchNorm)
    implements ClassifierModel {
  private static final int KERNEL = 3;
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-3;

  /** For rectifiers. */
  static final Initialiser RECTIFIED = new Initialiser.GlorotUniform(Math.sqrt(2));

  public ImageCnn {
    channels = List.copyOf(channels);
    Require.that(
        !channels.isEmpty() && channels.stream().allMatch(c -> c >= 1),
        "channels",
        "one or more sizes above 0",
        channels);
    Require.atLeast("convolutions", convolutions, 1);
    Require.atLeast("units", units, 1);
  }

  @Override
  public String column() {
    return "image";
  }

  @Override
  public Class<? extends TNumber> inputType() {
    return TFloat32.class;
  }

  @Override
  public int features() {
    return units;
  }

  @Override
  public Expr<TFloat32> features(
      Parameters<TFloat32> parameters, Context context, Expr<TFloat32> x, Mode mode) {
    Shape example = context.split("train").example("image");
    long least = 1L << channels.size();
    Require.that(
        example.numDimensions() == 3 && Math.min(example.get(0), example.get(1)) >= least,
        "data",
        "one of images of at least " + least + " by " + least + " pixels",
        "one of examples " + example);
    Expr<TFloat32> h = x;
    int in = (int) example.get(2);
    for (int block = 1; block <= channels.size(); block++) {
      int out = channels.get(block - 1);
      for (int c = 1; c <= convolutions; c++) {
        String layer = "conv" + block + (convolutions == 1 ? "" : "." + c);
        Kernel kernel = new Kernel(KERNEL, in, out, RECTIFIED, Initialiser.zeros());
        h = Conv2d.of(parameters, layer, kernel, 1, Padding.SAME).apply(h);
        h = Activations.relu(batchNorm ? normal(parameters, layer + "_bn", h, mode) : h);
        in = out;
      }
      h = pooled(h);
    }
    Shape shape = h.shape();
    int flat = (int) (shape.get(2) * shape.get(3) * shape.get(4));
    Dense<TFloat32> dense = Dense.of(parameters, "dense", flat, units, RECTIFIED);
    return Activations.relu(dense.apply(h.reshape(shape.get(0), -1, flat)));
  }

  /** The largest of 2 by 2 pixels, of images of several networks. */
  private static Expr<TFloat32> pooled(Expr<TFloat32> x) {
    Shape shape = x.shape();
    Expr<TFloat32> rows = x.reshape(-1, shape.get(2), shape.get(3), shape.get(4));
    Expr<TFloat32> max = Pooling.max(rows, 2, 2, Padding.VALID);
    return max.reshape(shape.get(0), -1, shape.get(2) / 2, shape.get(3) / 2, shape.get(4));
  }

  /** Batch normalisation (Ioffe and Szegedy 2015) of each network's channels. */
  private static Expr<TFloat32> normal(
      Parameters<TFloat32> parameters, String layer, Expr<TFloat32> x, Mode mode) {
    long size = x.shape().get(4);
    Expr<TFloat32> scale = rows(parameters.filled(layer + "/scale", size, 1));
    Expr<TFloat32> bias = rows(parameters.filled(layer + "/bias", size, 0));
    Expr<TFloat32> mean = parameters.state().filled(layer + "/mean", size, 0);
    Expr<TFloat32> variance = parameters.state().filled(layer + "/variance", size, 1);
    if (mode.step().isEmpty()) {
      Expr<TFloat32> factor = scale.over(rows(variance).plus(EPSILON).sqrt());
      return x.minus(rows(mean)).times(factor).plus(bias);
    }
    // What fills up the last batch of an epoch does not count.
    Expr<TFloat32> counted = mode.step().get().counted();
    long pixels = x.shape().get(2) * x.shape().get(3);
    Expr<TFloat32> count = counted.sum(0).times(pixels);
    Expr<TFloat32> weights = counted.reshape(1, -1, 1, 1, 1);
    Expr<TFloat32> own = x.times(weights).sum(1, 2, 3).over(count);
    Expr<TFloat32> centred = x.minus(rows(own));
    Expr<TFloat32> biased = centred.square().times(weights).sum(1, 2, 3).over(count);
    // As in PyTorch: normalise by the biased variance, remember the unbiased one.
    Expr<TFloat32> unbiased = biased.times(count.over(count.minus(1)));
    mode.next().put(layer + "/mean", moved(mean, own));
    mode.next().put(layer + "/variance", moved(variance, unbiased));
    return centred.over(rows(biased).plus(EPSILON).sqrt()).times(scale).plus(bias);
  }

  private static Expr<TFloat32> moved(Expr<TFloat32> running, Expr<TFloat32> newest) {
    return running.plus(newest.minus(running).times(MOMENTUM)).stop();
  }

  /** [networks, channels] beside [networks, batch, height, width, channels]. */
  private static Expr<TFloat32> rows(Expr<TFloat32> x) {
    return x.reshape(x.shape().get(0), 1, 1, 1, x.shape().get(1));
  }
}
