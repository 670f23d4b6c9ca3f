package org.altgrad.graphs.nn;

import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Normalises each channel (the last axis) over all examples of a batch (Ioffe and Szegedy 2015),
 * then scales and shifts it. For inference it uses running averages of mean and variance, which
 * training keeps up with {@link Batch#update}.
 *
 * @param scale [channels]
 * @param bias [channels]
 * @param mean running mean [channels], a state variable
 * @param variance running variance [channels], a state variable
 * @param momentum weight of the newest batch in the running averages
 * @param eps added to the variance
 */
public record BatchNorm<T extends TNumber>(
    Expr<T> scale,
    Expr<T> bias,
    Variables.Entry<T> mean,
    Variables.Entry<T> variance,
    double momentum,
    double eps) {

  public BatchNorm {
    Normalise.requireEps(eps);
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "momentum: must be above 0 and at most 1 but is " + momentum);
    }
  }

  /**
   * Makes the variables {@code <name>/scale}, 1, and {@code <name>/bias}, 0, and the state {@code
   * <name>/mean}, 0, and {@code <name>/variance}, 1.
   */
  public static <T extends TNumber> BatchNorm<T> create(
      Variables variables, Nodes<T> nodes, String name, int channels, double momentum, double eps) {
    Shape shape = Shape.of(channels);
    return new BatchNorm<>(
        Normalise.parameter(variables, nodes, name + "/scale", channels, 1),
        Normalise.parameter(variables, nodes, name + "/bias", channels, 0),
        variables.state(name + "/mean", Initialiser.filled(nodes, shape, 0)),
        variables.state(name + "/variance", Initialiser.filled(nodes, shape, 1)),
        momentum,
        eps);
  }

  /**
   * A batch normalised by its own statistics.
   *
   * @param output of the shape of the input
   * @param batchMean [channels]
   * @param batchVariance [channels], the sum of squares divided by the number of values less one
   */
  public record Batch<T extends TNumber>(
      BatchNorm<T> layer, Expr<T> output, Expr<T> batchMean, Expr<T> batchVariance) {

    /**
     * Moves the running averages towards this batch.
     *
     * @param after see {@link Variables#after}
     */
    public List<Op> update(Ops after) {
      return List.of(
          move(after, layer.mean, batchMean), move(after, layer.variance, batchVariance));
    }

    private Op move(Ops after, Variables.Entry<T> running, Expr<T> newest) {
      Expr<T> old = running.value().nodes().with(after).of(running.ref());
      return after.assignSub(running.ref(), old.minus(newest.stop()).times(layer.momentum));
    }
  }

  /**
   * Normalises by the statistics of the batch.
   *
   * @param x [batch, …, channels], at least two values for each channel
   */
  public Batch<T> train(Expr<T> x) {
    int[] axes = IntStream.range(0, x.shape().numDimensions() - 1).toArray();
    Expr<T> batchMean = x.mean(axes);
    Expr<T> centred = x.minus(batchMean);
    Expr<T> biased = centred.square().mean(axes);
    Expr<T> output = centred.over(biased.plus(eps).sqrt()).times(scale).plus(bias);

    // As in PyTorch: normalise by the biased variance, remember the unbiased one.
    Expr<T> count = x.nodes().constant(1);
    for (int axis : axes) {
      count = count.times(x.size(axis));
    }
    Expr<T> unbiased = biased.times(count.over(count.minus(1)));
    return new Batch<>(this, output, batchMean, unbiased);
  }

  /** Normalises by the running averages. */
  public Expr<T> infer(Expr<T> x) {
    Expr<T> factor = scale.over(variance.value().plus(eps).sqrt());
    return x.minus(mean.value()).times(factor).plus(bias);
  }
}
