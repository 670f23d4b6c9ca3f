package org.altgrad.data.fetch;

/**
 * The state of one file of a data set.
 *
 * @param file its name in the catalogue
 * @param status what was found
 * @param where the place where it is or should be
 * @param detail one sentence for anything but {@link Status#OK}, else empty
 */
public record FileState(String file, Status status, String where, String detail) {
  /** What was found. */
  public enum Status {
    /** There, and what it should be. */
    OK,
    /** Not there. */
    MISSING,
    /** A download was interrupted; fetching goes on where it stopped. */
    PARTIAL,
    /** There, but unreadable or not what it should be. */
    DAMAGED
  }
}
