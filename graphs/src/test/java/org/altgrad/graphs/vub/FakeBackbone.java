package org.altgrad.graphs.vub;

import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * tanh of a fixed matrix: smooth, so differences are derivatives. As of matrix products the last
 * bits of a row differ with how many there are.
 */
record FakeBackbone(int numbers, int features, long seed) implements Backbone {
  @Override
  public Class<? extends TNumber> inputType() {
    return TFloat32.class;
  }

  @Override
  public Shape input() {
    return Shape.of(numbers);
  }

  @Override
  public String fingerprint() {
    return "fake" + seed + numbers + features;
  }

  @Override
  public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x) {
    double[] w = new Random(seed).doubles((long) numbers * features, -1, 1).toArray();
    Expr<TFloat32> rows = nodes.typed(x);
    Expr<TFloat32> h = Expr.tanh(rows.matmul(nodes.constant(Shape.of(numbers, features), w)));
    return new Outputs(h.plus(rows.size(0).times(1e-7)), Optional.empty(), Optional.empty());
  }
}
