package org.altgrad.graphs.biohsic.reservoir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Inference;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A time step of a trained reservoir, without noise. */
final class ReservoirInference {
  private ReservoirInference() {}

  static Inference of(ReservoirModel model, Optional<ReadoutRule.Ridge> ridge, Samples samples) {
    return new Inference(
        "One time step of the reservoir: what it emits, and its state after the step.",
        List.of(
            new Inference.Input("input", TFloat32.class, Shape.of(1, samples.width())),
            new Inference.Input("state", TFloat32.class, Shape.of(1, model.units()))),
        (nodes, weights, given) -> {
          Expr<TFloat32> u = nodes.typed(given.get("state"));
          Expr<TFloat32> drive =
              nodes.typed(given.get("input")).matmul(weights.get("reservoir/input"));
          Expr<TFloat32> r = Expr.tanh(u);
          Expr<TFloat32> o =
              ridge
                  .map(
                      rule ->
                          Regression.predict(
                              r,
                              new Regression<>(
                                      weights.get("ridge/gram"), weights.get("ridge/moments"))
                                  .solve(rule.mu())))
                  .orElseGet(() -> ReservoirModel.plainOutput(r, weights.get("readout/weights")));
          Expr<TFloat32> next =
              model.next(
                  u,
                  r,
                  drive,
                  o,
                  weights.get("reservoir/recurrent"),
                  weights.get("reservoir/back"));
          return Map.of("output", o, "next_state", next);
        });
  }
}
