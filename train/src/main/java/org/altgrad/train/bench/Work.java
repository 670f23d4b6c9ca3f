package org.altgrad.train.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.tensorflow.proto.NodeDef;

/**
 * Arithmetic of one execution of a node.
 *
 * @param flops floating-point operations of matrix products and convolutions: a product and a sum
 *     for each term, so 2mnk for [m, k] by [k, n]
 * @param elements operations of everything else that computes, counted as one for each element
 *     however much it costs
 * @param known whether the shapes that the count needs were found
 */
record Work(double flops, double elements, boolean known) {
  private static final Work NONE = new Work(0, 0, true);
  static final Work UNKNOWN = new Work(0, 0, false);

  /** One operation for each element of the result. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          ("Abs Add AddN AddV2 BiasAdd Cos Div DivNoNan Elu EluGrad Equal Erf Exp Expm1 FloorDiv"
                  + " FusedBatchNormV3 FusedBatchNormGradV3 Greater GreaterEqual Inv LeakyRelu"
                  + " LeakyReluGrad Less LessEqual Lgamma Log Log1p LogSoftmax LogicalAnd"
                  + " LogicalOr Maximum Minimum Mod Mul MulNoNan Neg NotEqual Pow RealDiv Reciprocal"
                  + " Relu Relu6 ReluGrad Rsqrt RsqrtGrad Select SelectV2 Sigmoid SigmoidGrad Sign"
                  + " Sin Softmax Softplus SoftplusGrad Sqrt SqrtGrad Square SquaredDifference Sub"
                  + " Tanh TanhGrad Xlogy RandomUniform RandomStandardNormal StatelessRandomNormal"
                  + " StatelessRandomNormalV2 StatelessRandomUniform StatelessRandomUniformV2"
                  + " StatelessTruncatedNormal ApplyAdam ApplyGradientDescent ApplyMomentum"
                  + " AssignAdd AssignSub")
              .split(" "));

  /** One operation for each element of the first input. */
  private static final Set<String> REDUCTIONS =
      Set.of(
          "All Any ArgMax ArgMin AvgPool BiasAddGrad Cumsum L2Loss Max MaxPool Mean Min Prod Sum"
              .split(" "));

  /**
   * Counts.
   *
   * @param node as it was executed
   * @param input shape of an input, or null if unknown
   * @param output shape of an output, or null if unknown
   */
  static Work of(NodeDef node, IntFunction<long[]> input, IntFunction<long[]> output) {
    // _FusedMatMul, _MklNativeConv2D: what TensorFlow's optimisers make of the plain operations.
    String op = node.getOp().replaceFirst("^_+(Mkl)?(Native)?(Fused)?", "");
    boolean fused = node.getOp().contains("Fused") && !op.startsWith("FusedBatchNorm");
    try {
      double flops =
          switch (op) {
            case "MatMul" -> 2 * size(output.apply(0)) * inner(node, input.apply(0), "transpose_a");
            case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" ->
                2 * size(output.apply(0)) * inner(node, input.apply(0), "adj_x");
            case "Einsum" -> einsum(node, input);
            case "Conv2D" -> 2 * size(output.apply(0)) * perOutput(input.apply(1));
            case "Conv2DBackpropInput", "Conv2DBackpropInputV2" ->
                2 * size(input.apply(2)) * perOutput(input.apply(1));
            case "Conv2DBackpropFilter", "Conv2DBackpropFilterV2" ->
                2 * size(input.apply(2)) * perOutput(output.apply(0));
            case "DepthwiseConv2dNative" -> 2 * size(output.apply(0)) * window(input.apply(1));
            case "DepthwiseConv2dNativeBackpropInput" ->
                2 * size(input.apply(2)) * window(input.apply(1));
            case "DepthwiseConv2dNativeBackpropFilter" ->
                2 * size(input.apply(2)) * window(output.apply(0));
            default -> 0;
          };
      if (flops > 0) {
        return new Work(flops, fused ? size(output.apply(0)) : 0, true);
      }
      if (ELEMENTWISE.contains(op)) {
        return new Work(0, size(output.apply(0)), true);
      }
      return REDUCTIONS.contains(op) ? new Work(0, size(input.apply(0)), true) : NONE;
    } catch (MissingShape e) {
      return UNKNOWN;
    }
  }

  /** Length of the axis that a product sums over. */
  private static double inner(NodeDef node, long[] left, String transposed) {
    require(left);
    boolean swap =
        node.containsAttr(transposed) && node.getAttrOrThrow(transposed).getB() && left.length > 1;
    return left[left.length - (swap ? 2 : 1)];
  }

  /** Terms behind one output of a convolution with a filter [height, width, in, out]. */
  private static double perOutput(long[] filter) {
    return window(filter) * filter[2];
  }

  private static double window(long[] filter) {
    require(filter);
    return filter[0] * filter[1];
  }

  /** A product over all labels of the equation. */
  private static double einsum(NodeDef node, IntFunction<long[]> input) {
    String equation = node.getAttrOrThrow("equation").getS().toStringUtf8().replace(" ", "");
    String[] operands = equation.replaceFirst("->.*", "").split(",");
    Map<Character, Long> labels = new HashMap<>();
    for (int i = 0; i < operands.length; i++) {
      long[] shape = input.apply(i);
      if (shape == null || shape.length != operands[i].length()) { // an ellipsis
        throw new MissingShape();
      }
      for (int axis = 0; axis < shape.length; axis++) {
        labels.put(operands[i].charAt(axis), shape[axis]);
      }
    }
    double terms = labels.values().stream().mapToDouble(n -> n).reduce(1, (a, b) -> a * b);
    return operands.length == 1 ? 0 : 2 * terms;
  }

  private static double size(long[] shape) {
    require(shape);
    return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  private static void require(long[] shape) {
    if (shape == null) {
      throw new MissingShape();
    }
  }

  private static final class MissingShape extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
