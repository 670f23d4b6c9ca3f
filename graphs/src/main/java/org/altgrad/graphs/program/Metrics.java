package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;

/**
 * Named scalars, fetched as one vector, or as one for each of several steps.
 *
 * @param names in the order of the vector
 * @param packed [names] their values, or [steps, names]
 */
public record Metrics(List<MetricName> names, Operand<TFloat64> packed) {

  public Metrics {
    names = List.copyOf(names);
  }

  /**
   * Packs numbers of any type, in the map's order.
   *
   * @param all each a scalar, or [models] of networks trained side by side: then the mean over the
   *     networks and, if there are two or more, each one's own value
   */
  public static Metrics of(Nodes<?> nodes, Map<String, ? extends Expr<?>> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a program measures at least one metric");
    }
    if (all.values().stream().anyMatch(value -> value.shape().size() > 1)) {
      return ofSeveral(nodes.as(TFloat64.class), all);
    }
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    List<MetricName> names = all.keySet().stream().map(MetricName::of).toList();
    List<Operand<TFloat64>> values = new ArrayList<>();
    all.values().forEach(value -> values.add(wide.cast(ofAll(value))));
    return new Metrics(names, wide.stack(values));
  }

  /** The same numbers by few operations, where there are many networks. */
  private static Metrics ofSeveral(Nodes<TFloat64> wide, Map<String, ? extends Expr<?>> all) {
    List<MetricName> names = new ArrayList<>();
    List<Expr<TFloat64>> parts = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          names.add(MetricName.of(name));
          parts.add(wide.cast(ofAll(value)).reshape(1));
          for (int m = 0; value.shape().size() > 1 && m < value.shape().size(); m++) {
            names.add(MetricName.of(name, m));
          }
          if (value.shape().size() > 1) {
            parts.add(wide.cast(value));
          }
        });
    return new Metrics(names, wide.concat(parts, 0));
  }

  /** A scalar, or the mean over the networks. */
  private static Expr<?> ofAll(Expr<?> value) {
    return value.shape().numDimensions() == 0 ? value : value.mean();
  }

  /** The values by name, in order. */
  public Map<MetricName, Double> named(TFloat64 fetched) {
    Map<MetricName, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), value(fetched, 0, i));
    }
    return named;
  }

  /**
   * One of the values that were fetched.
   *
   * @param step of the call's, from 0
   * @param metric place of its name
   */
  public static double value(TFloat64 fetched, int step, int metric) {
    return fetched.rank() == 1 ? fetched.getDouble(metric) : fetched.getDouble(step, metric);
  }
}
