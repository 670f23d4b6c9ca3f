package org.altgrad.graphs.classifier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.program.Step;
import org.tensorflow.types.TFloat32;

/**
 * Whether a network is being trained; then layers leave here what is to become of their state.
 *
 * @param step that it is trained in; none: it is as it will be used
 * @param next new values of state variables by name
 */
record Mode(Optional<Step<TFloat32>> step, Map<String, Expr<TFloat32>> next) {
  /** As it will be used. */
  static Mode inference() {
    return new Mode(Optional.empty(), Map.of());
  }

  static Mode training(Step<TFloat32> step) {
    return new Mode(Optional.of(step), new LinkedHashMap<>());
  }
}
