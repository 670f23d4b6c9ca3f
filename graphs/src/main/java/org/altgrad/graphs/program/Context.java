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
 * @param data examples, and what is known beside them
 * @param batchSize examples in a training step
 * @param models networks trained side by side in the one graph, from different initial weights
 * @param limits of the run: its length follows from them and the data
 * @param optimizer turns gradients into updates; its schedule counts as users wrote it, see {@link
 *     Optimizer#inSteps}
 */
public record Context(
    Nodes<TFloat32> nodes,
    long seed,
    HostData data,
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
    return find("split", data.splits(), name);
  }

  /** Number of classes of the labels, 0 if there are none. */
  public int classes() {
    return data.classes();
  }

  /**
   * What is known beside the examples, by name.
   *
   * @throws IllegalArgumentException if the data set has no constant of that name
   */
  public HostConstant constant(String name) {
    return find("constant", data.constants(), name);
  }

  /**
   * Bytes that belong to the data set, by name.
   *
   * @throws IllegalArgumentException if it has no attachment of that name
   */
  public byte[] attachment(String name) {
    return find("attachment", data.attachments(), name).get();
  }

  private static <V> V find(String kind, Map<String, V> all, String name) {
    V found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "the data set has no " + kind + " '" + name + "', only " + all.keySet());
    }
    return found;
  }
}
