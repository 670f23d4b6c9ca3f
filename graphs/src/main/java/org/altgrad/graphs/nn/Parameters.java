package org.altgrad.graphs.nn;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Where the parameters of a network come from. A layer asks for each of its tensors, so it is
 * written once: training makes variables of them, and evaluation, probes and exports give values.
 */
@FunctionalInterface
public interface Parameters<T extends TNumber> {
  /**
   * A parameter.
   *
   * @param name parts separated by slashes
   * @param fanIn see {@link Initialiser}
   * @throws IllegalArgumentException if a value is given whose shape is another
   */
  Expr<T> get(String name, Shape shape, Initialiser initialiser, long fanIn, long fanOut);

  /** Of one number for each unit, all equal at the start. */
  default Expr<T> filled(String name, long units, double value) {
    return get(name, Shape.of(units), new Initialiser.Fill(value), units, units);
  }

  /** Those that are kept from step to step and not learned, such as running averages. */
  default Parameters<T> state() {
    return this;
  }

  /** Those whose names begin with {@code <name>/}. */
  default Parameters<T> scope(String name) {
    return of(
        (inner, shape, initialiser, fanIn, fanOut) ->
            get(name + "/" + inner, shape, initialiser, fanIn, fanOut),
        () -> state().scope(name));
  }

  private static <T extends TNumber> Parameters<T> of(
      Parameters<T> learned, Supplier<Parameters<T>> state) {
    return new Parameters<>() {
      @Override
      public Expr<T> get(
          String name, Shape shape, Initialiser initialiser, long fanIn, long fanOut) {
        return learned.get(name, shape, initialiser, fanIn, fanOut);
      }

      @Override
      public Parameters<T> state() {
        return state.get();
      }
    };
  }

  /**
   * Makes a trainable variable of each, and a state variable of each {@link #state}.
   *
   * @param randoms of the initial values, which depend on their names
   */
  static <T extends TNumber> Parameters<T> fresh(
      Variables variables, Randoms randoms, Nodes<T> nodes) {
    return fresh(variables, initial(randoms, nodes));
  }

  /**
   * The same for several networks, [networks, ...shape]: the values of each are those that it would
   * have alone.
   *
   * @param seeds of the networks
   */
  static <T extends TNumber> Parameters<T> fresh(
      Variables variables, List<Long> seeds, Nodes<T> nodes) {
    Operand<TInt64> start = nodes.tf().constant(0L);
    return fresh(
        variables, several(seeds.size(), m -> initial(new Randoms(seeds.get(m), start), nodes)));
  }

  /** What each begins with, no variable: it depends on the streams and the name. */
  static <T extends TNumber> Parameters<T> initial(Randoms randoms, Nodes<T> nodes) {
    return (name, shape, initialiser, fanIn, fanOut) ->
        initialiser.initial(nodes, randoms, name, shape, fanIn, fanOut);
  }

  /** Those of each of several networks side by side, [networks, ...shape]. */
  static <T extends TNumber> Parameters<T> several(
      int networks, IntFunction<Parameters<T>> ofNetwork) {
    return (name, shape, initialiser, fanIn, fanOut) -> {
      List<Expr<T>> each =
          IntStream.range(0, networks)
              .mapToObj(m -> ofNetwork.apply(m).get(name, shape, initialiser, fanIn, fanOut))
              .toList();
      return each.get(0).nodes().stack(each);
    };
  }

  /** Makes a variable of each, as above, that begins with the value given. */
  static <T extends TNumber> Parameters<T> fresh(Variables variables, Parameters<T> initial) {
    return of(
        (name, shape, initialiser, fanIn, fanOut) ->
            variables.trainable(name, initial.get(name, shape, initialiser, fanIn, fanOut)),
        () ->
            (name, shape, initialiser, fanIn, fanOut) ->
                variables
                    .state(name, initial.get(name, shape, initialiser, fanIn, fanOut))
                    .value());
  }

  /**
   * Finds the values of each for several networks by its name.
   *
   * @param values [networks, ...shape]
   */
  static <T extends TNumber> Parameters<T> given(int networks, Function<String, Expr<T>> values) {
    Parameters<T> all = given(values);
    return (name, shape, initialiser, fanIn, fanOut) ->
        all.get(name, Shape.of(networks).append(shape), initialiser, fanIn, fanOut);
  }

  /** Finds the value of each by its name. */
  static <T extends TNumber> Parameters<T> given(Function<String, Expr<T>> values) {
    return (name, shape, initialiser, fanIn, fanOut) -> {
      Expr<T> value = values.apply(name);
      if (!value.shape().isCompatibleWith(shape)) {
        throw new IllegalArgumentException(
            "parameter '" + name + "': must have the shape " + shape + " but has " + value.shape());
      }
      return value;
    };
  }
}
