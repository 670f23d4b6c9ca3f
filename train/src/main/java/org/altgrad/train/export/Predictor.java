package org.altgrad.train.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.train.run.Durable;
import org.altgrad.train.run.RunException;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;

/**
 * Applies an exported function to the examples of a split and writes one CSV row for each: {@code
 * row,label,prediction,...}. A function that gives a row of scores has {@code prediction} as the
 * index of the largest and the scores after it; one that gives a number has just that.
 */
public final class Predictor {
  private static final int BATCH = 500;

  private Predictor() {}

  /**
   * What was predicted.
   *
   * @param correct examples whose prediction is their label
   */
  public record Report(Path file, int examples, int correct) {}

  /**
   * @param export directory of a SavedModel
   * @param signature function in it; its inputs are {@code image}-like floats named as a column of
   *     the split, and optionally a scalar {@code seed}
   * @throws RunException if the model is damaged, lacks the function, or the split does not fit it
   */
  public static Report predict(Path export, String signature, Split split, long seed, Path to) {
    if (!Files.exists(export.resolve("saved_model.pb"))) {
      throw new RunException(
          export + " is no exported model: it has no saved_model.pb; see altgrad export");
    }
    try (SavedModelBundle bundle = SavedModelBundle.load(export.toString())) {
      Signature found =
          bundle.signatures().stream()
              .filter(s -> s.key().equals(signature))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RunException(
                          export
                              + " has no function '"
                              + signature
                              + "', only "
                              + new TreeSet<>(
                                  bundle.signatures().stream().map(Signature::key).toList())));
      return predict(bundle, found, split, seed, to);
    } catch (TensorFlowException e) {
      throw new RunException(export + " cannot be read: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Report predict(
      SavedModelBundle bundle, Signature signature, Split split, long seed, Path to) {
    String input =
        signature.inputNames().stream()
            .filter(split.columns()::containsKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new RunException(
                        "the function takes "
                            + signature.inputNames()
                            + ", the data have "
                            + split.columns().keySet()));
    Column column = split.column(input);
    long wanted = signature.getInputs().get(input).shape.tail().size();
    if (wanted != column.exampleSize()) {
      throw new RunException(
          "the function takes "
              + wanted
              + " numbers for an example, the data have "
              + column.exampleSize());
    }
    Column labels = split.columns().get("label");
    int correct = 0;
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < split.count(); start += BATCH) {
      int n = Math.min(BATCH, split.count() - start);
      Map<String, Tensor> arguments = new LinkedHashMap<>();
      arguments.put(input, batch(column, start, n, signature.getInputs().get(input).shape));
      if (signature.inputNames().contains("seed")) {
        arguments.put("seed", TInt64.scalarOf(seed + start));
      }
      try (Result result = bundle.function(signature.key()).call(arguments)) {
        Tensor output = result.get(0);
        double[] values = Tensors.values(output);
        int width = values.length / n;
        boolean scores = output.shape().numDimensions() > 1;
        if (lines.isEmpty()) {
          lines.add(header(labels != null, scores, width));
        }
        for (int i = 0; i < n; i++) {
          int prediction = scores ? largest(values, i * width, width) : (int) values[i];
          StringBuilder line = new StringBuilder().append(start + i);
          if (labels != null) {
            line.append(',').append(labels.label(start + i));
            correct += labels.label(start + i) == prediction ? 1 : 0;
          }
          line.append(',').append(prediction);
          for (int k = 0; scores && k < width; k++) {
            line.append(',').append(String.format(Locale.ROOT, "%.7g", values[i * width + k]));
          }
          lines.add(line.toString());
        }
      } finally {
        arguments.values().forEach(Tensor::close);
      }
    }
    write(to, lines);
    return new Report(to, split.count(), correct);
  }

  private static String header(boolean labels, boolean scores, int width) {
    StringBuilder header = new StringBuilder("row").append(labels ? ",label" : "");
    header.append(",prediction");
    for (int k = 0; scores && k < width; k++) {
      header.append(",p").append(k);
    }
    return header.toString();
  }

  private static Tensor batch(Column column, int start, int n, Shape shape) {
    float[] values = new float[n * column.exampleSize()];
    for (int i = 0; i < n; i++) {
      System.arraycopy(
          column.values(start + i), 0, values, i * column.exampleSize(), column.exampleSize());
    }
    return Tensors.floats(Shape.of(n).append(shape.tail()), values);
  }

  private static int largest(double[] values, int offset, int width) {
    int best = 0;
    for (int k = 1; k < width; k++) {
      best = values[offset + k] > values[offset + best] ? k : best;
    }
    return best;
  }

  private static void write(Path to, List<String> lines) {
    if (Files.exists(to)) {
      throw new RunException(to + " is there already; name another file");
    }
    try {
      if (to.toAbsolutePath().getParent() != null) {
        Files.createDirectories(to.toAbsolutePath().getParent());
      }
    } catch (IOException e) {
      throw new RunException(to + " cannot be written: " + e.getMessage(), e);
    }
    Durable.write(to, String.join("\n", lines) + "\n");
  }
}
