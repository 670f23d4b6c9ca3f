package org.altgrad.train.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Inference;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.RunException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Writes a program's inferences as a TensorFlow SavedModel. The exported graph is built anew,
 * without training nodes; it is read back and compared with the live program before it is put in
 * its place.
 */
public final class Exporter {
  /** Largest difference between the exported and the live functions that is taken for rounding. */
  private static final double ROUNDING = 1e-5;

  private Exporter() {}

  /**
   * What was exported.
   *
   * @param largestDifference between exported and live outputs on {@code examples} examples
   */
  public record Report(
      Path directory, List<String> signatures, double largestDifference, int examples) {}

  /**
   * Exports all inferences of a program whose variables have been restored.
   *
   * @param to a directory that does not exist or is empty
   * @throws RunException if it cannot be written, or does not compute what the live program does
   */
  public static Report export(Live live, Path to) {
    Map<String, Inference> inferences = new TreeMap<>(live.program().inferences());
    if (inferences.isEmpty()) {
      throw new RunException("this program has nothing to export");
    }
    requireFree(to);
    Path temporary = to.toAbsolutePath().resolveSibling("." + to.getFileName() + ".exporting");
    try {
      deleteTree(temporary);
      Files.createDirectories(temporary.getParent());
      Map<String, Map<String, Operand<?>>> liveInputs = new LinkedHashMap<>();
      Map<String, Map<String, Operand<?>>> liveOutputs = new LinkedHashMap<>();
      Variables variables = live.program().variables();
      inferences.forEach(
          (name, inference) -> {
            Nodes<TFloat32> nodes =
                Nodes.of(live.tf().withSubScope("compare." + name), TFloat32.class);
            Map<String, Operand<?>> inputs = placeholders(nodes.tf(), inference);
            liveInputs.put(name, inputs);
            liveOutputs.put(
                name,
                inference
                    .build()
                    .build(
                        nodes,
                        variable -> variables.entry(variable, TFloat32.class).value(),
                        inputs));
          });
      write(live, inferences, temporary);
      double difference = 0;
      try (SavedModelBundle reloaded = SavedModelBundle.load(temporary.toString())) {
        for (String name : inferences.keySet()) {
          difference =
              Math.max(
                  difference,
                  compare(
                      live,
                      inferences.get(name),
                      liveInputs.get(name),
                      liveOutputs.get(name),
                      reloaded,
                      name));
        }
      }
      if (!(difference <= ROUNDING)) {
        throw new RunException(
            "the exported model differs from the live one by " + difference + "; nothing is kept");
      }
      Files.deleteIfExists(to);
      Files.move(temporary, to);
      return new Report(to, List.copyOf(inferences.keySet()), difference, ExampleInputs.EXAMPLES);
    } catch (IOException e) {
      throw new RunException(to + " cannot be written: " + e.getMessage(), e);
    } finally {
      deleteTree(temporary);
    }
  }

  private static void requireFree(Path to) {
    try {
      if (Files.exists(to)) {
        boolean free = Files.isDirectory(to);
        if (free) {
          try (var entries = Files.list(to)) {
            free = entries.findAny().isEmpty();
          }
        }
        if (!free) {
          throw new RunException(to + " is there already and not empty; name another directory");
        }
      }
    } catch (IOException e) {
      throw new RunException(to + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, Operand<?>> placeholders(Ops tf, Inference inference) {
    Map<String, Operand<?>> inputs = new LinkedHashMap<>();
    for (Inference.Input input : inference.inputs()) {
      inputs.put(
          input.name(),
          tf.withName(input.name()).placeholder(input.type(), Placeholder.shape(input.shape())));
    }
    return inputs;
  }

  private static void write(Live live, Map<String, Inference> inferences, Path directory)
      throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Weights weights = new Weights(live, tf);
      List<Signature> signatures = new ArrayList<>();
      inferences.forEach(
          (name, inference) -> {
            Nodes<TFloat32> nodes = Nodes.of(tf.withSubScope(name), TFloat32.class);
            Map<String, Operand<?>> inputs = placeholders(nodes.tf(), inference);
            Signature.Builder signature = Signature.builder(name);
            inputs.forEach(signature::input);
            inference.build().build(nodes, weights, inputs).forEach(signature::output);
            signatures.add(signature.methodName("tensorflow/serving/predict").build());
          });
      try (Session session = new Session(graph)) {
        weights.assign(session);
        SavedModelBundle.exporter(directory.toString())
            .withSession(session)
            .withSignatures(signatures.toArray(new Signature[0]))
            .export();
      } finally {
        weights.close();
      }
    }
  }

  /** Variables of the exported graph, with the live program's values. */
  private static final class Weights implements Inference.Weights, AutoCloseable {
    private final Live live;
    private final Ops tf;
    private final Map<String, Variable<TFloat32>> made = new LinkedHashMap<>();
    private final Map<Operand<TFloat32>, Tensor> feeds = new LinkedHashMap<>();
    private final List<Op> assigns = new ArrayList<>();
    private final List<Result> open = new ArrayList<>();

    Weights(Live live, Ops tf) {
      this.live = live;
      this.tf = tf;
    }

    @Override
    public org.altgrad.graphs.core.Expr<TFloat32> get(String name) {
      Variable<TFloat32> variable = made.computeIfAbsent(name, this::make);
      return Nodes.of(tf, TFloat32.class).of(variable);
    }

    private Variable<TFloat32> make(String name) {
      var entry = live.program().variables().entry(name, TFloat32.class);
      Variable<TFloat32> variable =
          tf.withName(name.replace('/', '.')).variable(entry.shape(), TFloat32.class);
      Operand<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(entry.shape()));
      // The result stays open until the value has been assigned.
      Result result = live.run(Map.of(), List.of(entry.value()), List.of());
      open.add(result);
      feeds.put(value, result.get(0));
      assigns.add(tf.assign(variable, value));
      return variable;
    }

    void assign(Session session) {
      Session.Runner runner = session.runner();
      feeds.forEach(runner::feed);
      assigns.forEach(runner::addTarget);
      runner.run().close();
    }

    @Override
    public void close() {
      open.forEach(Result::close);
    }
  }

  private static double compare(
      Live live,
      Inference inference,
      Map<String, Operand<?>> inputs,
      Map<String, Operand<?>> outputs,
      SavedModelBundle reloaded,
      String signature) {
    Map<String, Tensor> given = ExampleInputs.of(inference);
    try {
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
      inputs.forEach((name, placeholder) -> feeds.put(placeholder, given.get(name)));
      List<String> names = List.copyOf(outputs.keySet());
      List<Operand<?>> fetches = new ArrayList<>();
      names.forEach(name -> fetches.add(outputs.get(name)));
      double worst = 0;
      try (Result mine = live.run(feeds, fetches, List.of());
          Result theirs = reloaded.function(signature).call(given)) {
        for (int i = 0; i < names.size(); i++) {
          worst =
              Math.max(
                  worst,
                  Tensors.largestDifference(mine.get(i), theirs.get(names.get(i)).orElseThrow()));
        }
      }
      return worst;
    } finally {
      given.values().forEach(Tensor::close);
    }
  }

  private static void deleteTree(Path root) {
    try {
      org.altgrad.train.run.Durable.deleteTree(root);
    } catch (IOException e) {
      throw new RunException(root + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
