package org.altgrad.plotting.runs;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Limits of a run's length that did not bind. */
final class IdleLimits {
  private static final String EPOCHS = "trainer.max_epochs";
  private static final String STEPS = "trainer.max_steps";

  private IdleLimits() {}

  /**
   * Runs whose {@code max_steps} is {@code null} if it did not bind, and whose {@code max_epochs}
   * is the least of those that did not. Runs with the same limits are told alike: where they
   * disagree, for their epochs differ in length, or none has been through an epoch, the limits
   * stay.
   */
  static RunSet settled(RunSet runs) {
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
    long length = 0;
    boolean cut = false;
    for (Metrics.Track track : run.metrics().tracks().values()) {
      for (int i = 0; i < track.size(); i++) {
        long step = track.step()[i];
        int epoch = track.epoch()[i];
        // The last epoch may be cut off.
        if (epoch > 0 && step < most && step % epoch == 0) {
          length = Math.max(length, step / epoch);
        }
        cut |= step == most && epoch < epochs.getAsLong();
      }
    }
    if (length > 0) {
      return Optional.of(most >= epochs.getAsLong() * length ? STEPS : EPOCHS);
    }
    return cut ? Optional.of(EPOCHS) : Optional.empty();
  }

  private static OptionalLong whole(String text) {
    return text.matches("[0-9]{1,15}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
