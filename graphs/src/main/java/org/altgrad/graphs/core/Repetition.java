package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Operations that change variables, made again and again in one call into TensorFlow. They stand in
 * a graph as they are made once; each time is the same operations by the same kernels, on other
 * inputs, so the numbers are those of as many calls.
 *
 * <p>While the loop runs, the variables that change are resources of the session, under their own
 * names; they begin with the variables' values, and at the end the variables get theirs. So there
 * is at most one repetition in a graph.
 */
public final class Repetition {
  /**
   * What is read in place of a placeholder.
   *
   * @param all [most, ...] an input for each time
   * @param sizes [most, 1] how many of its entries count, where it is a vector of any size
   */
  public record Series(Operand<?> all, Optional<Operand<TInt32>> sizes) {}

  /**
   * What the operations are given.
   *
   * @param series what is read in place of each placeholder
   * @param computed tensors that are computed once, before the first time
   * @param begin values that variables begin with, in place of their own
   */
  public record Given(
      Map<Operand<?>, Series> series,
      List<? extends Operand<?>> computed,
      Map<Operand<?>, Operand<?>> begin) {
    /** Inputs alone. */
    public Given(Map<Operand<?>, Series> series) {
      this(series, List.of(), Map.of());
    }
  }

  /**
   * What comes of it.
   *
   * @param measured [most, ...] of each time
   * @param update changes the variables
   */
  public record Result(Expr<TFloat64> measured, Op update) {}

  /** An operation that has no class of its own here. */
  private record Made(Operation op) implements Op {}

  private final Ops tf;
  private final Graph graph;
  private final Op update;
  private final Operand<TFloat64> measured;
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final Map<String, Operand<?>> begin = new LinkedHashMap<>();
  private final InPlace part;

  private Repetition(Ops tf, Op update, Operand<TFloat64> measured, Given given) {
    this.tf = tf;
    this.update = update;
    this.measured = measured;
    given.series().forEach((input, all) -> series.put(name(input), all));
    given.begin().forEach((variable, value) -> begin.put(name(variable), value));
    graph = (Graph) tf.scope().env();
    part =
        new InPlace(
            graph.toGraphDef(),
            List.of(update.op().name(), name(measured)),
            given.computed().stream().map(Repetition::name).collect(Collectors.toSet()));
  }

  private static String name(Operand<?> tensor) {
    return tensor.asOutput().op().name();
  }

  /**
   * Adds the repetition to a graph.
   *
   * @param update changes variables, once, and under no condition
   * @param measured fetched each time
   * @param count scalar, how many times
   * @param most what it is at most
   */
  public static Result of(
      Ops tf, Op update, Operand<TFloat64> measured, Operand<TInt32> count, int most, Given given) {
    return new Repetition(tf, update, measured, given).build(count, most);
  }

  private Result build(Operand<TInt32> count, int most) {
    Nodes<TFloat64> wide = Nodes.of(tf, TFloat64.class);
    Shape table = Shape.of(most).append(measured.asOutput().shape());
    List<Operand<?>> inputs = new ArrayList<>();
    inputs.add(tf.constant(0));
    inputs.add(count);
    inputs.add(tf.zeros(tf.constant(table.asArray()), TFloat64.class));
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String name : part.read()) {
      places.put(name, inputs.size());
      Series given = series.get(name);
      inputs.add(given == null ? graph.operationOrThrow(name).output(0) : given.all());
      if (given != null) {
        given.sizes().ifPresent(inputs::add);
      }
    }
    List<Output<?>> variables = new ArrayList<>();
    part.changed().forEach(name -> variables.add(graph.operationOrThrow(name).output(0)));
    List<Output<?>> resources = new ArrayList<>();
    List<Op> begun = new ArrayList<>();
    for (Output<?> variable : variables) {
      OperationBuilder handle = tf.scope().opBuilder("VarHandleOp", "resource");
      handle.setAttr("dtype", type(variable)).setAttr("shape", variable.shape());
      handle.setAttr("shared_name", variable.op().name());
      resources.add(handle.build().output(0));
      Operand<?> value = begin.getOrDefault(variable.op().name(), variable);
      begun.add(
          made("AssignVariableOp", tf, variable, resources.get(begun.size()), value.asOutput()));
    }
    List<Output<?>> end;
    try (ConcreteFunction once = once(inputs, places)) {
      end = Loop.node(tf.withControlDependencies(begun), "While", "times", inputs, once, true);
    }
    Ops after = tf.withControlDependencies(List.of(new Made(end.get(0).op())));
    List<Op> assigns = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Op read = made("ReadVariableOp", after, variables.get(i), resources.get(i));
      OperationBuilder assign = tf.scope().opBuilder("Assign", "end");
      assigns.add(
          new Made(assign.addInput(variables.get(i)).addInput(read.op().output(0)).build()));
    }
    return new Result(wide.typed(end.get(2)), tf.withControlDependencies(assigns).noOp());
  }

  private static DataType type(Output<?> tensor) {
    return TensorTypeRegistry.find(tensor.type()).dataType();
  }

  private static Op made(String operation, Ops tf, Output<?> like, Output<?>... inputs) {
    OperationBuilder builder = tf.scope().opBuilder(operation, operation);
    for (Output<?> input : inputs) {
      builder.addInput(input);
    }
    return new Made(builder.setAttr("dtype", type(like)).build());
  }

  /**
   * One time, as a function of how many have been, of how many there are, of the table of what is
   * measured, and of what is read.
   *
   * @param places for each node that the operations read, which of the inputs
   */
  private ConcreteFunction once(List<Operand<?>> inputs, Map<String, Integer> places) {
    try (Graph before = new Graph();
        Graph body = new Graph()) {
      Ops first = Ops.create(before).withSubScope("first");
      List<Operand<?>> arguments = Functions.arguments(first, inputs);
      Map<String, String> values = new HashMap<>();
      places.forEach((node, place) -> values.put(node, name(one(first, arguments, node, place))));
      body.importGraphDef(part.within(before.toGraphDef(), values));

      Ops tf = Ops.create(body).withSubScope("last");
      List<Operand<?>> inside = new ArrayList<>();
      arguments.forEach(a -> inside.add(body.operationOrThrow(name(a)).output(0)));
      Expr<TInt32> index = Nodes.of(tf, TInt32.class).typed(inside.get(0));
      Nodes<TFloat64> wide = Nodes.of(tf, TFloat64.class);
      Expr<TFloat64> row =
          wide.typed(body.operationOrThrow(InPlace.copied(name(measured))).output(0));
      Op updated = new Made(body.operationOrThrow(InPlace.copied(update.op().name())));
      List<Operand<?>> results = new ArrayList<>();
      Ops then = tf.withControlDependencies(List.of(updated));
      results.add(then.math.add(index, tf.constant(1)));
      results.add(Functions.same(tf, inside.get(1).asOutput()));
      Operand<TInt32> here = tf.reshape(index, tf.constant(new int[] {1, 1}));
      results.add(tf.tensorScatterNdUpdate(wide.typed(inside.get(2)), here, row.expand(0)));
      inside.stream().skip(3).forEach(x -> results.add(Functions.same(tf, x.asOutput())));
      return Functions.of(body, "once", inside, results);
    }
  }

  /** What a node is in one of the times. */
  private Operand<?> one(Ops tf, List<Operand<?>> arguments, String node, int place) {
    Operand<?> all = arguments.get(place);
    Series given = series.get(node);
    if (given == null) {
      return all;
    }
    Operand<TInt32> index = Nodes.typed(arguments.get(0).asOutput(), TInt32.class);
    Operand<?> row = row(tf, all.asOutput(), index);
    return given.sizes().isEmpty()
        ? row
        : front(
            tf,
            row.asOutput(),
            row(tf, Nodes.typed(arguments.get(place + 1).asOutput(), TInt32.class), index));
  }

  private static <T extends TType> Operand<T> row(Ops tf, Output<T> all, Operand<TInt32> index) {
    return tf.gather(all, index, tf.constant(0));
  }

  private static <T extends TType> Operand<T> front(
      Ops tf, Output<T> vector, Operand<TInt32> size) {
    return tf.slice(vector, tf.constant(new int[] {0}), size);
  }
}
