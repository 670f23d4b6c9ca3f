package org.altgrad.graphs.biohsic.reservoir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * Targets and outputs of a reservoir over time: {@code t} in seconds, {@code unit}, {@code target},
 * {@code output} before the update at that time, {@code fitted} after it.
 */
final class ReservoirTrace {
  private static final List<String> COLUMNS = List.of("t", "unit", "target", "output", "fitted");

  private ReservoirTrace() {}

  /** The windows of the next step, as many as it has. */
  static Recording of(
      String description,
      int stepsPerSample,
      double dt,
      TraceFeed feed,
      Expr<TFloat32> targets,
      Emission.Outcome<TFloat32> outcome) {
    List<Operand<?>> fetches = List.of(targets, outcome.emitted(), outcome.fitted());
    return new Recording(
        description, (calls, step) -> record(calls, feed.at(step), fetches, stepsPerSample, dt));
  }

  /** What a step reads. */
  @FunctionalInterface
  interface TraceFeed {
    Map<Operand<?>, Tensor> at(long step);
  }

  private static Recording.Table record(
      Calls calls,
      Map<Operand<?>, Tensor> feeds,
      List<Operand<?>> fetches,
      int stepsPerSample,
      double dt) {
    List<List<?>> rows = new ArrayList<>();
    try (Result result = calls.run(feeds, fetches, List.of())) {
      TFloat32 target = (TFloat32) result.get(0);
      TFloat32 emitted = (TFloat32) result.get(1);
      TFloat32 fitted = (TFloat32) result.get(2);
      for (long i = 0; i < emitted.shape().get(0); i++) {
        for (long k = 0; k < emitted.shape().get(1); k++) {
          rows.add(
              List.of(
                  i * dt,
                  k,
                  target.getFloat(i / stepsPerSample, k),
                  emitted.getFloat(i, k),
                  fitted.getFloat(i, k)));
        }
      }
    } finally {
      feeds.values().forEach(Tensor::close);
    }
    return new Recording.Table(COLUMNS, rows);
  }
}
