package org.altgrad.train.run;

/** Something that the user can mend stands in the way; the message says what. */
public final class RunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;

  public RunException(String message) {
    super(message);
    this.what = message;
  }

  public RunException(String message, Throwable cause) {
    super(message, cause);
    this.what = message;
  }

  /**
   * One that says apart what helps, which may be something else for one run of many.
   *
   * @param what stands in the way
   * @param remedy for a run that is by itself
   */
  public RunException(String what, String remedy) {
    super(what + "; " + remedy);
    this.what = what;
  }

  /** The message without what helps, where that was said apart. */
  public String what() {
    return what;
  }
}
