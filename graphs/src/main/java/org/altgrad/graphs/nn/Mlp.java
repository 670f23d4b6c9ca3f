package org.altgrad.graphs.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.types.family.TNumber;

/**
 * Dense layers with the same activation after each but the last.
 *
 * @param layers at least one, from the input on
 */
public record Mlp<T extends TNumber>(List<Dense<T>> layers) {

  public Mlp {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network must have at least one layer");
    }
  }

  /**
   * The layers {@code <name>/0}, {@code <name>/1}, …
   *
   * @param widths input, hidden widths, output
   */
  public static <T extends TNumber> Mlp<T> of(
      Parameters<T> parameters,
      String name,
      List<Integer> widths,
      Initialiser weights,
      Initialiser bias) {
    List<String> names =
        IntStream.range(0, widths.size() - 1).mapToObj(i -> name + "/" + i).toList();
    return of(parameters, names, widths, weights, bias);
  }

  /**
   * Layers with names of their own.
   *
   * @param names of the layers, from the input on
   * @param widths input, hidden widths, output: one more than names
   */
  public static <T extends TNumber> Mlp<T> of(
      Parameters<T> parameters,
      List<String> names,
      List<Integer> widths,
      Initialiser weights,
      Initialiser bias) {
    List<Dense<T>> layers = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      layers.add(
          Dense.of(parameters, names.get(i), widths.get(i), widths.get(i + 1), weights, bias));
    }
    return new Mlp<>(layers);
  }

  /** The network as a function that knows its derivative. */
  public Mapping<T> with(Activation activation) {
    List<Mapping<T>> all = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (i > 0) {
        all.add(activation.layer());
      }
      all.add(layers.get(i));
    }
    return new Chain<>(all);
  }

  /**
   * @param x [batch, in]
   * @return [batch, out]
   */
  public Expr<T> apply(Expr<T> x, UnaryOperator<Expr<T>> activation) {
    Expr<T> h = x;
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).apply(h);
      if (i + 1 < layers.size()) {
        h = activation.apply(h);
      }
    }
    return h;
  }
}
