package org.altgrad.graphs.biohsic.leaky;

import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.types.TFloat32;

/** What a network with dynamics can record. */
final class LeakyRecordings {
  private LeakyRecordings() {}

  static Map<String, Recording> all(
      Nodes<TFloat32> nodes, Examples test, Settling settling, List<Expr<TFloat32>> parameters) {
    return Map.of();
  }
}
