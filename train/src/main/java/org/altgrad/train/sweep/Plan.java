package org.altgrad.train.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.EarlyStopping;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Trial;
import org.altgrad.train.sweep.Event.Kind;

/**
 * What a sweep's definition wants next, given its journal. Moments of early stopping are epochs.
 *
 * @param definition of the search
 */
public record Plan(Definition definition) {
  /** The definition, in the sweep's directory. */
  public static final String FILE = Definition.FILE;

  /** What is chosen where nothing is. */
  private static final String NONE = "none";

  /** How many lines the journal had when a trial was chosen. */
  private static final String HELD = "held";

  /** After so many points in a row that make no run the search would find no other. */
  static final int MOST_REFUSED = 20;

  /** Files runs of a search. */
  @FunctionalInterface
  public interface Filer {
    /**
     * Files one run, in the place of what a process that was killed has left of it.
     *
     * @param number of the run in the sweep
     * @param seed how many runs of the same point, with other networks, have seeds between that of
     *     the experiment and its own; empty for the experiment's
     * @return its job, which belongs to no trial yet
     * @throws ConfigException if the point makes no configuration
     */
    Job file(int number, Point point, OptionalInt seed);

    /** The overrides of all runs, before those of a point. */
    default List<String> words() {
      return List.of();
    }
  }

  /** The plan of a sweep; empty if all its runs were filed when it was made. */
  public static Optional<Plan> of(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? Optional.of(new Plan(Definition.read(file))) : Optional.empty();
  }

  /** Whether another trial may be wanted. */
  boolean open(SweepState state) {
    OptionalLong total = definition.total();
    return !state.exhausted() && (total.isEmpty() || state.proposed() < total.getAsLong());
  }

  /** How many trials are still to come; many if nobody knows. */
  long left(SweepState state) {
    return open(state) ? definition.total().orElse(Long.MAX_VALUE / 2) - state.proposed() : 0;
  }

  /**
   * The next trial, filed. A law without bounds has draws that a setting refuses; such a point is a
   * trial that failed, without a run, and the search goes on.
   */
  Event propose(SweepState state, Filer filer) {
    int trial = state.proposed();
    if (state.refusedLast() >= MOST_REFUSED) {
      String why = "%d points in a row make no run; the last, trial %d, for %s";
      String reason = why.formatted(MOST_REFUSED, trial - 1, state.refused().get(trial - 1));
      return Event.now(Kind.STOP, "", "", Map.of("reason", reason));
    }
    Optional<Point> point = definition.propose(trial, state.trials());
    if (point.isEmpty()) {
      return Event.now(Kind.EXHAUSTED, "", "", Map.of());
    }
    try {
      return proposed(state.events(), trial, point.get(), state.jobs().size(), filer);
    } catch (ConfigException e) {
      Map<String, Object> more = proposal(state.events(), trial, point.get(), List.of());
      more.put(SweepState.REFUSED, e.getMessage());
      return Event.now(Kind.PROPOSED, "", "", more);
    }
  }

  /** The first trials of a search that does not look at what was found. */
  public List<Event> planned(List<Point> points, Filer filer) {
    List<Event> events = new ArrayList<>();
    for (int trial = 0; trial < points.size(); trial++) {
      int number = trial * definition.replicates();
      events.add(proposed(trial + 1, trial, points.get(trial), number, filer));
    }
    return events;
  }

  private Event proposed(int held, int trial, Point point, int number, Filer filer) {
    List<Job> jobs = new ArrayList<>();
    for (int r = 0; r < definition.replicates(); r++) {
      OptionalInt seed = definition.replicates() > 1 ? OptionalInt.of(r) : OptionalInt.empty();
      jobs.add(filer.file(number + r, point, seed).of(trial, false));
    }
    return Event.now(Kind.PROPOSED, "", "", proposal(held, trial, point, jobs));
  }

  private static Map<String, Object> proposal(int held, int trial, Point point, List<Job> jobs) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("trial", trial);
    more.put("point", point.values());
    more.put(HELD, held);
    more.put("jobs", jobs.stream().map(Job::toMap).toList());
    return more;
  }

  /** Whether winners are to be run again, and have not been proposed for it. */
  boolean unconfirmed(SweepState state) {
    return definition.confirm().isPresent()
        && state.jobs().stream().noneMatch(Job::confirms)
        && !definition.ranked(state.trials()).isEmpty();
  }

  /** The best trials with seeds that none has seen. */
  Event confirm(SweepState state, Filer filer) {
    Definition.Confirm confirm = definition.confirm().orElseThrow();
    List<Job> jobs = new ArrayList<>();
    for (Trial trial : definition.ranked(state.trials()).stream().limit(confirm.top()).toList()) {
      for (int s = 0; s < confirm.seeds(); s++) {
        OptionalInt seed = OptionalInt.of(definition.replicates() + s);
        int number = state.jobs().size() + jobs.size();
        jobs.add(filer.file(number, trial.point(), seed).of(trial.number(), true));
      }
    }
    return Event.now(Kind.PROPOSED, "", "", Map.of("jobs", jobs.stream().map(Job::toMap).toList()));
  }

  /** Files a run once more that is one of the sweep's. */
  Job file(SweepState state, Job job, Filer filer) {
    int trial = job.trial().orElseThrow();
    int place =
        state.jobs().stream()
            .filter(other -> other.trial().equals(job.trial()))
            .filter(other -> other.confirms() == job.confirms())
            .toList()
            .indexOf(job);
    OptionalInt seed =
        job.confirms()
            ? OptionalInt.of(definition.replicates() + place)
            : definition.replicates() > 1 ? OptionalInt.of(place) : OptionalInt.empty();
    int number = List.copyOf(state.jobs()).indexOf(job);
    return filer.file(number, state.point(trial), seed).of(trial, job.confirms());
  }

  /** The paused run that goes on next. */
  Optional<Job> promotable(SweepState state) {
    return definition
        .promotable(state.trials())
        .map(promotion -> state.runs(promotion.trial()).get(0));
  }

  /** What was chosen in an event; empty if nothing was. */
  private static Optional<String> said(Event event) {
    return switch (event.kind()) {
      case PROPOSED ->
          Optional.of(SweepState.point(event).map(Point::toString).orElse(runs(event)));
      case EXHAUSTED -> Optional.of(NONE);
      case RUNG -> event.text("decision");
      case PROMOTED -> Optional.of(event.run());
      default -> Optional.empty();
    };
  }

  /** The runs that an event proposes, each with the trial that it confirms. */
  private static String runs(Event event) {
    return SweepState.jobs(event).stream()
        .map(job -> "trial " + job.trial().orElse(-1) + " [" + job.title() + "]")
        .collect(Collectors.joining(", "));
  }

  /**
   * What is chosen now, given what had happened before an event; empty if nothing was.
   *
   * @param namer says what job a run would be, and files nothing
   */
  Optional<String> again(SweepState before, Event event, Filer namer) {
    return switch (event.kind()) {
      case PROPOSED ->
          Optional.of(SweepState.point(event).isEmpty() ? winners(before, namer) : next(before));
      case EXHAUSTED -> Optional.of(next(before));
      case RUNG ->
          Optional.of(
              decide(
                      before,
                      before.job(event.run()),
                      (long) event.number("rung"),
                      event.number("value"))
                  .name());
      case PROMOTED -> Optional.of(promotable(before).map(Job::run).orElse(NONE));
      default -> Optional.empty();
    };
  }

  /**
   * In what an event is not what it must be; empty if it follows.
   *
   * @param again what is chosen now
   */
  static Optional<String> difference(SweepState before, Event event, String again) {
    String was = said(event).orElse("nothing");
    if (!again.equals(was)) {
      return Optional.of(": must be " + again + " but is " + was);
    }
    boolean chosen = event.kind() == Kind.PROPOSED && SweepState.point(event).isPresent();
    String lines = Integer.toString(before.events());
    String held = event.text(HELD).orElse("missing");
    return chosen && !held.equals(lines)
        ? Optional.of("." + HELD + ": must be " + lines + ", the lines before it, but is " + held)
        : Optional.empty();
  }

  private String next(SweepState before) {
    return definition.propose(before.proposed(), before.trials()).map(Point::toString).orElse(NONE);
  }

  private String winners(SweepState before, Filer namer) {
    boolean due = !open(before) && before.over() && unconfirmed(before);
    return due ? runs(confirm(before, namer)) : NONE;
  }

  /** The first rung of a run from an epoch on; empty if it runs to its end. */
  public OptionalLong rung(Job job, long epoch) {
    return job.trial().isEmpty() || job.confirms()
        ? OptionalLong.empty()
        : definition.nextRung(job.trial().get(), epoch - 1);
  }

  /** What becomes of a run at a rung, with its value there. */
  EarlyStopping.Decision decide(SweepState state, Job job, long rung, double value) {
    Trial trial = state.trial(job.trial().orElseThrow()).at(rung, value);
    return definition.decide(trial, rung, state.trials());
  }

  /**
   * The last value of the metric of a run.
   *
   * @param split whose metric
   * @return empty if it was never measured
   */
  public Optional<Double> value(Path run, String split) {
    Metrics.Track track = Run.read(run).metrics().track(split, name());
    return track == null || track.size() == 0
        ? Optional.empty()
        : Optional.of(track.value()[track.size() - 1]);
  }

  /**
   * The same of each network that was trained in a run.
   *
   * @return empty if it was never measured
   */
  public List<Double> values(Path run, String split) {
    Metrics metrics = Run.read(run).metrics();
    return metrics.samples(Metrics.Key.of(split, name())).stream()
        .map(key -> metrics.tracks().get(key))
        .filter(track -> track.size() > 0)
        .map(track -> track.value()[track.size() - 1])
        .toList();
  }

  /** The epochs after which a run has measured what the sweep looks for, in their order. */
  public List<Long> epochs(Path run) {
    Metrics.Track track =
        Run.read(run).metrics().track(definition.metric().orElseThrow().split(), name());
    return track == null
        ? List.of()
        : LongStream.range(0, track.size()).map(i -> track.epoch()[(int) i]).boxed().toList();
  }

  private String name() {
    return definition.metric().orElseThrow().name();
  }

  /** What the sweep looks for, of a run that is done; empty if it was never measured. */
  Optional<Double> value(Path run) {
    return value(run, definition.metric().orElseThrow().split());
  }

  /** That a run has never measured what the sweep looks for, and what it has measured instead. */
  String unmeasured(Path run) {
    String split = definition.metric().orElseThrow().split();
    Map<String, Set<String>> names = new TreeMap<>();
    for (Metrics.Key key : Run.read(run).metrics().tracks().keySet()) {
      if (!key.split().equals(Definition.Metric.TEST)) {
        names.computeIfAbsent(key.split(), any -> new TreeSet<>()).add(key.name());
      }
    }
    String has =
        names.containsKey(split)
            ? "has not" + Nearest.hintAndList(name(), names.get(split))
            : "has nothing of that split; available: "
                + names.entrySet().stream()
                    .map(of -> String.join(", ", of.getValue()) + " of " + of.getKey())
                    .collect(Collectors.joining("; "));
    return run.resolve("metrics.csv")
        + ": must have "
        + name()
        + " of "
        + split
        + ", which the sweep looks for, but "
        + has;
  }
}
