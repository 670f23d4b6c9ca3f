package org.altgrad.train.export;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.base.Csv;
import org.altgrad.data.format.NpzWriter;

/** All that a function gives for the examples of a split, for NumPy or as a table. */
final class OutputArrays {
  private final Map<String, List<ExportedNumbers>> batches = new LinkedHashMap<>();

  /** Adds what the function gave for some examples, the first axis of each output. */
  void add(Map<String, ExportedNumbers> outputs) {
    outputs.forEach((name, all) -> batches.computeIfAbsent(name, n -> new ArrayList<>()).add(all));
  }

  /**
   * The table: what is known of the examples, and a column for each number of each output, by its
   * name, with a number from 0 on where an example has several.
   */
  String table(KnownColumns known) {
    List<String> header = known.head();
    List<List<String>> rows = new ArrayList<>();
    batches.forEach(
        (name, parts) -> {
          int axes = parts.get(0).shape().numDimensions();
          int width = (int) (parts.get(0).shape().size() / parts.get(0).shape().get(0));
          for (int k = 0; k < width; k++) {
            header.add(axes < 2 ? name : name + k);
          }
          int row = 0;
          for (ExportedNumbers part : parts) {
            double[] values = part.values();
            for (int i = 0; i < values.length; i += width, row++) {
              if (row == rows.size()) {
                rows.add(known.cells(row));
              }
              for (int k = i; k < i + width; k++) {
                rows.get(row).add(text(values[k], part.whole()));
              }
            }
          }
        });
    return Csv.line(header) + rows.stream().map(Csv::line).collect(joining());
  }

  private static String text(double value, boolean whole) {
    return whole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.7g", value);
  }

  /** The file: what is known, and an array [examples, ...] for each output by its name. */
  byte[] npz(KnownColumns known) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter npz = new NpzWriter(bytes)) {
      known.write(npz);
      for (Map.Entry<String, List<ExportedNumbers>> output : batches.entrySet()) {
        List<ExportedNumbers> parts = output.getValue();
        long[] axes = parts.get(0).shape().asArray();
        axes[0] = parts.stream().mapToLong(part -> part.shape().get(0)).sum();
        double[] numbers =
            parts.stream().flatMapToDouble(part -> Arrays.stream(part.values())).toArray();
        npz.add(
            output.getKey(), Arrays.stream(axes).boxed().toList(), numbers, parts.get(0).whole());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
