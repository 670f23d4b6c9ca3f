package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Directions;
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
  private final List<Part> parts;
  private Op initializer;

  /**
   * Adds nodes.
   *
   * @param counter takes the number of a draw
   * @param parts of a direction, the whole first
   */
  DirectionSums(Nodes<TFloat32> all, Operand<TInt64> counter, List<Part> parts) {
    this.nodes = all.scope("sums");
    this.tf = nodes.tf();
    this.counter = counter;
    this.parts = List.copyOf(parts);
  }

  /**
   * A part of a direction.
   *
   * @param name empty for the whole
   * @param from its first number
   * @param to after its last
   */
  record Part(String name, int from, int to) {
    /** The whole, then each of several parts. */
    static List<Part> of(Directions.Graph graph) {
      List<Expr<TFloat32>> tensors = graph.compared().get(0).direction();
      List<Part> parts = new ArrayList<>();
      int end = 0;
      for (int i = 0; i < tensors.size(); i++) {
        String name = graph.parts().isEmpty() ? "" : graph.parts().get(i);
        boolean begins = parts.isEmpty() || !parts.get(parts.size() - 1).name().equals(name);
        int from = begins ? end : parts.remove(parts.size() - 1).from();
        end += (int) tensors.get(i).shape().size();
        parts.add(new Part(name, from, end));
      }
      Part whole = new Part("", 0, end);
      if (parts.size() == 1) {
        return List.of(whole);
      }
      parts.add(0, whole);
      return parts;
    }

    double[] of(double[] all) {
      return Arrays.copyOfRange(all, from, to);
    }
  }

  /** P. */
  int parameters() {
    return parts.get(0).to();
  }

  /** Empties all sums; to be called once all probes are there. */
  void reset(Calls calls) {
    if (initializer == null) {
      initializer = variables.initializer(tf);
    }
    calls.run(Map.of(), List.of(), List.of(initializer)).close();
  }

  /** What a direction is compared with, [P]: the same for all draws, or one of each draw. */
  record Along(Expr<TFloat64> value, boolean ofDraw, Expr<TFloat64> given, List<Op> load) {
    /** Sets one that is the same for all draws. */
    void set(Calls calls, double[] vector) {
      try (TFloat64 tensor = TFloat64.vectorOf(vector)) {
        calls.run(Map.of(given, tensor), List.of(), load).close();
      }
    }
  }

  /** One that is the same for all draws, to be set. */
  Along constant(String name) {
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    Shape shape = Shape.of(parameters());
    var along = variables.state(name, Initialiser.filled(wide, shape, 0));
    Expr<TFloat64> given = wide.placeholder(shape);
    return new Along(along.value(), false, given, List.of(tf.assign(along.ref(), given)));
  }

  /** One of each draw. */
  Along ofDraw(Expr<TFloat64> value) {
    return new Along(value, true, value, List.of());
  }

  /** Adds the sums of a direction. */
  Probe probe(String name, List<Expr<TFloat32>> direction, List<Along> against) {
    return new Probe(name, direction, against);
  }

  /**
   * Sums over draws.
   *
   * @param sum [P] of the directions
   * @param squares [P] of their squares
   * @param against for each reference
   */
  record DirectionMoments(double[] sum, double[] squares, List<AlongMoments> against) {}

  /**
   * Sums over draws beside a reference.
   *
   * @param cosines [parts] between direction and reference; 0 where one of them is 0
   * @param lengths [parts] of the reference's squared lengths
   * @param differences [P] direction less reference, if it is one of each draw; else empty
   */
  record AlongMoments(double[] cosines, double[] lengths, double[] differences) {}

  /** One direction. */
  final class Probe {
    private final List<Op> direction;
    private final List<Along> against;
    private final List<Op> updates = new ArrayList<>();
    private final List<Op> resets = new ArrayList<>();
    private final List<Expr<TFloat64>> totals = new ArrayList<>();

    private Probe(String name, List<Expr<TFloat32>> tensors, List<Along> against) {
      direction = List.copyOf(tensors);
      this.against = List.copyOf(against);
      Expr<TFloat64> g =
          nodes.concat(tensors.stream().map(t -> t.reshape(-1)).toList(), 0).cast(TFloat64.class);
      total(name + "/sum", g);
      total(name + "/squares", g.square());
      for (int i = 0; i < against.size(); i++) {
        Expr<TFloat64> r = against.get(i).value();
        Expr<TFloat64> squares = each(r.square());
        Expr<TFloat64> product = each(g.times(r));
        Expr<TFloat64> lengths = each(g.square()).times(squares).sqrt();
        String along = name + "/against" + i;
        total(along + "/cosines", product.nodes().of(tf.math.divNoNan(product, lengths)));
        total(along + "/lengths", squares);
        if (against.get(i).ofDraw()) {
          total(along + "/differences", g.minus(r));
        }
      }
    }

    /** [P] to the sums over each part. */
    private Expr<TFloat64> each(Expr<TFloat64> x) {
      List<Expr<TFloat64>> sums = new ArrayList<>();
      for (Part part : parts) {
        int[] size = {part.to() - part.from()};
        sums.add(
            x.nodes()
                .of(tf.slice(x, tf.constant(new int[] {part.from()}), tf.constant(size)))
                .sum());
      }
      return x.nodes().stack(sums);
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
      List<double[]> values = new ArrayList<>();
      try (Result result = calls.run(Map.of(), totals, List.of())) {
        for (int i = 0; i < totals.size(); i++) {
          values.add(vector((TFloat64) result.get(i)));
        }
      }
      calls.run(Map.of(), List.of(), resets).close();
      Iterator<double[]> next = values.iterator();
      double[] sum = next.next();
      double[] squares = next.next();
      List<AlongMoments> moments = new ArrayList<>();
      for (Along along : against) {
        double[] cosines = next.next();
        double[] lengths = next.next();
        double[] differences = along.ofDraw() ? next.next() : new double[0];
        moments.add(new AlongMoments(cosines, lengths, differences));
      }
      return new DirectionMoments(sum, squares, moments);
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
