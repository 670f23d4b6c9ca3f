package org.altgrad.graphs.core;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Operations that stand in a graph as they are for one network, added to another graph for several
 * networks side by side, each of which gets the numbers, to the bit, that it would have alone.
 *
 * <p>What gives the same bits wherever a number stands in a tensor (arithmetic, comparisons,
 * choices, shapes, sums over the last axes) becomes one operation on all networks, [networks, ...].
 * What need not is made for each network by itself: matrix products, softmax and draws, and
 * functions such as the exponential where a network's numbers do not fill the processor's
 * registers, so that some of them are computed one by one. So is what stands behind a switch,
 * unless all networks take its second side, as they usually do.
 *
 * <p>Where a sum over all of a network's numbers is large enough for several threads to share, its
 * last bits may differ.
 */
public final class SideBySide {
  /** One number in, one out, correctly rounded; or no arithmetic at all. */
  private static final Set<String> EXACT =
      Set.of(
          "Abs",
          "Add",
          "AddV2",
          "Cast",
          "Div",
          "Equal",
          "Floor",
          "Greater",
          "GreaterEqual",
          "Identity",
          "Less",
          "LessEqual",
          "LogicalAnd",
          "LogicalNot",
          "LogicalOr",
          "Maximum",
          "Minimum",
          "Mul",
          "Neg",
          "NotEqual",
          "OnesLike",
          "RealDiv",
          "Relu",
          "ReluGrad",
          "SelectV2",
          "Sign",
          "Sqrt",
          "Square",
          "StopGradient",
          "Sub",
          "ZerosLike");

  /** Whose last bit depends on whether a number is computed in a register of several. */
  private static final Set<String> FUNCTIONS =
      Set.of("Exp", "Log", "Log1p", "Reciprocal", "Sigmoid", "Tanh");

  private static final Set<String> REDUCTIONS = Set.of("Max", "Mean", "Min", "Sum");
  private static final Set<String> OTHER_SHAPES = Set.of("ExpandDims", "Reshape", "Squeeze");
  private static final Set<String> LISTS = Set.of("AddN", "IdentityN", "Merge", "Pack");

  /** Numbers of the largest register. */
  private static final int REGISTER = 16;

  private final Ops tf;
  private final int count;
  private final Map<String, NodeDef> definitions = new HashMap<>();
  private final Map<String, List<Value>> values = new HashMap<>();

  /** An output for all networks, in the forms that have been asked for. */
  private final class Value {
    private final Shape shape;
    private final boolean conditional;
    private Value usual;
    private Output<?> shared;
    private Output<?> stacked;
    private List<Output<?>> parts;

    /**
     * @param shape of one network's
     * @param conditional whether there may be none
     */
    Value(Shape shape, boolean conditional) {
      this.shape = shape;
      this.conditional = conditional;
    }

    Value shared(Output<?> all) {
      shared = all;
      return this;
    }

    Value stacked(Output<?> all) {
      stacked = all;
      return this;
    }

    Value parts(List<Output<?>> each) {
      parts = each;
      return this;
    }

    boolean isShared() {
      return shared != null;
    }

    Output<?> stacked() {
      if (stacked == null) {
        stacked = isShared() ? broadcast(shared, withNetworks(shape)) : pack(parts);
      }
      return stacked;
    }

    List<Output<?>> parts() {
      if (parts == null) {
        parts = isShared() ? Collections.nCopies(count, shared) : unpack(stacked);
      }
      return parts;
    }
  }

  private SideBySide(Ops tf, Graph one, int count) {
    this.tf = tf;
    this.count = count;
    one.toGraphDef().getNodeList().forEach(node -> definitions.put(node.getName(), node));
  }

  /**
   * What the placeholders of the one network are.
   *
   * @param own of each network, [networks, ...]
   * @param shared the same for all
   */
  public record Given(Map<Operand<?>, Operand<?>> own, Map<Operand<?>, Operand<?>> shared) {}

  /**
   * Adds the operations.
   *
   * @param tf of the graph that they are added to
   * @param one graph of the one network, whose shapes are known, with no variables and no control
   *     dependencies
   * @param wanted outputs in it
   * @param count of networks
   * @return for each wanted [networks, ...]
   */
  public static List<Output<?>> of(
      Ops tf, Graph one, List<? extends Operand<?>> wanted, int count, Given given) {
    SideBySide all = new SideBySide(tf, one, count);
    given.own().forEach((from, to) -> all.give(from, to, true));
    given.shared().forEach((from, to) -> all.give(from, to, false));
    Set<String> needed = needed(wanted);
    for (Iterator<GraphOperation> ops = one.operations(); ops.hasNext(); ) {
      GraphOperation op = ops.next();
      if (needed.contains(op.name()) && !all.values.containsKey(op.name())) {
        all.add(op);
      }
    }
    return wanted.stream().<Output<?>>map(w -> all.value(w.asOutput()).stacked()).toList();
  }

  private void give(Operand<?> from, Operand<?> to, boolean own) {
    Value value = new Value(from.asOutput().shape(), false);
    values.put(
        from.asOutput().op().name(),
        List.of(own ? value.stacked(to.asOutput()) : value.shared(to.asOutput())));
  }

  private static Set<String> needed(List<? extends Operand<?>> wanted) {
    Set<String> seen = new HashSet<>();
    Deque<Operation> open = new ArrayDeque<>();
    wanted.forEach(w -> open.push(w.asOutput().op()));
    while (!open.isEmpty()) {
      GraphOperation op = (GraphOperation) open.pop();
      if (seen.add(op.name())) {
        op.inputs().forEach(input -> open.push(input.asOutput().op()));
      }
    }
    return seen;
  }

  private Value value(Output<?> output) {
    return values.get(output.op().name()).get(output.index());
  }

  // --------------------------------------------------------------------------------- one operation

  private void add(GraphOperation op) {
    if (op.numControlInputs() > 0 || op.type().equals("Placeholder")) {
      throw new IllegalArgumentException(op.name() + " (" + op.type() + ") is not for networks");
    }
    List<Value> inputs = op.inputs().stream().map(input -> value(input.asOutput())).toList();
    if (op.type().equals("Switch")) {
      values.put(op.name(), switched(op, inputs.get(0), inputs.get(1)));
    } else if (op.type().equals("Merge")) {
      values.put(op.name(), merged(op, inputs));
    } else if (inputs.stream().anyMatch(v -> v.conditional)) {
      List<Value> results = apart(op, inputs, true);
      if (inputs.stream().allMatch(v -> !v.conditional || v.usual != null)) {
        List<Value> usual =
            made(op, inputs.stream().map(v -> v.conditional ? v.usual : v).toList());
        for (int i = 0; i < results.size(); i++) {
          results.get(i).usual = usual.get(i);
        }
      }
      values.put(op.name(), results);
    } else {
      values.put(op.name(), made(op, inputs));
    }
  }

  /**
   * The two sides of a switch: of each network by itself, unless all take the second side, which is
   * the usual one; then of all at once.
   */
  private List<Value> switched(GraphOperation op, Value x, Value second) {
    if (x.conditional || second.conditional) {
      return apart(op, List.of(x, second), true);
    }
    Output<?> all =
        tf.reduceAll(Nodes.typed(second.stacked(), TBool.class), tf.constant(0)).asOutput();
    List<Output<?>> sides = copy(op, List.of(x.stacked(), all));
    Value other = new Value(x.shape, true).stacked(sides.get(0));
    List<Value> results = apart(op, List.of(other, second), true);
    results.get(1).usual = new Value(x.shape, false).stacked(sides.get(1));
    return results;
  }

  private List<Value> merged(GraphOperation op, List<Value> inputs) {
    List<Value> each = apart(op, inputs, false);
    List<Value> usual = inputs.stream().filter(v -> v.usual != null).map(v -> v.usual).toList();
    if (usual.isEmpty()) {
      return each;
    }
    List<Output<?>> both = List.of(usual.get(0).stacked(), pack(each.get(0).parts()));
    OperationBuilder builder = tf.scope().opBuilder("Merge", "merged");
    builder.addInputList(both.toArray(Output<?>[]::new));
    return List.of(result(op).stacked(builder.build().output(0)));
  }

  /** What is computed whatever happens. */
  private List<Value> made(GraphOperation op, List<Value> inputs) {
    if (op.type().equals("Shape") && !op.input(0).shape().hasUnknownDimension()) {
      return List.of(result(op).shared(shapeOf(op)));
    }
    if (inputs.stream().allMatch(Value::isShared)) {
      List<Output<?>> outputs = copy(op, inputs.stream().<Output<?>>map(v -> v.shared).toList());
      return IntStream.range(0, outputs.size())
          .mapToObj(i -> new Value(op.output(i).shape(), false).shared(outputs.get(i)))
          .toList();
    }
    if (op.type().equals("IdentityN")) {
      return inputs;
    }
    Output<?> all = together(op, inputs);
    return all == null ? apart(op, inputs, false) : List.of(result(op).stacked(all));
  }

  private Value result(GraphOperation op) {
    return new Value(op.output(0).shape(), false);
  }

  /** Of each network by itself. */
  private List<Value> apart(GraphOperation op, List<Value> inputs, boolean conditional) {
    List<List<Output<?>>> each = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      int network = m;
      each.add(copy(op, inputs.stream().<Output<?>>map(v -> v.parts().get(network)).toList()));
    }
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < op.numOutputs(); i++) {
      int index = i;
      results.add(
          new Value(op.output(i).shape(), conditional)
              .parts(each.stream().<Output<?>>map(outputs -> outputs.get(index)).toList()));
    }
    return results;
  }

  /** Of all networks at once, if that gives the same bits; otherwise null. */
  private Output<?> together(GraphOperation op, List<Value> inputs) {
    String type = op.type();
    Shape shape = op.output(0).shape();
    if (shape.isUnknown() || shape.hasUnknownDimension()) {
      return null;
    }
    boolean whole = shape.size() % REGISTER == 0;
    if (EXACT.contains(type) || FUNCTIONS.contains(type) && whole) {
      return copy(op, aligned(inputs)).get(0);
    }
    if (OTHER_SHAPES.contains(type)) {
      return reshaped(inputs.get(0).stacked(), withNetworks(shape));
    }
    if (REDUCTIONS.contains(type)) {
      return reduced(op, inputs);
    }
    return moved(op, inputs);
  }

  /** The axes of each network's numbers are the last ones of all inputs. */
  private List<Output<?>> aligned(List<Value> inputs) {
    int rank = inputs.stream().mapToInt(v -> v.shape.numDimensions()).max().orElseThrow();
    return inputs.stream().<Output<?>>map(v -> v.isShared() ? v.shared : aligned(v, rank)).toList();
  }

  /** [networks, 1, ..., shape] of so many axes after that of the networks. */
  private Output<?> aligned(Value input, int rank) {
    long[] ones = new long[rank - input.shape.numDimensions()];
    Arrays.fill(ones, 1);
    return ones.length == 0
        ? input.stacked()
        : reshaped(input.stacked(), withNetworks(Shape.of(ones).append(input.shape)));
  }

  /**
   * Sums over the last axes are made of each network's numbers one after the other, those over
   * others in registers of neighbours.
   */
  private Output<?> reduced(GraphOperation op, List<Value> inputs) {
    Value axes = inputs.get(1);
    Shape shape = inputs.get(0).shape;
    int rank = shape.numDimensions();
    NodeDef known = definitions.get(op.input(1).op().name());
    if (!axes.isShared() || rank == 0) {
      return null;
    }
    boolean any = Set.of("Max", "Min").contains(op.type()) || shape.get(rank - 1) % REGISTER == 0;
    Output<?> moved;
    if (known.getOp().equals("Const")) {
      int[] all = IntStream.of(integers(known)).map(a -> Math.floorMod(a, rank)).sorted().toArray();
      boolean last = all.length > 0 && all[0] == rank - all.length;
      if (!any && !last) {
        return null;
      }
      moved = tf.constant(IntStream.of(all).map(a -> a + 1).toArray()).asOutput();
    } else if (any) {
      moved = tf.math.add(Nodes.typed(axes.shared, TInt32.class), tf.constant(1)).asOutput();
    } else {
      return null;
    }
    return copy(op, List.of(inputs.get(0).stacked(), moved)).get(0);
  }

  /** Numbers in other places, and choices among them. */
  private Output<?> moved(GraphOperation op, List<Value> inputs) {
    NodeDef node = definitions.get(op.name());
    return switch (op.type()) {
      case "OneHot" ->
          node.getAttrOrThrow("axis").getI() == -1 && !inputs.get(0).isShared()
              ? copy(
                      op,
                      inputs.stream()
                          .<Output<?>>map(v -> v.isShared() ? v.shared : v.stacked())
                          .toList())
                  .get(0)
              : null;
      case "Pack" -> {
        OperationBuilder builder = tf.scope().opBuilder("Pack", "all");
        builder.addInputList(inputs.stream().map(Value::stacked).toArray(Output<?>[]::new));
        long axis = node.getAttrOrThrow("axis").getI();
        yield builder.setAttr("axis", axis < 0 ? axis : axis + 1).build().output(0);
      }
      case "ArgMax" -> {
        int rank = inputs.get(0).shape.numDimensions();
        int axis = integers(definitions.get(op.input(1).op().name()))[0];
        Output<?> moved = tf.constant(Math.floorMod(axis, rank) + 1).asOutput();
        yield copy(op, List.of(inputs.get(0).stacked(), moved)).get(0);
      }
      case "BroadcastTo" ->
          inputs.get(1).isShared()
              ? broadcast(
                  aligned(inputs.get(0), op.output(0).shape().numDimensions()),
                  withNetworks(op.output(0).shape()))
              : null;
      case "Tile" ->
          inputs.get(1).isShared()
              ? copy(op, List.of(inputs.get(0).stacked(), tiles(inputs.get(1).shared))).get(0)
              : null;
      case "GatherV2" ->
          inputs.get(0).isShared() && inputs.get(2).isShared() && inputs.get(1).shape.size() == 1
              ? copy(
                      op,
                      List.of(inputs.get(0).shared, inputs.get(1).stacked(), inputs.get(2).shared))
                  .get(0)
              : null;
      default -> null;
    };
  }

  // -------------------------------------------------------------------------------------- the
  // nodes

  private List<Output<?>> copy(GraphOperation op, List<Output<?>> inputs) {
    NodeDef node = definitions.get(op.name());
    OperationBuilder builder = tf.scope().opBuilder(op.type(), "one");
    if (LISTS.contains(op.type())) {
      builder.addInputList(inputs.toArray(Output<?>[]::new));
    } else if (op.type().equals("DynamicStitch")) {
      int half = inputs.size() / 2;
      builder.addInputList(inputs.subList(0, half).toArray(Output<?>[]::new));
      builder.addInputList(inputs.subList(half, inputs.size()).toArray(Output<?>[]::new));
    } else if (op.type().equals("ConcatV2")) {
      builder.addInputList(inputs.subList(0, inputs.size() - 1).toArray(Output<?>[]::new));
      builder.addInput(inputs.get(inputs.size() - 1));
    } else {
      inputs.forEach(builder::addInput);
    }
    for (Map.Entry<String, AttrValue> attr : node.getAttrMap().entrySet()) {
      if (!attr.getKey().startsWith("_")) {
        builder.setAttr(attr.getKey(), attr.getValue());
      }
    }
    Operation made = builder.build();
    return IntStream.range(0, made.numOutputs()).<Output<?>>mapToObj(made::output).toList();
  }

  private Output<?> shapeOf(GraphOperation op) {
    long[] sizes = op.input(0).shape().asArray();
    AttrValue type = definitions.get(op.name()).getAttrOrThrow("out_type");
    return type.getType() == DataType.DT_INT64
        ? tf.constant(sizes).asOutput()
        : tf.constant(LongStream.of(sizes).mapToInt(Math::toIntExact).toArray()).asOutput();
  }

  private Shape withNetworks(Shape shape) {
    return Shape.of(count).append(shape);
  }

  private <T extends TType> Output<T> reshaped(Output<T> x, Shape shape) {
    return tf.reshape(x, tf.constant(shape.asArray())).asOutput();
  }

  private <T extends TType> Output<T> broadcast(Output<T> x, Shape shape) {
    return tf.broadcastTo(x, tf.constant(shape.asArray())).asOutput();
  }

  /** The multiples of a tile, with 1 for the networks. */
  private Output<?> tiles(Output<?> multiples) {
    return tf.concat(
            List.of(tf.constant(new int[] {1}), Nodes.typed(multiples, TInt32.class)),
            tf.constant(0))
        .asOutput();
  }

  private Output<?> pack(List<Output<?>> parts) {
    OperationBuilder builder = tf.scope().opBuilder("Pack", "all");
    return builder
        .addInputList(parts.toArray(Output<?>[]::new))
        .setAttr("axis", 0L)
        .build()
        .output(0);
  }

  private <T extends TType> List<Output<?>> unpack(Output<T> all) {
    return List.copyOf(tf.unstack(all, (long) count, Unstack.axis(0L)).output());
  }

  /** The numbers of a constant, which are packed as bytes or, where all are alike, as one. */
  private static int[] integers(NodeDef constant) {
    if (!constant.getOp().equals("Const")) {
      throw new IllegalArgumentException(constant.getName() + " is no constant");
    }
    TensorProto tensor = constant.getAttrOrThrow("value").getTensor();
    int count = 1;
    for (var dim : tensor.getTensorShape().getDimList()) {
      count *= (int) dim.getSize();
    }
    int[] all = new int[count];
    var bytes = tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      all[i] =
          bytes.hasRemaining()
              ? bytes.getInt()
              : tensor.getIntVal(Math.min(i, tensor.getIntValCount() - 1));
    }
    return all;
  }
}
