package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * One training step, or several: one call into TensorFlow that feeds what the steps read, runs the
 * update and fetches the steps' metrics.
 *
 * @param update changes the variables
 * @param metrics measured with the variables as they were before each step's update; of several
 *     steps one row each
 * @param feed what the steps of a call read
 * @param length of the run: what the loop, and everything that depends on it, counts by
 * @param examplesPerStep for rates
 * @param parts of which a step makes several, if it does
 */
public record TrainStep(
    Op update,
    Metrics metrics,
    Feed feed,
    RunLength length,
    long examplesPerStep,
    Optional<Parts> parts) {

  public TrainStep(Op update, Metrics metrics, Feed feed, RunLength length, long examplesPerStep) {
    this(update, metrics, feed, length, examplesPerStep, Optional.empty());
  }

  /**
   * What a step makes several of, one after the other; another program may call one of them a step.
   *
   * @param name of one, such as window
   * @param before how many come before a step, over the whole run
   */
  public record Parts(String name, LongUnaryOperator before) {}

  /** The same step, known to be made of parts. */
  public TrainStep madeOf(Parts parts) {
    return new TrainStep(update, metrics, feed, length, examplesPerStep, Optional.of(parts));
  }

  /** A step that makes a change once it and the metrics are computed. */
  public static TrainStep of(
      Ops tf, Change change, Metrics metrics, Feed feed, RunLength length, long examplesPerStep) {
    return new TrainStep(
        change.apply(tf, List.of(metrics.packed())), metrics, feed, length, examplesPerStep);
  }

  /** What a step reads, as a pure function of its number: a resumed run reads the same. */
  @FunctionalInterface
  public interface Feed {
    /**
     * @param step counted from 0 over the whole run
     * @return new tensors, which the loop closes
     */
    Map<Operand<?>, Tensor> at(long step);

    /** The most steps that a call can make. */
    default int stepsPerCall() {
      return 1;
    }

    /**
     * What a call of several steps reads.
     *
     * @param step the first of them
     * @param steps at most {@link #stepsPerCall}
     */
    default Map<Operand<?>, Tensor> at(long step, int steps) {
      if (steps != 1) {
        throw new IllegalArgumentException("a call makes one step, not " + steps);
      }
      return at(step);
    }
  }

  /** Fetches for the loop: the metrics in one tensor, step by step. */
  public List<Operand<?>> fetches() {
    return List.of(metrics.packed());
  }
}
