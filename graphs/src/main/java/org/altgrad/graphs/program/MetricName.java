package org.altgrad.graphs.program;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value measures. A slash in a name means an environment or parameter, never a network.
 *
 * @param name such as {@code accuracy}
 * @param model number of the network, of several trained side by side, whose value it is; empty for
 *     the mean over them and for the only one
 */
public record MetricName(String name, OptionalInt model) {
  private static final Pattern TEXT = Pattern.compile("(.+)/model([0-9]{1,9})");

  /** A mean over the networks, or of the only one. */
  public static MetricName of(String name) {
    return new MetricName(name, OptionalInt.empty());
  }

  /** One network's. */
  public static MetricName of(String name, int model) {
    return new MetricName(name, OptionalInt.of(model));
  }

  /** What {@link #toString()} has written, and people write. */
  public static MetricName parse(String text) {
    Matcher one = TEXT.matcher(text);
    return one.matches() ? of(one.group(1), Integer.parseInt(one.group(2))) : of(text);
  }

  /**
   * The mean over networks and, if there are two or more, each one's own value.
   *
   * @param values [models]
   */
  public static Map<MetricName, Double> ofModels(String name, double[] values) {
    Map<MetricName, Double> named = new LinkedHashMap<>();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    named.put(of(name), sum / values.length);
    for (int m = 0; m < values.length && values.length > 1; m++) {
      named.put(of(name, m), values[m]);
    }
    return named;
  }

  /** For people, and for TensorBoard, which has no columns: {@code accuracy/model3}. */
  @Override
  public String toString() {
    return model.isPresent() ? name + "/model" + model.getAsInt() : name;
  }
}
