package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Where the time of a step goes, from several traced steps.
 *
 * @param stepsPerCall steps that were traced at once
 * @param nodes number of nodes that a step executes, its share of those of a call
 * @param micros time inside operations in a step
 * @param types by type of operation, the most expensive first
 * @param named by node, the most expensive first
 */
public record Profile(
    int stepsPerCall,
    double nodes,
    double micros,
    List<ProfileLine> types,
    List<ProfileLine> named) {

  public Profile {
    types = List.copyOf(types);
    named = List.copyOf(named);
  }

  /**
   * Some nodes together.
   *
   * @param label type, or name and type
   * @param count executions in a step
   * @param micros time in a step
   * @param mflop of matrix products and convolutions in a step
   */
  public record ProfileLine(String label, double count, double micros, double mflop) {}

  /** Their time is that of the nodes inside, which are listed themselves. */
  private static final Set<String> CALLS =
      Set.of("PartitionedCall", "StatefulPartitionedCall", "While", "StatelessWhile", "If");

  /** A node with its executions in all steps, more than one in a step where there is a loop. */
  private record Node(String name, String op, double count, double micros, double mflop) {}

  /**
   * Of calls into TensorFlow.
   *
   * @param stepsPerCall steps that each of them makes
   */
  static Profile of(List<List<ExecutedNode>> calls, int stepsPerCall) {
    Map<String, List<List<ExecutedNode>>> byName = new LinkedHashMap<>();
    for (List<ExecutedNode> call : calls) {
      Map<String, List<ExecutedNode>> inCall = new LinkedHashMap<>();
      for (ExecutedNode node : call) {
        if (!CALLS.contains(node.op())) {
          inCall.computeIfAbsent(node.name(), name -> new ArrayList<>()).add(node);
        }
      }
      inCall.forEach(
          (name, runs) -> byName.computeIfAbsent(name, key -> new ArrayList<>()).add(runs));
    }
    double steps = (double) calls.size() * stepsPerCall;
    List<Node> nodes = byName.values().stream().map(executions -> node(executions, steps)).toList();
    return new Profile(
        stepsPerCall,
        nodes.stream().mapToDouble(Node::count).sum(),
        nodes.stream().mapToDouble(Node::micros).sum(),
        lines(nodes, Node::op),
        lines(nodes, node -> node.name() + "  " + node.op()));
  }

  /** The median is not moved by the calls in which the system gave the processor away. */
  private static Node node(List<List<ExecutedNode>> executions, double steps) {
    double[] micros =
        executions.stream()
            .mapToDouble(runs -> runs.stream().mapToLong(ExecutedNode::nanos).sum() / 1e3)
            .toArray();
    List<ExecutedNode> all = executions.stream().flatMap(List::stream).toList();
    return new Node(
        all.get(0).name(),
        all.get(0).op(),
        all.size() / steps,
        BenchResult.Repeats.of(micros).median() * executions.size() / steps,
        all.stream().mapToDouble(n -> n.work().flops()).sum() / 1e6 / steps);
  }

  private static List<ProfileLine> lines(List<Node> nodes, Function<Node, String> label) {
    Map<String, ProfileLine> lines = new LinkedHashMap<>();
    for (Node n : nodes) {
      String key = label.apply(n);
      lines.merge(
          key,
          new ProfileLine(key, n.count(), n.micros(), n.mflop()),
          (x, y) ->
              new ProfileLine(
                  key, x.count() + y.count(), x.micros() + y.micros(), x.mflop() + y.mflop()));
    }
    return lines.values().stream()
        .sorted(Comparator.comparingDouble(ProfileLine::micros).reversed())
        .toList();
  }

  /** Tables of the most expensive types and nodes. */
  public String toText(int rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s a step%s, %.1f us a step inside operations%n",
            several(nodes),
            stepsPerCall == 1
                ? ""
                : " (" + several(nodes * stepsPerCall) + " in a call of " + stepsPerCall + ")",
            micros));
    table(text, "type", types, rows);
    table(text, "node", named, rows);
    return text.toString();
  }

  private static String several(double nodes) {
    boolean whole = Math.abs(nodes - Math.rint(nodes)) < 1e-9 || nodes >= 10;
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", nodes)
        + (Math.abs(nodes - 1) < 1e-9 ? " node" : " nodes");
  }

  private void table(StringBuilder text, String head, List<ProfileLine> lines, int rows) {
    text.append(
        String.format("%n%10s %6s %8s %10s  %s%n", "us a step", "%", "count", "MFLOP", head));
    for (ProfileLine line : lines.subList(0, Math.min(rows, lines.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%10.2f %6.1f %8.2f %10.2f  %s%n",
              line.micros(),
              100 * line.micros() / micros,
              line.count(),
              line.mflop(),
              line.label()));
    }
  }
}
