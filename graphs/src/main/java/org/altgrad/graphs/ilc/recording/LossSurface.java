package org.altgrad.graphs.ilc.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Recording;
import org.tensorflow.ndarray.Shape;

/** Losses over a plane through the parameters, along two filter-normalised random directions. */
final class LossSurface {
  private static final int SIDE = 21;
  private static final double REACH = 1;
  private static final int PER_ENVIRONMENT = 128;
  private static final int HELD_OUT = 1000;
  private static final int MOST_PANELS = 32;

  private final Observed observed;
  private final Elsewhere elsewhere;
  private final Losses train;
  private final Map<String, Losses> others = new LinkedHashMap<>();

  LossSurface(Observed observed, Elsewhere elsewhere, Losses train) {
    this.observed = observed;
    this.elsewhere = elsewhere;
    this.train = train;
    observed
        .splits()
        .forEach(
            (name, split) -> {
              if (name.equals("test") || name.equals("validation")) {
                others.put(name, new Losses(observed, elsewhere, split));
              }
            });
  }

  /** {@code panel, a, b, loss}: each environment of the step, all of them, and held-out splits. */
  Recording table() {
    return new Recording(
        "losses over a plane through the parameters, along two random directions",
        (calls, step) -> {
          float[][] here = elsewhere.here(calls);
          List<Shape> shapes =
              observed.problem().parameters().stream().map(p -> p.shape()).toList();
          var random = new SplittableRandom(Randoms.mix(observed.seed(), "surface"));
          float[][] first = StepDirections.filterNormalised(random, shapes, here);
          float[][] second = StepDirections.filterNormalised(random, shapes, here);
          Map<String, List<List<?>>> panels = new LinkedHashMap<>();
          for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
              double a = at(i);
              double b = at(j);
              float[][] offset = StepDirections.combined(a, first, b, second);
              losses(calls, step, offset)
                  .forEach(
                      (panel, loss) ->
                          panels
                              .computeIfAbsent(panel, name -> new ArrayList<>())
                              .add(List.of(panel, a, b, loss)));
            }
          }
          List<List<?>> rows = new ArrayList<>();
          panels.values().forEach(rows::addAll);
          return new Recording.Table(List.of("panel", "a", "b", "loss"), rows);
        });
  }

  private static double at(int index) {
    return REACH * (2.0 * index / (SIDE - 1) - 1);
  }

  private Map<String, Double> losses(Calls calls, long step, float[][] offset) {
    int e = observed.environments();
    int[] rows = Losses.first(observed.rows().apply(step), e, PER_ENVIRONMENT);
    double[] each = train.means(calls, rows, offset, e);
    Map<String, Double> losses = new LinkedHashMap<>();
    double pooled = 0;
    for (int i = 0; i < e; i++) {
      if (e <= MOST_PANELS) {
        losses.put(observed.names().get(i), each[i]);
      }
      pooled += each[i] / e;
    }
    losses.put("pooled", pooled);
    others.forEach(
        (name, split) -> {
          int count = Math.min(HELD_OUT, observed.splits().get(name).count());
          int[] some = IntStream.range(0, count).toArray();
          losses.put(name, split.means(calls, some, offset, 1)[0]);
        });
    return losses;
  }
}
