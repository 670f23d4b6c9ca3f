package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.GroupNorm;
import org.tensorflow.types.family.TNumber;

/**
 * One way to run a network on rows that stand environment by environment: how its parameters enter
 * its layers. A network is a function of a pass and its input, so the same few lines serve
 * training, inference and whatever looks at the network with other parameters.
 */
public abstract class Pass<T extends TNumber> {
  private static final double EPS = 1e-5;

  /**
   * What training knows of its rows.
   *
   * @param environments E
   * @param examples B, of each environment
   * @param randoms of dropout
   */
  public record Training(int environments, int examples, Randoms randoms) {
    /** Of a batch. */
    public static Training of(Batch<?> batch, Randoms randoms) {
      return new Training(batch.environments(), batch.examples(), randoms);
    }
  }

  /**
   * Statistics of a step, for the running averages of inference.
   *
   * @param layer whose state {@code <layer>/mean} and {@code <layer>/variance} they move
   * @param mean [channels]
   * @param variance [channels], unbiased
   */
  public record Moments<T extends TNumber>(String layer, Expr<T> mean, Expr<T> variance) {}

  private final Function<String, Expr<T>> weights;
  private final Optional<Training> training;
  private final List<Moments<T>> moments = new ArrayList<>();

  /**
   * @param weights values of parameters and of running averages by name
   * @param training absent: inference, without dropout and by the running averages
   */
  protected Pass(Function<String, Expr<T>> weights, Optional<Training> training) {
    this.weights = weights;
    this.training = training;
  }

  /** A parameter by its name. */
  protected final Expr<T> weight(String name) {
    return weights.apply(name);
  }

  /**
   * {@code x · weights + bias}.
   *
   * @param layer has {@code <layer>/weights} [in, out]
   * @param x [rows, in]
   * @param bias whether there is {@code <layer>/bias} [out]
   */
  public abstract Expr<T> dense(String layer, Expr<T> x, boolean bias);

  /**
   * A convolution with stride 1 that keeps the size, without bias.
   *
   * @param layer has {@code <layer>/weights} [height, width, in, out]
   * @param x [rows, height, width, in]
   */
  public abstract Expr<T> convolve(String layer, Expr<T> x);

  /**
   * {@code x · scale + bias} in each channel.
   *
   * @param layer has {@code <layer>/scale} and {@code <layer>/bias} [channels]
   * @param x [rows, ..., channels]
   */
  public abstract Expr<T> scale(String layer, Expr<T> x);

  /** Normalises, scales and shifts each channel (the last axis). */
  public final Expr<T> normalise(Norm norm, String layer, Expr<T> x, int groups) {
    return switch (norm) {
      case NONE -> x;
      case GROUP -> scale(layer, GroupNorm.plain(x, groups, EPS));
      case BATCH_SHARED, BATCH_ENV -> scale(layer, batchNormalised(norm, layer, x));
    };
  }

  private Expr<T> batchNormalised(Norm norm, String layer, Expr<T> x) {
    if (training.isEmpty()) {
      Expr<T> deviation = weight(layer + "/variance").plus(EPS).sqrt();
      return x.minus(weight(layer + "/mean")).over(deviation);
    }
    int blocks = norm == Norm.BATCH_ENV ? training.get().environments() : 1;
    long channels = x.shape().get(-1);
    Expr<T> blocked = x.reshape(blocks, -1, channels);
    Expr<T> mean = blocked.meanKeep(1);
    Expr<T> centred = blocked.minus(mean);
    Expr<T> variance = centred.square().meanKeep(1);
    Expr<T> count = blocked.size(1);
    Expr<T> unbiased = variance.times(count.over(count.minus(1)));
    moments.add(
        new Moments<>(
            layer,
            mean.mean(0, 1).stop().reshape(channels),
            unbiased.mean(0, 1).stop().reshape(channels)));
    long[] shape = x.shape().asArray();
    shape[0] = -1;
    return centred.over(variance.plus(EPS).sqrt()).reshape(shape);
  }

  /** Sets units to 0 at random, in training. */
  public final Expr<T> dropout(String layer, Expr<T> x, double rate) {
    return training.isEmpty() || rate == 0
        ? x
        : Activations.dropout(x, rate, training.get().randoms(), layer + "/dropout");
  }

  /** The statistics of all batch normalisations that training has run through. */
  public final List<Moments<T>> moments() {
    return List.copyOf(moments);
  }

  /** What is known of the rows, in training. */
  protected final Training training() {
    return training.orElseThrow();
  }

  /** E, where it is known. */
  protected final int environments() {
    return training().environments();
  }

  /** B, where it is known. */
  protected final int examples() {
    return training().examples();
  }
}
