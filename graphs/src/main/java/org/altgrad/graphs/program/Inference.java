package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A function of a trained network that can be exported: built in a graph of its own, without
 * training nodes.
 *
 * @param description one sentence for users
 * @param inputs in order
 * @param build adds the function's nodes
 */
public record Inference(String description, List<Input> inputs, InferenceBuilder build) {

  public Inference {
    inputs = List.copyOf(inputs);
  }

  /**
   * An argument.
   *
   * @param shape a dimension of -1 is free
   * @param usual value of a scalar whole number where the caller has none in mind; the exported
   *     {@code serving_default} takes no such arguments
   */
  public record Input(String name, Class<? extends TType> type, Shape shape, OptionalLong usual) {

    /** An argument that has to be given. */
    public Input(String name, Class<? extends TType> type, Shape shape) {
      this(name, type, shape, OptionalLong.empty());
    }

    /** A whole number. */
    public static Input number(String name, long usual) {
      return new Input(name, TInt64.class, Shape.scalar(), OptionalLong.of(usual));
    }
  }

  private static final String NETWORK = "network";

  /** Arguments of a function of one network, with its number where there are several. */
  public static List<Input> inputs(int networks, Input... own) {
    List<Input> all = new ArrayList<>(List.of(own));
    if (networks > 1) {
      all.add(Input.number(NETWORK, 0));
    }
    return all;
  }

  /** An argument that is a whole number. */
  public static Operand<TInt64> number(Map<String, Operand<?>> given, String name) {
    return Nodes.typed(given.get(name).asOutput(), TInt64.class);
  }

  /** What a function draws, by its argument {@code seed}. */
  public static Randoms draws(Map<String, Operand<?>> given) {
    return new Randoms(0, number(given, "seed")).scope("exported");
  }

  /** Name of the function that serving systems call where they are told no other. */
  public static final String SERVED = "serving_default";

  /**
   * Functions with one of them as {@link #SERVED}: {@code predict}, or else {@code encode}, of
   * which arguments with a usual value have that.
   */
  static Map<String, Inference> served(Map<String, Inference> all) {
    Inference main = all.getOrDefault("predict", all.get("encode"));
    if (main == null || all.containsKey(SERVED)) {
      return all;
    }
    Map<String, Inference> more = new LinkedHashMap<>(all);
    more.put(SERVED, main.asUsual());
    return more;
  }

  private Inference asUsual() {
    List<Input> open = inputs.stream().filter(input -> input.usual().isEmpty()).toList();
    return new Inference(
        description,
        open,
        (nodes, weights, given) -> {
          Map<String, Operand<?>> complete = new LinkedHashMap<>(given);
          for (Input input : inputs) {
            input
                .usual()
                .ifPresent(value -> complete.put(input.name(), nodes.tf().constant(value)));
          }
          return build.build(nodes, weights, complete);
        });
  }

  /** Hands out the values of variables by name. */
  @FunctionalInterface
  public interface Weights {
    Expr<TFloat32> get(String name);

    /** Those of the network that is asked, where there are several; [...] of [networks, ...]. */
    default Expr<TFloat32> of(Map<String, Operand<?>> given, String name) {
      return given.containsKey(NETWORK) ? get(name).at(number(given, NETWORK)) : get(name);
    }

    /** The same, [1, ...], where one network alone has that axis too. */
    default Expr<TFloat32> alone(Map<String, Operand<?>> given, String name) {
      return given.containsKey(NETWORK) ? of(given, name).expand(0) : get(name);
    }
  }

  /** Adds the nodes of the function. */
  @FunctionalInterface
  public interface InferenceBuilder {
    /**
     * @param inputs placeholders by name
     * @return outputs by name
     */
    Map<String, Operand<?>> build(
        Nodes<TFloat32> nodes, Weights weights, Map<String, Operand<?>> inputs);
  }
}
