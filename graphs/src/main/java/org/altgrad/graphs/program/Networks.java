package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Branch;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Part;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * What several networks that learn side by side do each for itself: stop, and remember what it was
 * when it was best. Both are variables, so a checkpoint holds them.
 */
public final class Networks {
  private static final String LEARNING = "networks/learning";
  private static final String BEST = "networks/best/";

  private final int count;
  private final boolean axisOfOne;
  private final Variables variables;
  private final Variables.Entry<TFloat32> learning;
  private final Operand<TBool> which;
  private final Op stop;
  private final Op remember;
  private final Op recall;

  /** What is done to some of them. */
  private record Acts(Op stop, Op remember, Op recall) {}

  private Networks(
      int count,
      boolean axisOfOne,
      Variables variables,
      Variables.Entry<TFloat32> learning,
      Operand<TBool> which,
      Acts acts) {
    this.count = count;
    this.axisOfOne = axisOfOne;
    this.variables = variables;
    this.learning = learning;
    this.which = which;
    stop = acts.stop();
    remember = acts.remember();
    recall = acts.recall();
  }

  /**
   * Adds what is needed to the graph.
   *
   * @param variables those with [networks] as first axis are remembered
   * @param count of networks, at least 2
   * @param axisOfOne whether the variables of a program of one network have that axis too, [1, ...]
   */
  static Networks of(Nodes<TFloat32> nodes, Variables variables, int count, boolean axisOfOne) {
    Ops tf = nodes.tf();
    Operand<TBool> which = tf.placeholder(TBool.class, Placeholder.shape(Shape.of(count)));
    List<Op> remembered = new ArrayList<>();
    List<Op> recalled = new ArrayList<>();
    for (Variables.Entry<?> entry : variables.all()) {
      if (each(entry.shape(), count)) {
        shadow(tf, variables, entry, which, remembered, recalled);
      }
    }
    Variables.Entry<TFloat32> learning =
        variables.state(LEARNING, Initialiser.filled(nodes, Shape.of(count), 1));
    Expr<TFloat32> others = nodes.indicator(tf.math.logicalNot(which));
    return new Networks(
        count,
        axisOfOne,
        variables,
        learning,
        which,
        new Acts(
            tf.assign(learning.ref(), others),
            tf.withControlDependencies(remembered).noOp(),
            tf.withControlDependencies(recalled).noOp()));
  }

  private static <T extends TNumber> void shadow(
      Ops tf,
      Variables variables,
      Variables.Entry<T> entry,
      Operand<TBool> which,
      List<Op> remembered,
      List<Op> recalled) {
    Variables.Entry<T> best =
        variables.state(BEST + entry.name(), entry.value().nodes().of(entry.initial()));
    Expr<T> chosen = Expr.where(firstOf(tf, which, entry.shape()), entry.value(), best.value());
    remembered.add(tf.assign(best.ref(), chosen));
    Operand<TBool> some = firstOf(tf, which, entry.shape());
    recalled.add(tf.assign(entry.ref(), Expr.where(some, best.value(), entry.value())));
  }

  private static boolean each(Shape shape, int count) {
    return shape.numDimensions() > 0 && shape.get(0) == count;
  }

  /** [networks] as [networks, 1, ...], to go with a tensor of some shape. */
  private static Operand<TBool> firstOf(Ops tf, Operand<TBool> mask, Shape shape) {
    int[] wanted = new int[shape.numDimensions()];
    java.util.Arrays.fill(wanted, 1);
    wanted[0] = -1;
    return tf.reshape(mask, tf.constant(wanted));
  }

  /**
   * Values of a step, but for the networks that have stopped, which keep theirs. While none has,
   * nothing goes through the values again, unless they become part of a kernel anyway.
   *
   * @param values of all variables before the step
   * @param now of the variables that it changes
   * @param next of the same
   */
  List<Expr<?>> unlessStopped(
      Nodes<?> nodes,
      Map<String, Expr<?>> values,
      List<Expr<?>> now,
      List<Expr<?>> next,
      boolean compiled) {
    List<Operand<?>> inputs = new ArrayList<>(next);
    inputs.addAll(now);
    inputs.add(values.get(learning.name()));
    Part chosen = (tf, all) -> chosen(tf, all, next.size());
    Ops tf = nodes.tf();
    List<? extends Operand<?>> outputs =
        compiled
            ? chosen.of(tf, inputs)
            : Branch.of(
                tf,
                "unlessStopped",
                tf.all(tf.dtypes.cast(values.get(learning.name()), TBool.class), tf.constant(0)),
                inputs,
                (inside, all) -> all.subList(0, next.size()),
                chosen);
    List<Expr<?>> kept = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      kept.add(nodes.as(next.get(i).type()).typed(outputs.get(i)));
    }
    return kept;
  }

  /** Of values after and before a step, and of which networks learn, the values to keep. */
  private List<Operand<?>> chosen(Ops tf, List<Operand<?>> all, int values) {
    Operand<TBool> learns =
        tf.dtypes.cast(Nodes.of(tf, TFloat32.class).typed(all.get(2 * values)), TBool.class);
    List<Operand<?>> chosen = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      chosen.add(chosen(tf, learns, all.get(i).asOutput(), all.get(values + i).asOutput()));
    }
    return chosen;
  }

  private <T extends TType, U extends TType> Operand<?> chosen(
      Ops tf, Operand<TBool> learns, Output<T> next, Output<U> now) {
    if (!each(next.shape(), count)) {
      return next;
    }
    return tf.select(firstOf(tf, learns, next.shape()), next, Nodes.typed(now, next.type()));
  }

  /** What a step in the graph changes, but for the networks that have stopped. */
  public Change unlessStopped(Change change) {
    Change all = Change.NONE;
    for (Change.Assignment<?> assignment : change.assignments()) {
      all = all.and(unlessStopped(assignment));
    }
    return all;
  }

  private <T extends TNumber> Change unlessStopped(Change.Assignment<T> assignment) {
    Expr<T> now = assignment.variable().value();
    Expr<T> next = assignment.next(now);
    if (!each(next.shape(), count)) {
      return Change.set(assignment.variable(), next);
    }
    // Which takes whole rows, where SelectV2 broadcasts.
    Ops tf = next.nodes().tf();
    OperationBuilder rows = tf.scope().opBuilder("Select", "unlessStopped");
    rows.addInput(tf.dtypes.cast(learning.value(), TBool.class).asOutput());
    rows.addInput(next.asOutput()).addInput(now.asOutput());
    return Change.set(assignment.variable(), next.nodes().typed(rows.build().output(0)));
  }

  public int count() {
    return count;
  }

  /** Some networks, and no others, do not learn: no step changes them from now on. */
  public void stop(Calls calls, boolean[] some) {
    run(calls, some, stop);
  }

  /** Some networks are as good as they have ever been: what they are is remembered. */
  public void remember(Calls calls, boolean[] some) {
    run(calls, some, remember);
  }

  private void run(Calls calls, boolean[] some, Op target) {
    try (Tensor mask = TBool.vectorOf(some)) {
      calls.run(Map.of(which, mask), List.of(), List.of(target)).close();
    }
  }

  /** Makes each network what it was when it was best. */
  public void recall(Calls calls) {
    boolean[] all = new boolean[count];
    java.util.Arrays.fill(all, true);
    recall(calls, all);
  }

  /** Makes some networks what they were when they were best, or at the start. */
  public void recall(Calls calls, boolean[] some) {
    run(calls, some, recall);
  }

  /** The variables that a program of one of the networks alone has, in the order of this one's. */
  public List<Variables.Entry<?>> ofOne() {
    return variables.all().stream()
        .filter(entry -> !entry.name().equals(LEARNING) && !entry.name().startsWith(BEST))
        .toList();
  }

  /** The shape of a variable in a program of one network. */
  public Shape shapeOfOne(Variables.Entry<?> entry) {
    if (!each(entry.shape(), count)) {
      return entry.shape();
    }
    Shape rest = entry.shape().subShape(1, entry.shape().numDimensions());
    return axisOfOne ? Shape.of(1).append(rest) : rest;
  }

  /**
   * Writes the variables of one network to a checkpoint of TensorFlow's format, as its own program
   * would.
   *
   * @param network scalar
   * @param best those of when it was best
   */
  public Op saver(Ops tf, Operand<TString> prefix, Operand<TInt32> network, boolean best) {
    List<Operand<?>> tensors = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Variables.Entry<?> entry : ofOne()) {
      boolean own = each(entry.shape(), count);
      names.add(entry.name());
      tensors.add(own ? one(tf, entry, network, best) : tf.identity(entry.ref()));
    }
    return Variables.saver(tf, prefix, names, tensors);
  }

  private <T extends TNumber> Operand<T> one(
      Ops tf, Variables.Entry<T> entry, Operand<TInt32> network, boolean best) {
    Variables.Entry<T> from =
        best ? variables.entry(BEST + entry.name(), entry.value().type()) : entry;
    Operand<TInt32> place = axisOfOne ? tf.expandDims(network, tf.constant(0)) : network;
    return tf.gather(from.ref(), place, tf.constant(0));
  }
}
