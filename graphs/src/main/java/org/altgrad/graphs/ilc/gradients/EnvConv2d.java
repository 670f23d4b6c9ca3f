package org.altgrad.graphs.ilc.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.ilc.combine.StackStatistics;
import org.altgrad.graphs.ilc.network.Affine;
import org.altgrad.graphs.nn.Padding;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution with stride 1 that keeps the size, without bias. The kernel's gradient in each
 * environment is one call of TensorFlow's own kernel gradient on the environment's rows.
 *
 * @param kernel the shape of the weights
 */
record EnvConv2d<T extends TNumber>(Affine.Convolution<T> layer, int[] kernel, int environments)
    implements EnvLayer<T> {
  private static final List<Long> STRIDES = List.of(1L, 1L, 1L, 1L);

  EnvConv2d(Affine.Convolution<T> layer, int environments) {
    this(
        layer,
        Arrays.stream(layer.weights().shape().asArray()).mapToInt(Math::toIntExact).toArray(),
        environments);
  }

  @Override
  public Expr<T> backward(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    Ops tf = nodes.tf();
    return nodes.of(
        tf.nn.conv2dBackpropInput(
            tf.shape(a), layer.weights(), delta, STRIDES, Padding.SAME.name()));
  }

  @Override
  public List<Expr<T>> evidence(Nodes<T> nodes, Expr<T> a, Expr<T> delta) {
    Ops tf = nodes.tf();
    List<Expr<T>> inputs = nodes.of(a).split(environments);
    List<Expr<T>> deltas = nodes.of(delta).split(environments);
    List<Operand<T>> gradients = new ArrayList<>();
    for (int e = 0; e < environments; e++) {
      gradients.add(
          tf.nn.conv2dBackpropFilter(
              inputs.get(e), tf.constant(kernel), deltas.get(e), STRIDES, Padding.SAME.name()));
    }
    return List.of(nodes.stack(gradients));
  }

  @Override
  public int probes() {
    return 1;
  }

  @Override
  public List<EnvironmentStatistics<T>> statistics(Expr<T> a, List<Expr<T>> evidence) {
    return List.of(new StackStatistics<>(evidence.get(0), environments));
  }
}
