package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TNumber;

/** Values whose derivatives are known in closed form, as {@link CustomGradient}s. */
public final class ClosedForm {
  private ClosedForm() {}

  /**
   * A value with a backward pass of its own.
   *
   * @param name of its node
   * @param inputs what has a gradient
   * @param value made from the inputs, stopped
   * @param kept what the backward pass needs
   * @param backward from the value's gradient and what was kept to the inputs' gradients
   */
  public static <T extends TNumber> Expr<T> of(
      String name,
      List<Expr<T>> inputs,
      Expr<T> value,
      List<Expr<T>> kept,
      BiFunction<Expr<T>, List<Expr<T>>, List<Expr<T>>> backward) {
    Nodes<T> nodes = value.nodes();
    List<Expr<T>> all = new ArrayList<>(inputs);
    all.add(value.stop());
    kept.forEach(part -> all.add(part.stop()));
    int at = inputs.size();
    List<Output<?>> outputs =
        CustomGradient.apply(
            nodes.tf(),
            name,
            all,
            (tf, upstream) -> {
              Nodes<T> back = nodes.with(tf);
              List<Expr<T>> constants =
                  all.subList(at + 1, all.size()).stream().map(back::of).toList();
              List<Operand<?>> gradients = new ArrayList<>();
              gradients.addAll(backward.apply(back.typed(upstream.get(at)), constants));
              all.subList(at, all.size()).forEach(x -> gradients.add(CustomGradient.none(tf, x)));
              return gradients;
            });
    return nodes.typed(outputs.get(at));
  }
}
