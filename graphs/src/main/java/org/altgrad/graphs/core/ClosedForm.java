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
    return several(
            name,
            inputs,
            List.of(value),
            kept,
            (upstream, constants) -> backward.apply(upstream.get(0), constants))
        .get(0);
  }

  /**
   * Several values with one backward pass.
   *
   * @param values made from the inputs, stopped
   * @param backward from the values' gradients and what was kept to the inputs' gradients; the
   *     graph is locked meanwhile
   */
  public static <T extends TNumber> List<Expr<T>> several(
      String name,
      List<Expr<T>> inputs,
      List<Expr<T>> values,
      List<Expr<T>> kept,
      BiFunction<List<Expr<T>>, List<Expr<T>>, List<Expr<T>>> backward) {
    Nodes<T> nodes = values.get(0).nodes();
    List<Expr<T>> all = new ArrayList<>(inputs);
    values.forEach(value -> all.add(value.stop()));
    kept.forEach(part -> all.add(part.stop()));
    int first = inputs.size();
    int end = first + values.size();
    List<Output<?>> outputs =
        CustomGradient.apply(
            nodes.tf(),
            name,
            all,
            (tf, upstream) -> {
              Nodes<T> back = nodes.with(tf);
              List<Expr<T>> arrived = new ArrayList<>();
              for (int i = first; i < end; i++) {
                arrived.add(
                    upstream.has(i) ? back.typed(upstream.get(i)) : back.zerosLike(all.get(i)));
              }
              List<Expr<T>> constants =
                  all.subList(end, all.size()).stream().map(back::of).toList();
              List<Operand<?>> gradients = new ArrayList<>(backward.apply(arrived, constants));
              all.subList(first, all.size())
                  .forEach(x -> gradients.add(CustomGradient.none(tf, x)));
              return gradients;
            });
    return outputs.subList(first, end).stream().map(nodes::typed).toList();
  }
}
