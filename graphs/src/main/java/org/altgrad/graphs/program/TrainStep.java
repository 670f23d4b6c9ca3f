package org.altgrad.graphs.program;

import java.util.List;
import java.util.Map;
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
 */
public record TrainStep(
    Op update, Metrics metrics, Feed feed, RunLength length, long examplesPerStep) {

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
