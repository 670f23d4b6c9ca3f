package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.SideBySide;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Training steps of several networks that learn side by side, of a method whose step stands in the
 * graph and whose program of one network has no axis of networks. The step is written for one
 * network, and {@link SideBySide} makes of it that of all, in which each has the numbers, to the
 * bit, that it would have alone: units that draw 0 or 1 by the last bit of a probability draw the
 * same. The variables have [networks] as first axis.
 */
public final class NetworkSteps {
  private final Context context;
  private final Nodes<TFloat32> nodes;
  private final Variables variables;
  private final Operand<TInt64> number;
  private final List<ShuffledBatches> batches;
  private final Operand<TInt32> rows;

  /**
   * @param number scalar placeholder for the number of the step
   */
  public NetworkSteps(
      Context context, Nodes<TFloat32> nodes, Variables variables, Operand<TInt64> number) {
    this.context = context;
    this.nodes = nodes;
    this.variables = variables;
    this.number = number;
    int count = context.split("train").count();
    batches =
        context.seeds().stream()
            .map(seed -> new ShuffledBatches(seed, count, context.batchSize()))
            .toList();
    Shape shape = Shape.of(context.models(), context.batchSize());
    rows = nodes.tf().placeholder(TInt32.class, Placeholder.shape(shape));
  }

  /**
   * Makes variables of the parameters that a network asks for, [networks, ...shape], each network's
   * with the values that it would have alone.
   *
   * @param scope of the streams that initial values are drawn from, below each network's seed
   */
  public static Parameters<TFloat32> fresh(
      Context context, Variables variables, Operand<TInt64> number, String scope) {
    return Parameters.fresh(
        variables,
        Parameters.several(
            context.models(),
            m ->
                Parameters.initial(
                    new Randoms(context.seeds().get(m), number).scope(scope), context.nodes())));
  }

  /** The parameters of each network, as parts of variables. */
  public static List<Parameters<TFloat32>> apart(
      Context context, Nodes<TFloat32> nodes, Variables variables) {
    Map<String, List<Expr<TFloat32>>> parts = new LinkedHashMap<>();
    return IntStream.range(0, context.models())
        .<Parameters<TFloat32>>mapToObj(
            m ->
                Parameters.given(
                    name ->
                        parts
                            .computeIfAbsent(
                                name,
                                n ->
                                    each(
                                        nodes,
                                        variables.entry(n, TFloat32.class).value(),
                                        context.models()))
                            .get(m)))
        .toList();
  }

  /**
   * The parts of a tensor along its first axis.
   *
   * @param all [count, ...]
   */
  public static List<Expr<TFloat32>> each(Nodes<TFloat32> nodes, Expr<TFloat32> all, int count) {
    List<Output<TFloat32>> parts = nodes.tf().unstack(all, (long) count, Unstack.axis(0L)).output();
    return parts.stream().map(nodes::of).toList();
  }

  /**
   * A network in a step, in a graph of its own.
   *
   * @param nodes of that graph
   * @param randoms streams of the network's seed at the step's number
   * @param values of its variables, by name
   * @param columns of its batch, each [batch, ...example]
   * @param labels columns of integers of its batch, each [batch, ...example]
   */
  public record One(
      Nodes<TFloat32> nodes,
      Randoms randoms,
      Map<String, Expr<TFloat32>> values,
      Map<String, Expr<TFloat32>> columns,
      Map<String, Operand<TInt32>> labels) {
    /** Its parameters as values. */
    public Parameters<TFloat32> parameters() {
      return Parameters.given(values::get);
    }
  }

  /**
   * What a step has found of one network.
   *
   * @param directions of descent, one for each trainable variable
   * @param metrics scalars
   * @param state what variables of its state become, by name
   */
  public record Found(
      List<Expr<TFloat32>> directions,
      Map<String, Expr<TFloat32>> metrics,
      Map<String, Expr<TFloat32>> state) {}

  /**
   * The steps.
   *
   * @param columns of numbers that they read
   * @param labels columns of integers
   * @param method what a step finds of a network: a function of values, which makes no variables
   */
  public StepLoop.Training training(
      List<String> columns, List<String> labels, Function<One, Found> method) {
    Found found = ofAll(columns, labels, method);
    Change change = Change.NONE;
    for (Map.Entry<String, Expr<TFloat32>> next : found.state().entrySet()) {
      change =
          change.and(Change.set(variables.entry(next.getKey(), TFloat32.class), next.getValue()));
    }
    return training(found, change);
  }

  /** What a step finds of all networks, [networks, ...]. */
  private Found ofAll(List<String> columns, List<String> labels, Function<One, Found> method) {
    try (Graph graph = new Graph()) {
      try {
        Nodes<TFloat32> one = Nodes.of(Ops.create(graph), TFloat32.class);
        Map<Operand<?>, Operand<?>> given = new LinkedHashMap<>();
        Operand<TInt64> counter = one.counter();
        Found found = method.apply(one(one, counter, columns, labels, given));
        List<Expr<TFloat32>> wanted = new ArrayList<>(found.directions());
        wanted.addAll(found.metrics().values());
        wanted.addAll(found.state().values());
        var inputs = new SideBySide.Given(given, Map.of(counter, number));
        Iterator<Output<?>> all =
            SideBySide.of(nodes.tf(), graph, wanted, context.models(), inputs).iterator();
        List<Expr<TFloat32>> directions =
            found.directions().stream().map(direction -> nodes.typed(all.next())).toList();
        Map<String, Expr<TFloat32>> metrics = new LinkedHashMap<>();
        found.metrics().keySet().forEach(name -> metrics.put(name, nodes.typed(all.next())));
        Map<String, Expr<TFloat32>> state = new LinkedHashMap<>();
        found.state().keySet().forEach(name -> state.put(name, nodes.typed(all.next())));
        return new Found(directions, metrics, state);
      } finally {
        CustomGradient.forget(graph);
      }
    }
  }

  /**
   * A network of placeholders.
   *
   * @param given takes what they are of all networks
   */
  private One one(
      Nodes<TFloat32> one,
      Operand<TInt64> counter,
      List<String> columns,
      List<String> labels,
      Map<Operand<?>, Operand<?>> given) {
    Operand<TInt32> which = one.tf().placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    given.put(which, nodes.tf().constant(IntStream.range(0, context.models()).toArray()));
    Map<String, Expr<TFloat32>> values = new LinkedHashMap<>();
    for (Variables.Entry<?> any : variables.all()) {
      Variables.Entry<TFloat32> entry = variables.entry(any.name(), TFloat32.class);
      values.put(entry.name(), one.placeholder(entry.shape().tail()));
      given.put(values.get(entry.name()), entry.value());
    }
    ResidentSplit split = context.split("train");
    Shape batch = Shape.of(context.batchSize());
    Map<String, Expr<TFloat32>> read = new LinkedHashMap<>();
    for (String column : columns) {
      read.put(column, one.placeholder(batch.append(split.example(column))));
      given.put(read.get(column), split.gather(nodes, column, rows));
    }
    Map<String, Operand<TInt32>> integers = new LinkedHashMap<>();
    for (String column : labels) {
      Shape shape = batch.append(split.example(column));
      integers.put(column, one.tf().placeholder(TInt32.class, Placeholder.shape(shape)));
      given.put(integers.get(column), split.gatherInt(nodes, column, rows));
    }
    Randoms randoms = new Randoms(new Randoms.Chosen(context.seeds(), which), counter);
    return new One(one, randoms, values, read, integers);
  }

  private StepLoop.Training training(Found found, Change change) {
    List<Variables.Entry<TFloat32>> learned = variables.trainable(TFloat32.class);
    RunLength length = context.limits().length(batches.get(0).stepsPerEpoch());
    NetworkUpdates updates =
        new NetworkUpdates(context, variables, context.optimizer().inSteps(length), learned, false);
    Change update = updates.of(nodes, number, found.directions()).change();
    TrainStep step =
        TrainStep.of(
            nodes.tf(),
            updates.networks().unlessStopped(change).and(update),
            Metrics.of(nodes, found.metrics()),
            this::feed,
            length,
            (long) context.batchSize() * context.models());
    return new StepLoop.Training(step, Optional.of(updates.networks()));
  }

  private Map<Operand<?>, Tensor> feed(long step) {
    TInt32 all = TInt32.tensorOf(Shape.of(batches.size(), context.batchSize()));
    for (int m = 0; m < batches.size(); m++) {
      int[] own = batches.get(m).rows(step);
      for (int b = 0; b < own.length; b++) {
        all.setInt(own[b], m, b);
      }
    }
    return Map.of(rows, all, number, TInt64.scalarOf(step));
  }
}
