package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The sizes of some networks side by side, and one time step of them.
 *
 * @param models number of networks, the leading axis of all that they have of their own
 * @param widths of the input, the hidden layers and the readout
 * @param rho ρ of the readout
 * @param units of the hidden layers
 */
record Network(int models, List<Integer> widths, double rho, Units units) {

  Network {
    widths = List.copyOf(widths);
  }

  /** Hidden layers and readout. */
  int layers() {
    return widths.size() - 1;
  }

  int hidden() {
    return layers() - 1;
  }

  int in(int layer) {
    return widths.get(layer);
  }

  int out(int layer) {
    return widths.get(layer + 1);
  }

  /**
   * Asks for the parameters: of each layer the weights [models, in, out], LeCun normal, and the
   * bias [models, out], 0.
   */
  <T extends TNumber> List<Expr<T>> ask(Parameters<T> parameters) {
    List<Expr<T>> all = new ArrayList<>();
    for (int l = 0; l < layers(); l++) {
      String name = "layer" + l;
      Shape shape = Shape.of(in(l), out(l));
      all.add(
          parameters.get(name + "/weights", shape, new Initialiser.LecunNormal(), in(l), out(l)));
      all.add(parameters.filled(name + "/bias", out(l), 0));
    }
    return all;
  }

  /**
   * What parameters begin with. What a network starts with depends on its number, not on how many
   * there are.
   */
  <T extends TNumber> Parameters<T> initial(Randoms randoms, Nodes<T> nodes) {
    return Parameters.several(models, m -> Parameters.initial(randoms.scope("model" + m), nodes));
  }

  /**
   * Shapes of what the units keep from step to step: for each hidden layer its {@link
   * Units#states}, for the readout its potential.
   */
  List<Shape> states(int rows) {
    List<Shape> shapes = new ArrayList<>();
    for (int l = 0; l < layers(); l++) {
      int count = l < hidden() ? units.states() : 1;
      for (int i = 0; i < count; i++) {
        shapes.add(Shape.of(models, rows, out(l)));
      }
    }
    return shapes;
  }

  /** Shapes of all hidden layers' {@link Units#traces}. */
  List<Shape> traces(int rows) {
    List<Shape> shapes = new ArrayList<>();
    for (int l = 0; l < hidden(); l++) {
      shapes.addAll(units.traces(models, rows, in(l), out(l)));
    }
    return shapes;
  }

  /**
   * All layers after a time step.
   *
   * @param hidden from the input on
   * @param logits the readout's potential, [models, rows, classes]
   * @param states after the step
   */
  record Pass<T extends TNumber>(
      List<Units.Moment<T>> hidden, Expr<T> logits, List<Expr<T>> states) {

    /** Activity of a layer; the readout's is its logits. */
    Expr<T> z(int layer) {
      return layer < hidden.size() ? hidden.get(layer).z() : logits;
    }
  }

  /**
   * One time step; each layer reads what the one below has just become.
   *
   * @param parameters in the order of {@link #ask}
   * @param x [rows, in] or [models, rows, in]
   * @param states before the step
   */
  <T extends TNumber> Pass<T> step(List<Expr<T>> parameters, Expr<T> x, List<Expr<T>> states) {
    List<Units.Moment<T>> moments = new ArrayList<>();
    List<Expr<T>> next = new ArrayList<>();
    Expr<T> h = x;
    int k = units.states();
    for (int l = 0; l < hidden(); l++) {
      Units.Moment<T> moment =
          units.advance(drive(parameters, l, h), states.subList(l * k, (l + 1) * k));
      moments.add(moment);
      next.addAll(moment.state());
      h = moment.z();
    }
    Expr<T> logits = RateUnits.leak(states.get(hidden() * k), drive(parameters, hidden(), h), rho);
    next.add(logits);
    return new Pass<>(List.copyOf(moments), logits, List.copyOf(next));
  }

  private static <T extends TNumber> Expr<T> drive(List<Expr<T>> parameters, int layer, Expr<T> h) {
    Expr<T> bias = parameters.get(2 * layer + 1);
    return h.batchMatmul(parameters.get(2 * layer)).plus(bias.expand(-2));
  }
}
