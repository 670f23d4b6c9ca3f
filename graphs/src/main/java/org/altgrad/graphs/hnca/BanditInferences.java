package org.altgrad.graphs.hnca;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What a trained network of the bandit can be asked for. */
final class BanditInferences {
  private BanditInferences() {}

  static Map<String, Inference> all(BanditModel model, BanditSettings method, Shape image) {
    return Map.of("predict", predict(model, method, image), "act", act(model, image));
  }

  private static List<Inference.Input> imageAndSeed(Shape image) {
    return List.of(
        new Inference.Input("image", TFloat32.class, Shape.of(-1, image.size())),
        new Inference.Input("seed", TInt64.class, Shape.scalar()));
  }

  private static Inference predict(BanditModel model, BanditSettings method, Shape image) {
    int passes = method.predictPasses();
    return new Inference(
        "Action probabilities: the mean of "
            + passes
            + " stochastic passes over images with intensities in [0, 1].",
        imageAndSeed(image),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get("image"));
          Ops tf = nodes.tf();
          Expr<TFloat32> repeated = nodes.of(tf.tile(images, tf.constant(new int[] {passes, 1})));
          var pass = pass(model, weights, image, repeated, exported(given));
          Expr<TFloat32> p = Expr.softmax(pass.a().get(pass.z().size()));
          long actions = p.shape().get(1);
          return Map.of("probabilities", p.reshape(passes, -1, actions).mean(0));
        });
  }

  private static Inference act(BanditModel model, Shape image) {
    return new Inference(
        "One sampled action for each image with intensities in [0, 1].",
        imageAndSeed(image),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get("image"));
          var pass = pass(model, weights, image, images, exported(given));
          Ops tf = nodes.tf();
          return Map.of("action", tf.math.argMax(pass.h(), tf.constant(1), TInt32.class));
        });
  }

  private static Randoms exported(Map<String, Operand<?>> given) {
    Operand<TInt64> seed = Nodes.typed(given.get("seed").asOutput(), TInt64.class);
    return new Randoms(0, seed).scope("exported");
  }

  private static BernoulliNet.Pass<TFloat32> pass(
      BanditModel model,
      Inference.Weights weights,
      Shape image,
      Expr<TFloat32> images,
      Randoms randoms) {
    BanditModel.Network<TFloat32> network = model.restore(weights::get, image);
    Expr<TFloat32> features = network.features().apply(Pixels.binarise(images, randoms)).values();
    return network.net().sample(features, randoms);
  }
}
