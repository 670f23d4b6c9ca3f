package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.reservoir.ReadoutRule;
import org.altgrad.graphs.biohsic.reservoir.ReservoirModel;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * What hidden layers are told at a time step, by each {@link Source}.
 *
 * @param stepsPerSample time steps of a window
 * @param seed of what is drawn
 */
record Telling(
    Source source,
    Network network,
    Objective objective,
    int memory,
    int stepsPerSample,
    long seed) {

  /**
   * @param given to the layer, [models, 1, units]
   * @param compared what is compared with ξ
   * @param states after the step
   */
  record Told<T extends TNumber>(Expr<T> given, Expr<T> compared, List<Expr<T>> states) {}

  /**
   * What there is at a time step for the current sample.
   *
   * @param x [models, 1, in]
   * @param y one-hot, [models, 1, classes]
   * @param z activity of the layer, [models, 1, units]
   */
  record Current<T extends TNumber>(Expr<T> x, Expr<T> y, Expr<T> z) {}

  /**
   * What a source keeps from step to step, as it is before the first: for each hidden layer of a
   * reservoir the state u, the readout Wo, the inverse correlation P.
   */
  <T extends TNumber> List<Expr<T>> initial(Nodes<T> nodes) {
    List<Expr<T>> states = new ArrayList<>();
    if (source instanceof Source.Reservoir r) {
      int units = r.reservoir().units();
      int models = network.models();
      for (int l = 0; l < network.hidden(); l++) {
        states.add(Initialiser.filled(nodes, Shape.of(models, units), 0));
        states.add(Initialiser.filled(nodes, Shape.of(models, units, network.out(l)), 0));
        states.addAll(rule(r).memory(nodes, models, units, network.out(l)));
      }
    }
    return states;
  }

  /** Tensors that never change: the weights of each hidden layer's reservoir, as variables. */
  <T extends TNumber> List<Expr<T>> wiring(
      Nodes<T> nodes, Variables variables, Randoms randoms, int classes) {
    List<Expr<T>> wires = new ArrayList<>();
    if (source instanceof Source.Reservoir r) {
      for (int l = 0; l < network.hidden(); l++) {
        int inputs = network.in(0) + classes + network.out(l);
        ReservoirModel.Weights<T> weights =
            r.reservoir()
                .create(nodes, variables, randoms, "reservoir" + l, inputs, network.out(l));
        wires.addAll(List.of(weights.recurrent(), weights.input(), weights.back()));
      }
    }
    return wires;
  }

  /**
   * A time step of a layer.
   *
   * @param xi the signal computed from the window, [models, 1, units]
   * @param states of all layers
   * @param wiring of all layers
   * @param step counted over the whole run
   */
  <T extends TNumber> Told<T> tell(
      int layer,
      Expr<T> xi,
      Current<T> current,
      List<Expr<T>> states,
      List<Expr<T>> wiring,
      Expr<TInt64> step) {
    if (source instanceof Source.Corrupted corrupted) {
      Expr<T> turned = turn(xi, corrupted.cosine(), new Randoms(seed, step), "corrupt" + layer);
      return new Told<>(turned, turned, List.of());
    }
    if (source instanceof Source.Reservoir r) {
      return emit(
          r,
          layer,
          xi,
          current,
          states.subList(3 * layer, 3 * layer + 3),
          wiring.subList(3 * layer, 3 * layer + 3),
          step);
    }
    return new Told<>(xi, xi, List.of());
  }

  /**
   * ξ at a chosen angle: cosine · ξ + √(1 - cosine²) · |ξ| · n, where n is a random direction
   * orthogonal to ξ.
   *
   * @param xi [..., d] with d ≥ 2
   */
  static <T extends TNumber> Expr<T> turn(Expr<T> xi, double cosine, Randoms randoms, String name) {
    Nodes<T> nodes = xi.nodes();
    Expr<T> noise = randoms.normal(nodes, name, nodes.tf().shape(xi, TInt64.class));
    Expr<T> tiny = nodes.constant(1e-30);
    Expr<T> square = xi.square().sumKeep(-1);
    Expr<T> along = noise.times(xi).sumKeep(-1).over(square.max(tiny));
    Expr<T> across = noise.minus(xi.times(along));
    Expr<T> length = square.over(across.square().sumKeep(-1).max(tiny)).sqrt();
    return xi.times(cosine).plus(across.times(length).times(Math.sqrt(1 - cosine * cosine)));
  }

  private static ReadoutRule.Rls rule(Source.Reservoir source) {
    return new ReadoutRule.Rls("rls", source.alpha());
  }

  private <T extends TNumber> Told<T> emit(
      Source.Reservoir source,
      int layer,
      Expr<T> xi,
      Current<T> current,
      List<Expr<T>> states,
      List<Expr<T>> wiring,
      Expr<TInt64> step) {
    Nodes<T> nodes = xi.nodes();
    ReservoirModel model = source.reservoir();
    int models = network.models();
    int units = network.out(layer);
    // Its target is ξ without the factor that makes a sum over the window a derivative.
    double scale = objective.at(layer).scale(memory, units);
    Expr<T> target = xi.reshape(models, units).over(scale);
    Expr<T> input =
        nodes
            .concat(List.of(current.x(), current.y().times(2).minus(1), current.z()), 2)
            .reshape(models, (long) network.in(0) + current.y().shape().get(2) + units);

    Randoms randoms = new Randoms(seed, step).scope("reservoir" + layer);
    Expr<T> u = states.get(0);
    Expr<T> r = model.rates(u, randoms);
    Expr<T> o = model.output(r, states.get(1), randoms);
    Expr<T> next = model.next(u, r, input.matmul(wiring.get(1)), o, wiring.get(0), wiring.get(2));

    var tf = nodes.tf();
    long until = source.teachWindows() * stepsPerSample;
    Expr<T> teaching = nodes.indicator(tf.math.less(step, tf.constant(until)));
    ReadoutRule.State<T> now =
        new ReadoutRule.State<>(states.get(1), List.of(), List.of(states.get(2)));
    ReadoutRule.State<T> learned = rule(source).learn(now, r, o, target, teaching);
    Expr<T> emitted = o.times(scale).reshape(models, 1, units);
    return new Told<>(
        emitted.times(teaching.subtractFrom(1)),
        emitted,
        List.of(next, learned.readout(), learned.memory().get(0)));
  }
}
