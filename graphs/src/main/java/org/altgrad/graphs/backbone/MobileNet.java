package org.altgrad.graphs.backbone;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Padding;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

/**
 * MobileNet v1 (Howard et al. 2017) for images of 224 by 224 pixels, from a file of weights: a
 * convolution and 13 blocks of one convolution of each channel and one across channels, each with
 * batch normalisation and min(max(x, 0), 6); the mean over pixels is the feature, and one more
 * layer gives the logits of 1000 classes. Images are in [0, 1], [rows, 224, 224, 3].
 */
final class MobileNet {
  static final String WEIGHTS = "weights.bin";
  private static final int SIDE = 224;
  private static final int[] STRIDES = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
  private static final double EPSILON = 1e-3;

  private final Nodes<TFloat32> nodes;
  private final Map<String, TensorProto> weights;

  private MobileNet(Nodes<TFloat32> nodes, Map<String, TensorProto> weights) {
    this.nodes = nodes;
    this.weights = weights;
  }

  /**
   * Loads the network.
   *
   * @param model what {@code model.json} holds: which weights are where in {@code weights.bin}
   */
  static Backbone load(Path folder, Map<?, ?> model) {
    Map<String, TensorProto> weights = JsonWeights.read(folder, model, folder.resolve(WEIGHTS));
    try (Graph graph = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(graph), TFloat32.class);
      Shape image = Shape.of(SIDE, SIDE, 3);
      Expr<TFloat32> x = nodes.placeholder(Shape.of(-1).append(image));
      MobileNet network = new MobileNet(nodes, weights);
      Expr<TFloat32> pooled = network.pooled(x.times(2).minus(1));
      Expr<TFloat32> logits = network.logits(pooled);
      List<TensorName> wanted = List.of(name(pooled), name(logits));
      Flattening.Flat flat =
          Flattening.of(graph.toGraphDef(), Set.of(x.op().name()), wanted, variable -> null);
      return FrozenBackbone.tried(
          flat.graph(),
          new FrozenBackbone.Places(
              x.op().name(),
              flat.results().get(0),
              Optional.of(flat.results().get(1)),
              Optional.empty()),
          TFloat32.class,
          image);
    }
  }

  private static TensorName name(Expr<TFloat32> x) {
    return TensorName.of(x.op().name());
  }

  private Expr<TFloat32> pooled(Expr<TFloat32> x) {
    Expr<TFloat32> y = normal(convolve(x, "conv1", 2), "conv1_bn");
    for (int block = 1; block <= STRIDES.length; block++) {
      List<Long> strides = List.of(1L, (long) STRIDES[block - 1], (long) STRIDES[block - 1], 1L);
      String own = "conv_dw_" + block;
      Expr<TFloat32> kernel = weight(own + "/depthwise_kernel");
      var each = nodes.tf().nn.depthwiseConv2dNative(y, kernel, strides, Padding.SAME.name());
      y = normal(nodes.of(each), own + "_bn");
      y = normal(convolve(y, "conv_pw_" + block, 1), "conv_pw_" + block + "_bn");
    }
    return y.mean(1, 2);
  }

  private Expr<TFloat32> logits(Expr<TFloat32> pooled) {
    Expr<TFloat32> kernel = weight("conv_preds/kernel");
    long[] shape = kernel.shape().asArray();
    return pooled.matmul(kernel.reshape(shape[2], shape[3])).plus(weight("conv_preds/bias"));
  }

  private Expr<TFloat32> convolve(Expr<TFloat32> x, String name, int stride) {
    return Conv2d.convolve(x, weight(name + "/kernel"), stride, Padding.SAME);
  }

  /** Batch normalisation by what the weights hold, and min(max(x, 0), 6). */
  private Expr<TFloat32> normal(Expr<TFloat32> x, String name) {
    Expr<TFloat32> scale =
        weight(name + "/gamma").over(weight(name + "/moving_variance").plus(EPSILON).sqrt());
    Expr<TFloat32> shift = weight(name + "/beta").minus(weight(name + "/moving_mean").times(scale));
    return nodes.of(nodes.tf().nn.relu6(x.times(scale).plus(shift)));
  }

  private Expr<TFloat32> weight(String name) {
    TensorProto value = weights.get(name);
    Require.that(value != null, "weights", "those of MobileNet v1, with " + name, "without");
    FrozenGraph one = new FrozenGraph(List.of(Flattening.constant(name, value)), new OpDefs());
    return nodes.typed(one.splice(nodes.tf(), Map.of(), List.of(TensorName.of(name))).get(0));
  }
}
