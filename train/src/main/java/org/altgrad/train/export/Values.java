package org.altgrad.train.export;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TType;

/** Arguments and results in the words of a {@link Description}. */
final class Values {
  private Values() {}

  static Description.Signature signature(Inference inference, Map<String, Operand<?>> outputs) {
    Map<String, Description.Value> inputs = new LinkedHashMap<>();
    inference
        .inputs()
        .forEach(
            input -> inputs.put(input.name(), value(input.type(), input.shape(), input.usual())));
    Map<String, Description.Value> results = new LinkedHashMap<>();
    outputs.forEach(
        (name, output) ->
            results.put(name, value(output.type(), output.shape(), OptionalLong.empty())));
    return new Description.Signature(inference.description(), inputs, results);
  }

  private static Description.Value value(
      Class<? extends TType> type, Shape shape, OptionalLong usual) {
    // TFloat32 is float32.
    String name = type.getSimpleName().substring(1).toLowerCase(Locale.ROOT);
    return new Description.Value(name, sizes(shape), usual);
  }

  /** Sizes; of a shape that is not known at all, none. */
  static List<Long> sizes(Shape shape) {
    return shape.isUnknown() ? List.of() : Arrays.stream(shape.asArray()).boxed().toList();
  }
}
