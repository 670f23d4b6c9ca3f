package org.altgrad.graphs.biohsic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.AdamW;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
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

/** Runs a program as the training loop would, on clouds of points. */
final class Trial implements AutoCloseable {
  static final int CLASSES = 3;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Nodes<TFloat32> nodes = Nodes.of(tf, TFloat32.class);
  private final Map<String, Operand<TFloat32>> loads = new LinkedHashMap<>();
  private final Map<String, Op> assigns = new LinkedHashMap<>();
  private final Session session;
  private final Program program;

  /**
   * @param column {@code input} or {@code image}
   * @param example shape of one example
   */
  Trial(
      BiohsicSettings settings,
      HsicModel model,
      int models,
      String column,
      Shape example,
      int train,
      int batch) {
    Context context =
        new Context(
            nodes,
            5,
            Map.of(
                "train", split(tf, "train", column, example, train, 1),
                "test", split(tf, "test", column, example, 60, 2)),
            CLASSES,
            batch,
            models,
            10,
            0,
            new AdamW(3e-3, 0.9, 0.99, 1e-8, 1e-3));
    program = Biohsic.program(context, settings, model);
    Op initializer = program.variables().initializer(tf);
    for (Variables.Entry<TFloat32> entry : program.variables().trainable(TFloat32.class)) {
      Operand<TFloat32> load = tf.placeholder(TFloat32.class, Placeholder.shape(entry.shape()));
      loads.put(entry.name(), load);
      assigns.put(entry.name(), tf.assign(entry.ref(), load));
    }
    session = new Session(graph);
    calls().run(Map.of(), List.of(), List.of(initializer)).close();
    program.preparations().forEach(p -> p.run(calls()));
  }

  /** Points around one centre for each class: in the plane on a circle, pixels in [0, 1]. */
  private static ResidentSplit split(
      Ops tf, String name, String column, Shape example, int count, long seed) {
    int size = (int) example.size();
    Random fixed = new Random(9);
    double[][] centres = new double[CLASSES][size];
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < size; i++) {
        double angle = 2 * Math.PI * c / CLASSES + Math.PI / 2 * i;
        centres[c][i] = column.equals("input") ? Math.cos(angle) : 0.2 + 0.6 * fixed.nextDouble();
      }
    }
    Random random = new Random(seed);
    ByteBuffer values = ByteBuffer.allocate(4 * count * size).order(ByteOrder.nativeOrder());
    ByteBuffer labels = ByteBuffer.allocate(4 * count).order(ByteOrder.nativeOrder());
    for (int n = 0; n < count; n++) {
      int label = random.nextInt(CLASSES);
      labels.putInt(label);
      for (int i = 0; i < size; i++) {
        values.putFloat((float) (centres[label][i] + 0.1 * random.nextGaussian()));
      }
    }
    return new ResidentSplit(
        tf,
        name,
        count,
        List.of(
            new ResidentSplit.HostColumn(column, TFloat32.class, example, values.flip(), 1),
            new ResidentSplit.HostColumn("label", TInt32.class, Shape.scalar(), labels.flip(), 1)));
  }

  Program program() {
    return program;
  }

  Calls calls() {
    return (feeds, fetches, targets) -> {
      var runner = session.runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      targets.forEach(runner::addTarget);
      return runner.run();
    };
  }

  /** Means of the training metrics over some steps. */
  Map<String, Double> train(long from, long to) {
    TrainStep step = program.train();
    Map<String, Double> means = new LinkedHashMap<>();
    for (long s = from; s < to; s++) {
      Map<Operand<?>, Tensor> feeds = step.feed().at(s);
      try (Result result = calls().run(feeds, step.fetches(), List.of(step.update()))) {
        TFloat64 values = (TFloat64) result.get(0);
        List<String> names = step.metrics().names();
        for (int i = 0; i < names.size(); i++) {
          means.merge(names.get(i), values.getDouble(i) / (to - from), Double::sum);
        }
      }
      feeds.values().forEach(Tensor::close);
    }
    return means;
  }

  /** One epoch, counted from 0. */
  Map<String, Double> epoch(long epoch) {
    long steps = program.train().stepsPerEpoch();
    return train(epoch * steps, (epoch + 1) * steps);
  }

  /** What is measured, by {@code <split>/<metric>}. */
  Map<String, Double> evaluate() {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Evaluation evaluation : program.evaluations()) {
      evaluation
          .run(calls(), 0)
          .forEach((name, value) -> all.put(evaluation.split() + "/" + name, value));
    }
    return all;
  }

  List<String> trainable() {
    return List.copyOf(loads.keySet());
  }

  double[] variable(String name) {
    try (Result result =
        session.runner().fetch(program.variables().entry(name, TFloat32.class).ref()).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.copyTo(DataBuffers.of(values, false, false));
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }
  }

  void set(String name, double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    Shape shape = program.variables().entry(name, TFloat32.class).shape();
    try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(narrow))) {
      calls().run(Map.of(loads.get(name), tensor), List.of(), List.of(assigns.get(name))).close();
    }
  }

  @Override
  public void close() {
    session.close();
    CustomGradient.forget(graph);
    graph.close();
  }
}
