package org.altgrad.graphs.ilc.train;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a trained network can be asked for. */
final class IlcInferences {
  private IlcInferences() {}

  static Inference predict(Examples examples, IlcModel model) {
    Shape batch = Shape.of(-1).append(examples.shape());
    return new Inference(
        switch (examples.loss()) {
          case BINARY_CROSS_ENTROPY -> "Probability of class 1.";
          case CROSS_ENTROPY -> "Probability of each class.";
          case SQUARED -> "Predicted number.";
        },
        List.of(new Inference.Input(examples.column(), TFloat32.class, batch)),
        (nodes, weights, given) -> {
          Expr<TFloat32> x = nodes.typed(given.get(examples.column()));
          IlcModel.Network<TFloat32> network =
              model.network(Parameters.given(weights::get), examples.shape(), examples.outputs());
          Expr<TFloat32> z = network.run(new Pass<>(), examples.prepared(x)).z();
          Map<String, Operand<?>> outputs =
              switch (examples.loss()) {
                case BINARY_CROSS_ENTROPY -> Map.of("probability", Expr.sigmoid(z).reshape(-1));
                case CROSS_ENTROPY -> Map.of("probabilities", Expr.softmax(z));
                case SQUARED -> Map.of("prediction", z.reshape(-1));
              };
          return outputs;
        });
  }
}
