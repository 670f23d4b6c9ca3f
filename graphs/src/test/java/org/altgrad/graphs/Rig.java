package org.altgrad.graphs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.BatchedEvaluation;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.HostConstant;
import org.altgrad.graphs.program.HostData;
import org.altgrad.graphs.program.Inference;
import org.altgrad.graphs.program.Limits;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Runs a program as the training loop would, on data given as arrays. */
public final class Rig implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session;
  private final Program program;
  private final Op initializer;
  private final Operand<TString> prefix;
  private final Op saver;
  private final Op restorer;

  /**
   * What a program is to be run with.
   *
   * @param splits columns by split
   * @param constants what the data set knows beside its examples
   */
  public record Setting(
      long seed,
      Map<String, List<ResidentSplit.HostColumn>> splits,
      int classes,
      int batch,
      int models,
      long epochs,
      Optimizer optimizer,
      Map<String, HostConstant> constants) {

    /** Without constants. */
    public Setting(
        long seed,
        Map<String, List<ResidentSplit.HostColumn>> splits,
        int classes,
        int batch,
        int models,
        long epochs,
        Optimizer optimizer) {
      this(seed, splits, classes, batch, models, epochs, optimizer, Map.of());
    }

    /** The same with what is tested on held out for validation, too. */
    public Setting withValidation() {
      Map<String, List<ResidentSplit.HostColumn>> all = new LinkedHashMap<>(splits);
      all.put("validation", splits.get("test"));
      return new Setting(seed, all, classes, batch, models, epochs, optimizer, constants);
    }

    /** The same with these constants. */
    public Setting with(Map<String, HostConstant> known) {
      return new Setting(seed, splits, classes, batch, models, epochs, optimizer, known);
    }
  }

  /** Builds the program, runs its preparations and sets its variables, in the loop's order. */
  public Rig(Setting setting, Function<Context, Program> method) {
    try {
      Map<String, ResidentSplit> splits = new LinkedHashMap<>();
      setting
          .splits()
          .forEach(
              (name, columns) ->
                  splits.put(name, new ResidentSplit(tf, name, count(columns.get(0)), columns)));
      program =
          method.apply(
              new Context(
                  Nodes.of(tf, TFloat32.class),
                  setting.seed(),
                  new HostData(splits, setting.classes(), setting.constants(), Map.of()),
                  Context.Training.of(
                      setting.batch(),
                      setting.seed(),
                      setting.models(),
                      Limits.epochs(setting.epochs())),
                  setting.optimizer()));
      initializer = program.variables().initializer(tf);
      prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      saver = program.variables().saver(tf, prefix);
      restorer = program.variables().restorer(tf, prefix);
      session = TestGraph.plain(graph);
    } catch (RuntimeException e) {
      CustomGradient.forget(graph);
      graph.close();
      throw e;
    }
    program.preparations().forEach(p -> p.run(this::call));
    call(Map.of(), List.of(), List.of(initializer)).close();
  }

  /** Floats, one row for each example. */
  public static ResidentSplit.HostColumn floats(String name, double[][] rows) {
    return floats(name, Shape.of(rows[0].length), rows);
  }

  /** Floats, one row for each example, which has a shape of its own. */
  public static ResidentSplit.HostColumn floats(String name, Shape example, double[][] rows) {
    return floats(name, example, Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
  }

  /** One float for each example. */
  public static ResidentSplit.HostColumn floats(String name, double[] values) {
    return floats(name, Shape.scalar(), values);
  }

  private static ResidentSplit.HostColumn floats(String name, Shape example, double[] values) {
    ByteBuffer bytes = buffer(4 * values.length);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return new ResidentSplit.HostColumn(name, TFloat32.class, example, bytes.flip(), 1);
  }

  /** One integer for each example. */
  public static ResidentSplit.HostColumn integers(String name, int... values) {
    ByteBuffer bytes = buffer(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return new ResidentSplit.HostColumn(name, TInt32.class, Shape.scalar(), bytes.flip(), 1);
  }

  /** Bytes, one row for each example, which has a shape of its own. */
  public static ResidentSplit.HostColumn bytes(String name, Shape example, byte[][] rows) {
    ByteBuffer bytes = buffer(rows.length * rows[0].length);
    for (byte[] row : rows) {
      bytes.put(row);
    }
    return new ResidentSplit.HostColumn(name, TUint8.class, example, bytes.flip(), 1);
  }

  /** One byte for each example. */
  public static ResidentSplit.HostColumn bytes(String name, int... values) {
    ByteBuffer bytes = buffer(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return new ResidentSplit.HostColumn(name, TUint8.class, Shape.scalar(), bytes.flip(), 1);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  private static int count(ResidentSplit.HostColumn column) {
    int width = column.type() == TFloat32.class || column.type() == TInt32.class ? 4 : 1;
    return (int) (column.bytes().remaining() / (width * column.example().size()));
  }

  public Program program() {
    return program;
  }

  /** One call, as programs make them. */
  public Result call(
      Map<? extends Operand<?>, ? extends Tensor> feeds,
      List<? extends Operand<?>> fetches,
      List<? extends Op> targets) {
    var runner = session.runner();
    feeds.forEach(runner::feed);
    fetches.forEach(runner::fetch);
    targets.forEach(runner::addTarget);
    return runner.run();
  }

  /** The training metrics of each of some steps, which are calls of their own. */
  public List<Map<String, Double>> train(long from, long to) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (long step = from; step < to; step++) {
      all.addAll(call(step, 1));
    }
    return all;
  }

  /** The training metrics of each of some steps, which are one call. */
  public List<Map<String, Double>> call(long first, int steps) {
    TrainStep step = program.train();
    List<Map<String, Double>> all = new ArrayList<>();
    Map<Operand<?>, Tensor> feeds = step.feed().at(first, steps);
    try (Result result = call(feeds, step.fetches(), List.of(step.update()))) {
      TFloat64 values = (TFloat64) result.get(0);
      List<MetricName> names = step.metrics().names();
      for (int s = 0; s < steps; s++) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          metrics.put(names.get(i).toString(), Metrics.value(values, s, i));
        }
        all.add(metrics);
      }
    }
    feeds.values().forEach(Tensor::close);
    return all;
  }

  /** Trains for some epochs, counted from 0. */
  public List<Map<String, Double>> epochs(long from, long to) {
    long steps = program.train().length().stepsPerEpoch();
    return train(from * steps, to * steps);
  }

  /** Means of the metrics of some steps. */
  public static Map<String, Double> mean(List<Map<String, Double>> steps) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (Map<String, Double> metrics : steps) {
      metrics.forEach((name, value) -> means.merge(name, value / steps.size(), Double::sum));
    }
    return means;
  }

  /** What the program measures after some steps, as {@code split/metric}. */
  public Map<String, Double> evaluate(long step) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Evaluation evaluation : program.evaluations()) {
      evaluation
          .run(this::call, step)
          .forEach((metric, value) -> all.put(evaluation.split() + "/" + metric, value));
    }
    return all;
  }

  /**
   * The same of one evaluation, cut into batches in another way.
   *
   * @param batch rows in a call
   */
  public Map<MetricName, Double> cut(BatchedEvaluation evaluation, int batch, long step) {
    return new BatchedEvaluation(
            evaluation.split(),
            evaluation.count(),
            batch,
            evaluation.rows(),
            evaluation.step(),
            evaluation.metrics())
        .run(this::call, step);
  }

  /** A recording of the program. */
  public Recording.Table record(String name, long step) {
    return program.recordings().get(name).recorder().record(this::call, step);
  }

  /** Writes all variables as a checkpoint does. */
  public void save(String path) {
    withPath(path, saver);
  }

  /** Reads all variables as a resumed run does. */
  public void restore(String path) {
    withPath(path, restorer);
  }

  private void withPath(String path, Op op) {
    try (TString tensor = TString.scalarOf(path)) {
      call(Map.of(prefix, tensor), List.of(), List.of(op)).close();
    }
  }

  /** Builds an inference in a graph of its own with the present weights, and runs it. */
  public Map<String, double[]> infer(String signature, Map<String, ? extends Tensor> arguments) {
    return infer(signature, arguments, Rig::doubles);
  }

  /**
   * The same, where a result is not wanted as numbers.
   *
   * @param read what is wanted of a result, which is closed afterwards
   */
  public <R> Map<String, R> infer(
      String signature, Map<String, ? extends Tensor> arguments, Function<Tensor, R> read) {
    Inference inference = program.inferences().get(signature);
    Map<String, R> results = new LinkedHashMap<>();
    try (Graph own = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(own), TFloat32.class);
      Map<String, Operand<?>> inputs = new LinkedHashMap<>();
      for (Inference.Input input : inference.inputs()) {
        inputs.put(
            input.name(), nodes.tf().placeholder(input.type(), Placeholder.shape(input.shape())));
      }
      Map<String, Operand<?>> outputs =
          inference
              .build()
              .build(
                  nodes,
                  name ->
                      nodes.constant(
                          program.variables().entry(name, TFloat32.class).shape(), variable(name)),
                  inputs);
      try (Session local = TestGraph.plain(own)) {
        outputs.forEach(
            (name, output) -> {
              var runner = local.runner();
              arguments.forEach((input, tensor) -> runner.feed(inputs.get(input), tensor));
              try (Result result = runner.fetch(output).run()) {
                results.put(name, read.apply(result.get(0)));
              }
            });
      }
    }
    return results;
  }

  /** Names of the trainable variables. */
  public List<String> trainable() {
    return program.variables().trainable(TFloat32.class).stream()
        .map(Variables.Entry::name)
        .toList();
  }

  /** All trainable variables, one after the other. */
  public double[] parameters() {
    return trainable().stream().flatMapToDouble(name -> Arrays.stream(variable(name))).toArray();
  }

  /** The value of a variable, row by row. */
  public double[] variable(String name) {
    Variables.Entry<?> entry =
        program.variables().all().stream().filter(e -> e.name().equals(name)).findFirst().get();
    try (Result result = call(Map.of(), List.of(entry.ref()), List.of())) {
      return doubles(result.get(0));
    }
  }

  /** Gives a variable another value. */
  public void set(String name, double[] values) {
    Variables.Entry<TFloat32> entry = program.variables().entry(name, TFloat32.class);
    Operand<TFloat32> load = tf.placeholder(TFloat32.class, Placeholder.shape(entry.shape()));
    Op assign = tf.assign(entry.ref(), load);
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    try (TFloat32 tensor = TFloat32.tensorOf(entry.shape(), DataBuffers.of(narrow))) {
      call(Map.of(load, tensor), List.of(), List.of(assign)).close();
    }
  }

  /** Sums of three or more tensors in one op, whose order is not fixed. */
  public List<String> openSums() {
    List<String> names = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("AddN") && op.numInputs() > 2) {
                names.add(op.name());
              }
            });
    return names;
  }

  private static double[] doubles(Tensor tensor) {
    double[] wide = new double[(int) tensor.size()];
    if (tensor instanceof TInt32 integers) {
      int[] values = new int[wide.length];
      integers.copyTo(DataBuffers.of(values, false, false));
      Arrays.setAll(wide, i -> values[i]);
    } else if (tensor instanceof TInt64 integers) {
      long[] values = new long[wide.length];
      integers.copyTo(DataBuffers.of(values, false, false));
      Arrays.setAll(wide, i -> values[i]);
    } else {
      float[] values = new float[wide.length];
      ((TFloat32) tensor).copyTo(DataBuffers.of(values, false, false));
      Arrays.setAll(wide, i -> values[i]);
    }
    return wide;
  }

  @Override
  public void close() {
    session.close();
    CustomGradient.forget(graph);
    graph.close();
  }
}
