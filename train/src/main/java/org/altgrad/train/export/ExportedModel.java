package org.altgrad.train.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;

/** A model that {@link Exporter} wrote, loaded. */
public final class ExportedModel implements AutoCloseable {
  private static final String GRAPH = "saved_model.pb";

  private final Path directory;
  private final Description description;
  private final SavedModelBundle bundle;

  private ExportedModel(Path directory, Description description, SavedModelBundle bundle) {
    this.directory = directory;
    this.description = description;
    this.bundle = bundle;
  }

  /** Whether a directory looks like an exported model, a damaged one perhaps. */
  public static boolean isAt(Path directory) {
    return Files.exists(directory.resolve(GRAPH))
        || Files.exists(directory.resolve(Description.FILE));
  }

  /**
   * What a directory's model is, read without TensorFlow.
   *
   * @throws RunException if there is no exported model, or a file is missing or damaged
   */
  public static Description describe(Path directory) {
    RunDirectory.requireDirectory(directory, "an exported model");
    for (String file : List.of(GRAPH, "variables/variables.index")) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new RunException(
            directory
                + " is no exported model: it has no "
                + file
                + "; see "
                + ShellCommand.of("export", "--help"));
      }
    }
    return Description.read(directory);
  }

  /**
   * Loads a model.
   *
   * @throws RunException if it is missing or damaged
   */
  public static ExportedModel open(Path directory) {
    Description description = describe(directory);
    SavedModelBundle bundle;
    try {
      bundle =
          SavedModelBundle.loader(directory.toString())
              .withTags(SavedModelBundle.DEFAULT_TAG)
              // As the live program computes: the same sums in the same order.
              .withConfigProto(Sessions.config(Optional.empty()))
              .load();
    } catch (TensorFlowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RunException(
          directory + " is damaged: " + Durable.firstLine(e) + "; export the run again", e);
    }
    ExportedModel model = new ExportedModel(directory, description, bundle);
    try {
      description.signatures().forEach(model::check);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private void check(String name, Description.Signature described) {
    Signature found =
        bundle.signatures().stream().filter(s -> s.key().equals(name)).findFirst().orElse(null);
    if (found == null
        || !sizes(found.getInputs()).equals(shapes(described.inputs()))
        || !found.outputNames().equals(described.outputs().keySet())) {
      throw new RunException(
          directory
              + " is damaged: "
              + Description.FILE
              + " and "
              + GRAPH
              + " say different things of the function '"
              + name
              + "'; export the run again");
    }
  }

  private static Map<String, List<Long>> sizes(Map<String, Signature.TensorDescription> inputs) {
    Map<String, List<Long>> sizes = new LinkedHashMap<>();
    inputs.forEach((name, input) -> sizes.put(name, Values.sizes(input.shape)));
    return sizes;
  }

  private static Map<String, List<Long>> shapes(Map<String, Description.Value> inputs) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    inputs.forEach((name, input) -> shapes.put(name, input.shape()));
    return shapes;
  }

  public Description description() {
    return description;
  }

  /**
   * What a function takes and gives.
   *
   * @throws RunException if the model has no such function
   */
  Description.Signature signature(String name) {
    Description.Signature found = description.signatures().get(name);
    if (found == null) {
      Set<String> all = new TreeSet<>(description.signatures().keySet());
      throw new RunException(directory + " has no function '" + name + "', only " + all);
    }
    return found;
  }

  /** A function by name; see {@link #signature}. */
  Function function(String name) {
    Set<String> outputs = signature(name).outputs().keySet();
    return arguments -> call(name, outputs, arguments);
  }

  private Map<String, ExportedNumbers> call(
      String name, Set<String> outputs, Map<String, Tensor> arguments) {
    try (Result result = bundle.function(name).call(arguments)) {
      Map<String, ExportedNumbers> numbers = new LinkedHashMap<>();
      for (String output : outputs) {
        numbers.put(output, ExportedNumbers.of(result.get(output).orElseThrow()));
      }
      return numbers;
    } catch (TensorFlowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RunException(
          directory + ": the function '" + name + "' cannot be called: " + Durable.firstLine(e), e);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
