package org.altgrad.graphs.biohsic.leaky;

import org.altgrad.graphs.biohsic.Inputs;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Inputs, flattened, and labels of a split. */
record Examples(ResidentSplit split, Inputs inputs) {

  static Examples of(ResidentSplit split, int classes) {
    return new Examples(split, Inputs.of(split, classes));
  }

  /** Numbers in one input. */
  int width() {
    return Math.toIntExact(inputs.example().size());
  }

  /** [rows, width]. */
  Expr<TFloat32> x(Nodes<TFloat32> nodes, Operand<TInt32> rows) {
    return inputs.x(nodes, split, rows).reshape(-1, width());
  }

  /** One-hot, [rows, classes]. */
  Expr<TFloat32> y(Nodes<TFloat32> nodes, Operand<TInt32> rows) {
    return inputs.y(nodes, split, rows);
  }
}
