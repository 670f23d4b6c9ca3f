package org.altgrad.graphs.backbone;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.base.Seal;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * A graph without functions, control flow, state and control dependencies, whose weights are
 * constants. It is added to other graphs node by node, not imported whole, so that bodies of loops
 * can have it and gradients flow through it.
 *
 * @param nodes each after those that it reads; what is not among them is given when it is added
 * @param ops what TensorFlow knows of them
 */
record FrozenGraph(List<NodeDef> nodes, OpDefs ops) {

  FrozenGraph {
    nodes = List.copyOf(nodes);
  }

  /** A node by its name, or null if it is given. */
  NodeDef node(String name) {
    return nodes.stream().filter(node -> node.getName().equals(name)).findFirst().orElse(null);
  }

  /** Hexadecimal SHA-256 of nodes and weights. */
  String fingerprint() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      for (NodeDef node : nodes) {
        out.writeMessageNoTag(node);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Seal.of(bytes.toByteArray());
  }

  /**
   * Adds the graph to another.
   *
   * @param tf adds nodes to it
   * @param given tensors that stand for nodes of this graph, by the nodes' names
   * @param wanted results
   * @return one for each wanted
   */
  List<Output<?>> splice(Ops tf, Map<String, ? extends Operand<?>> given, List<TensorName> wanted) {
    Map<String, Operand<?>[]> made = new HashMap<>();
    given.forEach((name, operand) -> made.put(name, new Operand<?>[] {operand}));
    for (NodeDef node : nodes) {
      if (!given.containsKey(node.getName())) {
        made.put(node.getName(), add(tf, node, made));
      }
    }
    List<Output<?>> results = new ArrayList<>();
    for (TensorName name : wanted) {
      results.add(output(name, made));
    }
    return List.copyOf(results);
  }

  private static Output<?> output(TensorName name, Map<String, Operand<?>[]> made) {
    Operand<?>[] outputs = made.getOrDefault(name.node(), new Operand<?>[0]);
    Require.that(
        name.index() < outputs.length,
        "tensor of the graph",
        "an output of one of its nodes",
        name.node() + ":" + name.index());
    return outputs[name.index()].asOutput();
  }

  private Operand<?>[] add(Ops tf, NodeDef node, Map<String, Operand<?>[]> made) {
    OpDef op = ops.find(node.getOp());
    String name = node.getName().replaceAll("[^A-Za-z0-9.]", ".").replaceAll("^\\.+", "");
    OperationBuilder builder = tf.scope().opBuilder(node.getOp(), name);
    int next = 0;
    for (OpDef.ArgDef arg : op.getInputArgList()) {
      Output<?>[] inputs = new Output<?>[OpDefs.count(arg, node)];
      for (int i = 0; i < inputs.length; i++) {
        String what = "inputs of the node '" + node.getName() + "'";
        Require.that(next < node.getInputCount(), what, "more", node.getInputList());
        inputs[i] = output(TensorName.of(node.getInput(next++)), made);
      }
      if (OpDefs.isList(arg)) {
        builder.addInputList(inputs);
      } else {
        builder.addInput(inputs[0]);
      }
    }
    node.getAttrMap().forEach(builder::setAttr);
    GraphOperation operation = (GraphOperation) builder.build();
    Operand<?>[] outputs = new Operand<?>[operation.numOutputs()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = operation.output(i);
    }
    return outputs;
  }
}
