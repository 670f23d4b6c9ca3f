package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
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

    /** The inputs of a function, with the number of the network where there are several. */
    private List<Inference.Input> inputs(Inference.Input... all) {
      List<Inference.Input> inputs = new ArrayList<>(List.of(all));
      if (networks > 1) {
        inputs.add(Inference.Input.number(NETWORK, 0));
      }
      return inputs;
    }

    /** The parameters of the network that is asked. */
    private Parameters<TFloat32> parameters(
        Inference.Weights weights, Map<String, Operand<?>> given) {
      return Parameters.given(
          name -> {
            Expr<TFloat32> all = weights.get(name);
            return networks == 1
                ? all
                : all.at(Nodes.typed(given.get(NETWORK).asOutput(), TInt64.class));
          });
    }
  }

  private static final String NETWORK = "network";

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
        network.inputs(
            image(network), SEED, Inference.Input.number("passes", method.predictPasses())),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get(network.column()));
          Ops tf = nodes.tf();
          Operand<TInt64> passes = Nodes.typed(given.get("passes").asOutput(), TInt64.class);
          Expr<TFloat32> repeated =
              nodes.of(tf.tile(images, tf.stack(List.of(passes, tf.constant(1L)))));
          Randoms randoms = exported(given).byRow(RowKeys.of(images).repeated(passes));
          var pass = pass(network, network.parameters(weights, given), repeated, randoms);
          Expr<TFloat32> p = Expr.softmax(pass.a().get(pass.z().size()));
          Operand<TInt64> shape =
              tf.stack(List.of(passes, tf.constant(-1L), tf.constant(p.shape().get(1))));
          return Map.of("probabilities", nodes.of(tf.reshape(p, shape)).mean(0));
        });
  }

  private static Inference act(Of network) {
    return new Inference(
        "One sampled action for each " + Pixels.named(network.train(), false) + ".",
        network.inputs(image(network), SEED),
        (nodes, weights, given) -> {
          Expr<TFloat32> images = nodes.typed(given.get(network.column()));
          Randoms randoms = exported(given).byRow(RowKeys.of(images));
          var pass = pass(network, network.parameters(weights, given), images, randoms);
          return Map.of("action", new Categorical<>(pass.h()).mode());
        });
  }

  private static Randoms exported(Map<String, Operand<?>> given) {
    Operand<TInt64> seed = Nodes.typed(given.get("seed").asOutput(), TInt64.class);
    return new Randoms(0, seed).scope("exported");
  }

  private static BernoulliNet.Pass<TFloat32> pass(
      Of of, Parameters<TFloat32> parameters, Expr<TFloat32> images, Randoms randoms) {
    BanditModel.Network<TFloat32> network =
        of.model().network(parameters, of.image(), of.actions());
    Expr<TFloat32> features =
        network.features().apply(Pixels.observed(of.column(), images, randoms)).values();
    return network.net().sample(features, randoms);
  }
}
