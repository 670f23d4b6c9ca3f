package org.altgrad.train.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Inference;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.RunException;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** An inference in the graph of its live program, on the program's own variables. */
record LiveFunction(Live live, Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs)
    implements Function {

  /**
   * Adds the nodes of an inference.
   *
   * @throws RunException if the program has none of that name
   */
  static LiveFunction of(Live live, String name) {
    Map<String, Inference> all = live.program().inferences();
    Inference inference = all.get(name);
    if (inference == null) {
      throw new RunException(
          "the program has no function '" + name + "', only " + new TreeSet<>(all.keySet()));
    }
    Variables variables = live.program().variables();
    Nodes<TFloat32> nodes = Nodes.of(live.tf().withSubScope("live." + name), TFloat32.class);
    Map<String, Operand<?>> inputs = placeholders(nodes.tf(), inference);
    Map<String, Operand<?>> outputs =
        inference
            .build()
            .build(nodes, variable -> variables.entry(variable, TFloat32.class).value(), inputs);
    return new LiveFunction(live, inputs, outputs);
  }

  static Map<String, Operand<?>> placeholders(Ops tf, Inference inference) {
    Map<String, Operand<?>> inputs = new LinkedHashMap<>();
    for (Inference.Input input : inference.inputs()) {
      inputs.put(
          input.name(),
          tf.withName(input.name()).placeholder(input.type(), Placeholder.shape(input.shape())));
    }
    return inputs;
  }

  @Override
  public Map<String, ExportedNumbers> call(Map<String, Tensor> arguments) {
    Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
    inputs.forEach((name, placeholder) -> feeds.put(placeholder, arguments.get(name)));
    List<String> names = List.copyOf(outputs.keySet());
    List<Operand<?>> fetches = new ArrayList<>();
    names.forEach(name -> fetches.add(outputs.get(name)));
    Map<String, ExportedNumbers> results = new LinkedHashMap<>();
    try (Result result = live.run(feeds, fetches, List.of())) {
      for (int i = 0; i < names.size(); i++) {
        results.put(names.get(i), ExportedNumbers.of(result.get(i)));
      }
    }
    return results;
  }
}
