package org.altgrad.graphs.biohsic.leaky;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
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

  /** Names of the parameters in order: {@code layer0/weights}, {@code layer0/bias}, ... */
  static List<String> parameterNames(int layers) {
    List<String> names = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      names.add("layer" + l + "/weights");
      names.add("layer" + l + "/bias");
    }
    return names;
  }

  /**
   * Variables for the parameters: weights [models, in, out] LeCun normal, biases [models, out] 0.
   * What a network starts with depends on its number, not on how many there are.
   */
  <T extends TNumber> List<Variables.Entry<T>> create(
      Nodes<T> nodes, Variables variables, Randoms randoms) {
    Initialiser lecun = new Initialiser.LecunNormal();
    List<Variables.Entry<T>> parameters = new ArrayList<>();
    for (int l = 0; l < layers(); l++) {
      Shape shape = Shape.of(in(l), out(l));
      String name = "layer" + l + "/weights";
      List<Expr<T>> weights = new ArrayList<>();
      for (int m = 0; m < models; m++) {
        Randoms own = randoms.scope("model" + m);
        weights.add(lecun.initial(nodes, own, name, shape, in(l), out(l)));
      }
      variables.trainable(name, nodes.stack(weights));
      parameters.add(variables.entry(name, nodes.type()));
      String bias = "layer" + l + "/bias";
      variables.trainable(bias, Initialiser.filled(nodes, Shape.of(models, out(l)), 0));
      parameters.add(variables.entry(bias, nodes.type()));
    }
    return parameters;
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
   * @param parameters in the order of {@link #parameterNames}
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
