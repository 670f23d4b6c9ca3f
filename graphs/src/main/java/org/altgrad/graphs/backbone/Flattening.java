package org.altgrad.graphs.backbone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * Makes a {@link FrozenGraph} of what some results of a graph need: functions that it calls are
 * written out in place, variables become constants, control dependencies go, for without state
 * there is no order to keep. A gradient through a call would be computed by an older set of rules,
 * which lacks many operations, and control flow has none.
 */
final class Flattening {
  private static final Set<String> CONTROL_FLOW =
      Set.of(
          "If",
          "StatelessIf",
          "While",
          "StatelessWhile",
          "Case",
          "StatelessCase",
          "For",
          "Switch",
          "RefSwitch",
          "Merge",
          "RefMerge",
          "Enter",
          "RefEnter",
          "Exit",
          "RefExit",
          "NextIteration",
          "RefNextIteration",
          "LoopCond",
          "SymbolicGradient");

  /** What passes its first input on. */
  private static final Set<String> ALIASES =
      Set.of("PlaceholderWithDefault", "EnsureShape", "ReadVariableOp");

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final OpDefs ops = new OpDefs();
  private final Map<String, FunctionDef> library = new HashMap<>();
  private final Map<String, NodeDef> flat = new LinkedHashMap<>();
  private final Set<String> given;
  private final Function<NodeDef, TensorProto> variables;

  /** Nodes that see each other: of the graph, or of one call of a function. */
  private record Scope(
      String prefix,
      Map<String, NodeDef> nodes,
      Optional<FunctionDef> function,
      Optional<NodeDef> call,
      Optional<Scope> caller) {

    /** How deep calls have gone. */
    int depth() {
      return caller.map(Scope::depth).orElse(-1) + 1;
    }
  }

  private Flattening(GraphDef graph, Set<String> given, Function<NodeDef, TensorProto> variables) {
    this.given = given;
    this.variables = variables;
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> library.put(function.getSignature().getName(), function));
  }

  /**
   * A flat graph together with what results are called in it.
   *
   * @param results in the order in which they were asked for
   */
  record Flat(FrozenGraph graph, List<TensorName> results) {}

  /**
   * Flattens a graph.
   *
   * @param given nodes that are not needed, as they will be given
   * @param wanted results
   * @param variables the value of a variable's node
   * @throws IllegalArgumentException in one line, if it cannot be frozen and differentiated
   */
  static Flat of(
      GraphDef graph,
      Set<String> given,
      List<TensorName> wanted,
      Function<NodeDef, TensorProto> variables) {
    Flattening all = new Flattening(graph, given, variables);
    Scope top =
        new Scope(
            "", byName(graph.getNodeList()), Optional.empty(), Optional.empty(), Optional.empty());
    List<TensorName> results = new ArrayList<>();
    for (TensorName name : wanted) {
      results.add(all.resolve(top, name.node() + ":" + name.index()));
    }
    return new Flat(new FrozenGraph(List.copyOf(all.flat.values()), all.ops), results);
  }

  private static Map<String, NodeDef> byName(List<NodeDef> nodes) {
    Map<String, NodeDef> all = new HashMap<>();
    nodes.forEach(node -> all.put(node.getName(), node));
    return all;
  }

  /** Where a tensor that a scope names is in the flat graph. */
  private TensorName resolve(Scope scope, String tensor) {
    if (scope.function().isPresent()) {
      List<OpDef.ArgDef> arguments = scope.function().get().getSignature().getInputArgList();
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).getName().equals(tensor)) {
          return resolve(scope.caller().orElseThrow(), scope.call().orElseThrow().getInput(i));
        }
      }
    }
    String[] parts = tensor.split(":");
    NodeDef node = scope.nodes().get(parts[0]);
    if (node == null) {
      throw new IllegalArgumentException("its node '" + parts[0] + "' is missing");
    }
    int index =
        parts.length < 3
            ? TensorName.of(tensor).index()
            : output(node, parts[1]) + Integer.parseInt(parts[2]);
    if (scope.caller().isEmpty() && given.contains(node.getName())) {
      return new TensorName(node.getName(), 0);
    }
    Optional<FunctionDef> called = called(node);
    if (called.isPresent()) {
      return resolveCall(scope, node, called.get(), index);
    }
    boolean handle =
        node.getOp().equals("Identity")
            && node.getAttrOrThrow("T").getType() == DataType.DT_RESOURCE;
    return handle || ALIASES.contains(node.getOp())
        ? resolve(scope, node.getInput(0))
        : new TensorName(emit(scope, node), index);
  }

  private Optional<FunctionDef> called(NodeDef node) {
    return Optional.ofNullable(
        library.get(
            CALLS.contains(node.getOp())
                ? node.getAttrOrThrow("f").getFunc().getName()
                : node.getOp()));
  }

  private TensorName resolveCall(Scope scope, NodeDef call, FunctionDef function, int index) {
    if (scope.depth() > library.size()) {
      throw refused(call, "calls itself", "export it without recursion");
    }
    Scope inside =
        new Scope(
            scope.prefix() + call.getName() + "/",
            byName(function.getNodeDefList()),
            Optional.of(function),
            Optional.of(call),
            Optional.of(scope));
    String result = function.getSignature().getOutputArg(index).getName();
    return resolve(inside, function.getRetOrThrow(result));
  }

  /** Place of a named output among all outputs of a node in a function. */
  private int output(NodeDef node, String name) {
    Optional<FunctionDef> called = called(node);
    OpDef op = called.map(FunctionDef::getSignature).orElse(ops.find(node.getOp()));
    if (called.isPresent() && CALLS.contains(node.getOp())) {
      return 0; // its outputs are one list
    }
    int place = 0;
    for (OpDef.ArgDef arg : known(node, op).getOutputArgList()) {
      if (arg.getName().equals(name)) {
        return place;
      }
      place += OpDefs.count(arg, node);
    }
    throw new IllegalArgumentException(
        "its node '" + node.getName() + "' (" + node.getOp() + ") has no output '" + name + "'");
  }

  private static OpDef known(NodeDef node, OpDef op) {
    if (op == null) {
      throw refused(node, "is no operation of this TensorFlow", "export it without");
    }
    return op;
  }

  // --------------------------------------------------------------------------------- one node

  /** Adds a node and what it needs; its name in the flat graph. */
  private String emit(Scope scope, NodeDef node) {
    String name = scope.prefix() + node.getName();
    if (flat.containsKey(name)) {
      return name;
    }
    if (Set.of("VariableV2", "Variable", "VarHandleOp").contains(node.getOp())) {
      flat.put(name, constant(name, variables.apply(node)));
      return name;
    }
    require(node);
    NodeDef.Builder own = NodeDef.newBuilder().setName(name).setOp(node.getOp());
    node.getInputList().stream()
        .filter(input -> !input.startsWith("^"))
        .forEach(input -> own.addInput(resolve(scope, input).toString()));
    OpDef op = ops.find(node.getOp());
    // Others say where and how it ran.
    op.getAttrList().stream()
        .map(OpDef.AttrDef::getName)
        .filter(node::containsAttr)
        .forEach(attr -> own.putAttr(attr, concrete(scope, node.getAttrOrThrow(attr))));
    if (node.getOp().equals("ResourceGather")) {
      gather(own);
    }
    flat.put(name, own.build());
    return name;
  }

  /** A function's attribute may be one of its call. */
  private static AttrValue concrete(Scope scope, AttrValue value) {
    return value.hasPlaceholder()
        ? scope.call().orElseThrow().getAttrOrThrow(value.getPlaceholder())
        : value;
  }

  /** A look-up in a variable becomes one in a constant. */
  private void gather(NodeDef.Builder node) {
    String axis = node.getName() + "/axis";
    flat.put(
        axis,
        constant(axis, TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(0).build()));
    AttrValue batch = node.getAttrOrDefault("batch_dims", AttrValue.newBuilder().setI(0).build());
    AttrValue elements = node.getAttrOrThrow("dtype");
    AttrValue indices = node.getAttrOrThrow("Tindices");
    node.setOp("GatherV2").addInput(axis).clearAttr();
    node.putAttr("batch_dims", batch).putAttr("Tparams", elements).putAttr("Tindices", indices);
    node.putAttr("Taxis", AttrValue.newBuilder().setType(DataType.DT_INT32).build());
  }

  static NodeDef constant(String name, TensorProto value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(value.getDtype()).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }

  // ------------------------------------------------------------------------- what is refused

  private void require(NodeDef node) {
    String type = node.getOp();
    if (type.equals("Placeholder")) {
      throw new IllegalArgumentException(
          "it needs another input, '" + node.getName() + "': export it with one input");
    }
    if (CALLS.contains(type)) {
      throw refused(
          node,
          "calls a function that is not in the model, '"
              + node.getAttrOrThrow("f").getFunc().getName()
              + "'",
          "export it whole");
    }
    OpDef op = known(node, ops.find(type));
    boolean training = node.getAttrOrDefault("is_training", AttrValue.getDefaultInstance()).getB();
    if (type.startsWith("FusedBatchNorm") && (training || !node.containsAttr("is_training"))) {
      throw refused(node, "normalises by the batch, as in training", "export it for inference");
    }
    boolean functions = node.getAttrMap().values().stream().anyMatch(AttrValue::hasFunc);
    if (CONTROL_FLOW.contains(type) || functions) {
      throw refused(
          node,
          "is control flow, through which no gradient passes",
          "export it for inference, without loops and conditions");
    }
    if (type.contains("Random") || type.equals("Multinomial") || type.startsWith("Stateless")) {
      throw refused(
          node, "draws random numbers, as dropout does in training", "export it for inference");
    }
    if (op.getIsStateful() && !type.equals("ResourceGather")) {
      throw refused(node, "has a state that cannot be frozen", "export it without");
    }
  }

  private static IllegalArgumentException refused(NodeDef node, String what, String instead) {
    return new IllegalArgumentException(
        "its node '" + node.getName() + "' (" + node.getOp() + ") " + what + ": " + instead);
  }
}
