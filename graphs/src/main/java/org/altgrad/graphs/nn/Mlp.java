package org.altgrad.graphs.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
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
   * Makes the layers {@code <name>/0}, {@code <name>/1}, …
   *
   * @param widths input, hidden widths, output
   */
  public static <T extends TNumber> Mlp<T> create(
      Variables variables,
      Randoms randoms,
      Nodes<T> nodes,
      String name,
      List<Integer> widths,
      Initialiser weights,
      Initialiser bias) {
    List<Dense<T>> layers = new ArrayList<>();
    for (int i = 0; i + 1 < widths.size(); i++) {
      layers.add(
          Dense.create(
              variables,
              randoms,
              nodes,
              name + "/" + i,
              widths.get(i),
              widths.get(i + 1),
              weights,
              bias));
    }
    return new Mlp<>(layers);
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
