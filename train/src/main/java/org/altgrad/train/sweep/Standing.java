package org.altgrad.train.sweep;

import java.util.Locale;

/**
 * Where a run of a sweep stands, as the journal tells.
 *
 * @param worker who has it, or had it last; empty if nobody
 * @param since the time of the event that brought it there
 * @param losses how often its worker was lost one after the other, its checkpoints staying where
 *     they were
 * @param code exit code of a run that failed, as if it had had a process of its own
 * @param reason why it failed; empty otherwise
 */
public record Standing(
    Phase phase, String worker, String since, int losses, int code, String reason) {
  /** What may be said of a run. */
  public enum Phase {
    WAITING,
    CLAIMED,
    RUNNING,
    INTERRUPTED,
    PAUSED,
    DROPPED,
    DONE,
    FAILED,
    /** The journal knows of its end, and its directory is gone. */
    MISSING,
    /** The journal knows of its end, and what it has written cannot be read any more. */
    DAMAGED;

    /** As it is said. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a worker has it. */
    public boolean held() {
      return this == CLAIMED || this == RUNNING;
    }

    /** Whether nothing more comes of it by itself. */
    public boolean over() {
      return this == DONE || this == FAILED || this == DROPPED;
    }
  }

  static final Standing FIRST = new Standing(Phase.WAITING, "", "", 0, 0, "");
}
