package org.altgrad.graphs.hnca;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.program.Inference;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What a trained network of the bandit can be asked for. */
final class BanditInferences {
  private BanditInferences() {}

  /**
   * A network without its parameters.
   *
   * @param train whose examples it has learned from
   * @param networks side by side, of which one is asked
   */
  record Of(BanditModel model, ResidentSplit train, int actions, int networks) {
    /** The column of what is observed, and the name of the function's input. */
    private String column() {
      return Pixels.column(train);
    }

    /** Shape of an example. */
    private Shape image() {
      return train.example(column());
    }
  }

  static Map<String, Inference> all(BanditSettings method, Of network) {
    return Map.of("predict", predict(network, method), "act", act(network));
  }

  private static Inference.Input image(Of network) {
    return new Inference.Input(
        network.column(), TFloat32.class, Shape.of(-1, network.image().size()));
  }

  private static final Inference.Input SEED = Inference.Input.number("seed", 0);

  private static Inference predict(Of network, BanditSettings method) {
    return new Inference(
        "Action probabilities: the mean of some stochastic passes (usually "
            + method.predictPasses()
            + ") over "
            + Pixels.named(network.train(), true)
            + ". An example's draws depend on it and on the seed alone.",
        Inference.inputs(
            network.networks(),
            image(network),
            SEED,
            Inference.Input.number("passes", method.predictPasses())),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get(network.column()));
          Ops tf = nodes.tf();
          Operand<TInt64> passes = Inference.number(given, "passes");
          Expr<TFloat32> repeated =
              nodes.of(tf.tile(images, tf.stack(List.of(passes, tf.constant(1L)))));
          Randoms randoms = Inference.draws(given).byRow(RowKeys.of(images).repeated(passes));
          var pass = pass(network, weights, given, repeated, randoms);
          Expr<TFloat32> p = Expr.softmax(pass.a().get(pass.z().size()));
          Operand<TInt64> shape =
              tf.stack(List.of(passes, tf.constant(-1L), tf.constant(p.shape().get(1))));
          return Map.of("probabilities", nodes.of(tf.reshape(p, shape)).mean(0));
        });
  }

  private static Inference act(Of network) {
    return new Inference(
        "One sampled action for each " + Pixels.named(network.train(), false) + ".",
        Inference.inputs(network.networks(), image(network), SEED),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get(network.column()));
          Randoms randoms = Inference.draws(given).byRow(RowKeys.of(images));
          var pass = pass(network, weights, given, images, randoms);
          return Map.of("action", new Categorical<>(pass.h()).mode());
        });
  }

  private static BernoulliNet.Pass<TFloat32> pass(
      Of of,
      Inference.Weights weights,
      Map<String, Operand<?>> given,
      Expr<TFloat32> images,
      Randoms randoms) {
    BanditModel.Network<TFloat32> network =
        of.model()
            .network(Parameters.given(name -> weights.of(given, name)), of.image(), of.actions());
    Expr<TFloat32> features =
        network.features().apply(Pixels.observed(of.column(), images, randoms)).values();
    return network.net().sample(features, randoms);
  }
}
