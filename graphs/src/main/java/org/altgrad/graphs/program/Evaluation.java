package org.altgrad.graphs.program;

import java.util.Map;

/**
 * Measures a program on one split. An evaluation may call the graph as often as it likes and
 * compute on the host what TensorFlow cannot; it must not change variables, and must depend on
 * nothing but them, the split and the step.
 */
public interface Evaluation {
  /** The split that it reads, as in the results. */
  String split();

  /** When it is made. */
  default Due due() {
    return Due.EVERY;
  }

  /**
   * @param step number of training steps done
   * @return named results, in the order in which they are shown
   */
  Map<MetricName, Double> run(Calls calls, long step);

  /** What results of its last run are to be read with; under a network's name if it is its own. */
  default Map<MetricName, Caveat> caveats() {
    return Map.of();
  }
}
