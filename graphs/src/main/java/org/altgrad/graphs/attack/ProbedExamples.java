package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Examples that a probe looks at: placeholders in a scene, and what is read for some of them. */
record ProbedExamples(Subject subject, Scene scene, Operand<TFloat32> x, Operand<TInt32> labels) {
  /** Within which points are drawn (Pintor et al. 2022). */
  static final double RADIUS = 8 / 255.0;

  static ProbedExamples of(Nodes<TFloat32> at, Subject subject) {
    Operand<TFloat32> x = at.placeholder(Shape.of(-1).append(subject.example()));
    Operand<TInt32> labels = at.rows();
    Expr<TFloat32> flat = at.of(x).reshape(-1, subject.numbers());
    Aim aim = new Aim(at.as(TInt32.class).of(labels), Optional.empty());
    Scene scene = Attacker.scene(subject, flat, at.constant(RADIUS), aim, true);
    return new ProbedExamples(subject, scene, x, labels);
  }

  /**
   * Reads numbers for some examples.
   *
   * @param result [rows, ...]
   */
  float[] read(Calls calls, Examples examples, Expr<TFloat32> result) {
    Shape shape = Shape.of(examples.count()).append(subject.example());
    try (TFloat32 inputs = TFloat32.tensorOf(shape, DataBuffers.of(examples.x()));
        TInt32 classes = TInt32.vectorOf(examples.labels());
        Result all =
            calls.run(
                Map.<Operand<?>, Tensor>of(x, inputs, labels, classes),
                List.of(result),
                List.of())) {
      return Calls.floats(all.get(0));
    }
  }
}
