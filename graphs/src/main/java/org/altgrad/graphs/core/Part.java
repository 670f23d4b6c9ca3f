package org.altgrad.graphs.core;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/** A part of a graph that is a graph of its own, which sees nothing but its inputs. */
@FunctionalInterface
public interface Part {
  /**
   * Adds its nodes.
   *
   * @param tf adds nodes to the part's own graph
   * @param inputs what the part is given, as tensors of its own graph
   * @return its results
   */
  List<? extends Operand<?>> of(Ops tf, List<Operand<?>> inputs);
}
