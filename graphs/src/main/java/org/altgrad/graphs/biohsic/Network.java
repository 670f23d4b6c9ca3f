package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * The layers of a network without their parameters, which are handed in as a list: weights and bias
 * of each hidden layer from the input up, then those of the readout. Every parameter has a first
 * axis of models.
 *
 * @param input shape of one example
 */
record Network(Shape input, List<Stage> hidden, DenseStage readout) {

  Network {
    hidden = List.copyOf(hidden);
  }

  int depth() {
    return hidden.size();
  }

  /** Hidden layers and readout. */
  List<Stage> stages() {
    List<Stage> all = new ArrayList<>(hidden);
    all.add(readout);
    return all;
  }

  /** Names of the parameters, in their order. */
  List<String> parameterNames() {
    return stages().stream()
        .flatMap(stage -> List.of(stage.name() + "/weights", stage.name() + "/bias").stream())
        .toList();
  }

  /** Index of a layer's weights among the parameters; its bias follows. */
  static int weights(int layer) {
    return 2 * layer;
  }

  /**
   * Makes the parameters: LeCun normal weights, biases 0. The first model of many starts like the
   * only one.
   */
  <T extends TNumber> void create(
      Variables variables, Randoms randoms, Nodes<T> nodes, int models) {
    for (Stage stage : stages()) {
      draw(variables, randoms, nodes, stage, models, stage.name() + "/weights", true);
      variables.trainable(
          stage.name() + "/bias",
          Initialiser.zeros().initial(nodes, randoms, "", Shape.of(models, stage.units()), 1, 1));
    }
  }

  /** Weights in the shape of a stage's, drawn like them, each model's its own. */
  static <T extends TNumber> Expr<T> draw(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      Stage stage,
      int models,
      String name,
      boolean trainable) {
    List<Expr<T>> each = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      each.add(
          new Initialiser.LecunNormal()
              .initial(
                  nodes,
                  randoms,
                  name + "/model" + m,
                  stage.weightsShape(),
                  stage.fanIn(),
                  stage.units()));
    }
    Expr<T> all = nodes.stack(each);
    return trainable ? variables.trainable(name, all) : variables.state(name, all).value();
  }

  /**
   * A forward pass.
   *
   * @param x [samples, ...input]
   * @param parameters in the order of {@link #parameterNames()}
   */
  <T extends TNumber> Pass<T> forward(Expr<T> x, List<Expr<T>> parameters) {
    return forward(x, parameters, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param up what a layer makes of the activity below it before it reads it
   */
  <T extends TNumber> Pass<T> forward(
      Expr<T> x, List<Expr<T>> parameters, UnaryOperator<Expr<T>> up) {
    List<Expr<T>> reads = new ArrayList<>();
    List<LocalRule<T>> layers = new ArrayList<>();
    Expr<T> h = x.expand(0);
    for (int l = 0; l < depth(); l++) {
      reads.add(h);
      Stage stage = hidden.get(l);
      LocalRule<T> layer =
          LocalRule.of(
              stage.forward(h, parameters.get(weights(l)), parameters.get(weights(l) + 1)));
      layers.add(layer);
      h = up.apply(stage.read(layer.z()));
    }
    reads.add(h);
    Expr<T> logits =
        readout.forward(h, parameters.get(weights(depth())), parameters.get(weights(depth()) + 1));
    return new Pass<>(this, parameters, reads, layers, logits);
  }
}
