package org.altgrad.train.cli;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.search.DefinitionPlaces;
import org.altgrad.train.search.Point;

/** Points of a search that differ must make runs that do: others would be trained twice. */
final class DistinctRuns {
  private record Made(Point point, String title) {}

  private final DefinitionPlaces places;
  private final Map<List<Object>, Made> made = new HashMap<>();

  DistinctRuns(DefinitionPlaces places) {
    this.places = places;
  }

  /**
   * Refuses a run that another point has made; the same point may come again.
   *
   * @param title of the run
   * @throws ConfigException with the place of a parameter in which the two points differ
   */
  void require(Point point, String title, Experiment experiment) {
    Made before = made.putIfAbsent(experiment.substance(), new Made(point, title));
    if (before != null && !before.title().equals(title)) {
      throw new ConfigException(
          places.parameter(differing(before.point(), point)), same(before.title(), title));
    }
  }

  private static String differing(Point one, Point other) {
    Set<String> keys = new LinkedHashSet<>(one.values().keySet());
    keys.addAll(other.values().keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(one.values().get(key), other.values().get(key)))
        .findFirst()
        .orElse("");
  }

  /** That two runs are the same that are called differently. */
  static String same(String title, String other) {
    return "[" + title + "] and [" + other + "] must differ but are the same run";
  }
}
