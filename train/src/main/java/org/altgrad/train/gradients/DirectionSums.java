package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Moments of directions, added up inside the graph in double precision. */
final class DirectionSums {
  private final Nodes<TFloat32> nodes;
  private final Ops tf;
  private final Operand<TInt64> counter;
  private final Variables variables = new Variables();
  private final int parameters;
  private final Expr<TFloat64> reference;
  private final Expr<TFloat64> given;
  private final Op loadReference;
  private Op initializer;

  /**
   * Adds nodes.
   *
   * @param counter takes the number of a draw
   * @param parameters P, numbers in a direction
   */
  DirectionSums(Nodes<TFloat32> all, Operand<TInt64> counter, int parameters) {
    this.nodes = all.scope("sums");
    this.tf = nodes.tf();
    this.counter = counter;
    this.parameters = parameters;
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    var along = variables.state("direction", Initialiser.filled(wide, Shape.of(parameters), 0));
    reference = along.value();
    given = wide.placeholder(Shape.of(parameters));
    loadReference = tf.assign(along.ref(), given);
  }

  /** P. */
  int parameters() {
    return parameters;
  }

  /** Empties all sums; to be called once all probes are there. */
  void reset(Calls calls) {
    if (initializer == null) {
      initializer = variables.initializer(tf);
    }
    calls.run(Map.of(), List.of(), List.of(initializer)).close();
  }

  /** Sets the vector that {@link DirectionMoments#cosines} compares directions with. */
  void reference(Calls calls, double[] vector) {
    try (TFloat64 tensor = TFloat64.vectorOf(vector)) {
      calls.run(Map.of(given, tensor), List.of(), List.of(loadReference)).close();
    }
  }

  /** Adds the sums of a direction. */
  Probe probe(String name, List<Expr<TFloat32>> direction) {
    return new Probe(name, direction);
  }

  /**
   * Sums over draws.
   *
   * @param sum [P] of the directions
   * @param squares [P] of their squares
   * @param cosines of the cosines between each direction and the reference set
   */
  record DirectionMoments(double[] sum, double[] squares, double cosines) {}

  /** One direction. */
  final class Probe {
    private final List<Op> direction;
    private final List<Op> updates = new ArrayList<>();
    private final List<Op> resets = new ArrayList<>();
    private final List<Expr<TFloat64>> totals = new ArrayList<>();

    private Probe(String name, List<Expr<TFloat32>> tensors) {
      direction = List.copyOf(tensors);
      Expr<TFloat64> g =
          nodes.concat(tensors.stream().map(t -> t.reshape(-1)).toList(), 0).cast(TFloat64.class);
      Expr<TFloat64> lengths = g.square().sum().times(reference.square().sum()).sqrt();
      total(name + "/sum", g);
      total(name + "/squares", g.square());
      total(name + "/cosines", g.times(reference).sum().over(lengths));
    }

    private void total(String name, Expr<TFloat64> value) {
      Expr<TFloat64> zeros = Initialiser.filled(value.nodes(), value.shape(), 0);
      var total = variables.state(name, zeros);
      totals.add(total.value());
      updates.add(tf.assignAdd(total.ref(), value));
      resets.add(tf.assign(total.ref(), zeros));
    }

    /** Draws one direction and drops it. */
    void draw(Calls calls, long number) {
      run(calls, number, direction);
    }

    /** Draws one direction and adds it to the sums. */
    void add(Calls calls, long number) {
      run(calls, number, updates);
    }

    private void run(Calls calls, long number, List<Op> targets) {
      try (TInt64 tensor = TInt64.scalarOf(number)) {
        calls.run(Map.of(counter, tensor), List.of(), targets).close();
      }
    }

    /** The sums of the draws since the last call, which are then emptied. */
    DirectionMoments take(Calls calls) {
      DirectionMoments moments;
      try (Result result = calls.run(Map.of(), totals, List.of())) {
        moments =
            new DirectionMoments(
                vector((TFloat64) result.get(0)),
                vector((TFloat64) result.get(1)),
                ((TFloat64) result.get(2)).getDouble());
      }
      calls.run(Map.of(), List.of(), resets).close();
      return moments;
    }
  }

  /** The numbers of a tensor of rank 1. */
  static double[] vector(TFloat64 tensor) {
    double[] values = new double[(int) tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.getDouble(i);
    }
    return values;
  }
}
