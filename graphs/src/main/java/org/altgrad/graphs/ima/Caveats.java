package org.altgrad.graphs.ima;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.altgrad.graphs.identifiability.Score;
import org.altgrad.graphs.program.Caveat;
import org.altgrad.graphs.program.MetricName;

/** Keeps what the scores of networks say beside their numbers. */
final class Caveats {
  private final Map<String, Map<Integer, Caveat>> byName = new LinkedHashMap<>();
  private int network;

  /** Those that follow are of this network. */
  void of(int number) {
    network = number;
  }

  /** The number of a score. */
  double value(String name, Score score) {
    byName
        .computeIfAbsent(name, n -> new TreeMap<>())
        .put(network, new Caveat(score.version(), score.rows(), score.validity()));
    return score.value();
  }

  /** All numbers of a score. */
  Map<String, Double> numbers(String name, Score score) {
    value(name, score);
    return score.numbers(name);
  }

  /** One for all networks where they agree. */
  Map<MetricName, Caveat> all() {
    Map<MetricName, Caveat> all = new LinkedHashMap<>();
    byName.forEach(
        (name, each) -> {
          if (each.values().stream().distinct().count() == 1) {
            all.put(MetricName.of(name), each.values().iterator().next());
          } else {
            each.forEach((number, caveat) -> all.put(MetricName.of(name, number), caveat));
          }
        });
    return all;
  }
}
