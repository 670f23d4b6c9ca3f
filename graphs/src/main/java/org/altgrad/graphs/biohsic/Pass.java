package org.altgrad.graphs.biohsic;

import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * One forward pass of all models.
 *
 * @param parameters with which it was made
 * @param reads what each hidden layer and the readout read, [models or 1, samples, ...]
 * @param layers the hidden layers
 * @param logits [models, samples, classes]
 */
record Pass<T extends TNumber>(
    Network network,
    List<Expr<T>> parameters,
    List<Expr<T>> reads,
    List<LocalRule<T>> layers,
    Expr<T> logits) {

  Expr<T> weights(int layer) {
    return parameters.get(Network.weights(layer));
  }

  /** A hidden layer's activity, [models, samples, d]. */
  Expr<T> flat(int layer) {
    return Axes.flat(layers.get(layer).z(), network.hidden().get(layer).activity());
  }

  /** All hidden layers' activities, [models, samples, d] each. */
  List<Expr<T>> flats() {
    return IntStream.range(0, layers.size()).mapToObj(this::flat).toList();
  }

  /** The same pass for the current sample alone. */
  Pass<T> current() {
    return new Pass<>(
        network,
        parameters,
        reads.stream().map(Axes::currentOfModels).toList(),
        layers.stream()
            .map(
                layer ->
                    new LocalRule<>(
                        Axes.currentOfModels(layer.u()),
                        Axes.currentOfModels(layer.z()),
                        Axes.currentOfModels(layer.inverse())))
            .toList(),
        Axes.currentOfModels(logits));
  }

  /** Cross-entropy of each sample, [models, samples]. */
  Expr<T> loss(Expr<T> y) {
    return Expr.logSoftmax(logits).times(y).sum(-1).negate();
  }

  /** 1 for each sample whose largest logit is its label's, else 0, [models, samples]. */
  Expr<T> accuracy(Expr<T> y) {
    Ops tf = y.nodes().tf();
    var said = tf.math.argMax(logits, tf.constant(-1), TInt32.class);
    var meant = tf.math.argMax(y, tf.constant(-1), TInt32.class);
    return y.nodes().indicator(tf.math.equal(said, meant));
  }

  /**
   * The derivative of the mean cross-entropy by the logits, [models, samples, classes].
   *
   * @param y one-hot labels, [samples, classes]
   */
  Expr<T> delta(Expr<T> y) {
    return delta(logits, y);
  }

  /** The same for any logits. */
  static <T extends TNumber> Expr<T> delta(Expr<T> logits, Expr<T> y) {
    // Not the op Softmax, which is slow for few numbers.
    return Expr.logSoftmax(logits).exp().minus(y).over(Axes.size(y, Axes.ROWS));
  }
}
