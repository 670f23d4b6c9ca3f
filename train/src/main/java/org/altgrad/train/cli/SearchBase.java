package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.altgrad.base.JsonText;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunException;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Space;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * What a search's runs are composed from, as it was when the sweep was made: configurations of some
 * of its points, one for each combination of options of parameters that choose from groups. A run
 * that is composed later is refused where one of them has become another: files that were edited
 * since, or another machine's environment, would make runs that cannot be compared.
 */
final class SearchBase {
  /** So many keys are reason enough. */
  private static final int MOST_NAMED = 3;

  /** Places of work, in which runs may differ and be compared. */
  private static final Set<String> FREE =
      Set.of(
          "trainer.threads", "trainer.keep", "trainer.tensorboard", "data.root", "data.download");

  private static final List<String> FREE_SECTIONS = List.of("run.", "launcher.");

  private static final String GROUPS = "groups";
  private static final String PARTS = "parts";
  private static final String POINT = "point";
  private static final String VALUES = "values";

  /** So many combinations of options are composed when a sweep is made. */
  private static final int MOST_COMBINED = 256;

  private final Function<Point, Experiment> composing;

  /**
   * @param composing composes a point as it is now
   */
  SearchBase(Function<Point, Experiment> composing) {
    this.composing = composing;
  }

  /**
   * What is kept with a sweep, as text.
   *
   * @param points those that tell which options there are
   * @param seen takes each that is kept, with its run
   */
  String text(List<Point> points, GroupCatalogue catalogue, BiConsumer<Point, Experiment> seen) {
    Set<String> groups = new LinkedHashSet<>();
    points.forEach(
        point ->
            point.values().keySet().stream()
                .filter(key -> isGroup(key, catalogue))
                .forEach(groups::add));
    Map<Map<String, String>, Point> distinct = new LinkedHashMap<>();
    points.forEach(point -> distinct.putIfAbsent(options(point, groups), point));
    List<Map<String, Object>> parts = new ArrayList<>();
    for (Point point : distinct.values()) {
      Experiment experiment;
      try {
        experiment = composing.apply(point);
      } catch (ConfigException e) {
        continue; // options that cannot stand together: whoever draws them says so
      }
      seen.accept(point, experiment);
      parts.add(Map.of(POINT, point.overrides(), VALUES, values(experiment)));
    }
    return JsonText.write(Map.of(GROUPS, List.copyOf(groups), PARTS, parts));
  }

  /**
   * Points of a search whose points are not known when it is made: those that tell which options
   * there are, and how these combine. A file may say of one option what another option hides.
   */
  static List<Point> points(Space space, Point first, GroupCatalogue catalogue) {
    List<Point> points = new ArrayList<>(List.of(first));
    points.addAll(space.ends(first));
    points.addAll(space.combinations(first, key -> isGroup(key, catalogue), MOST_COMBINED));
    return points;
  }

  private static boolean isGroup(String key, GroupCatalogue catalogue) {
    return !catalogue.options(group(key)).isEmpty();
  }

  /** What is to be said of a sweep that keeps nothing of it; empty if there is nothing. */
  static Optional<String> note(SweepDirectory sweep) {
    return Optional.of(
            "the sweep is of an earlier version, which did not keep what runs are composed from;"
                + " whether that is as it was is not looked at")
        .filter(line -> sweep.baseless());
  }

  /** The group that a parameter's key chooses from, if it chooses from one. */
  private static String group(String key) {
    return key.replaceFirst("^[+~]+", "").replaceFirst("@.*", "");
  }

  private static Map<String, String> options(Point point, Set<String> groups) {
    Map<String, String> options = new LinkedHashMap<>(point.values());
    options.keySet().retainAll(groups);
    return options;
  }

  /** All values but those of places of work, as one types them. */
  private static Map<String, String> values(Experiment experiment) {
    Map<String, String> values = new LinkedHashMap<>();
    experiment
        .filedWithValues()
        .values()
        .forEach((key, value) -> values.put(key, OverrideWriter.plain(value)));
    values.keySet().removeIf(key -> FREE.contains(key) || isPlace(key));
    return values;
  }

  private static boolean isPlace(String key) {
    return FREE_SECTIONS.stream().anyMatch(key::startsWith);
  }

  /**
   * Refuses a point that would be composed from something else than the sweep was made of.
   *
   * @param kept what {@link #text} has said then
   * @throws RunException naming the first keys that differ
   */
  void require(String kept, Point point) {
    Map<?, ?> all = (Map<?, ?>) JsonText.parse(kept);
    Set<String> groups = new LinkedHashSet<>();
    ((List<?>) all.get(GROUPS)).forEach(key -> groups.add(key.toString()));
    Map<Point, Map<?, ?>> parts = new LinkedHashMap<>();
    for (Object part : (List<?>) all.get(PARTS)) {
      List<String> words =
          ((List<?>) ((Map<?, ?>) part).get(POINT)).stream().map(Object::toString).toList();
      parts.put(Point.of(words), (Map<?, ?>) ((Map<?, ?>) part).get(VALUES));
    }
    // Its own files are those of the same options; of a combination of them, those of all.
    Map<String, String> own = options(point, groups);
    boolean known = parts.keySet().stream().anyMatch(p -> options(p, groups).equals(own));
    parts.forEach(
        (then, values) -> {
          if (!known || options(then, groups).equals(own)) {
            require(then, values);
          }
        });
  }

  private void require(Point point, Map<?, ?> then) {
    Experiment now;
    try {
      now = composing.apply(point);
    } catch (ConfigException e) {
      throw new RunException(
          e.getMessage()
              + ": the runs of the sweep cannot be composed as when it was made: put back what it"
              + " was made of, or make a new sweep",
          e);
    }
    List<String> differing = differing(now, then);
    if (!differing.isEmpty()) {
      int more = differing.size() - MOST_NAMED;
      throw new RunException(
          String.join("; ", differing.subList(0, Math.min(MOST_NAMED, differing.size())))
              + (more > 0 ? "; and " + more + " more" : "")
              + ": put it back, or make a new sweep");
    }
  }

  private static List<String> differing(Experiment experiment, Map<?, ?> then) {
    Map<String, String> now = values(experiment);
    Set<String> keys = new LinkedHashSet<>(now.keySet());
    then.keySet().forEach(key -> keys.add(key.toString()));
    return keys.stream()
        .filter(
            key -> !Optional.ofNullable(now.get(key)).equals(Optional.ofNullable(then.get(key))))
        .map(
            key ->
                key
                    + (then.containsKey(key) ? " was " + then.get(key) : " was not there")
                    + " when the sweep was made and is "
                    + (now.containsKey(key)
                        ? now.get(key) + place(experiment.config(), key)
                        : "not there")
                    + " now")
        .toList();
  }

  /** Where a value was written, and what it was computed from. */
  private static String place(Config config, String key) {
    return config.origin(key).map(o -> (o.isOverride() ? " by " : " in ") + o).orElse("")
        + config.interpolation(key).map(text -> " (" + text + ")").orElse("");
  }
}
