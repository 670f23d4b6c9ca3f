package org.altgrad.graphs.core;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A part of a graph that changes variables, for the body of a function, which sees no variables of
 * the graph around it: those that the part changes become resources, found by the variables' names
 * and changed by the same kernels, and others are given. Everything else is copied as it is, with
 * its control dependencies: what reads a variable after something does so still.
 */
final class InPlace {
  private static final String VARIABLE = "VariableV2";
  private static final String TYPE = "dtype";

  /**
   * An operation that changes variables, for resources.
   *
   * @param references how many of its first inputs are variables
   * @param type attribute for the type of their elements
   */
  private record Changing(int references, String operation, String type) {}

  private static final Map<String, Changing> CHANGING =
      Map.of(
          "Assign", new Changing(1, "AssignVariableOp", TYPE),
          "AssignAdd", new Changing(1, "AssignAddVariableOp", TYPE),
          "AssignSub", new Changing(1, "AssignSubVariableOp", TYPE),
          "ScatterUpdate", new Changing(1, "ResourceScatterUpdate", TYPE),
          "ApplyGradientDescent", new Changing(1, "ResourceApplyGradientDescent", "T"),
          "ApplyMomentum", new Changing(2, "ResourceApplyMomentum", "T"),
          "ApplyAdam", new Changing(3, "ResourceApplyAdam", "T"));

  private final GraphDef graph;
  private final Map<String, NodeDef> needed = new LinkedHashMap<>();
  private final Set<String> computed;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, NodeDef> copies = new LinkedHashMap<>();

  /** For a variable and what is waited for, the node that reads it then. */
  private final Map<List<?>, String> reads = new HashMap<>();

  /**
   * @param graph with the part
   * @param wanted names of the nodes that it leads to
   * @param computed names of nodes that are no part of it: their first output is given
   */
  InPlace(GraphDef graph, List<String> wanted, Set<String> computed) {
    this.graph = graph;
    this.computed = Set.copyOf(computed);
    Map<String, NodeDef> all = new HashMap<>();
    graph.getNodeList().forEach(node -> all.put(node.getName(), node));
    Deque<String> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      NodeDef node = all.get(open.pop());
      if (needed.put(node.getName(), node) == null && !computed.contains(node.getName())) {
        node.getInputList().forEach(input -> open.push(nodeOf(input)));
      }
    }
    for (NodeDef node : needed.values()) {
      Changing op = CHANGING.get(node.getOp());
      for (int i = 0; op != null && i < op.references(); i++) {
        changed.add(variable(node.getInput(i)));
      }
    }
  }

  private static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private boolean changes(String input) {
    return CHANGING.containsKey(needed.get(nodeOf(input)).getOp());
  }

  /** The variable behind a reference, which whatever changes it passes on. */
  private String variable(String input) {
    NodeDef node = needed.get(nodeOf(input));
    while (CHANGING.containsKey(node.getOp())) {
      node = needed.get(nodeOf(node.getInput(0)));
    }
    if (!node.getOp().equals(VARIABLE)) {
      throw new IllegalArgumentException(node.getName() + " is changed, and is no variable");
    }
    return node.getName();
  }

  /** The variables that it changes. */
  Collection<String> changed() {
    return List.copyOf(changed);
  }

  /** What it reads and does not have: other variables, placeholders, and what is computed. */
  List<String> read() {
    return needed.values().stream()
        .filter(
            node ->
                Set.of(VARIABLE, "Placeholder").contains(node.getOp())
                    || computed.contains(node.getName()))
        .map(NodeDef::getName)
        .filter(name -> !changed.contains(name))
        .toList();
  }

  /** Name of a node's copy. */
  static String copied(String node) {
    return "copy/" + node;
  }

  /**
   * A graph with the copy.
   *
   * @param around what the copy is added to
   * @param values for each of {@link #read} the node that stands for it
   */
  GraphDef within(GraphDef around, Map<String, String> values) {
    given.putAll(values);
    needed.values().stream().filter(node -> !given.containsKey(node.getName())).forEach(this::copy);
    return around.toBuilder().addAllNode(copies.values()).setLibrary(functions()).build();
  }

  private void copy(NodeDef node) {
    NodeDef.Builder own = node.toBuilder().setName(copied(node.getName())).clearInput();
    own.removeAttr("_class"); // beside which variable it was
    Changing op = CHANGING.get(node.getOp());
    if (node.getOp().equals(VARIABLE)) {
      ByteString name = ByteString.copyFromUtf8(node.getName());
      own.setOp("VarHandleOp").removeAttr("container");
      own.putAttr("shared_name", AttrValue.newBuilder().setS(name).build());
    } else if (node.getOp().equals("PlaceholderWithDefault")) { // a step feeds none
      own.setOp("Identity").putAttr("T", node.getAttrOrThrow(TYPE));
      own.removeAttr(TYPE).removeAttr("shape");
    } else if (op != null) {
      own.setOp(op.operation()).removeAttr("T");
      own.putAttr(op.type(), node.getAttrOrThrow("T"));
      if (op.type().equals(TYPE)) {
        own.removeAttr("use_locking").removeAttr("validate_shape");
      }
    }
    Set<String> after = new LinkedHashSet<>();
    node.getInputList().stream()
        .filter(input -> input.startsWith("^"))
        .forEach(input -> after.add("^" + named(input.substring(1))));
    for (int i = 0; i < node.getInputCount() && !node.getInput(i).startsWith("^"); i++) {
      String input = node.getInput(i);
      if (op == null || i >= op.references()) {
        own.addInput(value(input, after));
      } else {
        own.addInput(copied(variable(input)));
        if (changes(input)) {
          after.add("^" + copied(nodeOf(input)));
        }
      }
    }
    copies.put(own.getName(), own.addAllInput(after).build());
  }

  /** A tensor; of a variable that changes, its value after what its reader waits for. */
  private String value(String input, Set<String> waited) {
    if (!changes(input) && !changed.contains(nodeOf(input))) {
      return named(input);
    }
    String variable = variable(input);
    Set<String> after = new HashSet<>(waited);
    if (changes(input)) {
      after.add("^" + copied(nodeOf(input)));
    }
    return reads.computeIfAbsent(
        List.of(variable, after),
        key -> {
          NodeDef.Builder read = NodeDef.newBuilder().setName("read/" + reads.size());
          read.setOp("ReadVariableOp").addInput(copied(variable)).addAllInput(after);
          read.putAttr(TYPE, needed.get(variable).getAttrOrThrow(TYPE));
          copies.put(read.getName(), read.build());
          return read.getName();
        });
  }

  private String named(String input) {
    String value = given.get(nodeOf(input));
    return value == null ? copied(input) : value;
  }

  /** The functions that the part calls, and those that they call. */
  private FunctionDefLibrary functions() {
    Map<String, FunctionDef> all = new HashMap<>();
    graph.getLibrary().getFunctionList().forEach(f -> all.put(f.getSignature().getName(), f));
    Map<String, FunctionDef> called = new LinkedHashMap<>();
    Deque<Collection<NodeDef>> open = new ArrayDeque<>(List.of(needed.values()));
    while (!open.isEmpty()) {
      for (NodeDef node : open.pop()) {
        node.getAttrMap().values().stream()
            .filter(AttrValue::hasFunc)
            .map(attr -> all.get(attr.getFunc().getName()))
            .filter(f -> called.put(f.getSignature().getName(), f) == null)
            .forEach(f -> open.push(f.getNodeDefList()));
      }
    }
    return FunctionDefLibrary.newBuilder().addAllFunction(called.values()).build();
  }
}
