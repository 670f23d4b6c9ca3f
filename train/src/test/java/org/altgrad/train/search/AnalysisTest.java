package org.altgrad.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.altgrad.train.search.Distribution.Choice;
import org.altgrad.train.search.Distribution.LogUniform;
import org.altgrad.train.search.Distribution.Uniform;
import org.altgrad.train.search.Space.Parameter;
import org.junit.jupiter.api.Test;

/** Tables of trials against closed forms. */
class AnalysisTest {
  private static final Space SPACE =
      new Space(
          List.of(
              new Parameter("x", new Uniform(-1, 1)),
              new Parameter("rate", new LogUniform(1e-4, 1)),
              new Parameter("kind", new Choice(List.of("a", "b"))),
              new Parameter("slope", new Uniform(0, 1), Map.of("kind", List.of("b")))));

  private static List<Trial> trials(int n, ToDoubleFunction<Map<String, String>> function) {
    List<Trial> trials = new ArrayList<>();
    for (Point point : new Search.Sobol(SPACE).points(3, n)) {
      trials.add(Trial.complete(trials.size(), point, function.applyAsDouble(point.values())));
    }
    return trials;
  }

  private static Map<String, Double> importance(List<Trial> trials) {
    return Analysis.importance(SPACE, trials).rows().stream()
        .collect(Collectors.toMap(row -> (String) row.get(0), row -> (double) row.get(1)));
  }

  @Test
  void importanceIsTheShareOfTheVariance() {
    // variances 1/3 of x, 4 * 1/12 of the place of the rate, 1/4 * 1 of the kind
    List<Trial> trials =
        trials(
            512,
            v ->
                Double.parseDouble(v.get("x"))
                    + 2 * (Math.log10(Double.parseDouble(v.get("rate"))) / 4 + 1)
                    + (v.get("kind").equals("a") ? 0 : 1));
    double all = 1 / 3. + 4 / 12. + 1 / 4.;
    Map<String, Double> shares = importance(trials);
    assertEquals(1 / 3. / all, shares.get("x"), .05);
    assertEquals(4 / 12. / all, shares.get("rate"), .05);
    assertEquals(1 / 4. / all, shares.get("kind"), .05);
    assertEquals(0, shares.get("slope"), .02);
  }

  @Test
  void whatParametersMakeTogetherIsNobodysOwn() {
    // a product of two centred factors has no main effects
    List<Trial> trials =
        trials(
            512,
            v ->
                Double.parseDouble(v.get("x"))
                    * (Math.log10(Double.parseDouble(v.get("rate"))) + 2));
    Map<String, Double> shares = importance(trials);
    assertTrue(shares.get("x") < .1 && shares.get("rate") < .1, shares.toString());
  }

  @Test
  void conditionalParametersAreJudgedByTheTrialsThatHadThem() {
    List<Trial> trials =
        trials(256, v -> v.containsKey("slope") ? Double.parseDouble(v.get("slope")) : 9);
    List<Object> slope =
        Analysis.importance(SPACE, trials).rows().stream()
            .filter(row -> row.get(0).equals("slope"))
            .findFirst()
            .orElseThrow();
    assertEquals(1, (double) slope.get(1), .05);
    assertEquals(128, slope.get(2));
  }

  @Test
  void surfaceIsTheMeanOverTheOthers() {
    List<Trial> trials =
        trials(512, v -> Double.parseDouble(v.get("x")) + (v.get("kind").equals("a") ? 0 : 3));
    for (List<Object> row : Analysis.surface(SPACE, trials, "x", "kind", 4).rows()) {
      double expected = 2 * (double) row.get(0) - 1 + ((double) row.get(1) < .5 ? 0 : 3);
      assertEquals(expected, (double) row.get(2), .1, row.toString());
    }
  }

  @Test
  void bestSoFarAndProcessorTime() {
    List<Trial> trials =
        List.of(
            Trial.complete(3, new Point(Map.of()), 5),
            Trial.complete(0, new Point(Map.of()), 7),
            Trial.running(1, new Point(Map.of())),
            Trial.complete(2, new Point(Map.of()), 8));
    assertEquals(
        "trial,seconds,value,best\n0,10.0,7.0,7.0\n2,33.0,8.0,7.0\n3,46.0,5.0,5.0\n",
        Analysis.best(trials, Definition.Goal.MINIMIZE, t -> 10 + t.number()).csv());
    assertEquals(
        List.of(7.0, 8.0, 8.0),
        Analysis.best(trials, Definition.Goal.MAXIMIZE, t -> 1).rows().stream()
            .map(row -> row.get(3))
            .toList());
  }

  @Test
  void tablesInLongForm() {
    Point point = SPACE.point(p -> p.key().equals("kind") ? "a" : "0.01");
    Trial trial = Trial.complete(4, point, .5).at(1, .9).at(3, .7);
    assertEquals(
        "trial,key,text,x,share,value\n"
            + "4,x,0.01,0.01,0.505,0.5\n"
            + "4,rate,0.01,0.01,0.5,0.5\n"
            + "4,kind,a,0.0,0.25,0.5\n",
        Analysis.slices(SPACE, List.of(trial)).csv());
    assertEquals(
        "trial,status,moment,value\n4,complete,1,0.9\n4,complete,3,0.7\n",
        Analysis.rungs(List.of(trial)).csv());
    assertEquals(
        "trial,status,value,spread,x,rate,kind,slope\n4,complete,0.5,,0.01,0.01,a,\n",
        Analysis.trials(SPACE, List.of(trial)).csv());
    assertEquals(new TreeMap<>(Map.of(1L, .9, 3L, .7)), trial.rungs());
  }
}
