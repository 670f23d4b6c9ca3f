package org.altgrad.train.search;

import static org.altgrad.train.search.EarlyStopping.Decision.GO_ON;
import static org.altgrad.train.search.EarlyStopping.Decision.PAUSE;
import static org.altgrad.train.search.EarlyStopping.Decision.STOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.altgrad.train.search.EarlyStopping.Asha;
import org.altgrad.train.search.EarlyStopping.Decision;
import org.altgrad.train.search.EarlyStopping.Hyperband;
import org.altgrad.train.search.EarlyStopping.Median;
import org.altgrad.train.search.EarlyStopping.Promotion;
import org.junit.jupiter.api.Test;

/** Which trials go on. */
class EarlyStoppingTest {
  private static final Point POINT = new Point(Map.of());
  private static final long SEED = 4;

  private static Trial trial(int number, Trial.Status status, double... valuesAtOneThreeNine) {
    TreeMap<Long, Double> rungs = new TreeMap<>();
    long rung = 1;
    for (double value : valuesAtOneThreeNine) {
      rungs.put(rung, value);
      rung *= 3;
    }
    boolean complete = status == Trial.Status.COMPLETE;
    return new Trial(
        number,
        POINT,
        status,
        complete ? OptionalDouble.of(rungs.get(rungs.lastKey())) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        rungs);
  }

  private static Trial running(int number, double... values) {
    return trial(number, Trial.Status.RUNNING, values);
  }

  @Test
  void rungsAreGeometric() {
    Asha asha = new Asha(2, 3, false);
    assertEquals(OptionalLong.of(2), asha.nextRung(SEED, 0, 0));
    assertEquals(OptionalLong.of(6), asha.nextRung(SEED, 0, 2));
    assertEquals(OptionalLong.of(18), asha.nextRung(SEED, 0, 17));
    assertEquals(OptionalLong.of(54), asha.nextRung(SEED, 7, 18));
    assertEquals(
        GO_ON, asha.decide(SEED, running(0).at(3, 9), 3, List.of(running(1).at(3, 0))), "no rung");
  }

  @Test
  void theFirstTrialIsNeverStoppedAndNanAlwaysIs() {
    for (boolean promotion : new boolean[] {false, true}) {
      Asha asha = new Asha(1, 3, promotion);
      assertEquals(GO_ON, asha.decide(SEED, running(0, 7), 1, List.of()));
      assertEquals(GO_ON, asha.decide(SEED, running(0, 7, 8), 3, List.of()));
      assertEquals(STOP, asha.decide(SEED, running(0, Double.NaN), 1, List.of()));
      Trial better = running(1, 7);
      assertEquals(GO_ON, asha.decide(SEED, better, 1, List.of(running(0, Double.NaN))));
    }
  }

  @Test
  void theTopOfEachRungGoesOn() {
    for (int eta : new int[] {2, 3, 4}) {
      for (int n = 1; n <= 13; n++) {
        List<Trial> journal = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          journal.add(running(i, i));
        }
        int top = n / eta == 0 ? 1 : n / eta;
        for (int i = 0; i < n; i++) {
          Trial own = journal.get(i);
          Decision expected = i < top ? GO_ON : STOP;
          assertEquals(expected, new Asha(1, eta, false).decide(SEED, own, 1, journal));
          List<Trial> others = new ArrayList<>(journal);
          others.remove(own);
          Collections.shuffle(others, new Random(i));
          assertEquals(expected, new Asha(1, eta, false).decide(SEED, own, 1, others), "own twice");
          Decision paused = i < top ? GO_ON : PAUSE;
          assertEquals(paused, new Asha(1, eta, true).decide(SEED, own, 1, journal));
        }
      }
    }
  }

  @Test
  void pausedTrialsArePromotedFromTheHighestRungAndTheBestFirst() {
    Asha asha = new Asha(1, 3, true);
    List<Trial> journal =
        new ArrayList<>(
            List.of(
                trial(0, Trial.Status.COMPLETE, 5, 5),
                trial(1, Trial.Status.PAUSED, 6),
                trial(2, Trial.Status.PAUSED, 4)));
    assertEquals(
        Optional.of(new Promotion(2, 1, OptionalLong.of(3))), asha.promotable(SEED, journal));
    journal.set(2, trial(2, Trial.Status.RUNNING, 4));
    assertEquals(Optional.empty(), asha.promotable(SEED, journal), "one of three goes on");
    journal.add(trial(3, Trial.Status.PAUSED, 5.5));
    journal.add(trial(4, Trial.Status.PAUSED, 4.5));
    journal.add(trial(5, Trial.Status.PAUSED, 9));
    assertEquals(4, asha.promotable(SEED, journal).orElseThrow().trial(), "two of six go on");
    // at 3: 5, 4.6 and 4.7 of which the best goes on, and before the one at 1
    journal.set(2, trial(2, Trial.Status.PAUSED, 4, 4.6));
    journal.add(trial(6, Trial.Status.PAUSED, 4.2, 4.7));
    assertEquals(
        Optional.of(new Promotion(2, 3, OptionalLong.of(9))), asha.promotable(SEED, journal));
    Collections.reverse(journal);
    assertEquals(2, asha.promotable(SEED, journal).orElseThrow().trial(), "order of the journal");
    assertEquals(Optional.empty(), new Asha(1, 3, false).promotable(SEED, journal));
  }

  @Test
  void bracketsComeAsOftenAsTheirBudgetsAndNeedNoOrder() {
    Hyperband hyperband = new Hyperband(1, 27, 3, false);
    assertEquals(4, hyperband.brackets());
    // ceil(4 * 3^s / (s + 1)), s = 3 to 0
    int[] budgets = {27, 12, 6, 4};
    int n = 20_000;
    int[] counts = new int[4];
    for (int trial = 0; trial < n; trial++) {
      counts[hyperband.bracket(SEED, trial)]++;
    }
    for (int b = 0; b < 4; b++) {
      assertEquals(budgets[b] / 49.0, counts[b] / (double) n, 0.015, "bracket " + b);
    }
    int later =
        IntStream.range(0, 100).filter(t -> hyperband.bracket(SEED, t) == 2).findFirst().getAsInt();
    assertEquals(OptionalLong.of(9), hyperband.nextRung(SEED, later, 0));
    assertTrue(
        IntStream.range(0, 50).anyMatch(t -> hyperband.bracket(1, t) != hyperband.bracket(2, t)));
  }

  @Test
  void bracketsAreComparedWithinThemselves() {
    Hyperband hyperband = new Hyperband(1, 9, 3, false);
    int[] first =
        IntStream.range(0, 100).filter(t -> hyperband.bracket(SEED, t) == 0).limit(4).toArray();
    int[] second =
        IntStream.range(0, 100).filter(t -> hyperband.bracket(SEED, t) == 1).limit(1).toArray();
    List<Trial> journal = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      journal.add(running(first[i], i, i));
    }
    Trial other = running(second[0], 50, 50);
    assertEquals(GO_ON, hyperband.decide(SEED, other, 3, journal), "alone in its bracket");
    assertEquals(STOP, hyperband.decide(SEED, journal.get(3), 3, journal));
  }

  @Test
  void medianStopsWhatWasNeverBetterThanHalfOfTheComplete() {
    Median median = new Median(5, 1, 1);
    List<Trial> journal = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      journal.add(trial(i, Trial.Status.COMPLETE, 0, i, i));
    }
    Trial poor = running(9, 99, 99, 99);
    assertEquals(GO_ON, median.decide(SEED, poor, 3, journal), "four complete trials are too few");
    journal.add(running(8, 0, 0, 0));
    assertEquals(GO_ON, median.decide(SEED, poor, 3, journal), "a running one is none");
    journal.add(trial(4, Trial.Status.COMPLETE, 0, 4, 4));
    assertEquals(STOP, median.decide(SEED, poor, 3, journal));
    assertEquals(GO_ON, median.decide(SEED, poor, 1, journal), "warm-up");
    assertEquals(GO_ON, median.decide(SEED, running(9, 99, 2), 3, journal), "the median itself");
    assertEquals(STOP, median.decide(SEED, running(9, 99, 2.1), 3, journal));
    assertEquals(GO_ON, median.decide(SEED, running(9, 1, 99), 3, journal), "its best counts");
    assertEquals(STOP, median.decide(SEED, running(9, Double.NaN, Double.NaN), 3, journal));
    Median rare = new Median(5, 2, 4);
    assertEquals(OptionalLong.of(6), rare.nextRung(SEED, 0, 0));
    assertEquals(OptionalLong.of(10), rare.nextRung(SEED, 0, 6));
    assertEquals(GO_ON, rare.decide(SEED, poor, 3, journal), "between decisions");
  }

  /**
   * Trials take turns; a trial that stops is not asked again. Whoever goes on from what is recorded
   * stops the same ones.
   */
  @Test
  void resumedSweepStopsWhatTheUninterruptedOneStops() {
    List<EarlyStopping> rules =
        List.of(new Asha(1, 3, false), new Hyperband(1, 27, 3, false), new Median(3, 0, 1));
    for (EarlyStopping rule : rules) {
      for (int interrupted = 0; interrupted < 20; interrupted += 3) {
        assertEquals(stopped(rule, -1), stopped(rule, interrupted), rule.toString());
      }
    }
  }

  private static Map<Integer, Long> stopped(EarlyStopping rule, int interrupted) {
    Map<Integer, Long> stopped = new TreeMap<>();
    List<Trial> journal = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      if (t == interrupted) {
        // read again, as from a file, in another order
        journal =
            new ArrayList<>(
                journal.stream()
                    .map(
                        j ->
                            new Trial(
                                j.number(),
                                j.point(),
                                j.status(),
                                j.value(),
                                j.spread(),
                                j.rungs()))
                    .toList());
        Collections.reverse(journal);
      }
      Trial trial = running(t);
      long step = 0;
      Decision decision = GO_ON;
      while (decision == GO_ON && step < 27) {
        step = rule.nextRung(SEED, t, step).orElse(27);
        trial = trial.at(step, new Random(t).nextDouble() + 1.0 / step);
        decision = rule.decide(SEED, trial, step, journal);
      }
      if (decision == STOP) {
        stopped.put(t, step);
        trial = trial.with(Trial.Status.STOPPED);
      } else {
        double last = trial.rungs().get(trial.rungs().lastKey());
        trial =
            new Trial(
                t,
                POINT,
                Trial.Status.COMPLETE,
                OptionalDouble.of(last),
                OptionalDouble.empty(),
                trial.rungs());
      }
      journal.add(trial);
    }
    assertTrue(!stopped.isEmpty() && stopped.size() < 20, "it stops some: " + stopped);
    return stopped;
  }

  @Test
  void higherIsBetterWhereTheMetricSaysSo() {
    Definition definition =
        new Definition(
            Search.ListSearch.of(List.of(POINT)),
            OptionalInt.empty(),
            SEED,
            Optional.of(new Definition.Metric("accuracy", Definition.Goal.MAXIMIZE, "validation")),
            1,
            Optional.empty(),
            new Asha(1, 2, false),
            List.of(),
            List.of());
    List<Trial> journal = List.of(running(0, .5), running(1, .9));
    assertEquals(GO_ON, definition.decide(journal.get(1), 1, journal));
    assertEquals(STOP, definition.decide(journal.get(0), 1, journal));
    List<Trial> complete =
        List.of(
            Trial.complete(0, POINT, .5),
            Trial.complete(1, POINT, Double.NaN),
            Trial.complete(2, POINT, .9));
    assertEquals(
        List.of(2, 0, 1), definition.ranked(complete).stream().map(Trial::number).toList());
  }
}
