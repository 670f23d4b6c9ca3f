package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Named scalars, fetched as one vector.
 *
 * @param names in the order of the vector
 * @param packed [names] their values
 */
public record Metrics(List<String> names, Operand<TFloat64> packed) {

  public Metrics {
    names = List.copyOf(names);
  }

  /** Packs scalars of any type, in the map's order. */
  public static Metrics of(Nodes<?> nodes, Map<String, ? extends Operand<? extends TNumber>> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a program measures at least one metric");
    }
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    List<Operand<TFloat64>> values = new ArrayList<>();
    all.values().forEach(value -> values.add(wide.cast(value)));
    return new Metrics(List.copyOf(new LinkedHashMap<>(all).keySet()), wide.stack(values));
  }
}
