package org.altgrad.graphs.hnca;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Inference;
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
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Runs a program as the training loop would, on images given as bytes. */
public final class Trial implements AutoCloseable {
  /**
   * Images and labels.
   *
   * @param shape of one image
   * @param images 0 or 1
   */
  public record Images(Shape shape, byte[][] images, int[] labels) {

    /** Noisy copies of random prototypes, one for each class. */
    public static Images prototypes(
        Shape shape, int classes, int count, double flip, long prototypes, long seed) {
      int pixels = (int) shape.size();
      byte[][] patterns = new byte[classes][pixels];
      Random fixed = new Random(prototypes);
      for (byte[] pattern : patterns) {
        for (int i = 0; i < pixels; i++) {
          pattern[i] = (byte) fixed.nextInt(2);
        }
      }
      Random random = new Random(seed);
      byte[][] images = new byte[count][pixels];
      int[] labels = new int[count];
      for (int n = 0; n < count; n++) {
        labels[n] = random.nextInt(classes);
        for (int i = 0; i < pixels; i++) {
          boolean flipped = random.nextDouble() < flip;
          images[n][i] = (byte) (flipped ? 1 - patterns[labels[n]][i] : patterns[labels[n]][i]);
        }
      }
      return new Images(shape, images, labels);
    }

    private ResidentSplit split(Ops tf, String name) {
      int count = images.length;
      ByteBuffer pixels = ByteBuffer.allocate((int) (count * shape.size()));
      for (byte[] image : images) {
        pixels.put(image);
      }
      ByteBuffer classes = ByteBuffer.allocate(count);
      for (int label : labels) {
        classes.put((byte) label);
      }
      return new ResidentSplit(
          tf,
          name,
          count,
          List.of(
              new ResidentSplit.HostColumn("image", TUint8.class, shape, pixels.flip(), 1),
              new ResidentSplit.HostColumn(
                  "label", TUint8.class, Shape.scalar(), classes.flip(), 1)));
    }
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final Program program;

  /**
   * @param lr of Adam
   * @param method makes the program
   */
  public Trial(
      Images train,
      Images test,
      int classes,
      int batch,
      double lr,
      long epochs,
      Function<Context, Program> method) {
    Ops tf = Ops.create(graph);
    Context context =
        new Context(
            Nodes.of(tf, TFloat32.class),
            3,
            Map.of("train", train.split(tf, "train"), "test", test.split(tf, "test")),
            classes,
            batch,
            1,
            epochs,
            0,
            new Adam(lr));
    program = method.apply(context);
    Op initializer = program.variables().initializer(tf);
    session = new Session(graph);
    calls().run(Map.of(), List.of(), List.of(initializer)).close();
    program.preparations().forEach(p -> p.run(calls()));
  }

  public Program program() {
    return program;
  }

  private Calls calls() {
    return (feeds, fetches, targets) -> {
      var runner = session.runner();
      feeds.forEach(runner::feed);
      fetches.forEach(runner::fetch);
      targets.forEach(runner::addTarget);
      return runner.run();
    };
  }

  /** Means of the training metrics over some steps. */
  public Map<String, Double> train(long from, long to) {
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

  /** What the program measures after some steps. */
  public Map<String, Double> evaluate(long step) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (Evaluation evaluation : program.evaluations()) {
      all.putAll(evaluation.run(calls(), step));
    }
    return all;
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

  /** Builds an inference in a graph of its own with the present weights, and runs it. */
  public Map<String, double[]> infer(String signature, Map<String, ? extends Tensor> arguments) {
    Inference inference = program.inferences().get(signature);
    try (Graph own = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(own), TFloat32.class);
      Map<String, Operand<?>> inputs = new LinkedHashMap<>();
      for (Inference.Input input : inference.inputs()) {
        inputs.put(
            input.name(),
            nodes
                .tf()
                .placeholder(
                    input.type(), org.tensorflow.op.core.Placeholder.shape(input.shape())));
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
      Map<String, double[]> results = new LinkedHashMap<>();
      try (Session local = new Session(own)) {
        for (var output : outputs.entrySet()) {
          var runner = local.runner();
          arguments.forEach((name, tensor) -> runner.feed(inputs.get(name), tensor));
          try (Result result = runner.fetch(output.getValue()).run()) {
            Tensor tensor = result.get(0);
            results.put(output.getKey(), tensor instanceof TFloat32 f ? doubles(f) : ints(tensor));
          }
        }
      }
      return results;
    }
  }

  private static double[] ints(Tensor tensor) {
    int[] values = new int[(int) tensor.size()];
    ((TInt32) tensor).copyTo(DataBuffers.of(values, false, false));
    return java.util.Arrays.stream(values).asDoubleStream().toArray();
  }

  @Override
  public void close() {
    session.close();
    CustomGradient.forget(graph);
    graph.close();
  }
}
