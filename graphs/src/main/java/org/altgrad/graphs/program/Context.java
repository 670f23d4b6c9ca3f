package org.altgrad.graphs.program;

import java.util.Map;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.TFloat32;

/**
 * What a method is given to build its program from.
 *
 * @param nodes of the graph to build in
 * @param seed of the run
 * @param data splits by name
 * @param classes number of classes of the labels, 0 if there are none
 * @param batchSize examples in a training step
 * @param models networks trained side by side in the one graph, from different initial weights
 * @param maxEpochs epochs that the run is to last, for schedules
 * @param maxSteps steps after which it ends at the latest, 0 if only epochs count
 * @param configuredOptimizer turns gradients into updates
 */
public record Context(
    Nodes<TFloat32> nodes,
    long seed,
    Map<String, ResidentSplit> data,
    int classes,
    int batchSize,
    int models,
    long maxEpochs,
    long maxSteps,
    Optimizer configuredOptimizer) {

  /** The optimiser, with its schedule counted in steps. */
  public Optimizer optimizer(long stepsPerEpoch) {
    return optimizer(stepsPerEpoch, 1);
  }

  /**
   * The optimiser, with its schedule counted in updates.
   *
   * @param stepsPerUpdate a divisor of the steps of an epoch
   */
  Optimizer optimizer(long stepsPerEpoch, int stepsPerUpdate) {
    long all = maxEpochs * stepsPerEpoch;
    long total = maxSteps > 0 ? Math.min(maxSteps, all) : all;
    return configuredOptimizer.inSteps(
        new RunLength(stepsPerEpoch / stepsPerUpdate, Math.max(1, total / stepsPerUpdate)));
  }

  /**
   * A split by name.
   *
   * @throws IllegalArgumentException if the data set has none of that name
   */
  public ResidentSplit split(String name) {
    ResidentSplit split = data.get(name);
    if (split == null) {
      throw new IllegalArgumentException(
          "the data set has no split '" + name + "', only " + data.keySet());
    }
    return split;
  }
}
