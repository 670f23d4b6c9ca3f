package org.altgrad.plotting.runs;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Limits of a run's length that did not bind. */
final class IdleLimits {
  private static final String EPOCHS = "trainer.max_epochs";
  private static final String STEPS = "trainer.max_steps";
  private static final String TIME = "trainer.max_time";
  private static final String BATCHES = "trainer.limit_train_batches";

  private static final String STOPPING = "trainer.stopping";

  private IdleLimits() {}

  /**
   * Runs whose {@code max_steps} is {@code null} if it did not bind, and whose {@code max_epochs}
   * is the least of those that did not; {@code max_time} is {@code null} where it ended none, and
   * {@code limit_train_batches} where all epochs are shorter; a rule of {@code stopping} is none
   * where it stopped no network before the end of its run. Runs with the same limits are told
   * alike: where they disagree, for their epochs differ in length, or none has been through an
   * epoch, the limits stay.
   */
  static RunSet settled(RunSet runs) {
    RunSet times = without(TIME, runs, (run, limit) -> Optional.of(!run.outOfTime()));
    return lengths(stopping(without(BATCHES, times, IdleLimits::longer)));
  }

  /** The same runs without rules of stopping, where no run that has it was stopped by it. */
  private static RunSet stopping(RunSet runs) {
    Map<Map<String, String>, List<Run>> having =
        runs.runs().stream().collect(Collectors.groupingBy(IdleLimits::rule));
    if (runs.runs().stream().map(run -> own(run, "trainer.best", STOPPING)).distinct().count()
        < 2) {
      return runs;
    }
    Set<Map<String, String>> idle = new HashSet<>();
    having.forEach(
        (rule, all) -> {
          if (!rule.isEmpty() && all.stream().noneMatch(IdleLimits::stopped)) {
            idle.add(rule);
          }
        });
    return new RunSet(
        runs.runs().stream()
            .map(run -> idle.contains(rule(run)) ? withoutRule(run) : run)
            .toList());
  }

  private static Map<String, String> rule(Run run) {
    return own(run, STOPPING);
  }

  /** The settings of some sections. */
  private static Map<String, String> own(Run run, String... sections) {
    Map<String, String> own = new HashMap<>();
    run.config().keySet().stream()
        .filter(key -> Stream.of(sections).anyMatch(section -> key.startsWith(section + ".")))
        .forEach(key -> own.put(key, run.value(key)));
    return own;
  }

  private static Run withoutRule(Run run) {
    Map<String, Object> none = new HashMap<>();
    rule(run).keySet().forEach(key -> none.put(key, Run.ABSENT));
    none.put(STOPPING, null);
    return run.settled(none);
  }

  /** Whether a rule of stopping has ended the run, or one of its networks before the others. */
  private static boolean stopped(Run run) {
    if (String.valueOf(run.info().get("message")).startsWith("stopped early")) {
      return true;
    }
    Set<Long> ends = new HashSet<>();
    run.apart().stream()
        .filter(part -> !part.diverged())
        .forEach(part -> part.metrics().lastSteps("train").forEach(ends::add));
    return ends.size() > 1;
  }

  /** Whether epochs are shorter than a limit of their batches; empty if that is not known. */
  private static Optional<Boolean> longer(Run run, String limit) {
    OptionalLong batches = whole(limit);
    long length = epoch(run, Long.MAX_VALUE);
    return batches.isEmpty() || length == 0
        ? Optional.empty()
        : Optional.of(batches.getAsLong() > length);
  }

  /** The same runs without a limit where no run that has it is held to say that it bound. */
  private static RunSet without(
      String key, RunSet runs, BiFunction<Run, String, Optional<Boolean>> idle) {
    Map<String, List<Run>> having =
        runs.runs().stream().collect(Collectors.groupingBy(run -> run.value(key)));
    if (having.size() < 2) {
      return runs;
    }
    Set<String> unbound = new HashSet<>();
    having.forEach(
        (limit, all) -> {
          List<Boolean> known =
              all.stream().flatMap(run -> idle.apply(run, limit).stream()).distinct().toList();
          if (known.equals(List.of(true))) {
            unbound.add(limit);
          }
        });
    return new RunSet(
        runs.runs().stream()
            .map(
                run ->
                    unbound.contains(run.value(key))
                        ? run.settled(Collections.singletonMap(key, null))
                        : run)
            .toList());
  }

  private static RunSet lengths(RunSet runs) {
    if (runs.runs().stream().map(IdleLimits::of).distinct().count() < 2) {
      return runs;
    }
    Map<List<String>, Set<String>> idle = new HashMap<>();
    for (Run run : runs.runs()) {
      idle(run).ifPresent(key -> idle.computeIfAbsent(of(run), l -> new HashSet<>()).add(key));
    }
    Map<String, Object> values = new HashMap<>();
    values.put(STEPS, null);
    idle.forEach(
        (limits, keys) -> {
          if (keys.equals(Set.of(EPOCHS))) {
            values.merge(
                EPOCHS, Long.valueOf(limits.get(0)), (a, b) -> Math.min((long) a, (long) b));
          }
        });
    return new RunSet(
        runs.runs().stream()
            .map(run -> settled(run, idle.getOrDefault(of(run), Set.of()), values))
            .toList());
  }

  private static Run settled(Run run, Set<String> idle, Map<String, Object> values) {
    if (idle.size() != 1) {
      return run;
    }
    String key = idle.iterator().next();
    return run.settled(Collections.singletonMap(key, values.get(key)));
  }

  private static List<String> of(Run run) {
    return List.of(run.value(EPOCHS), run.value(STEPS));
  }

  /** The limit that did not bind; empty if that is not known. */
  private static Optional<String> idle(Run run) {
    OptionalLong epochs = whole(run.value(EPOCHS));
    OptionalLong steps = whole(run.value(STEPS));
    if (epochs.isEmpty() || steps.isEmpty()) {
      return Optional.empty();
    }
    long most = steps.getAsLong();
    long length = epoch(run, most);
    if (length > 0) {
      return Optional.of(most >= epochs.getAsLong() * length ? STEPS : EPOCHS);
    }
    boolean cut = false;
    for (Metrics.Track track : run.metrics().tracks().values()) {
      for (int i = 0; i < track.size(); i++) {
        cut |= track.step()[i] == most && track.epoch()[i] < epochs.getAsLong();
      }
    }
    return cut ? Optional.of(EPOCHS) : Optional.empty();
  }

  /**
   * Steps of an epoch, as the metrics show it; 0 if they do not.
   *
   * @param most the step at which the last epoch may be cut off
   */
  private static long epoch(Run run, long most) {
    long length = 0;
    for (Metrics.Track track : run.metrics().tracks().values()) {
      for (int i = 0; i < track.size(); i++) {
        long step = track.step()[i];
        int epoch = track.epoch()[i];
        if (epoch > 0 && step < most && step % epoch == 0) {
          length = Math.max(length, step / epoch);
        }
      }
    }
    return length;
  }

  private static OptionalLong whole(String text) {
    return text.matches("[0-9]{1,15}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
