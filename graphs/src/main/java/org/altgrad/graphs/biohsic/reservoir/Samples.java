package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.graphs.biohsic.Inputs;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A split whose examples have an input, a label and the activity z of a layer. */
record Samples(ResidentSplit split, Inputs inputs) {

  static Samples of(ResidentSplit split, int classes) {
    if (!split.has("z")) {
      throw new IllegalArgumentException(
          "name: this method needs a data set with a column z, such as reservoir_digits or"
              + " memory_task");
    }
    return new Samples(split, Inputs.of(split, classes));
  }

  /** Numbers in z. */
  int outputs() {
    return Math.toIntExact(split.example("z").size());
  }

  /** Numbers that enter a reservoir. */
  int width() {
    return Math.toIntExact(inputs.example().size()) + inputs.classes() + outputs();
  }

  /** Some examples. */
  Rows rows(Nodes<TFloat32> nodes, Operand<TInt32> rows) {
    return new Rows(
        inputs.x(nodes, split, rows).reshape(-1, inputs.example().size()),
        inputs.y(nodes, split, rows),
        split.gather(nodes, "z", rows).reshape(-1, outputs()));
  }

  /**
   * @param x [rows, dx]
   * @param y one-hot, [rows, classes]
   * @param z [rows, dz]
   */
  record Rows(Expr<TFloat32> x, Expr<TFloat32> y, Expr<TFloat32> z) {

    /** What enters the reservoir. */
    Expr<TFloat32> inputs(Targets targets) {
      return targets.inputs(x, y, z);
    }

    /** ξ of all but the first N - 1. */
    Expr<TFloat32> xi(Targets targets) {
      return targets.xi(x, y, z);
    }
  }
}
