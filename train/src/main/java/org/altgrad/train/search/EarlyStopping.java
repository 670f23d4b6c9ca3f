package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.altgrad.base.Require;
import org.altgrad.data.random.RandomStream;

/**
 * Which trials go on, lower values being better. Decisions are pure functions of the values that
 * were recorded at rungs. A rung is a moment in the unit in which the metric is recorded, such as
 * epochs.
 */
public sealed interface EarlyStopping {

  /** What becomes of a trial at a rung. */
  enum Decision {
    GO_ON,
    STOP,
    /** Waits until it is promoted. */
    PAUSE
  }

  /**
   * A paused trial that shall go on.
   *
   * @param to the next rung, at which it will be decided again; none where it runs to its end
   */
  record Promotion(int trial, long from, OptionalLong to) {}

  /** Its name, as a definition has it. */
  String name();

  /** The first rung that any trial has; none where all run to their end. */
  OptionalLong firstRung();

  /** Whether a trial has that rung. */
  default boolean hasFirstRung(long sweepSeed, int trial) {
    return firstRung().isPresent() && nextRung(sweepSeed, trial, 0).equals(firstRung());
  }

  /** The first rung of a trial after a moment; none where it runs to its end. */
  OptionalLong nextRung(long sweepSeed, int trial, long after);

  /**
   * What becomes of a trial at a moment.
   *
   * @param trial with what was recorded up to this moment
   * @param journal all trials, in any order; this one may be among them
   */
  Decision decide(long sweepSeed, Trial trial, long moment, List<Trial> journal);

  /** The paused trial that goes on next: of the highest rung the best, of equals the first. */
  default Optional<Promotion> promotable(long sweepSeed, List<Trial> journal) {
    return Optional.empty();
  }

  /** All trials run to their end. */
  record None() implements EarlyStopping {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public OptionalLong firstRung() {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong nextRung(long sweepSeed, int trial, long after) {
      return OptionalLong.empty();
    }

    @Override
    public Decision decide(long sweepSeed, Trial trial, long moment, List<Trial> journal) {
      return Decision.GO_ON;
    }
  }

  /** Successive halving without waiting, in brackets whose trials are compared with each other. */
  sealed interface Halving extends EarlyStopping {
    long minResource();

    int eta();

    boolean promotion();

    /** Of a trial: its first rung is {@code minResource * eta^bracket}. */
    int bracket(long sweepSeed, int trial);

    @Override
    default OptionalLong firstRung() {
      return OptionalLong.of(minResource());
    }

    @Override
    default OptionalLong nextRung(long sweepSeed, int trial, long after) {
      double rung = minResource() * StrictMath.pow(eta(), bracket(sweepSeed, trial));
      while (rung <= after) {
        rung *= eta();
      }
      return rung < Long.MAX_VALUE ? OptionalLong.of((long) rung) : OptionalLong.empty();
    }

    @Override
    default Decision decide(long sweepSeed, Trial trial, long moment, List<Trial> journal) {
      OptionalLong rung = nextRung(sweepSeed, trial.number(), moment - 1);
      if (rung.isEmpty() || rung.getAsLong() != moment) {
        return Decision.GO_ON;
      }
      double own = recorded(trial, moment);
      if (Double.isNaN(own)) {
        return Decision.STOP;
      }
      List<Double> values = values(sweepSeed, trial, moment, journal);
      return isAmongTop(own, values)
          ? Decision.GO_ON
          : promotion() ? Decision.PAUSE : Decision.STOP;
    }

    @Override
    default Optional<Promotion> promotable(long sweepSeed, List<Trial> journal) {
      return journal.stream()
          .filter(t -> promotion() && t.status() == Trial.Status.PAUSED && !t.rungs().isEmpty())
          .filter(
              t -> {
                long rung = t.rungs().lastKey();
                return isAmongTop(t.rungs().get(rung), values(sweepSeed, t, rung, journal));
              })
          .min(
              Comparator.comparing((Trial t) -> -t.rungs().lastKey())
                  .thenComparing(t -> t.rungs().get(t.rungs().lastKey()))
                  .thenComparing(Trial::number))
          .map(
              t -> {
                long rung = t.rungs().lastKey();
                return new Promotion(t.number(), rung, nextRung(sweepSeed, t.number(), rung));
              });
    }

    /** What the trials of a trial's bracket had at a rung, its own included. */
    private List<Double> values(long sweepSeed, Trial trial, long rung, List<Trial> journal) {
      int bracket = bracket(sweepSeed, trial.number());
      List<Double> values =
          new ArrayList<>(
              journal.stream()
                  .filter(t -> t.number() != trial.number() && t.rungs().containsKey(rung))
                  .filter(t -> bracket(sweepSeed, t.number()) == bracket)
                  .map(t -> t.rungs().get(rung))
                  .toList());
      values.add(trial.rungs().get(rung));
      return values;
    }

    /** Among the best n / eta of n, the best one at least. NaN is the worst. */
    private boolean isAmongTop(double own, List<Double> values) {
      int top = Math.max(1, values.size() / eta());
      double last = values.stream().sorted().skip(top - 1L).findFirst().orElseThrow();
      return own <= last;
    }
  }

  /**
   * Asynchronous successive halving (Li et al. 2020).
   *
   * @param minResource the first rung
   * @param eta each rung is so many times the one before, and one of so many trials goes on
   * @param promotion whether trials pause and may go on later; otherwise they stop for good
   */
  record Asha(long minResource, int eta, boolean promotion) implements Halving {
    public Asha {
      Require.atLeast("min_resource", minResource, 1);
      Require.atLeast("eta", eta, 2);
    }

    @Override
    public String name() {
      return "asha";
    }

    @Override
    public int bracket(long sweepSeed, int trial) {
      return 0;
    }
  }

  /**
   * Brackets of {@link Asha} that begin at later and later rungs (Li et al. 2018). A hash of the
   * seed and the trial's number chooses the bracket, each as often as its budget asks for.
   *
   * @param maxResource length of a run
   */
  record Hyperband(long minResource, long maxResource, int eta, boolean promotion)
      implements Halving {
    public Hyperband {
      Require.atLeast("min_resource", minResource, 1);
      Require.atLeast("max_resource", maxResource, minResource);
      Require.atLeast("eta", eta, 2);
    }

    @Override
    public String name() {
      return "hyperband";
    }

    /** How many brackets there are. */
    public int brackets() {
      return brackets(maxResource);
    }

    /** How many there would be for runs of another length. */
    public int brackets(long length) {
      int brackets = 1;
      for (long rung = minResource; rung <= length / eta; rung *= eta) {
        brackets++;
      }
      return brackets;
    }

    /** Share of each bracket in the trials, before it is normalised. */
    private long[] budgets() {
      int n = brackets();
      return LongStream.range(0, n)
          .map(b -> (long) Math.ceil(n * StrictMath.pow(eta, n - 1 - b) / (n - b)))
          .toArray();
    }

    @Override
    public int bracket(long sweepSeed, int trial) {
      long[] budgets = budgets();
      double u = RandomStream.of(sweepSeed, "bracket " + trial).nextDouble();
      double place = u * LongStream.of(budgets).sum();
      int bracket = 0;
      while (bracket < budgets.length - 1 && place >= budgets[bracket]) {
        place -= budgets[bracket++];
      }
      return bracket;
    }
  }

  /**
   * Stops what has been worse, at its best, than the median of complete trials at the same moment
   * (Golovin et al. 2017).
   *
   * @param startup trials that must be complete before any is stopped
   * @param warmup moment up to which none is stopped
   * @param interval between decisions
   */
  record Median(int startup, long warmup, long interval) implements EarlyStopping {
    public Median {
      Require.atLeast("startup", startup, 1);
      Require.atLeast("warmup", warmup, 0);
      Require.atLeast("interval", interval, 1);
    }

    @Override
    public String name() {
      return "median";
    }

    @Override
    public OptionalLong firstRung() {
      return OptionalLong.of(warmup + interval);
    }

    @Override
    public OptionalLong nextRung(long sweepSeed, int trial, long after) {
      long steps = Math.max(0, after - warmup) / interval + 1;
      return OptionalLong.of(warmup + steps * interval);
    }

    @Override
    public Decision decide(long sweepSeed, Trial trial, long moment, List<Trial> journal) {
      double[] others =
          journal.stream()
              .filter(t -> t.number() != trial.number() && t.status() == Trial.Status.COMPLETE)
              .map(Trial::rungs)
              .filter(rungs -> rungs.containsKey(moment) && !rungs.get(moment).isNaN())
              .mapToDouble(rungs -> rungs.get(moment))
              .sorted()
              .toArray();
      long complete =
          journal.stream()
              .filter(t -> t.number() != trial.number() && t.status() == Trial.Status.COMPLETE)
              .count();
      boolean isRung = nextRung(sweepSeed, trial.number(), moment - 1).getAsLong() == moment;
      if (!isRung || complete < startup) {
        return Decision.GO_ON;
      }
      double best =
          trial.rungs().headMap(moment + 1).values().stream()
              .mapToDouble(v -> v)
              .filter(v -> !Double.isNaN(v))
              .min()
              .orElse(Double.NaN);
      if (Double.isNaN(best)) {
        return Decision.STOP;
      }
      int n = others.length;
      boolean worse = n > 0 && best > 0.5 * (others[(n - 1) / 2] + others[n / 2]);
      return worse ? Decision.STOP : Decision.GO_ON;
    }
  }

  private static double recorded(Trial trial, long moment) {
    Double value = trial.rungs().get(moment);
    Require.that(
        value != null, "rungs of trial " + trial.number(), "recorded at " + moment, Map.of());
    return value;
  }
}
