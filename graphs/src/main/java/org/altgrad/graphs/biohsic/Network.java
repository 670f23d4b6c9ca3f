package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.nn.Parameters;
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

  /** Index of a layer's weights among the parameters; its bias follows. */
  static int weights(int layer) {
    return 2 * layer;
  }

  /** Asks for the parameters, in their order. */
  <T extends TNumber> List<Expr<T>> ask(Parameters<T> parameters) {
    return stages().stream().flatMap(stage -> stage.ask(parameters).stream()).toList();
  }

  /**
   * What parameters begin with: each model's are its own, and those of the first of many are those
   * of the only one.
   */
  static <T extends TNumber> Parameters<T> initial(Randoms randoms, Nodes<T> nodes, int models) {
    Parameters<T> all = Parameters.initial(randoms, nodes);
    return Parameters.several(models, m -> model(all, m));
  }

  /** The same where each model is the only one of a run with streams of its own. */
  static <T extends TNumber> Parameters<T> initial(
      IntFunction<Randoms> randoms, Nodes<T> nodes, int models) {
    return Parameters.several(models, m -> model(Parameters.initial(randoms.apply(m), nodes), 0));
  }

  private static <T extends TNumber> Parameters<T> model(Parameters<T> all, int m) {
    return (name, shape, initialiser, fanIn, fanOut) ->
        all.get(name + "/model" + m, shape, initialiser, fanIn, fanOut);
  }

  /**
   * Samples as the first layer reads them, [models or 1, samples, ...input].
   *
   * @param x [samples, ...input] of all models, or [models, samples, ...input] of each
   */
  <T extends TNumber> Expr<T> read(Expr<T> x) {
    return x.shape().numDimensions() == input.numDimensions() + 1 ? x.expand(0) : x;
  }

  /**
   * A forward pass.
   *
   * @param x [samples, ...input] of all models, or [models, samples, ...input] of each
   * @param parameters in the order of {@link #ask}
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
    Expr<T> h = read(x);
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
