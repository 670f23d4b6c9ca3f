package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.NodeOutput;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A node that one call into TensorFlow executed, as TensorFlow's own optimisers left it. Nodes of
 * branches that were not taken are not executed.
 *
 * @param name in the optimised graph
 * @param op its type, {@link #KERNEL} of a call that XLA has made a kernel of
 * @param nanos time inside the operation; threads that help it are not added
 * @param work its arithmetic
 */
record ExecutedNode(String name, String op, long nanos, Work work) {
  /** Its operations are not traced: the time of the call is theirs. */
  static final String KERNEL = "XLA kernel";

  private static final String COMPILED = "_XlaMustCompile";

  /**
   * The nodes of one call.
   *
   * @param trace of a call with full tracing and with the graphs as they were executed
   */
  static List<ExecutedNode> of(RunMetadata trace) {
    Map<String, NodeDef> definitions = definitions(trace);
    Map<String, Map<Integer, long[]>> shapes = shapes(trace);
    List<ExecutedNode> nodes = new ArrayList<>();
    for (DeviceStepStats device : trace.getStepStats().getDevStatsList()) {
      // A graphics processor reports its kernels a second time, by stream.
      if (device.getDevice().contains("stream")) {
        continue;
      }
      for (NodeExecStats stats : device.getNodeStatsList()) {
        NodeDef definition = definitions.get(stats.getNodeName());
        if (definition == null) {
          continue; // feeds and fetches, which TensorFlow adds around the graph
        }
        boolean kernel =
            definition.containsAttr(COMPILED) && definition.getAttrOrThrow(COMPILED).getB();
        nodes.add(
            new ExecutedNode(
                stats.getNodeName(),
                kernel ? KERNEL : definition.getOp(),
                Math.max(0, stats.getOpEndRelNanos() - stats.getOpStartRelNanos()),
                kernel
                    ? Work.UNKNOWN
                    : Work.of(
                        definition,
                        input -> input(definition, input, definitions, shapes),
                        output -> shapes.get(definition.getName()).get(output))));
      }
    }
    return nodes;
  }

  private static Map<String, NodeDef> definitions(RunMetadata trace) {
    Map<String, NodeDef> all = new HashMap<>();
    for (GraphDef graph : trace.getPartitionGraphsList()) {
      for (FunctionDef function : graph.getLibrary().getFunctionList()) {
        function.getNodeDefList().forEach(node -> all.putIfAbsent(node.getName(), node));
      }
    }
    for (GraphDef graph : trace.getPartitionGraphsList()) {
      graph.getNodeList().forEach(node -> all.put(node.getName(), node));
    }
    return all;
  }

  private static Map<String, Map<Integer, long[]>> shapes(RunMetadata trace) {
    Map<String, Map<Integer, long[]>> shapes = new HashMap<>();
    for (DeviceStepStats device : trace.getStepStats().getDevStatsList()) {
      for (NodeExecStats stats : device.getNodeStatsList()) {
        Map<Integer, long[]> outputs =
            shapes.computeIfAbsent(stats.getNodeName(), name -> new HashMap<>());
        for (NodeOutput output : stats.getOutputList()) {
          outputs.put(output.getSlot(), dims(output.getTensorDescription().getShape()));
        }
      }
    }
    return shapes;
  }

  /** The shape of an input, or null: constants are not always executed, so they are read. */
  private static long[] input(
      NodeDef node,
      int index,
      Map<String, NodeDef> definitions,
      Map<String, Map<Integer, long[]>> shapes) {
    if (index >= node.getInputCount() || node.getInput(index).startsWith("^")) {
      return null;
    }
    String[] parts = node.getInput(index).split(":");
    int slot = parts.length > 1 ? Integer.parseInt(parts[parts.length - 1]) : 0;
    long[] traced = shapes.getOrDefault(parts[0], Map.of()).get(slot);
    NodeDef producer = definitions.get(parts[0]);
    if (traced != null || producer == null) {
      return traced;
    }
    if (producer.containsAttr("value")) {
      return dims(producer.getAttrOrThrow("value").getTensor().getTensorShape());
    }
    return producer.containsAttr("shape")
        ? dims(producer.getAttrOrThrow("shape").getShape())
        : null;
  }

  private static long[] dims(TensorShapeProto shape) {
    return shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
  }
}
