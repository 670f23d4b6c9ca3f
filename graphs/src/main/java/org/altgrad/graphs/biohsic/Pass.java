package org.altgrad.graphs.biohsic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.CrossEntropy;
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
    return CrossEntropy.softmax(logits, y);
  }

  /** 1 for each sample whose largest logit is its label's, else 0, [models, samples]. */
  Expr<T> accuracy(Expr<T> y) {
    return new Categorical<>(logits).right(y);
  }

  /** Means {@code loss} and {@code accuracy} over the samples, [models] each. */
  Map<String, Expr<T>> means(Expr<T> y, String suffix) {
    Map<String, Expr<T>> means = new LinkedHashMap<>();
    means.put("loss" + suffix, loss(y).mean(1));
    means.put("accuracy" + suffix, accuracy(y).mean(1));
    return means;
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
