package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.GroupNorm;
import org.tensorflow.types.family.TNumber;

/**
 * One way to run a network on rows that stand environment by environment. As it is, every layer
 * does what it says; others of its kind look at the layers on the way.
 */
public class Pass<T extends TNumber> {
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

  private final Optional<Training> training;
  private final List<Moments<T>> moments = new ArrayList<>();

  /** In inference, without dropout and by the running averages. */
  public Pass() {
    this.training = Optional.empty();
  }

  /** In training. */
  public Pass(Training training) {
    this.training = Optional.of(training);
  }

  /** A layer with parameters. */
  public Expr<T> affine(Affine<T> layer, Expr<T> x) {
    return layer.apply(x);
  }

  /** Normalises, scales and shifts each channel (the last axis). */
  final Expr<T> normalise(Normaliser<T> by, Expr<T> x) {
    return switch (by.norm()) {
      case NONE -> x;
      case GROUP -> affine(by.scale().orElseThrow(), GroupNorm.plain(x, by.groups(), EPS));
      case BATCH_SHARED, BATCH_ENV ->
          affine(
              by.scale().orElseThrow(), batchNormalised(by.norm(), by.running().orElseThrow(), x));
    };
  }

  private Expr<T> batchNormalised(Norm norm, Moments<T> running, Expr<T> x) {
    if (training.isEmpty()) {
      return x.minus(running.mean()).over(running.variance().plus(EPS).sqrt());
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
            running.layer(),
            mean.mean(0, 1).stop().reshape(channels),
            unbiased.mean(0, 1).stop().reshape(channels)));
    long[] shape = x.shape().asArray();
    shape[0] = -1;
    return centred.over(variance.plus(EPS).sqrt()).reshape(shape);
  }

  /** Sets units to 0 at random, in training. */
  final Expr<T> dropout(String layer, Expr<T> x, double rate) {
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
}
