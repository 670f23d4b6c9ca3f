package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.base.Require;
import org.altgrad.data.random.RandomStream;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * How the points of a sweep are chosen. A proposal is a pure function of the sweep's seed, the
 * trial's number and what the journal held: whoever asks, however often and in whatever order, gets
 * the same point. No point is proposed twice where a space is discrete.
 */
public sealed interface Search {
  /** Its name, as a definition has it. */
  String method();

  /** What is searched. */
  Space space();

  /** The keys that every point has. */
  default List<String> everywhere() {
    return space().parameters().stream()
        .filter(parameter -> parameter.when().isEmpty())
        .map(Space.Parameter::key)
        .toList();
  }

  /** How many different points there are; none where they are a continuum, or too many to count. */
  OptionalLong total();

  /**
   * The point of a trial, lower values being better.
   *
   * @param journal all trials that were proposed before, with what is known of them
   * @return none when there is nothing new to try
   */
  Optional<Point> propose(long sweepSeed, int trial, List<Trial> journal);

  /** A search that does not look at what was found: its points can be frozen at once. */
  sealed interface Planned extends Search {
    /** The points of the first trials, fewer where there are no more. */
    List<Point> points(long sweepSeed, int count);

    @Override
    default Optional<Point> propose(long sweepSeed, int trial, List<Trial> journal) {
      List<Point> points = points(sweepSeed, trial + 1);
      return trial < points.size() ? Optional.of(points.get(trial)) : Optional.empty();
    }
  }

  /** Points in a given order. */
  sealed interface Listed extends Planned {
    /** All of them, each once. */
    List<Point> all();

    @Override
    default OptionalLong total() {
      return OptionalLong.of(all().size());
    }

    @Override
    default List<Point> points(long sweepSeed, int count) {
      return all().subList(0, Math.min(count, all().size()));
    }
  }

  /** All combinations, in Hydra's order: the last parameter varies fastest. */
  record Grid(Space space, List<Point> all) implements Listed {
    public Grid {
      all = List.copyOf(all);
    }

    @Override
    public String method() {
      return "grid";
    }

    /**
     * A grid.
     *
     * @throws IllegalArgumentException if a parameter has no list of values
     */
    public static Grid of(Space space) {
      requireValues(space, "grid");
      return new Grid(
          space,
          space
              .all()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "parameters: must be at most "
                              + Distribution.MOST_VALUES
                              + " combinations; choose them with method: random")));
    }
  }

  /** The first values of all parameters, then the second values of all, and so on. */
  record Zip(Space space, List<Point> all) implements Listed {
    public Zip {
      all = List.copyOf(all);
    }

    @Override
    public String method() {
      return "zip";
    }

    /**
     * Parameters in step.
     *
     * @throws IllegalArgumentException if a parameter has no list of values, or one of another
     *     length
     */
    public static Zip of(Space space) {
      return new Zip(space, distinctPoints(steps(space)).kept());
    }

    /** All steps, those that are the same among them. */
    static List<Point> steps(Space space) {
      requireValues(space, "zip");
      int length = -1;
      for (Space.Parameter parameter : space.parameters()) {
        int size = texts(parameter).size();
        Require.that(
            length < 0 || size == 1 || length == 1 || size == length,
            parameter.key(),
            length + " values, as many as the others, for method: zip",
            size);
        length = Math.max(length, size);
      }
      List<Point> all = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        int at = i;
        all.add(
            space.point(
                parameter -> {
                  List<String> texts = texts(parameter);
                  return texts.get(Math.min(at, texts.size() - 1));
                }));
      }
      return all;
    }

    private static List<String> texts(Space.Parameter parameter) {
      return parameter.distribution() instanceof Distribution.Choice choice
          ? choice.texts()
          : parameter.distribution().values();
    }
  }

  /** Points one by one. */
  record ListSearch(Space space, List<Point> all) implements Listed {
    public ListSearch {
      all = List.copyOf(all);
    }

    @Override
    public String method() {
      return "list";
    }

    @Override
    public List<String> everywhere() {
      return space.parameters().stream()
          .map(Space.Parameter::key)
          .filter(key -> all.stream().allMatch(point -> point.values().containsKey(key)))
          .toList();
    }

    /** Points, each once; they may have different keys. */
    public static ListSearch of(List<Point> points) {
      List<String> keys =
          points.stream().flatMap(p -> p.values().keySet().stream()).distinct().toList();
      List<Space.Parameter> parameters = new ArrayList<>();
      for (String key : keys) {
        List<String> values =
            points.stream()
                .filter(p -> p.values().containsKey(key))
                .map(p -> p.values().get(key))
                .distinct()
                .toList();
        parameters.add(new Space.Parameter(key, new Distribution.Choice(values)));
      }
      return new ListSearch(new Space(parameters), distinctPoints(points).kept());
    }
  }

  /** Independent draws (Bergstra, Bengio 2012). */
  record RandomSearch(Space space) implements Planned {
    @Override
    public String method() {
      return "random";
    }

    @Override
    public OptionalLong total() {
      return count(space);
    }

    @Override
    public List<Point> points(long sweepSeed, int count) {
      return Draws.distinct(space, count, i -> Draws.random(space, sweepSeed, i, 0));
    }

    @Override
    public Optional<Point> propose(long sweepSeed, int trial, List<Trial> journal) {
      return space.hasContinuum()
          ? Optional.of(Draws.random(space, sweepSeed, trial, 0))
          : Planned.super.propose(sweepSeed, trial, journal);
    }
  }

  /**
   * Sobol's sequence with the directions of Joe and Kuo (2008) and a random digital shift, which
   * keeps its evenness; each parameter is a dimension.
   */
  record Sobol(Space space) implements Planned {
    private static final int BITS = 52;

    public Sobol {
      Require.that(
          space.parameters().size() <= 1000,
          "parameters",
          "at most 1000 for method: sobol",
          space.parameters().size());
    }

    @Override
    public String method() {
      return "sobol";
    }

    @Override
    public OptionalLong total() {
      return count(space);
    }

    @Override
    public List<Point> points(long sweepSeed, int count) {
      SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions());
      Map<String, Long> shifts = shifts(sweepSeed);
      // the sequence is asked in its order
      return Draws.distinct(space, count, i -> point(shifts, sequence.nextVector()));
    }

    @Override
    public Optional<Point> propose(long sweepSeed, int trial, List<Trial> journal) {
      return space.hasContinuum()
          ? Optional.of(point(shifts(sweepSeed), even(dimensions(), trial)))
          : Planned.super.propose(sweepSeed, trial, journal);
    }

    private int dimensions() {
      return Math.max(1, space.parameters().size());
    }

    private Map<String, Long> shifts(long seed) {
      Map<String, Long> shifts = new LinkedHashMap<>();
      for (Space.Parameter p : space.parameters()) {
        shifts.put(p.key(), RandomStream.of(seed, "shift " + p.key()).nextLong() >>> (64 - BITS));
      }
      return shifts;
    }

    private Point point(Map<String, Long> shifts, double[] even) {
      Map<String, Double> places = new LinkedHashMap<>();
      shifts.forEach((key, shift) -> places.put(key, shifted(even[places.size()], shift)));
      return space.point(p -> p.distribution().at(places.get(p.key())));
    }

    /** The point of the sequence with a number from 0, in [0, 1). */
    static double[] even(int dimensions, int index) {
      SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions);
      return index == 0 ? sequence.nextVector() : sequence.skipTo(index);
    }

    /** Within (0, 1): the middle of the cell whose digits are moved. */
    static double shifted(double even, long shift) {
      return (((long) (even * 0x1p52) ^ shift) + 0.5) * 0x1p-52;
    }
  }

  /**
   * Tree-structured Parzen estimators (Bergstra et al. 2011), multivariate and with kernels as in
   * Optuna 5: the next point is where the density of the best tenth of trials exceeds that of the
   * others, those that still run among them, the most.
   */
  record Tpe(Space space) implements Search {
    @Override
    public String method() {
      return "tpe";
    }

    @Override
    public OptionalLong total() {
      return count(space);
    }

    @Override
    public Optional<Point> propose(long sweepSeed, int trial, List<Trial> journal) {
      return new ParzenSearch(space, sweepSeed, trial, journal).propose();
    }
  }

  private static OptionalLong count(Space space) {
    return space.hasContinuum()
        ? OptionalLong.empty()
        : space.all().map(points -> OptionalLong.of(points.size())).orElse(OptionalLong.empty());
  }

  private static void requireValues(Space space, String method) {
    for (Space.Parameter parameter : space.parameters()) {
      Require.that(
          !parameter.distribution().values().isEmpty(),
          parameter.key(),
          "a list of values for method: " + method,
          "a range (methods for ranges: random, sobol, tpe)");
    }
  }

  /** Points of which each is another run. */
  static Distinct<Point> distinctPoints(List<Point> points) {
    return Distinct.of(points, Point.identity(points), Point::toString);
  }

  /** Distinct points of a journal. */
  static Set<Point> points(List<Trial> journal) {
    return journal.stream().map(Trial::point).collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
