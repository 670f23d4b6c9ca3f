package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Decimals;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Repetition;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Training of one or several networks, many steps in one call into TensorFlow: a call costs more
 * than a step of a small network.
 *
 * <p>A method writes its step once, as a function of a {@link Step}. It is the body of a {@link
 * Loop}, all of whose steps can be one kernel of XLA's; a call of one step is a loop too, for
 * TensorFlow folds constants of a graph in ways that it does not use in a loop. The numbers are the
 * same however many steps there are in a call: to the byte where nothing is compiled, to rounding
 * where it is. Each network has the numbers that it would have alone, to rounding.
 *
 * <p>A step that stands in the graph and changes variables in place is {@link #repeated}.
 */
public final class StepLoop {
  /** Steps for which there is room where an epoch has fewer. */
  private static final int SMALL_CALL = 64;

  private final Context context;
  private final Nodes<TFloat32> nodes;
  private final Variables variables;
  private final ResidentSplit split;
  private final List<String> columns;
  private final Function<Step<TFloat32>, Descent<TFloat32>> method;
  private final SeededBatches batches;
  private final RunLength length;
  private final Optional<Networks> networks;
  private final Optimizer optimizer;
  private final List<Variables.Entry<TFloat32>> learned;
  private final List<List<Variables.Entry<TFloat32>>> slots;

  private StepLoop(
      Context context,
      Nodes<TFloat32> nodes,
      Variables variables,
      List<String> columns,
      Function<Step<TFloat32>, Descent<TFloat32>> method) {
    this.context = context;
    this.nodes = nodes;
    this.variables = variables;
    this.columns = List.copyOf(columns);
    this.method = method;
    split = context.split("train");
    batches = batches(context);
    length = context.limits().length(batches.stepsPerEpoch());
    optimizer = context.optimizer().inSteps(length);
    requireFit(context);
    learned = variables.trainable(TFloat32.class);
    boolean apart = context.training().apart();
    slots = new ArrayList<>(apart ? optimizer.slotVariables(variables, nodes, learned) : List.of());
    networks =
        models() > 1
            ? Optional.of(Networks.of(nodes, variables, models(), true))
            : Optional.empty();
    if (!apart) {
      slots.addAll(optimizer.slotVariables(variables, nodes, learned));
    }
  }

  /** Throws if the optimiser is none for so many networks. */
  static void requireFit(Context context) {
    Optimizer optimizer = context.optimizer();
    if (context.models() > 1 && optimizer.regularisation().clipNorm().isPresent()) {
      throw new IllegalArgumentException(
          "optimizer.clip_norm: must be null for several networks, which it would mix, but is "
              + Decimals.text(optimizer.regularisation().clipNorm().get()));
    }
    optimizer.lr().fit("lr", context.models());
  }

  private static SeededBatches batches(Context context) {
    int count = context.split("train").count();
    return new SeededBatches(context.seeds(), count, context.batchSize());
  }

  /** How long a run of such steps is, for what must know it before they are added. */
  public static RunLength length(Context context) {
    return context.limits().length(batches(context).stepsPerEpoch());
  }

  /**
   * What a program trains by.
   *
   * @param step calls of one or more steps
   * @param networks where there are several
   */
  public record Training(TrainStep step, Optional<Networks> networks) {}

  /**
   * Adds the steps to the graph.
   *
   * @param variables all that the step reads; those that are of each network have [networks] as
   *     first axis. What the optimiser and {@link Networks} keep joins them
   * @param columns of the training split that the step reads, {@link Step#ROW} among them if it
   *     does
   * @param method gives descent and metrics ([networks] or scalars) of a step: a pure function,
   *     called more than once, which makes no variables
   */
  public static Training of(
      Context context,
      Nodes<TFloat32> nodes,
      Variables variables,
      List<String> columns,
      Function<Step<TFloat32>, Descent<TFloat32>> method) {
    StepLoop loop = new StepLoop(context, nodes, variables, columns, method);
    return new Training(loop.step(), loop.networks);
  }

  /**
   * A step outside of any loop, with the batch that training takes first and the variables as they
   * are, for measuring what a method does in it.
   *
   * @param nodes of the graph that it stands in
   * @param number scalar that keys its draws
   */
  public static Step<TFloat32> first(
      Context context,
      Nodes<TFloat32> nodes,
      Variables variables,
      List<String> columns,
      Operand<TInt64> number) {
    SeededBatches batches = batches(context);
    Shape batch = Shape.of(context.models(), batches.size(0));
    int[] rows = batches.rows(0);
    int[] own = new int[(int) batch.size()];
    for (int m = 0; m < context.models(); m++) {
      System.arraycopy(rows, m * context.batchSize(), own, m * batches.size(0), batches.size(0));
    }
    ResidentSplit split = context.split("train");
    Map<String, Expr<TFloat32>> read = new LinkedHashMap<>();
    for (String column : columns) {
      Shape shape = batch.append(split.example(column));
      read.put(
          column, split.gather(nodes, column, nodes.tf().constant(own)).reshape(shape.asArray()));
    }
    Map<String, Expr<?>> values = new LinkedHashMap<>();
    variables.all().forEach(entry -> values.put(entry.name(), read(entry.value())));
    Shape one = Shape.of(batches.size(0));
    return new Step<>(
        nodes, context.seeds(), number, values, read, Initialiser.filled(nodes, one, 1));
  }

  /**
   * A program whose steps stand in the graph one by one, with many in a call where that is asked
   * for: the operations are those of one, so the numbers are the same.
   */
  public static Program repeated(Context context, Program program) {
    TrainStep once = program.train();
    int most = mostInCall(context, once.length());
    if (most == 1) {
      return program;
    }
    Ops tf = context.nodes().tf();
    Operand<TInt32> count = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    RepeatedFeed feed = RepeatedFeed.of(tf, once.feed(), count, most);
    Repetition.Result all =
        Repetition.of(
            tf,
            once.update(),
            once.metrics().packed(),
            count,
            most,
            new Repetition.Given(feed.series()));
    Metrics measured = new Metrics(once.metrics().names(), all.measured());
    return program.with(
        new TrainStep(
            all.update(), measured, feed, once.length(), once.examplesPerStep(), once.parts()));
  }

  /** The value of a variable, not the variable: gradients of some operations take no other. */
  private static <T extends TNumber> Expr<T> read(Expr<T> variable) {
    return variable.nodes().of(variable.nodes().tf().identity(variable));
  }

  private int models() {
    return context.seeds().size();
  }

  private int stepsPerCall() {
    return mostInCall(context, length);
  }

  /**
   * What is fed to a call has room for all of its steps. In a run it ends with its epoch at the
   * latest, so that room for many more would be memory for nothing.
   */
  private static int mostInCall(Context context, RunLength length) {
    long useful = Math.max(SMALL_CALL, length.stepsPerEpoch());
    return (int) Math.min(context.execution().stepsPerCall(), useful);
  }

  // ------------------------------------------------------------------------------------ the step

  /**
   * What a step comes to.
   *
   * @param change of all variables
   * @param names of the metrics
   * @param measured [1, numbers] the numbers of all metrics
   */
  private record Outcome(Change change, Map<String, Integer> names, Expr<TFloat64> measured) {}

  private Outcome outcome(Step<TFloat32> step) {
    Descent<TFloat32> found = method.apply(step);
    if (!found.rounds().equals(Descent.Rounds.NONE)) {
      throw new IllegalArgumentException("each step must be an update of its own");
    }
    List<List<Variables.Entry<TFloat32>>> own = slots(found.parameters());
    Optimizer.Next<TFloat32> next =
        optimizer.step(
            step.nodes(),
            step.number(),
            found.parameters().stream().map(step::value).toList(),
            found.directions(),
            own.stream().map(slot -> slot.stream().map(step::value).toList()).toList());
    Change change = found.change().and(Change.set(found.parameters(), next.parameters()));
    for (int s = 0; s < own.size(); s++) {
      change = change.and(Change.set(own.get(s), next.slots().get(s)));
    }
    if (!found.examples().parameters().isEmpty()) {
      change = change.and(examples(step, found.examples()));
    }
    Map<String, Integer> names = new LinkedHashMap<>();
    List<Expr<TFloat64>> numbers = new ArrayList<>();
    found
        .metrics()
        .forEach(
            (name, value) -> {
              Expr<TFloat64> flat = value.cast(TFloat64.class).reshape(1, -1);
              names.put(name, value.shape().numDimensions() == 0 ? 1 : models());
              numbers.add(flat);
            });
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a program measures at least one metric");
    }
    return new Outcome(change, names, numbers.get(0).nodes().concat(numbers, 1));
  }

  /** For each of the optimiser's slots the variables of some parameters. */
  private List<List<Variables.Entry<TFloat32>>> slots(List<Variables.Entry<TFloat32>> parameters) {
    List<Integer> places = parameters.stream().map(learned::indexOf).toList();
    return slots.stream().map(slot -> places.stream().map(slot::get).toList()).toList();
  }

  /** What becomes of the batch's own parameters, which have changed once in each earlier epoch. */
  private Change examples(Step<TFloat32> step, Descent.Examples<TFloat32> found) {
    optimizer
        .regularisation()
        .clipNorm()
        .ifPresent(
            norm -> {
              throw new IllegalArgumentException(
                  "optimizer.clip_norm: must be null for parameters of single examples, which it"
                      + " would mix, but is "
                      + Decimals.text(norm));
            });
    Ops tf = step.nodes().tf();
    List<List<Variables.Entry<TFloat32>>> own = slots(found.parameters());
    Optimizer.Next<TFloat32> next =
        optimizer.step(
            step.nodes(),
            step.number(),
            tf.math.floorDiv(step.number(), tf.constant(batches.stepsPerEpoch())),
            found.parameters().stream().map(step::ofBatch).toList(),
            found.directions(),
            own.stream().map(slot -> slot.stream().map(step::ofBatch).toList()).toList());
    Change change = Change.NONE;
    for (int p = 0; p < found.parameters().size(); p++) {
      change = change.and(rows(step, found.parameters().get(p), next.parameters().get(p)));
      for (int s = 0; s < own.size(); s++) {
        change = change.and(rows(step, own.get(s).get(p), next.slots().get(s).get(p)));
      }
    }
    return change;
  }

  /** The batch's rows get values; what fills up a batch adds zeros to row 0. */
  private Change rows(
      Step<TFloat32> step, Variables.Entry<TFloat32> variable, Expr<TFloat32> next) {
    Nodes<TInt32> whole = step.nodes().as(TInt32.class);
    Ops tf = whole.tf();
    Expr<TInt32> rows = step.rows();
    Expr<TInt32> network =
        whole.of(tf.range(tf.constant(0), tf.constant(models()), tf.constant(1))).expand(1);
    Operand<TInt32> places =
        tf.stack(List.of(network.plus(whole.zerosLike(rows)), rows), Stack.axis(-1L));
    long[] counted = new long[next.shape().numDimensions()];
    java.util.Arrays.fill(counted, 1);
    counted[1] = -1;
    Expr<TFloat32> more = next.minus(step.ofBatch(variable)).times(step.counted().reshape(counted));
    return Change.set(
        variable, next.nodes().of(tf.tensorScatterNdAdd(step.value(variable), places, more)));
  }

  /**
   * The values after a step of the variables that it changes, in the order of their assignments.
   */
  private List<Expr<?>> after(Step<TFloat32> step, Change change) {
    List<Expr<?>> now = new ArrayList<>();
    List<Expr<?>> next = new ArrayList<>();
    for (Change.Assignment<?> assignment : change.assignments()) {
      now.add(step.values().get(assignment.variable().name()));
      next.add(next(step, assignment));
    }
    return networks.isEmpty()
        ? next
        : networks
            .get()
            .unlessStopped(step.nodes(), step.values(), now, next, context.execution().compile());
  }

  private static <T extends TNumber> Expr<T> next(
      Step<TFloat32> step, Change.Assignment<T> assignment) {
    Nodes<T> at = step.nodes().as(assignment.value().type());
    return assignment.next(at.typed(step.values().get(assignment.variable().name())));
  }

  /**
   * The metrics of some steps as they are fetched.
   *
   * @param numbers [steps, numbers]
   */
  private static Metrics metrics(Map<String, Integer> names, Expr<TFloat64> numbers) {
    Nodes<TFloat64> wide = numbers.nodes();
    List<MetricName> all = new ArrayList<>();
    List<Expr<TFloat64>> parts = new ArrayList<>();
    int from = 0;
    for (Map.Entry<String, Integer> metric : names.entrySet()) {
      int models = metric.getValue();
      Ops tf = wide.tf();
      Expr<TFloat64> own =
          wide.of(
              tf.slice(
                  numbers, tf.constant(new int[] {0, from}), tf.constant(new int[] {-1, models})));
      all.add(MetricName.of(metric.getKey()));
      parts.add(own.meanKeep(1));
      if (models > 1) {
        parts.add(own);
        for (int m = 0; m < models; m++) {
          all.add(MetricName.of(metric.getKey(), m));
        }
      }
      from += models;
    }
    return new Metrics(all, wide.concat(parts, 1));
  }

  // ----------------------------------------------------------------------------------- the calls

  private long examples() {
    return (long) context.batchSize() * models();
  }

  private Expr<TFloat32> counted(Nodes<TFloat32> at, Operand<TInt32> size) {
    Ops tf = at.tf();
    var places = tf.range(tf.constant(0), tf.constant(context.batchSize()), tf.constant(1));
    return at.indicator(tf.math.less(places, size));
  }

  /** What is fed to a call of at most so many steps. */
  private final class Placed {
    private final int room = stepsPerCall();
    private final Operand<TInt32> rows;
    private final Operand<TInt32> sizes;
    private final Operand<TInt32> count;
    private final Operand<TInt64> first;

    Placed() {
      Ops tf = nodes.tf();
      long all = (long) room * models() * context.batchSize();
      rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(all)));
      sizes = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(room)));
      count = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      first = nodes.counter();
    }

    /** A column of all batches, [steps, networks, batch, ...example]. */
    Expr<TFloat32> column(String column) {
      Shape batch = Shape.of(room, models(), context.batchSize());
      if (column.equals(Step.ROW)) {
        return nodes.cast(rows).reshape(batch.asArray());
      }
      Shape shape = batch.append(split.example(column));
      return split.gather(nodes, column, rows).reshape(shape.asArray());
    }

    /** The rows of all batches, [steps, networks · batch]. */
    Expr<TInt32> rows() {
      return nodes.as(TInt32.class).of(rows).reshape(room, -1);
    }

    TrainStep.Feed feed() {
      return new TrainStep.Feed() {
        @Override
        public int stepsPerCall() {
          return room;
        }

        @Override
        public Map<Operand<?>, Tensor> at(long step) {
          return at(step, 1);
        }

        @Override
        public Map<Operand<?>, Tensor> at(long step, int steps) {
          return Map.of(
              rows, TInt32.vectorOf(batches.rows(step, steps, room)),
              sizes, TInt32.vectorOf(batches.sizes(step, steps, room)),
              count, TInt32.scalarOf(steps),
              first, TInt64.scalarOf(step));
        }
      };
    }
  }

  private TrainStep step() {
    Placed placed = new Placed();
    Loop loop = new Loop("steps", context.execution().compile());
    List<Loop.Var<?>> state = new ArrayList<>();
    variables.all().forEach(entry -> state.add(variable(loop, entry)));
    Batches data = context.execution().compile() ? gathered(loop, placed) : stored(loop, placed);
    Loop.Var<TInt32> sizes = loop.variable("sizes", nodes.as(TInt32.class).of(placed.sizes));
    Loop.Var<TInt64> first = loop.variable("first", nodes.as(TInt64.class).of(placed.first));
    Map<String, Integer> names = rehearsed(state);
    int numbers = names.values().stream().mapToInt(n -> n).sum();
    Shape table = Shape.of(stepsPerCall(), numbers);
    Loop.Var<TFloat64> measured =
        loop.variable("metrics", Initialiser.filled(nodes.as(TFloat64.class), table, 0));

    List<Integer> changed = new ArrayList<>();
    Loop.End end =
        loop.run(
            nodes.tf(),
            placed.count,
            now -> {
              Nodes<TFloat32> body = now.nodes(TFloat32.class);
              Expr<TInt64> number = now.get(first).plus(now.index().cast(TInt64.class));
              Map<String, Expr<?>> values = new LinkedHashMap<>();
              state.forEach(variable -> values.put(variable.name(), now.get(variable)));
              Step<TFloat32> step =
                  new Step<>(
                      body,
                      context.seeds(),
                      number,
                      values,
                      data.of(now),
                      counted(body, now.get(sizes).at(now.index())));
              Outcome outcome = outcome(step);
              List<Expr<?>> after = after(step, outcome.change());
              for (Change.Assignment<?> assignment : outcome.change().assignments()) {
                int place = variables.all().indexOf(assignment.variable());
                set(now, state.get(place), after.get(changed.size()));
                changed.add(place);
              }
              now.set(measured, withRow(now.get(measured), now.index(), outcome.measured()));
            });
    Change change = Change.NONE;
    for (int place : changed) {
      change = change.and(ended(end, variables.all().get(place), state.get(place)));
    }
    return TrainStep.of(
        nodes.tf(), change, metrics(names, end.get(measured)), placed.feed(), length, examples());
  }

  /** The columns of a step's batch, each [networks, batch, ...example]. */
  @FunctionalInterface
  private interface Batches {
    Map<String, Expr<TFloat32>> of(Loop.Iteration now);
  }

  /** All batches of a call before the loop: XLA copies each input of the loop, once a call. */
  private Batches gathered(Loop loop, Placed placed) {
    Map<String, Loop.Var<TFloat32>> all = new LinkedHashMap<>();
    columns.forEach(name -> all.put(name, loop.variable("column." + name, placed.column(name))));
    return now -> {
      Map<String, Expr<TFloat32>> batch = new LinkedHashMap<>();
      all.forEach((name, column) -> batch.put(name, now.get(column).at(now.index())));
      return batch;
    };
  }

  /**
   * Each batch in its step, from what is stored, so that it is still in the cache when it is read.
   */
  private Batches stored(Loop loop, Placed placed) {
    Loop.Var<TInt32> rows = loop.variable("rows", placed.rows());
    Map<String, Loop.Var<?>> all = new LinkedHashMap<>();
    for (String name : columns) {
      if (!name.equals(Step.ROW)) {
        all.put(name, loop.variable("column." + name, split.stored(nodes, name)));
      }
    }
    return now -> {
      Nodes<TFloat32> body = now.nodes(TFloat32.class);
      Expr<TInt32> own = now.get(rows).at(now.index());
      Map<String, Expr<TFloat32>> batch = new LinkedHashMap<>();
      for (String name : columns) {
        Expr<TFloat32> column =
            name.equals(Step.ROW)
                ? body.cast(own)
                : split.gather(body, name, now.get(all.get(name)), own);
        batch.put(name, column.reshape(batch(name).asArray()));
      }
      return batch;
    };
  }

  /** Shape of a column in a step: [networks, batch, ...example]. */
  private Shape batch(String column) {
    Shape batch = Shape.of(models(), context.batchSize());
    return column.equals(Step.ROW) ? batch : batch.append(split.example(column));
  }

  private static <T extends TNumber> Loop.Var<T> variable(Loop loop, Variables.Entry<T> entry) {
    return loop.variable(entry.name(), entry.value());
  }

  @SuppressWarnings("unchecked") // the variable was made of an entry of the value's type
  private static <T extends TNumber> void set(
      Loop.Iteration now, Loop.Var<?> variable, Expr<T> value) {
    now.set((Loop.Var<T>) variable, value);
  }

  @SuppressWarnings("unchecked") // the variable was made of this entry
  private static <T extends TNumber> Change ended(
      Loop.End end, Variables.Entry<T> entry, Loop.Var<?> variable) {
    return Change.set(entry, end.get((Loop.Var<T>) variable));
  }

  private static Expr<TFloat64> withRow(
      Expr<TFloat64> table, Expr<TInt32> index, Expr<TFloat64> row) {
    Ops tf = index.nodes().tf();
    var rows = tf.range(tf.constant(0), tf.constant((int) table.shape().get(0)), tf.constant(1));
    Operand<TBool> here = tf.expandDims(tf.math.equal(rows, index), tf.constant(1));
    return Expr.where(here, row, table);
  }

  /**
   * The metrics of a step, by building it in a graph that is thrown away: a loop must know how much
   * room they take before its body is built.
   */
  private Map<String, Integer> rehearsed(List<Loop.Var<?>> state) {
    try (Graph graph = new Graph()) {
      try {
        Nodes<TFloat32> scratch = Nodes.of(Ops.create(graph), TFloat32.class);
        Map<String, Expr<?>> values = new LinkedHashMap<>();
        state.forEach(v -> values.put(v.name(), placeholder(scratch, v.initial())));
        Map<String, Expr<TFloat32>> batch = new LinkedHashMap<>();
        columns.forEach(name -> batch.put(name, scratch.placeholder(batch(name))));
        Operand<TInt32> size = scratch.tf().constant(context.batchSize());
        return outcome(
                new Step<>(
                    scratch,
                    context.seeds(),
                    scratch.counter(),
                    values,
                    batch,
                    counted(scratch, size)))
            .names();
      } finally {
        CustomGradient.forget(graph);
      }
    }
  }

  private static <T extends TNumber> Expr<T> placeholder(Nodes<?> scratch, Expr<T> like) {
    return scratch.as(like.type()).placeholder(like.shape());
  }
}
