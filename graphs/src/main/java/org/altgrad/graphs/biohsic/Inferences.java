package org.altgrad.graphs.biohsic;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a trained network can be asked for. */
final class Inferences {
  private Inferences() {}

  /**
   * @param intensities whether the training's images have intensities in [0, 1]
   */
  static Map<String, Inference> all(
      Network network, Inputs inputs, int models, boolean intensities) {
    Shape example = inputs.example();
    String images =
        "images " + (intensities ? "with intensities in [0, 1]" : "on the training data's scale");
    String what = inputs.images() ? images : "points";
    return Map.of(
        "predict",
        new Inference(
            "Class probabilities for "
                + what
                + (models == 1 ? "." : ", the mean over " + models + " networks."),
            List.of(
                new Inference.Input(inputs.column(), TFloat32.class, Shape.of(-1, example.size()))),
            (nodes, weights, given) -> {
              Expr<TFloat32> raw = nodes.typed(given.get(inputs.column()));
              Expr<TFloat32> x = inputs.seen(raw.reshape(Shape.of(-1).append(example).asArray()));
              List<Expr<TFloat32>> parameters = network.ask(Parameters.given(models, weights::get));
              return Map.of(
                  "probabilities", Expr.softmax(network.forward(x, parameters).logits()).mean(0));
            }));
  }
}
