package org.altgrad.train.loop;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.altgrad.base.Durable;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.HostConstant;
import org.altgrad.graphs.program.HostData;
import org.altgrad.graphs.program.Networks;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunException;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** A program with its graph and session: what can be run. */
public final class Live implements AutoCloseable, Calls {
  private final Graph graph = new Graph();
  private final Session session;
  private final Program program;
  private final Ops tf = Ops.create(graph);
  private final Op initializer;
  private final Operand<TString> prefix;
  private final Op saver;
  private final Op restorer;
  private BooleanSupplier stopped = () -> false;

  /** Builds an experiment's program on a data set and opens its session. */
  public Live(Experiment experiment, DataSet data) {
    this(experiment, data, false);
  }

  /**
   * The same.
   *
   * @param apart whether each of its networks becomes a run of its own
   */
  Live(Experiment experiment, DataSet data, boolean apart) {
    startThreads(Sessions.config(experiment.trainer().threads()));
    try {
      Nodes<TFloat32> nodes = Nodes.of(tf, TFloat32.class);
      var trainer = experiment.trainer();
      program =
          experiment.program(
              new Context(
                  nodes,
                  experiment.seed(),
                  host(tf, data),
                  experiment.training(apart),
                  experiment.optimizer()));
      initializer = program.variables().initializer(tf);
      prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      saver = program.variables().saver(tf, prefix);
      restorer = program.variables().restorer(tf, prefix);
      session = new Session(graph, Sessions.config(trainer.threads()));
    } catch (RuntimeException e) {
      CustomGradient.forget(graph);
      graph.close();
      throw e;
    }
  }

  /** A process's first session sets its threads up; a program may open some as it is built. */
  private static void startThreads(ConfigProto config) {
    try (Graph empty = new Graph()) {
      new Session(empty, config).close();
    }
  }

  private static HostData host(Ops tf, DataSet data) {
    Map<String, ResidentSplit> splits = new LinkedHashMap<>();
    data.splits().forEach((name, split) -> splits.put(name, resident(tf, split)));
    Map<String, HostConstant> constants = new LinkedHashMap<>();
    data.constants()
        .forEach(
            (name, known) ->
                constants.put(name, new HostConstant(shape(known.shape()), known.values())));
    Map<String, Supplier<byte[]>> attachments = new LinkedHashMap<>();
    data.attachments().forEach((name, attached) -> attachments.put(name, attached::content));
    return new HostData(splits, data.classes(), constants, attachments);
  }

  private static ResidentSplit resident(Ops tf, Split split) {
    List<ResidentSplit.HostColumn> columns =
        split.columns().values().stream().map(Live::column).toList();
    Map<String, List<String>> texts = new LinkedHashMap<>();
    split.texts().forEach((name, column) -> texts.put(name, column.values()));
    return new ResidentSplit(tf, split.name(), split.count(), columns, texts);
  }

  private static ResidentSplit.HostColumn column(Column column) {
    Class<? extends TType> type =
        switch (column.type()) {
          case UINT8 -> TUint8.class;
          case INT32 -> TInt32.class;
          case FLOAT32 -> TFloat32.class;
        };
    return new ResidentSplit.HostColumn(
        column.name(), type, shape(column.shape()), column.data(), column.scale());
  }

  private static Shape shape(List<Integer> sizes) {
    return Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray());
  }

  public Program program() {
    return program;
  }

  /** For adding nodes before the first call, such as those of an exported function. */
  public Ops tf() {
    return tf;
  }

  /** Runs the program's preparations. */
  public void prepare() {
    program.preparations().forEach(preparation -> preparation.run(this));
  }

  /**
   * A column that the program's preparations have computed, of all examples of a split.
   *
   * @return its numbers, example by example; empty if the program computes none of that name
   */
  public Optional<float[]> computed(String split, String column) {
    String end = "data." + split + "/" + column;
    Iterator<GraphOperation> all = graph.operations();
    while (all.hasNext()) {
      GraphOperation op = all.next();
      if (op.type().startsWith("Variable") && ("/" + op.name()).endsWith("/" + end)) {
        try (Result result = session.runner().fetch(op.output(0)).run()) {
          return Optional.of(Calls.floats(result.get(0)));
        }
      }
    }
    return Optional.empty();
  }

  /** Sets all variables to their initial values. */
  public void initialize() {
    run(Map.of(), List.of(), List.of(initializer)).close();
  }

  /** Writes all variables below a path prefix, and beside them what they are. */
  public void save(String path) {
    try (TString tensor = TString.scalarOf(path)) {
      VariableFiles.write(
          Path.of(path).getParent(),
          bytes(program.variables().all(), Variables.Entry::shape),
          () -> run(Map.of(prefix, tensor), List.of(), List.of(saver)).close());
    }
    WarmStart.describe(program.variables(), path);
  }

  private static long bytes(
      List<Variables.Entry<?>> variables, Function<Variables.Entry<?>, Shape> shapes) {
    return variables.stream()
        .mapToLong(entry -> entry.elementBytes() * shapes.apply(entry).size())
        .sum();
  }

  /** Reads all variables from a path prefix. */
  public void restore(String path) {
    restore(path, restorer);
  }

  /** Writes the variables of one network below a path prefix, as its own program would. */
  void saveOne(Op own, Operand<TInt32> network, int number, String path) {
    Networks networks = program.networks().orElseThrow();
    try (TString tensor = TString.scalarOf(path);
        TInt32 which = TInt32.scalarOf(number)) {
      VariableFiles.write(
          Path.of(path).getParent(),
          bytes(networks.ofOne(), networks::shapeOfOne),
          () -> run(Map.of(prefix, tensor, network, which), List.of(), List.of(own)).close());
    }
    WarmStart.describe(networks.ofOne(), networks::shapeOfOne, path);
  }

  /** Where a checkpoint goes. */
  Operand<TString> prefix() {
    return prefix;
  }

  /** Makes each of several networks what it was when it was best, if each counts for itself. */
  public void recallBest() {
    program.networks().ifPresent(networks -> networks.recall(this));
  }

  /** Reads some variables from a path prefix; to be called once, before the first step. */
  void restore(String path, Collection<String> names) {
    restore(path, program.variables().restorer(tf, prefix, names));
  }

  private void restore(String path, Op restorer) {
    try (TString tensor = TString.scalarOf(path)) {
      run(Map.of(prefix, tensor), List.of(), List.of(restorer)).close();
    } catch (TensorFlowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RunException(
          path
              + " does not hold this program's variables: "
              + Durable.firstLine(e)
              + "; put the run's own back, or remove this checkpoint",
          e);
    }
  }

  /**
   * Does work whose calls end it as soon as somebody asks for that: none of it is kept.
   *
   * @throws StoppedException if it was ended
   */
  void stoppable(BooleanSupplier stopped, Runnable work) {
    this.stopped = stopped;
    try {
      work.run();
    } finally {
      this.stopped = () -> false;
    }
  }

  /** Work that was to be stopped before its end. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public Result run(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets) {
    if (stopped.getAsBoolean()) {
      throw new StoppedException();
    }
    return runner(feeds, fetches, targets).run();
  }

  /** Makes a call and returns a record of each operation that was executed, and of the graph. */
  public RunMetadata trace(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets) {
    RunOptions options =
        RunOptions.newBuilder()
            .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
            .setOutputPartitionGraphs(true)
            .build();
    try (Result result =
        runner(feeds, fetches, targets).setOptions(options).runAndFetchMetadata()) {
      return result.getMetadata().orElseThrow();
    }
  }

  private Session.Runner runner(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets) {
    Session.Runner runner = session.runner();
    feeds.forEach(runner::feed);
    fetches.forEach(runner::fetch);
    targets.forEach(runner::addTarget);
    return runner;
  }

  @Override
  public void close() {
    session.close();
    CustomGradient.forget(graph);
    graph.close();
  }
}
