package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * What hidden layers remember of the samples before the current one: their activity as it was when
 * each of them was seen, with the weights of that time. The first n - 1 samples of an epoch are
 * seen, with the weights that the epoch begins with, before anything is learned from the n-th, so
 * each epoch begins with a memory of its own samples.
 *
 * @param remembered a state variable for each hidden layer, [models, n - 1, d], the oldest first
 */
record StoredMemory(Network network, List<Variables.Entry<TFloat32>> remembered) {

  StoredMemory {
    remembered = List.copyOf(remembered);
  }

  /**
   * Makes the variables.
   *
   * @param memory n
   */
  static StoredMemory create(
      Variables variables, Nodes<TFloat32> nodes, Network network, int models, int memory) {
    List<Variables.Entry<TFloat32>> remembered = new ArrayList<>();
    for (Stage stage : network.hidden()) {
      Shape shape = Shape.of(models, memory - 1, stage.activity().size());
      remembered.add(
          variables.state(stage.name() + "/memory", Initialiser.filled(nodes, shape, 0)));
    }
    return new StoredMemory(network, remembered);
  }

  /**
   * What is remembered at the first window of a block.
   *
   * @param fresh scalar: whether the block is the first of an epoch
   * @param first the n - 1 samples before the first current one, [n - 1, ...], or [models, n - 1,
   *     ...] where each model has its own
   */
  List<Expr<TFloat32>> atStart(
      Operand<TBool> fresh, Expr<TFloat32> first, List<Expr<TFloat32>> parameters) {
    Pass<TFloat32> seen = network.forward(first, parameters);
    List<Expr<TFloat32>> start = new ArrayList<>();
    for (int l = 0; l < remembered.size(); l++) {
      start.add(Expr.where(fresh, seen.flat(l), remembered.get(l).value()));
    }
    return start;
  }

  /**
   * The window: what is remembered, then the current sample.
   *
   * @param x all its samples, [n, ...] or [models, n, ...], for a readout without hidden layers
   *     below it
   * @param now the forward pass of the current one
   */
  Seen<TFloat32> see(Expr<TFloat32> x, Pass<TFloat32> now, List<Expr<TFloat32>> past) {
    List<Expr<TFloat32>> z = new ArrayList<>();
    for (int l = 0; l < past.size(); l++) {
      z.add(x.nodes().concat(List.of(past.get(l), now.flat(l)), 1));
    }
    Expr<TFloat32> read = network.read(x);
    if (!z.isEmpty()) {
      Stage top = network.hidden().get(z.size() - 1);
      read = top.read(Axes.unflat(z.get(z.size() - 1), top.activity()));
    }
    int weights = Network.weights(network.depth());
    Expr<TFloat32> logits =
        network
            .readout()
            .forward(read, now.parameters().get(weights), now.parameters().get(weights + 1));
    return new Seen<>(now, now, z, read, logits);
  }

  /** What is remembered at the next window: all but the oldest. */
  static List<Expr<TFloat32>> next(List<Expr<TFloat32>> window) {
    return window.stream()
        .map(
            z ->
                z.nodes()
                    .of(
                        z.nodes()
                            .tf()
                            .stridedSlice(z, Indices.all(), Indices.sliceFrom(1), Indices.all())))
        .toList();
  }
}
