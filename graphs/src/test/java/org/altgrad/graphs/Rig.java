package org.altgrad.graphs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Inference;
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
import org.tensorflow.types.TString;

/** Runs a program as the training loop would, on data given as arrays. */
public final class Rig implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Program program;
  private final Operand<TString> prefix;
  private final Op saver;
  private final Op restorer;

  /**
   * What a program is to be run with.
   *
   * @param splits columns by split
   */
  public record Setting(
      long seed,
      Map<String, List<ResidentSplit.HostColumn>> splits,
      int classes,
      int batch,
      int models,
      long epochs,
      Optimizer optimizer) {}

  public Rig(Setting setting, Function<Context, Program> method) {
    Ops tf = Ops.create(graph);
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
                splits,
                setting.classes(),
                setting.batch(),
                setting.models(),
                setting.epochs(),
                0,
                setting.optimizer()));
    Op initializer = program.variables().initializer(tf);
    prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    saver = program.variables().saver(tf, prefix);
    restorer = program.variables().restorer(tf, prefix);
    session = new Session(graph);
    program.preparations().forEach(p -> p.run(calls()));
    calls().run(Map.of(), List.of(), List.of(initializer)).close();
  }

  /** Floats, one row for each example. */
  public static ResidentSplit.HostColumn floats(String name, double[][] rows) {
    ByteBuffer bytes = buffer(4 * rows.length * rows[0].length);
    for (double[] row : rows) {
      for (double value : row) {
        bytes.putFloat((float) value);
      }
    }
    return new ResidentSplit.HostColumn(
        name, TFloat32.class, Shape.of(rows[0].length), bytes.flip(), 1);
  }

  /** One float for each example. */
  public static ResidentSplit.HostColumn floats(String name, double[] values) {
    ByteBuffer bytes = buffer(4 * values.length);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return new ResidentSplit.HostColumn(name, TFloat32.class, Shape.scalar(), bytes.flip(), 1);
  }

  /** One integer for each example. */
  public static ResidentSplit.HostColumn integers(String name, int... values) {
    ByteBuffer bytes = buffer(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return new ResidentSplit.HostColumn(name, TInt32.class, Shape.scalar(), bytes.flip(), 1);
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

  /** The session as evaluations see it. */
  public Calls calls() {
    return (feeds, fetches, targets) -> {
      var runner = session.runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      targets.forEach(runner::addTarget);
      return runner.run();
    };
  }

  /** The training metrics of each of some steps. */
  public List<Map<String, Double>> train(long from, long to) {
    TrainStep step = program.train();
    List<Map<String, Double>> all = new ArrayList<>();
    for (long s = from; s < to; s++) {
      Map<Operand<?>, Tensor> feeds = step.feed().at(s);
      try (Result result = calls().run(feeds, step.fetches(), List.of(step.update()))) {
        TFloat64 values = (TFloat64) result.get(0);
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<String> names = step.metrics().names();
        for (int i = 0; i < names.size(); i++) {
          metrics.put(names.get(i), values.getDouble(i));
        }
        all.add(metrics);
      }
      feeds.values().forEach(Tensor::close);
    }
    return all;
  }

  /** What the program measures after some steps, as {@code split/metric}. */
  public Map<String, Double> evaluate(long step) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Evaluation evaluation : program.evaluations()) {
      evaluation
          .run(calls(), step)
          .forEach((metric, value) -> all.put(evaluation.split() + "/" + metric, value));
    }
    return all;
  }

  /** A recording of the program. */
  public Recording.Table record(String name, long step) {
    return program.recordings().get(name).recorder().record(calls(), step);
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
      calls().run(Map.of(prefix, tensor), List.of(), List.of(op)).close();
    }
  }

  /** Builds an inference in a graph of its own with the present weights, and runs it. */
  public Map<String, double[]> infer(String signature, Map<String, ? extends Tensor> arguments) {
    Inference inference = program.inferences().get(signature);
    Map<String, double[]> results = new LinkedHashMap<>();
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
      try (Session local = new Session(own)) {
        outputs.forEach(
            (name, output) -> {
              var runner = local.runner();
              arguments.forEach((input, tensor) -> runner.feed(inputs.get(input), tensor));
              try (Result result = runner.fetch(output).run()) {
                results.put(name, doubles((TFloat32) result.get(0)));
              }
            });
      }
    }
    return results;
  }

  /** The value of a variable, row by row. */
  public double[] variable(String name) {
    Variables.Entry<TFloat32> entry = program.variables().entry(name, TFloat32.class);
    try (Result result = session.runner().fetch(entry.ref()).run()) {
      return doubles((TFloat32) result.get(0));
    }
  }

  private static double[] doubles(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
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
