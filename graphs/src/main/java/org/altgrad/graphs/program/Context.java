package org.altgrad.graphs.program;

import java.util.Map;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.optim.Optimizer;
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
 * @param limits of the run: its length follows from them and the data
 * @param optimizer turns gradients into updates; its schedule counts as users wrote it, see {@link
 *     Optimizer#inSteps}
 */
public record Context(
    Nodes<TFloat32> nodes,
    long seed,
    Map<String, ResidentSplit> data,
    int classes,
    int batchSize,
    int models,
    Limits limits,
    Optimizer optimizer) {

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
