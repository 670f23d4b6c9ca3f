package org.altgrad.train.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Inference;
import org.altgrad.train.loop.Live;
import org.altgrad.train.loop.VariableFiles;
import org.altgrad.train.run.RunException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Writes a program's inferences as a TensorFlow SavedModel, with a {@link Description} beside it.
 * The exported graph is built anew, without training nodes; it is read back and compared with the
 * live program before it is put in its place.
 */
public final class Exporter {
  /** Largest difference between the exported and the live functions that is taken for rounding. */
  private static final double ROUNDING = 1e-5;

  private Exporter() {}

  /**
   * What was exported.
   *
   * @param largestDifference between exported and live outputs on {@code examples} examples, as a
   *     share of those above 1
   */
  public record Report(
      Path directory,
      Map<String, Description.Signature> signatures,
      double largestDifference,
      int examples) {}

  /**
   * Exports all inferences of a program whose variables have been restored.
   *
   * @param data that it was trained on
   * @param source where the variables come from, for {@code altgrad.yaml}
   * @param settings of the data, for the same
   * @param to a directory that does not exist or is empty; a link leads to it, and stays
   * @param replace whether an older export may be there, which is deleted when the new one is there
   * @throws RunException if it cannot be written, or does not compute what the live program does
   */
  public static Report export(
      Live live,
      DataSet data,
      Description.Source source,
      Description.Data settings,
      Path to,
      boolean replace) {
    Path place = requireFree(to, replace);
    if (live.program().inferences().isEmpty()) {
      throw new RunException("this program has nothing to export");
    }
    try {
      return Durable.born(
              place,
              replace,
              directory -> {
                try {
                  return fill(live, data, source, settings, directory, to);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } catch (TensorFlowException e) {
                  throw new UncheckedIOException(new IOException(e.getMessage(), e));
                }
              })
          .orElseThrow(() -> taken(to, "has just been taken by another process"));
    } catch (UncheckedIOException | IOException e) {
      IOException io = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      String first = String.valueOf(Durable.reason(io)).lines().findFirst().orElse("");
      throw new RunException(to + " cannot be written: " + first, e);
    }
  }

  private static Report fill(
      Live live,
      DataSet data,
      Description.Source source,
      Description.Data settings,
      Path directory,
      Path to)
      throws IOException {
    Map<String, Inference> inferences = new TreeMap<>(live.program().inferences());
    Map<String, LiveFunction> functions = new TreeMap<>();
    inferences.keySet().forEach(name -> functions.put(name, LiveFunction.of(live, name)));
    Map<String, Description.Signature> signatures = new TreeMap<>();
    functions.forEach(
        (name, function) ->
            signatures.put(name, Values.signature(inferences.get(name), function.outputs())));
    write(live, inferences, directory);
    new Description(
            source, settings, imageShape(data), data.inputNames(), data.classNames(), signatures)
        .write(directory);
    double difference = 0;
    try (ExportedModel reloaded = ExportedModel.open(directory)) {
      for (String name : functions.keySet()) {
        double found =
            difference(inferences.get(name), functions.get(name), reloaded.function(name));
        if (!(found <= ROUNDING)) {
          throw new RunException(
              "the exported function '"
                  + name
                  + "' differs from the live one by "
                  + found
                  + "; nothing is kept");
        }
        difference = Math.max(difference, found);
      }
    }
    return new Report(to, signatures, difference, ExampleInputs.EXAMPLES);
  }

  /** Height, width and channels of a data set's images; empty if it has none. */
  public static List<Integer> imageShape(DataSet data) {
    return data.splits().values().stream()
        .map(split -> split.columns().get("image"))
        .filter(column -> column != null && column.shape().size() == 3)
        .findFirst()
        .map(Column::shape)
        .orElse(List.of());
  }

  /**
   * Refuses a place that is taken, before any work.
   *
   * @param replace whether an older export may be there
   * @return where links lead
   */
  public static Path requireFree(Path to, boolean replace) {
    try {
      Path place = Links.followed(to);
      boolean free = Files.notExists(place);
      if (Files.isDirectory(place)) {
        try (var entries = Files.list(place)) {
          free = entries.findAny().isEmpty() || replace && ExportedModel.isAt(place);
        }
      }
      if (!free) {
        boolean folder = Files.isDirectory(place);
        throw taken(to, folder ? "is there already and not empty" : "is a file");
      }
      return place;
    } catch (IOException e) {
      throw new RunException("no export can be made in " + to + ": " + Durable.reason(e), e);
    }
  }

  private static RunException taken(Path to, String how) {
    return new RunException(to + " " + how + "; name another directory, or move it away");
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
            Map<String, Operand<?>> inputs = LiveFunction.placeholders(nodes.tf(), inference);
            Signature.Builder signature = Signature.builder(name);
            inputs.forEach(signature::input);
            inference.build().build(nodes, weights, inputs).forEach(signature::output);
            signatures.add(signature.methodName("tensorflow/serving/predict").build());
          });
      try (Session session = new Session(graph)) {
        weights.assign(session);
        VariableFiles.write(
            directory, weights.bytes(), () -> export(session, signatures, directory));
      } finally {
        weights.close();
      }
    }
  }

  private static void export(Session session, List<Signature> signatures, Path directory) {
    try {
      SavedModelBundle.exporter(directory.toString())
          .withSession(session)
          .withSignatures(signatures.toArray(new Signature[0]))
          .export();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

    long bytes() {
      return feeds.values().stream().mapToLong(Tensor::numBytes).sum();
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

  private static double difference(Inference inference, Function live, Function exported) {
    Map<String, Tensor> given = ExampleInputs.of(inference);
    try {
      Map<String, ExportedNumbers> mine = live.call(given);
      Map<String, ExportedNumbers> theirs = exported.call(given);
      double worst = 0;
      for (Map.Entry<String, ExportedNumbers> output : mine.entrySet()) {
        double found = theirs.get(output.getKey()).largestDifference(output.getValue());
        worst = found <= worst ? worst : found; // keeps NaN
        if (Double.isNaN(worst)) {
          return worst;
        }
      }
      return worst;
    } finally {
      given.values().forEach(Tensor::close);
    }
  }
}
