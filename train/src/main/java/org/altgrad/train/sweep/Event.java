package org.altgrad.train.sweep;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.JsonText;

/**
 * What has happened to a sweep: a line of its journal.
 *
 * @param run whom it happened to; empty if to all
 * @param worker who did it; empty if nobody at work
 * @param more what else is known
 */
public record Event(Kind kind, String run, String worker, String time, Map<String, Object> more) {
  /** What can happen. */
  public enum Kind {
    /** There are these jobs, and no others. */
    CREATED,
    /** The search wants this run. */
    PROPOSED,
    /** The search has no more points. */
    EXHAUSTED,
    /** Agents were submitted to a cluster. */
    SUBMITTED,
    /** A worker takes a run. */
    CLAIMED,
    /** It makes steps. */
    BEGUN,
    DONE,
    FAILED,
    /** It was asked to stop, and goes on whenever somebody takes it. */
    INTERRUPTED,
    /** Its worker is gone. */
    LOST,
    /** It has reached a rung, with a value. */
    RUNG,
    /** It waits at a rung. */
    PAUSED,
    /** It goes on from there. */
    PROMOTED,
    /** It was ended early, for others are better. */
    DROPPED,
    /** It may be tried again; without a run: whoever works may go on. */
    RETRY,
    /** Nobody takes a run any more. */
    STOP;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Event {
    more = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /** One that happens now. */
  public static Event now(Kind kind, String run, String worker, Map<String, ?> more) {
    String time = OffsetDateTime.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new Event(kind, run, worker, time, new LinkedHashMap<>(more));
  }

  /** A text that {@link #more} has; empty if it has none. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(more.get(key)).map(Object::toString);
  }

  /** A number that {@link #more} has; 0 if it has none. */
  public double number(String key) {
    return text(key).map(Double::valueOf).orElse(0.0);
  }

  String line() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", kind.word());
    map.put("time", time);
    if (!run.isEmpty()) {
      map.put("run", run);
    }
    if (!worker.isEmpty()) {
      map.put("worker", worker);
    }
    map.putAll(more);
    return JsonText.line(map);
  }

  /**
   * What {@link #line} made.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Event parse(String line) {
    if (!(JsonText.parse(line) instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("line: must be a JSON object but is " + line);
    }
    Map<String, Object> more = new LinkedHashMap<>();
    map.forEach((key, value) -> more.put(key.toString(), value));
    Kind kind = Kind.valueOf(String.valueOf(more.remove("event")).toUpperCase(Locale.ROOT));
    return new Event(kind, take(more, "run"), take(more, "worker"), take(more, "time"), more);
  }

  private static String take(Map<String, Object> more, String key) {
    Object value = more.remove(key);
    return value == null ? "" : value.toString();
  }
}
