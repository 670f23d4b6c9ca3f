package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** What networks answer: T time steps from rest with parameters that stay as they are. */
record Settling(Network network, int stepsPerSample) {

  /**
   * Means over the last T / 2 time steps.
   *
   * @param parameters in the order of {@link Network#ask}
   * @param x [rows, in]
   * @return activity [models, rows, units] of each layer; the last are the logits
   */
  <T extends TNumber> List<Expr<T>> means(List<Expr<T>> parameters, Expr<T> x) {
    int late = Simulation.late(stepsPerSample);
    Nodes<T> nodes = x.nodes();
    Ops tf = nodes.tf();
    Loop loop = new Loop("settle");
    var fixed = loop.variables("parameter", parameters);
    var input = loop.variable("x", x);
    var states = loop.variables("state", atRest(x));
    List<Expr<T>> zeros = new ArrayList<>();
    for (int l = 0; l < network.layers(); l++) {
      zeros.add(zeros(x, Shape.of(network.models(), -1, network.out(l))));
    }
    var sums = loop.variables("sum", zeros);
    Loop.End end =
        loop.run(
            tf,
            tf.constant(stepsPerSample),
            now -> {
              Network.Pass<T> pass = network.step(now.get(fixed), now.get(input), now.get(states));
              now.set(states, pass.states());
              Nodes<T> inside = now.nodes(nodes.type());
              Operand<TInt32> first = inside.tf().constant(stepsPerSample - late);
              Expr<T> isLate = inside.indicator(inside.tf().math.greaterEqual(now.index(), first));
              List<Expr<T>> next = new ArrayList<>();
              for (int l = 0; l < network.layers(); l++) {
                next.add(now.get(sums).get(l).plus(pass.z(l).times(isLate)));
              }
              now.set(sums, next);
            });
    return end.get(sums).stream().map(sum -> sum.over(late)).toList();
  }

  /** States of units that have seen nothing, one row for each row of x. */
  <T extends TNumber> List<Expr<T>> atRest(Expr<T> x) {
    return network.states(-1).stream().map(shape -> zeros(x, shape)).toList();
  }

  /** Zeros with as many rows as x, in the middle of three axes. */
  private static <T extends TNumber> Expr<T> zeros(Expr<T> x, Shape shape) {
    Nodes<T> nodes = x.nodes();
    Ops tf = nodes.tf();
    // A product that is 0, as filling a shape known only later would forget the sizes known now.
    Expr<T> rows = nodes.of(tf.zerosLike(x)).sumKeep(-1).expand(0);
    Shape rest = Shape.of(shape.get(0), 1, shape.get(2));
    Operand<T> block = tf.fill(tf.constant(rest.asArray()), nodes.constant(0));
    return rows.plus(block);
  }
}
