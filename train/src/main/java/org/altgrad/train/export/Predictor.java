package org.altgrad.train.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.altgrad.base.Csv;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.plotting.OutputFile;
import org.altgrad.train.run.RunException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;

/**
 * Applies an exported function to the examples of a split and writes one CSV row for each: {@code
 * row,label,...}, after the row the {@code line}, {@code array_row} or {@code file} of a user's own
 * data at which the example stands, and beside each class its name if it has one ({@code
 * label_name}, {@code prediction_name}). A function that gives a row of scores has {@code
 * prediction}, the index of the largest, and the scores after it, {@code p0,p1,...}; one that gives
 * the {@code probability} of class 1 has 1 as prediction from a half on, and the probability after
 * it; one that gives a whole number has it as {@code prediction}; one that gives another number has
 * that under the output's name. One that gives several things, and no probabilities among them, has
 * all of them, each under its name, or {@code name0,name1,...} where it is a row of numbers. A file
 * whose name ends in {@code .npz} gets all outputs, whatever they are, as arrays of NumPy's, by
 * their names, the places, the labels and {@code class_names}.
 */
public final class Predictor {
  private static final int BATCH = 500;
  private static final String PROBABILITIES = "probabilities";
  private static final String PROBABILITY = "probability";

  private Predictor() {}

  /**
   * What was predicted.
   *
   * @param description of the function, with what its arguments were
   * @param correct examples whose prediction is their label; empty if there are no labels or no
   *     predictions of them
   */
  public record PredictionReport(
      Path file, String description, int examples, OptionalInt correct) {}

  /**
   * @param export directory of an exported model
   * @param name function in it; besides a column of the split it may take whole numbers
   * @param given those that are not to be as usual, such as {@code seed} and {@code passes}
   * @throws RunException if the model is damaged, lacks the function, or the split does not fit it
   * @throws org.altgrad.plotting.PlotException if the file exists or cannot be written
   */
  public static PredictionReport predict(
      Path export, String name, Split split, Map<String, Long> given, Path to) {
    return predict(export, name, split, given, to, false);
  }

  /**
   * @param replace whether the file may be there already
   */
  public static PredictionReport predict(
      Path export, String name, Split split, Map<String, Long> given, Path to, boolean replace) {
    OutputFile.requireFree(to, replace);
    try (ExportedModel model = ExportedModel.open(export)) {
      Description.Signature signature = model.signature(name);
      Column column = column(name, signature, split, model.description().imageShape());
      boolean arrays = to.toString().endsWith(".npz");
      OutputArrays all = new OutputArrays();
      String output = arrays ? scored(signature) : output(signature);
      boolean collects = arrays || output.isEmpty();
      KnownColumns known = new KnownColumns(split, model.description().classNames());
      Table table = new Table(known, output);
      Map<String, Long> numbers = numbers(name, signature, given);
      for (int start = 0; start < split.count(); start += BATCH) {
        int n = Math.min(BATCH, split.count() - start);
        Map<String, Tensor> arguments = new LinkedHashMap<>();
        arguments.put(
            column.name(), batch(column, start, n, signature.inputs().get(column.name())));
        numbers.forEach((number, value) -> arguments.put(number, TInt64.scalarOf(value)));
        try {
          Map<String, ExportedNumbers> outputs = model.function(name).call(arguments);
          if (collects) {
            all.add(outputs);
          }
          if (!output.isEmpty()) {
            table.add(start, n, outputs.get(output));
          }
        } finally {
          arguments.values().forEach(Tensor::close);
        }
      }
      if (arrays) {
        OutputFile.write(to, all.npz(known), replace);
      } else {
        String lines = collects ? all.table(known) : table.lines.toString();
        OutputFile.write(to, lines, replace);
      }
      String with = numbers.isEmpty() ? "" : " Here: " + numbers + ".";
      return new PredictionReport(
          to, signature.description() + with, split.count(), table.correct());
    }
  }

  /** The output that predicts labels, whatever else is written; empty if none says so. */
  private static String scored(Description.Signature signature) {
    return Stream.of(PROBABILITIES, PROBABILITY)
        .filter(signature.outputs()::containsKey)
        .findFirst()
        .orElse("");
  }

  /** What a table has: of several outputs the probabilities; empty for all of them. */
  private static String output(Description.Signature signature) {
    Set<String> all = signature.outputs().keySet();
    return all.size() == 1
        ? all.iterator().next()
        : all.contains(PROBABILITIES) ? PROBABILITIES : "";
  }

  /** The whole numbers that the function takes. */
  private static Map<String, Long> numbers(
      String name, Description.Signature signature, Map<String, Long> given) {
    Map<String, Long> numbers = new TreeMap<>();
    signature
        .inputs()
        .forEach(
            (input, value) -> {
              if (value.type().equals("int64") && value.shape().isEmpty()) {
                // An older export has no usual values.
                numbers.put(input, given.getOrDefault(input, value.usual().orElse(0)));
              }
            });
    for (String input : given.keySet()) {
      if (!numbers.containsKey(input)) {
        throw new RunException(
            "--"
                + input
                + ": the function '"
                + name
                + "' takes no such number, only "
                + signature.inputs().keySet());
      }
    }
    return numbers;
  }

  /**
   * Refuses examples that a function cannot take; of functions that there are not nothing is said.
   *
   * @throws RunException if they have not what it takes
   */
  public static void requireFit(Description model, String name, Split split) {
    Description.Signature signature = model.signatures().get(name);
    if (signature != null) {
      column(name, signature, split, model.imageShape());
    }
  }

  /** The column that the function takes. */
  private static Column column(
      String name, Description.Signature signature, Split split, List<Integer> image) {
    Set<String> inputs = signature.inputs().keySet();
    String input =
        inputs.stream()
            .filter(split.columns()::containsKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new RunException(
                        "the function '"
                            + name
                            + "' takes "
                            + inputs
                            + ", the data have "
                            + split.columns().keySet()
                            + wayOut(inputs, split, image)));
    Column column = split.column(input);
    List<Long> shape = signature.inputs().get(input).shape();
    long wanted = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
    if (wanted != column.exampleSize()) {
      throw new RunException(
          "the function '"
              + name
              + "' takes "
              + wanted
              + " numbers for an example, the data have "
              + column.exampleSize()
              + " "
              + column.shape());
    }
    return column;
  }

  /** How data of one's own have the column that a function takes. */
  private static String wayOut(Set<String> inputs, Split split, List<Integer> image) {
    Set<String> there = split.columns().keySet();
    if (inputs.contains("image") && there.contains("input") && !image.isEmpty()) {
      return "; rows of a table are pictures with data.shape="
          + image.toString().replace(" ", "")
          + ", arrays as bytes of shape [rows, "
          + image.toString().substring(1);
    }
    return inputs.contains("input") && there.contains("image")
        ? "; rows of a table are no pictures without data.shape, arrays as floats"
        : "";
  }

  private static Tensor batch(Column column, int start, int n, Description.Value input) {
    int size = column.exampleSize();
    float[] values = new float[n * size];
    for (int i = 0; i < n; i++) {
      System.arraycopy(column.values(start + i), 0, values, i * size, size);
    }
    long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
    shape[0] = n;
    return ExportedNumbers.tensor(input.type(), Shape.of(shape), values);
  }

  /** The rows so far. */
  private static final class Table {
    private final KnownColumns known;
    private final String output;
    private final StringBuilder lines = new StringBuilder();
    private boolean predicts;
    private int correct;

    Table(KnownColumns known, String output) {
      this.known = known;
      this.output = output;
    }

    OptionalInt correct() {
      return known.labels() != null && predicts ? OptionalInt.of(correct) : OptionalInt.empty();
    }

    void add(int start, int n, ExportedNumbers numbers) {
      double[] values = numbers.values();
      int width = values.length / n;
      boolean scores = numbers.shape().numDimensions() > 1;
      boolean binary = !scores && output.equals(PROBABILITY);
      if (lines.isEmpty()) {
        predicts = scores || binary || numbers.whole();
        lines.append(header(scores ? width : 0, binary));
      }
      for (int i = 0; i < n; i++) {
        List<String> line = known.cells(start + i);
        if (predicts) {
          int prediction =
              scores
                  ? largest(values, i * width, width)
                  : binary ? (values[i] >= 0.5 ? 1 : 0) : (int) values[i];
          line.addAll(known.ofClass(prediction));
          Column labels = known.labels();
          correct += labels != null && labels.label(start + i) == prediction ? 1 : 0;
        }
        for (int k = 0; k < width && (scores || binary || !predicts); k++) {
          line.add(String.format(Locale.ROOT, "%.7g", values[i * width + k]));
        }
        lines.append(Csv.line(line));
      }
    }

    private String header(int scores, boolean binary) {
      List<String> header = known.head();
      header.addAll(predicts ? known.named("prediction") : List.of(output));
      if (binary) {
        header.add(output);
      }
      for (int k = 0; k < scores; k++) {
        header.add("p" + k);
      }
      return Csv.line(header);
    }

    private static int largest(double[] values, int offset, int width) {
      int best = 0;
      for (int k = 1; k < width; k++) {
        best = values[offset + k] > values[offset + best] ? k : best;
      }
      return best;
    }
  }
}
