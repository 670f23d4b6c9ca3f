package org.altgrad.train.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.altgrad.train.search.EarlyStopping;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Trial;
import org.altgrad.train.sweep.Standing.Phase;

/** What a journal says of a sweep: the sum of its events. */
public final class SweepState {
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Standing> runs = new HashMap<>();
  private final Map<Integer, Point> points = new TreeMap<>();
  private final SortedMap<Integer, String> refused = new TreeMap<>();
  private final Map<String, SortedMap<Long, Double>> rungs = new HashMap<>();

  /** Key of what the sweep's file said. */
  static final String DEFINITION = "definition";

  /** Key of what a value is of. */
  static final String OF = "of";

  /** Key of why a point makes no run. */
  static final String REFUSED = "refused";

  /** How far a run's checkpoints had come when its worker was lost. */
  static final String REACHED = "step";

  private final Map<String, Double> values = new HashMap<>();
  private final Set<String> measures = new TreeSet<>();
  private final Set<String> begun = new HashSet<>();

  /** What becomes of a run at its last rung, if it does not go on. */
  private final Map<String, Phase> halts = new HashMap<>();

  /** The step of each run's newest checkpoint when a worker was last lost with it. */
  private final Map<String, Long> lostAt = new HashMap<>();

  /** Job arrays of agents that were submitted. */
  private final List<String> arrays = new ArrayList<>();

  /** What runs took that are done, as far as it is known. */
  private final Map<String, Double> seconds = new HashMap<>();

  /** What the sweep's file said when it was made; empty in journals of earlier versions. */
  private final Map<String, String> sealed = new LinkedHashMap<>();

  /** The seal of what the runs of a search are composed from. */
  static final String BASE = "base";

  private Optional<String> base = Optional.empty();

  private boolean stopped;

  /** Why, where the sweep has stopped itself. */
  private String stoppedFor = "";

  private boolean exhausted;
  private int events;

  SweepState() {}

  /** All jobs that there are now, in their order; whoever goes through them may look for news. */
  public Collection<Job> jobs() {
    return List.copyOf(jobs.values());
  }

  /** The job of a run. */
  public Job job(String run) {
    return jobs.get(run);
  }

  /** Where a run stands. */
  public Standing of(String run) {
    return runs.getOrDefault(run, Standing.FIRST);
  }

  /** Whether a run has ever been worked on, or was found done. */
  boolean begun(String run) {
    return begun.contains(run);
  }

  /** Whether nobody takes a run any more. */
  public boolean stopped() {
    return stopped;
  }

  /** Why the sweep has stopped itself; empty if it has not. */
  public Optional<String> stoppedFor() {
    return Optional.of(stoppedFor).filter(why -> !why.isEmpty());
  }

  /** Whether any run has had a value of what a search looks for, at its end or at a rung. */
  public boolean measured() {
    return !values.isEmpty() || !rungs.isEmpty();
  }

  /** What the values are of, as the journal has it; journals of earlier versions do not say it. */
  Set<String> measures() {
    return Collections.unmodifiableSet(measures);
  }

  /** What the sweep's file said when it was made, by its keys; empty if that is not known. */
  Map<String, String> sealed() {
    return Collections.unmodifiableMap(sealed);
  }

  /** The seal of what runs are composed from; empty in journals of earlier versions. */
  Optional<String> base() {
    return base;
  }

  /** Whether it was decided of any run at a rung whether it goes on. */
  public boolean decided() {
    return !rungs.isEmpty();
  }

  /** The job arrays of agents that were submitted to a cluster, in their order. */
  public List<String> arrays() {
    return List.copyOf(arrays);
  }

  /** Whether the search has said that it has no more points. */
  public boolean exhausted() {
    return exhausted;
  }

  /** How many events there were. */
  public int events() {
    return events;
  }

  /** How many trials a search has proposed. */
  public int proposed() {
    return points.size();
  }

  /** The point of a trial. */
  public Point point(int trial) {
    return points.get(trial);
  }

  /** Why the points of some trials make no run, by the trials' numbers. */
  public SortedMap<Integer, String> refused() {
    return Collections.unmodifiableSortedMap(refused);
  }

  /** A line for each of them. */
  public List<String> refusals() {
    return refused.entrySet().stream()
        .map(
            trial ->
                "trial "
                    + trial.getKey()
                    + " ["
                    + points.get(trial.getKey())
                    + "] makes no run and has failed: "
                    + trial.getValue())
        .toList();
  }

  /** How many of the last trials have points that make no run. */
  int refusedLast() {
    int last = 0;
    while (refused.containsKey(proposed() - 1 - last)) {
      last++;
    }
    return last;
  }

  /** The metric of a run that is done; empty if the sweep looks for none. */
  public OptionalDouble value(String run) {
    Double value = values.get(run);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The mean time in seconds that runs took which are done; empty if none is known. */
  public OptionalDouble meanSeconds() {
    return seconds.values().stream().mapToDouble(each -> each).average();
  }

  /** The last rung that was decided for a run; 0 before the first. */
  public long rung(String run) {
    SortedMap<Long, Double> all = rungs.getOrDefault(run, new TreeMap<>());
    return all.isEmpty() ? 0 : all.lastKey();
  }

  /** The runs of a trial, without those that confirm it. */
  public List<Job> runs(int trial) {
    return jobs.values().stream()
        .filter(job -> job.trial().equals(Optional.of(trial)) && !job.confirms())
        .toList();
  }

  /** What is known of all trials of a search. */
  public List<Trial> trials() {
    return points.keySet().stream().map(this::trial).toList();
  }

  /** What is known of a trial. */
  public Trial trial(int number) {
    List<Job> own = runs(number);
    List<Phase> phases = own.stream().map(job -> of(job.run()).phase()).toList();
    SortedMap<Long, Double> recorded =
        own.isEmpty() ? new TreeMap<>() : rungs.getOrDefault(own.get(0).run(), new TreeMap<>());
    Point point = points.get(number);
    if (!own.isEmpty() && own.stream().allMatch(job -> values.containsKey(job.run()))) {
      double[] all = own.stream().mapToDouble(job -> values.get(job.run())).toArray();
      double mean = Arrays.stream(all).average().orElse(Double.NaN);
      return new Trial(
          number,
          point,
          Trial.Status.COMPLETE,
          OptionalDouble.of(mean),
          Trial.spread(all),
          recorded);
    }
    Trial.Status status =
        own.isEmpty() || phases.contains(Phase.FAILED)
            ? Trial.Status.FAILED
            : phases.contains(Phase.DROPPED)
                ? Trial.Status.STOPPED
                : phases.contains(Phase.PAUSED) ? Trial.Status.PAUSED : Trial.Status.RUNNING;
    return new Trial(
        number, point, status, OptionalDouble.empty(), OptionalDouble.empty(), recorded);
  }

  /** The jobs that some workers have. */
  public List<Job> held() {
    return jobs.values().stream().filter(job -> of(job.run()).phase().held()).toList();
  }

  /** Whether what a job needs can no longer come. */
  public boolean hopeless(Job job) {
    Job needed = job.needs().map(jobs::get).orElse(null);
    return needed != null
        && (of(needed.run()).phase() == Phase.FAILED || hopeless(needed))
        && !of(job.run()).phase().over();
  }

  /** Whether nothing more comes of any run by itself. */
  boolean over() {
    return jobs.values().stream()
        .allMatch(
            job ->
                of(job.run()).phase().over()
                    || of(job.run()).phase() == Phase.PAUSED
                    || hopeless(job));
  }

  /** How many jobs stand somewhere. */
  public long count(Phase phase) {
    return jobs.values().stream().filter(job -> of(job.run()).phase() == phase).count();
  }

  void add(Event event) {
    events++;
    if (event.kind() == Event.Kind.BEGUN || event.kind() == Event.Kind.DONE) {
      begun.add(event.run());
    }
    switch (event.kind()) {
      case CREATED -> {
        jobs.clear();
        if (event.more().get(DEFINITION) instanceof Map<?, ?> values) {
          values.forEach((key, value) -> sealed.put(key.toString(), value.toString()));
        }
        base = event.text(BASE).or(() -> base);
        jobs(event).forEach(job -> jobs.put(job.run(), job));
      }
      case PROPOSED -> {
        jobs(event).forEach(job -> jobs.put(job.run(), job));
        int trial = (int) event.number("trial");
        point(event).ifPresent(point -> points.put(trial, point));
        event.text(REFUSED).ifPresent(why -> refused.put(trial, why));
      }
      case EXHAUSTED -> exhausted = true;
      case SUBMITTED -> arrays.add(event.text("job").orElseThrow());
      case STOP -> {
        stopped = true;
        stoppedFor = event.text("reason").orElse(stoppedFor);
      }
      case RETRY -> {
        stopped = false;
        stoppedFor = "";
        set(event, Phase.WAITING, 0);
      }
      case CLAIMED -> set(event, Phase.CLAIMED, of(event.run()).losses());
      case BEGUN -> set(event, Phase.RUNNING, of(event.run()).losses());
      case LOST -> {
        long step = (long) event.number(REACHED);
        int losses = losses(event.run(), step);
        lostAt.put(event.run(), step);
        set(event, left(event), losses);
      }
      case INTERRUPTED -> set(event, left(event), 0);
      case PROMOTED -> {
        halts.remove(event.run());
        set(event, Phase.INTERRUPTED, 0);
      }
      case PAUSED -> set(event, Phase.PAUSED, 0);
      case DROPPED -> set(event, Phase.DROPPED, 0);
      case DONE -> {
        event.text("value").ifPresent(value -> values.put(event.run(), Double.valueOf(value)));
        event.text(OF).ifPresent(measures::add);
        event.text("seconds").ifPresent(took -> seconds.put(event.run(), Double.valueOf(took)));
        set(event, Phase.DONE, 0);
      }
      case FAILED -> set(event, Phase.FAILED, 0);
      case RUNG -> rung(event);
    }
  }

  /**
   * How many workers were lost with a run since its checkpoints moved on, if one is lost now.
   *
   * @param step of its newest checkpoint
   */
  int losses(String run, long step) {
    return step > lostAt.getOrDefault(run, 0L) ? 1 : of(run).losses() + 1;
  }

  /** Where a run stands that its worker has left: whoever was halted at a rung stays there. */
  private Phase left(Event event) {
    return halts.getOrDefault(event.run(), Phase.INTERRUPTED);
  }

  private void rung(Event event) {
    event.text(OF).ifPresent(measures::add);
    rungs
        .computeIfAbsent(event.run(), run -> new TreeMap<>())
        .put((long) event.number("rung"), event.number("value"));
    halt(EarlyStopping.Decision.valueOf(event.text("decision").orElseThrow()))
        .ifPresent(phase -> halts.put(event.run(), phase));
  }

  /** Where a decision leaves a run; empty if it goes on. */
  public static Optional<Phase> halt(EarlyStopping.Decision decision) {
    return switch (decision) {
      case GO_ON -> Optional.empty();
      case STOP -> Optional.of(Phase.DROPPED);
      case PAUSE -> Optional.of(Phase.PAUSED);
    };
  }

  /** Where a run was halted at its last rung; empty if it goes on. */
  public Optional<Phase> halted(String run) {
    return Optional.ofNullable(halts.get(run));
  }

  /** The point that an event proposes; empty if it proposes none. */
  static Optional<Point> point(Event event) {
    if (!(event.more().get("point") instanceof Map<?, ?> values)) {
      return Optional.empty();
    }
    Map<String, String> point = new LinkedHashMap<>();
    values.forEach((key, value) -> point.put(key.toString(), value.toString()));
    return Optional.of(new Point(point));
  }

  private void set(Event event, Phase phase, int losses) {
    if (!event.run().isEmpty()) {
      runs.put(
          event.run(),
          new Standing(
              phase,
              event.worker(),
              event.time(),
              losses,
              (int) event.number("code"),
              event.text("reason").orElse("")));
    }
  }

  /** The jobs that an event tells of. */
  static List<Job> jobs(Event event) {
    List<Job> all = new ArrayList<>();
    if (event.more().get("jobs") instanceof List<?> list) {
      list.forEach(job -> all.add(Job.of(job)));
    }
    return all;
  }
}
