package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A loop inside one call into TensorFlow, run a given number of times or until its body says that
 * it is enough.
 *
 * <p>The body is a graph of its own, which sees nothing of the graph around it: whatever it needs
 * goes in as a loop variable. Those that the body does not set keep their value.
 *
 * <pre>{@code
 * Loop loop = new Loop("leak");
 * var u = loop.variable("u", u0);
 * var input = loop.variable("input", x); // never set: a constant of the loop
 * Loop.End end = loop.run(tf, tf.constant(20), now ->
 *     now.set(u, now.get(u).times(0.8).plus(now.get(input))));
 * Expr<TFloat32> last = end.get(u);
 * }</pre>
 *
 * <p>Shapes of variables stay what they are. No gradient flows through a loop; within the body
 * {@link Gradients} works, with custom gradients too.
 */
public final class Loop {
  /**
   * A variable of a loop, to be asked for in its body and at its end.
   *
   * @param initial its value before the first time
   */
  public record Var<T extends TNumber>(String name, int index, Expr<T> initial) {}

  private final String name;
  private final boolean compiled;
  private final List<Var<?>> all = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** A loop without variables yet; the name is for the graph's nodes. */
  public Loop(String name) {
    this(name, false);
  }

  /**
   * A loop that may be {@link Compiled}.
   *
   * @param compiled whether all times together are one kernel; loops inside must be so as well
   */
  public Loop(String name, boolean compiled) {
    this.name = name;
    this.compiled = compiled;
  }

  /** A variable that starts with a tensor of the graph around the loop. */
  public <T extends TNumber> Var<T> variable(String variableName, Expr<T> initial) {
    if (!names.add(variableName)) {
      throw new IllegalArgumentException(
          "loop '" + name + "' has two variables named '" + variableName + "'");
    }
    Var<T> made = new Var<>(variableName, all.size(), initial);
    all.add(made);
    return made;
  }

  /** Several variables, named {@code <name>0}, {@code <name>1}, ... */
  public <T extends TNumber> List<Var<T>> variables(String prefix, List<Expr<T>> initial) {
    List<Var<T>> made = new ArrayList<>();
    for (Expr<T> value : initial) {
      made.add(variable(prefix + made.size(), value));
    }
    return List.copyOf(made);
  }

  /** What the body sees, and where it puts the variables' next values. */
  public static final class Iteration {
    private final Ops tf;
    private final boolean compiled;
    private final Expr<TInt32> index;
    private final List<Expr<?>> now;
    private final Map<Integer, Expr<?>> next = new LinkedHashMap<>();
    private Operand<TBool> last;

    private Iteration(Ops tf, boolean compiled, Expr<TInt32> index, List<Expr<?>> now) {
      this.tf = tf;
      this.compiled = compiled;
      this.index = index;
      this.now = now;
    }

    /** For adding nodes to the body. */
    public <T extends TNumber> Nodes<T> nodes(Class<T> type) {
      return Nodes.of(tf, type);
    }

    /** How many times the body has run before, a scalar. */
    public Expr<TInt32> index() {
      return index;
    }

    /** Makes this time the last one where a scalar condition holds. */
    public void stopIf(Operand<TBool> condition) {
      last = condition;
    }

    /** The value of a variable before this time. */
    public <T extends TNumber> Expr<T> get(Var<T> variable) {
      Nodes<T> around = variable.initial().nodes();
      return (compiled ? around.fused(tf) : around.with(tf)).typed(now.get(variable.index()));
    }

    public <T extends TNumber> List<Expr<T>> get(List<Var<T>> variables) {
      return variables.stream().map(this::get).toList();
    }

    /**
     * Gives a variable its value for the next time.
     *
     * @throws IllegalArgumentException if it has one already, or the shape is another
     */
    public <T extends TNumber> void set(Var<T> variable, Expr<T> value) {
      Shape shape = variable.initial().shape();
      if (!value.shape().isCompatibleWith(shape)) {
        throw new IllegalArgumentException(
            String.format(
                "loop variable '%s' has shape %s and is set to a tensor of shape %s",
                variable.name(), shape, value.shape()));
      }
      if (next.put(variable.index(), value) != null) {
        throw new IllegalArgumentException(
            "loop variable '" + variable.name() + "' is set twice in one body");
      }
    }

    public <T extends TNumber> void set(List<Var<T>> variables, List<Expr<T>> values) {
      if (variables.size() != values.size()) {
        throw new IllegalArgumentException(
            values.size() + " values for " + variables.size() + " loop variables");
      }
      for (int i = 0; i < variables.size(); i++) {
        set(variables.get(i), values.get(i));
      }
    }
  }

  /** The variables after the last time, as tensors of the graph around the loop. */
  public static final class End {
    private final List<Output<?>> outputs;

    private End(List<Output<?>> outputs) {
      this.outputs = outputs;
    }

    public <T extends TNumber> Expr<T> get(Var<T> variable) {
      return variable.initial().nodes().typed(outputs.get(variable.index()));
    }

    public <T extends TNumber> List<Expr<T>> get(List<Var<T>> variables) {
      return variables.stream().map(this::get).toList();
    }
  }

  /**
   * Adds the loop to a graph.
   *
   * @param tf adds nodes to the graph of the variables' initial values
   * @param count scalar: how many times the body runs
   * @param body called once, to build what runs each time
   */
  public End run(Ops tf, Operand<TInt32> count, Consumer<Iteration> body) {
    List<Operand<?>> inputs = new ArrayList<>();
    inputs.add(tf.constant(0));
    inputs.add(count);
    all.forEach(variable -> inputs.add(variable.initial()));
    List<Output<?>> outputs =
        compiled
            ? Compiled.call(tf, name, inputs, (inside, copies) -> loop(inside, copies, body))
            : loop(tf, inputs, body);
    return new End(List.copyOf(outputs.subList(2, outputs.size())));
  }

  private List<Output<?>> loop(Ops tf, List<Operand<?>> inputs, Consumer<Iteration> body) {
    try (Functions.Made step = Functions.made("while_body", inputs, part(body))) {
      return node(tf, "StatelessWhile", name, inputs, step.function(), !compiled);
    }
  }

  /**
   * A loop's node.
   *
   * @param type of the operation, which says whether the body has side effects
   * @param inputs of the body: how often it has run, how often it shall, and the variables
   * @param lowered whether it becomes part of the graph around it, which is several times faster
   *     than calling a function; the compiler wants it as it is
   */
  static List<Output<?>> node(
      Ops tf,
      String type,
      String name,
      List<Operand<?>> inputs,
      ConcreteFunction body,
      boolean lowered) {
    Shape[] shapes = inputs.stream().map(input -> input.asOutput().shape()).toArray(Shape[]::new);
    try (Functions.Made condition = Functions.made("while_condition", inputs, Loop::again)) {
      OperationBuilder builder = tf.scope().opBuilder(type, name);
      builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
      builder.setAttr("cond", condition.function());
      builder.setAttr("body", body);
      builder.setAttr("output_shapes", shapes);
      // One time needs the one before it; more at once would only hold more memory.
      builder.setAttr("parallel_iterations", 1L);
      builder.setAttr("_lower_using_switch_merge", lowered);
      GraphOperation operation = (GraphOperation) builder.build();
      List<Output<?>> outputs = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        outputs.add(operation.output(i));
      }
      return List.copyOf(outputs);
    }
  }

  private static List<Operand<?>> again(Ops tf, List<Operand<?>> arguments) {
    return List.of(
        tf.math.less(
            Nodes.typed(arguments.get(0).asOutput(), TInt32.class),
            Nodes.typed(arguments.get(1).asOutput(), TInt32.class)));
  }

  private Part part(Consumer<Iteration> body) {
    return (tf, arguments) -> {
      Nodes<TInt32> integers = Nodes.of(tf, TInt32.class);
      Expr<TInt32> index = integers.typed(arguments.get(0));
      List<Expr<?>> now = new ArrayList<>();
      for (Var<?> variable : all) {
        now.add(variable.initial().nodes().with(tf).typed(arguments.get(2 + variable.index())));
      }
      Iteration iteration = new Iteration(tf, compiled, index, List.copyOf(now));
      body.accept(iteration);
      List<Operand<?>> results = new ArrayList<>();
      results.add(index.plus(integers.constant(1)));
      Operand<TInt32> count = integers.typed(arguments.get(1));
      results.add(
          iteration.last == null
              ? count
              : Expr.where(iteration.last, integers.constant(0), integers.of(count)));
      for (Var<?> variable : all) {
        Operand<?> next = iteration.next.get(variable.index());
        results.add(next == null ? now.get(variable.index()) : next);
      }
      return results;
    };
  }
}
