package org.altgrad.graphs.program;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Metrics of several models trained side by side: under its own name the mean over the models, and,
 * if there are two or more, each model's own value as {@code <name>/model0}, {@code <name>/model1},
 * ...
 */
public final class PerModel {
  private PerModel() {}

  /** On the host, for one metric. */
  public static Map<String, Double> of(String name, double[] values) {
    Map<String, Double> named = new LinkedHashMap<>();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    named.put(name, sum / values.length);
    for (int m = 0; m < values.length && values.length > 1; m++) {
      named.put(name + "/model" + m, values[m]);
    }
    return named;
  }

  /** In the graph, for one metric of shape [models]. */
  public static <T extends TNumber> Map<String, Expr<T>> of(String name, Expr<T> values) {
    Map<String, Expr<T>> named = new LinkedHashMap<>();
    named.put(name, values.mean());
    int models = Math.toIntExact(values.shape().get(0));
    Ops tf = values.nodes().tf();
    for (int m = 0; m < models && models > 1; m++) {
      Operand<T> one = tf.gather(values, tf.constant(m), tf.constant(0));
      named.put(name + "/model" + m, values.nodes().of(one));
    }
    return named;
  }
}
