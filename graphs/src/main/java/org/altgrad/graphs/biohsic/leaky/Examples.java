package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Inputs and labels of a split: the column {@code input}, or else {@code image}, flattened. */
record Examples(ResidentSplit split, int classes) {

  private String column() {
    return split.has("input") ? "input" : "image";
  }

  /** Numbers in one input. */
  int width() {
    return Math.toIntExact(split.example(column()).size());
  }

  /** [rows, width]. */
  Expr<TFloat32> inputs(Nodes<TFloat32> nodes, Operand<TInt32> rows) {
    return split.gather(nodes, column(), rows).reshape(-1, width());
  }

  /** One-hot, [rows, classes]. */
  Expr<TFloat32> labels(Nodes<TFloat32> nodes, Operand<TInt32> rows) {
    return nodes.oneHot(split.gatherInt(nodes, "label", rows), classes);
  }
}
