package org.altgrad.train.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.data.Column;
import org.altgrad.data.format.NpzWriter;

/** All that a function gives for the examples of a split, for NumPy. */
final class OutputArrays {
  private final Map<String, List<ExportedNumbers>> batches = new LinkedHashMap<>();

  /** Adds what the function gave for some examples, the first axis of each output. */
  void add(Map<String, ExportedNumbers> outputs) {
    outputs.forEach((name, all) -> batches.computeIfAbsent(name, n -> new ArrayList<>()).add(all));
  }

  /**
   * The file: an array [examples, ...] for each output by its name.
   *
   * @param labels another array {@code label}; null for none
   */
  byte[] npz(Column labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter npz = new NpzWriter(bytes)) {
      if (labels != null) {
        npz.add("label", labels);
      }
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
