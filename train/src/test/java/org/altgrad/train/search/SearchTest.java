package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.altgrad.train.search.Distribution.Choice;
import org.altgrad.train.search.Distribution.IntegerUniform;
import org.altgrad.train.search.Distribution.LogUniform;
import org.altgrad.train.search.Distribution.Uniform;
import org.altgrad.train.search.Space.Parameter;
import org.junit.jupiter.api.Test;

/** Which points are proposed. */
class SearchTest {
  private static final Space CONTINUOUS =
      new Space(
          List.of(
              new Parameter("optimizer.lr", new LogUniform(1e-4, 1)),
              new Parameter("model", new Choice(List.of("mlp", "cnn"))),
              new Parameter(
                  "model.channels",
                  new IntegerUniform(4, 64, 4, false),
                  Map.of("model", List.of("cnn")))));

  private static final Space SMALL =
      new Space(
          List.of(
              new Parameter("a", new Choice(List.of("1e-4", "1e-3", "x"))),
              new Parameter("b", new IntegerUniform(1, 3, 1, false), Map.of("a", List.of("x"))),
              new Parameter("c", new Choice(List.of("no", "yes")))));

  private static Point point(String... keysAndValues) {
    Map<String, String> values = new java.util.LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Point(values);
  }

  @Test
  void gridVariesTheLastFastestAndLeavesOutWhatDoesNotExist() {
    List<String> points = Search.Grid.of(SMALL).all().stream().map(Point::toString).toList();
    assertEquals(
        List.of(
            "a=1e-4 c=no",
            "a=1e-4 c=yes",
            "a=1e-3 c=no",
            "a=1e-3 c=yes",
            "a=x b=1 c=no",
            "a=x b=1 c=yes",
            "a=x b=2 c=no",
            "a=x b=2 c=yes",
            "a=x b=3 c=no",
            "a=x b=3 c=yes"),
        points);
  }

  @Test
  void zipTakesParametersInStepAndOneValueStands() {
    Space space =
        new Space(
            List.of(
                new Parameter("a", new Choice(List.of("1", "2", "1"))),
                new Parameter("b", new Choice(List.of("x", "y", "x"))),
                new Parameter("c", new Choice(List.of("only")))));
    assertEquals(
        List.of(point("a", "1", "b", "x", "c", "only"), point("a", "2", "b", "y", "c", "only")),
        Search.Zip.of(space).all());
  }

  @Test
  void sobolBeginsAsJoeAndKuoSay() {
    // the first points of three dimensions, from their program with new-joe-kuo-6.21201
    double[][] first = {
      {0, 0, 0},
      {0.5, 0.5, 0.5},
      {0.75, 0.25, 0.25},
      {0.25, 0.75, 0.75},
      {0.375, 0.375, 0.625},
      {0.875, 0.875, 0.125},
      {0.625, 0.125, 0.875},
      {0.125, 0.625, 0.375},
      {0.1875, 0.3125, 0.9375},
      {0.6875, 0.8125, 0.4375}
    };
    for (int i = 0; i < first.length; i++) {
      assertEquals(
          List.of(first[i][0], first[i][1], first[i][2]),
          java.util.Arrays.stream(Search.Sobol.even(3, i)).boxed().toList(),
          "point " + i);
    }
  }

  @Test
  void shiftedSobolHasOnePointInEachBoxOfItsNets() {
    Space space =
        new Space(
            List.of(new Parameter("x", new Uniform(0, 1)), new Parameter("y", new Uniform(0, 1))));
    List<Point> seven = new Search.Sobol(space).points(7, 64);
    for (int bits = 0; bits <= 6; bits++) {
      int columns = 1 << bits;
      int rows = 64 / columns;
      HashSet<Integer> boxes = new HashSet<>();
      for (Point p : seven) {
        int column = (int) (Double.parseDouble(p.values().get("x")) * columns);
        int row = (int) (Double.parseDouble(p.values().get("y")) * rows);
        boxes.add(column * rows + row);
      }
      assertEquals(64, boxes.size(), columns + " columns");
    }
    assertTrue(
        new Search.Sobol(space).points(8, 64).stream().noneMatch(seven::contains),
        "another seed has the same points");
  }

  @Test
  void draws() {
    List<Search> searches =
        List.of(
            new Search.RandomSearch(CONTINUOUS),
            new Search.Sobol(CONTINUOUS),
            new Search.RandomSearch(SMALL),
            new Search.Sobol(SMALL));
    for (Search search : searches) {
      List<Point> frozen = ((Search.Planned) search).points(3, 10);
      List<Integer> backwards = IntStream.range(0, 10).map(i -> 9 - i).boxed().toList();
      for (int trial : backwards) {
        assertEquals(Optional.of(frozen.get(trial)), search.propose(3, trial, List.of()));
      }
      assertTrue(!frozen.equals(((Search.Planned) search).points(4, 10)), "seeds give the same");
      assertEquals(10, new HashSet<>(frozen).size(), "repeats: " + frozen);
    }
  }

  @Test
  void smallSpacesEndAndHaveEachPointOnce() {
    HashSet<Point> all = new HashSet<>(Search.Grid.of(SMALL).all());
    for (Search search :
        List.of(new Search.RandomSearch(SMALL), new Search.Sobol(SMALL), new Search.Tpe(SMALL))) {
      assertEquals(10, search.total().getAsLong());
      List<Trial> journal = new ArrayList<>();
      for (int trial = 0; trial < 10; trial++) {
        Point point = search.propose(1, trial, journal).orElseThrow();
        journal.add(Trial.complete(trial, point, point.toString().length()));
      }
      assertEquals(all, new HashSet<>(Search.points(journal)));
      assertEquals(Optional.empty(), search.propose(1, 10, journal));
    }
  }

  @Test
  void proposalsOfTpeAreReplayableWhateverTheOrderOfTheJournal() {
    Search.Tpe tpe = new Search.Tpe(CONTINUOUS);
    List<Trial> journal = new ArrayList<>();
    for (int trial = 0; trial < 40; trial++) {
      Point point = tpe.propose(5, trial, journal).orElseThrow();
      List<Trial> backwards = new ArrayList<>(journal);
      java.util.Collections.reverse(backwards);
      assertEquals(Optional.of(point), tpe.propose(5, trial, backwards));
      double lr = Double.parseDouble(point.values().get("optimizer.lr"));
      double miss =
          Math.abs(Math.log10(lr) + 2) + (point.values().get("model").equals("cnn") ? 0 : 1);
      Trial.Status status =
          trial % 7 == 3
              ? Trial.Status.FAILED
              : trial % 5 == 1
                  ? Trial.Status.RUNNING
                  : trial % 5 == 2 ? Trial.Status.STOPPED : Trial.Status.COMPLETE;
      journal.add(
          new Trial(
              trial,
              point,
              status,
              status == Trial.Status.COMPLETE ? OptionalDouble.of(miss) : OptionalDouble.empty(),
              OptionalDouble.empty(),
              new TreeMap<>(Map.of(1L, miss))));
    }
  }

  private static final Space LINE = new Space(List.of(new Parameter("x", new Uniform(0, 1))));

  private static List<Trial> valley() {
    List<Trial> journal = new ArrayList<>();
    for (Point point : new Search.Sobol(LINE).points(1, 20)) {
      double x = Double.parseDouble(point.values().get("x"));
      journal.add(Trial.complete(journal.size(), point, (x - .5) * (x - .5)));
    }
    return journal;
  }

  @Test
  void tpeBeginsAtRandom() {
    List<Trial> nine = valley().subList(0, 9);
    assertEquals(
        new Search.RandomSearch(LINE).propose(2, 9, List.of()),
        new Search.Tpe(LINE).propose(2, 9, nine));
  }

  @Test
  void tpeLeavesFailedTrialsOut() {
    List<Trial> journal = valley();
    Optional<Point> proposed = new Search.Tpe(LINE).propose(2, 30, journal);
    journal.add(Trial.running(20, point("x", "0.5")).with(Trial.Status.FAILED));
    assertEquals(proposed, new Search.Tpe(LINE).propose(2, 30, journal));
  }

  /** How many of some proposals lie near the best place. */
  private static long near(List<Trial> journal) {
    return IntStream.range(100, 300)
        .mapToObj(trial -> new Search.Tpe(LINE).propose(2, trial, journal).orElseThrow())
        .filter(point -> Math.abs(Double.parseDouble(point.values().get("x")) - .5) < .05)
        .count();
  }

  @Test
  void workersSideBySideDoNotCrowd() {
    List<Trial> journal = valley();
    long alone = near(journal);
    for (int i = 0; i < 15; i++) {
      journal.add(Trial.running(20 + i, point("x", Double.toString(.47 + .004 * i))));
    }
    assertTrue(alone > 100, "near the best: " + alone + " of 200");
    assertTrue(near(journal) < alone / 2, near(journal) + " of 200 where fifteen run, " + alone);
  }

  @Test
  void tpeLearnsWhatExistsOnlyBesideAChoice() {
    Space space =
        new Space(
            List.of(
                new Parameter("kind", new Choice(List.of("a", "b"))),
                new Parameter("slope", new Uniform(0, 1), Map.of("kind", List.of("b")))));
    List<Trial> journal = new ArrayList<>();
    for (int trial = 0; trial < 60; trial++) {
      Point point = new Search.Tpe(space).propose(1, trial, journal).orElseThrow();
      assertEquals(point.values().get("kind").equals("b"), point.values().containsKey("slope"));
      double slope = Double.parseDouble(point.values().getOrDefault("slope", "9"));
      journal.add(Trial.complete(trial, point, Math.abs(slope - .3)));
    }
    long good = journal.subList(40, 60).stream().filter(t -> t.value().getAsDouble() < .1).count();
    assertTrue(good >= 12, good + " of the last 20 are near; at random 2 would be");
  }
}
