package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a trained network with dynamics can be asked for. */
final class LeakyInferences {
  private LeakyInferences() {}

  static Map<String, Inference> all(Settling settling) {
    Network network = settling.network();
    boolean several = network.models() > 1;
    Inference predict =
        new Inference(
            "Logits and class probabilities of "
                + (several
                    ? "each of " + network.models() + " networks, [models, batch, classes],"
                    : "the network")
                + " after "
                + settling.stepsPerSample()
                + " time steps from rest.",
            List.of(new Inference.Input("input", TFloat32.class, Shape.of(-1, network.in(0)))),
            (nodes, weights, given) -> {
              List<Expr<TFloat32>> parameters =
                  network.ask(Parameters.given(network.models(), weights::get));
              List<Expr<TFloat32>> z = settling.means(parameters, nodes.typed(given.get("input")));
              Expr<TFloat32> logits = z.get(z.size() - 1);
              Expr<TFloat32> shown = several ? logits : logits.reshape(-1, logits.shape().get(2));
              return Map.of("logits", shown, "probabilities", Expr.softmax(shown));
            });
    return Map.of("predict", predict);
  }
}
