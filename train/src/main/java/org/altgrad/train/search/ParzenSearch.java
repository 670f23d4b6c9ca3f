package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.data.random.RandomStream;

/** One proposal of {@link Search.Tpe}. */
final class ParzenSearch {
  /** Trials whose points are drawn from the parameters' own laws. */
  private static final int RANDOM = 10;

  private static final int CANDIDATES = 24;
  private static final int MOST_BEST = 25;

  /** Draws of a small space that may be nothing new before what is left of it is listed. */
  private static final int MOST_REPEATS = 1000;

  private final Space space;
  private final long seed;
  private final int trial;
  private final List<Trial> finished;
  private final List<Trial> best;
  private final List<Trial> others;
  private final Set<Point> known;

  ParzenSearch(Space space, long seed, int trial, List<Trial> journal) {
    this.space = space;
    this.seed = seed;
    this.trial = trial;
    List<Trial> all =
        journal.stream()
            .filter(t -> t.status() != Trial.Status.FAILED)
            .sorted(Comparator.comparingInt(Trial::number))
            .toList();
    this.finished =
        all.stream()
            .filter(t -> t.status() != Trial.Status.RUNNING)
            .sorted(ParzenSearch::compare)
            .toList();
    int n = (int) Math.min(Math.ceil(0.1 * finished.size()), MOST_BEST);
    Set<Trial> chosen = Set.copyOf(finished.subList(0, n));
    this.best = all.stream().filter(chosen::contains).toList();
    this.others = all.stream().filter(t -> !chosen.contains(t)).toList();
    this.known = Search.points(journal);
  }

  /** Complete trials by value, then those that stopped early, the later ones first. */
  static int compare(Trial a, Trial b) {
    boolean complete = a.value().isPresent();
    if (complete != b.value().isPresent()) {
      return complete ? -1 : 1;
    }
    if (complete) {
      return Double.compare(a.value().getAsDouble(), b.value().getAsDouble()); // NaN is the worst
    }
    if (a.rungs().isEmpty() || b.rungs().isEmpty()) {
      return Boolean.compare(a.rungs().isEmpty(), b.rungs().isEmpty());
    }
    int later = Long.compare(b.rungs().lastKey(), a.rungs().lastKey());
    return later != 0
        ? later
        : Double.compare(a.rungs().get(a.rungs().lastKey()), b.rungs().get(b.rungs().lastKey()));
  }

  Optional<Point> propose() {
    if (finished.size() >= RANDOM) {
      Optional<Point> best = best(Map.of());
      if (best.isPresent()) {
        return best;
      }
    }
    for (int attempt = 0; attempt < MOST_REPEATS; attempt++) {
      Point point = Draws.random(space, seed, trial, attempt);
      if (!known.contains(point)) {
        return Optional.of(point);
      }
    }
    return space.all().flatMap(all -> all.stream().filter(p -> !known.contains(p)).findFirst());
  }

  /**
   * The best candidate that is nothing known, with some values given. Parameters that exist
   * together are drawn together, those that depend on others after them, in the light of the trials
   * that had them.
   */
  private Optional<Point> best(Map<String, String> given) {
    List<List<Space.Parameter>> groups = space.next(given);
    if (groups.isEmpty()) {
      Point point = space.point(p -> given.get(p.key()));
      return known.contains(point) ? Optional.empty() : Optional.of(point);
    }
    for (Map<String, String> more : new LinkedHashSet<>(ranked(groups.get(0)))) {
      Map<String, String> values = new LinkedHashMap<>(given);
      values.putAll(more);
      Optional<Point> point = best(values);
      if (point.isPresent()) {
        return point;
      }
    }
    return Optional.empty();
  }

  /** Values of parameters that exist together, by how much the best have them more than others. */
  private List<Map<String, String>> ranked(List<Space.Parameter> group) {
    ParzenEstimator low = estimator(group, best);
    ParzenEstimator high = estimator(group, others);
    RandomStream random =
        RandomStream.of(seed, "trial " + trial + " candidates " + group.get(0).key());
    Map<Double, List<double[]>> byGain = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < CANDIDATES; i++) {
      double[] point = low.draw(random);
      byGain.computeIfAbsent(low.log(point) - high.log(point), g -> new ArrayList<>()).add(point);
    }
    return byGain.values().stream()
        .flatMap(List::stream)
        .map(
            point -> {
              Map<String, String> values = new LinkedHashMap<>();
              for (int p = 0; p < point.length; p++) {
                values.put(group.get(p).key(), value(group.get(p).distribution(), point[p]));
              }
              return values;
            })
        .toList();
  }

  private static ParzenEstimator estimator(List<Space.Parameter> group, List<Trial> trials) {
    double[][] observations =
        trials.stream()
            .map(t -> t.point().values())
            .filter(values -> group.stream().allMatch(p -> values.containsKey(p.key())))
            .map(
                values ->
                    group.stream()
                        .mapToDouble(p -> place(p.distribution(), values.get(p.key())))
                        .toArray())
            .toArray(double[][]::new);
    return new ParzenEstimator(
        group.stream().map(Space.Parameter::distribution).toList(), observations);
  }

  private static double place(Distribution distribution, String value) {
    if (distribution instanceof Distribution.Choice choice) {
      return choice.texts().indexOf(value);
    }
    Distribution.Numeric numeric = (Distribution.Numeric) distribution;
    return numeric.domain().place(numeric.number(value));
  }

  private static String value(Distribution distribution, double place) {
    if (distribution instanceof Distribution.Choice choice) {
      return choice.texts().get((int) place);
    }
    Distribution.Numeric numeric = (Distribution.Numeric) distribution;
    return numeric.text(numeric.domain().number(place));
  }
}
