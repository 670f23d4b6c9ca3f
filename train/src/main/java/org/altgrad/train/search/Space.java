package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import org.altgrad.base.Require;
import org.altgrad.train.config.OverrideReader;

/**
 * The parameters of a sweep.
 *
 * @param parameters in the order in which points have them; one that depends on others stands
 *     behind them
 */
public record Space(List<Parameter> parameters) {

  /**
   * A key and the law of its values.
   *
   * @param key as it is typed to the left of an override's sign of equality
   * @param when the parameter exists only where each of these other keys has one of these values
   */
  public record Parameter(String key, Distribution distribution, Map<String, List<String>> when) {
    public Parameter {
      Require.that(!key.isBlank(), "key", "a word", "empty");
      when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }

    /** One that every point has. */
    public Parameter(String key, Distribution distribution) {
      this(key, distribution, Map.of());
    }

    private boolean isIn(Map<String, String> values) {
      return when.entrySet().stream()
          .allMatch(
              e -> values.containsKey(e.getKey()) && e.getValue().contains(values.get(e.getKey())));
    }
  }

  public Space {
    parameters = spelled(parameters);
    Map<String, Parameter> before = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      parameter.when().forEach((key, values) -> requireKnown(parameter, key, values, before));
      Require.that(
          before.put(parameter.key(), parameter) == null, parameter.key(), "given once", "twice");
    }
  }

  /** Conditions have the values in the words in which the parameters have them. */
  private static List<Parameter> spelled(List<Parameter> parameters) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Map<String, List<String>> when = new LinkedHashMap<>();
      parameter
          .when()
          .forEach(
              (key, own) ->
                  when.put(
                      key,
                      own.stream()
                          .flatMap(text -> spelled(text, values.getOrDefault(key, List.of())))
                          .toList()));
      all.add(new Parameter(parameter.key(), parameter.distribution(), when));
      values.putIfAbsent(parameter.key(), parameter.distribution().values());
    }
    return List.copyOf(all);
  }

  private static Stream<String> spelled(String text, List<String> known) {
    Function<String, Object> reading =
        OverrideReader.reading(Stream.concat(known.stream(), Stream.of(text)).toList());
    Object value = reading.apply(text);
    List<String> same =
        known.stream().filter(other -> Objects.equals(reading.apply(other), value)).toList();
    return same.isEmpty() ? Stream.of(text) : same.stream();
  }

  private static void requireKnown(
      Parameter parameter, String key, List<String> values, Map<String, Parameter> before) {
    String name = parameter.key() + ".when." + key;
    if (!before.containsKey(key)) {
      throw new IllegalArgumentException(
          name
              + ": must be a parameter that stands before "
              + parameter.key()
              + Nearest.hintAndList(key, before.keySet()));
    }
    List<String> known = before.get(key).distribution().values();
    for (String value : values) {
      if (!known.isEmpty() && !known.contains(value)) {
        throw new IllegalArgumentException(
            name
                + ": must be values of "
                + key
                + " but is "
                + value
                + Nearest.hintAndList(value, known));
      }
    }
  }

  /**
   * The point whose values a function gives, of those parameters that exist beside the values
   * before them.
   */
  public Point point(Function<Parameter, String> value) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (parameter.isIn(values)) {
        values.put(parameter.key(), value.apply(parameter));
      }
    }
    return new Point(values);
  }

  /**
   * Points beside one, in which one parameter after the other has each of its values; of numbers
   * the two ends. What it depends on has the first of the values beside which it exists.
   */
  public List<Point> ends(Point beside) {
    List<Point> points = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Map<String, String> fixed = new LinkedHashMap<>(beside.values());
      require(parameter, fixed);
      for (String value : parameter.distribution().ends()) {
        fixed.put(parameter.key(), value);
        points.add(point(p -> fixed.computeIfAbsent(p.key(), key -> p.distribution().at(0.5))));
      }
    }
    return points;
  }

  /**
   * Points beside one, with each combination of the values of some parameters; none where those are
   * too many.
   *
   * @param among whether a parameter of a key is one of them
   * @param most how many combinations are not too many
   */
  public List<Point> combinations(Point beside, Predicate<String> among, int most) {
    List<Map<String, String>> all = List.of(beside.values());
    for (Parameter parameter : parameters) {
      if (among.test(parameter.key())) {
        List<Map<String, String>> longer = new ArrayList<>();
        for (Map<String, String> each : all) {
          for (String value : parameter.distribution().ends()) {
            Map<String, String> more = new LinkedHashMap<>(each);
            more.put(parameter.key(), value);
            longer.add(more);
          }
        }
        if (longer.size() > most) {
          return List.of();
        }
        all = longer;
      }
    }
    // What does not exist beside the others is left out of a point.
    return all.stream()
        .map(LinkedHashMap::new)
        .map(fixed -> point(p -> fixed.computeIfAbsent(p.key(), k -> p.distribution().at(0.5))))
        .distinct()
        .toList();
  }

  private void require(Parameter parameter, Map<String, String> fixed) {
    for (Parameter other : parameters) {
      List<String> values = parameter.when().get(other.key());
      if (values != null) {
        fixed.put(other.key(), values.get(0));
        require(other, fixed);
      }
    }
  }

  /**
   * The parameters that exist beside some values and are not among them yet, by what they depend
   * on: those of one list exist together.
   */
  List<List<Parameter>> next(Map<String, String> values) {
    Map<Map<String, List<String>>, List<Parameter>> groups = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (!values.containsKey(parameter.key()) && parameter.isIn(values)) {
        groups.computeIfAbsent(parameter.when(), when -> new ArrayList<>()).add(parameter);
      }
    }
    return List.copyOf(groups.values());
  }

  /** Whether every point has a parameter of a continuum, so that no two draws are the same. */
  boolean hasContinuum() {
    return parameters.stream()
        .anyMatch(p -> p.when().isEmpty() && p.distribution().size().isEmpty());
  }

  /**
   * All points, the last parameter fastest; none where they are a continuum or more than {@value
   * Distribution#MOST_VALUES}.
   */
  public Optional<List<Point>> all() {
    List<Map<String, String>> points = List.of(Map.of());
    for (Parameter parameter : parameters) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        if (!parameter.isIn(point)) {
          longer.add(point);
          continue;
        }
        if (parameter.distribution().size().isEmpty()) {
          return Optional.empty();
        }
        for (String value : parameter.distribution().values()) {
          Map<String, String> more = new LinkedHashMap<>(point);
          more.put(parameter.key(), value);
          longer.add(more);
        }
        if (longer.size() > Distribution.MOST_VALUES) {
          return Optional.empty();
        }
      }
      points = longer;
    }
    Set<Point> distinct = new LinkedHashSet<>();
    points.forEach(values -> distinct.add(new Point(values)));
    return Optional.of(List.copyOf(distinct));
  }
}
