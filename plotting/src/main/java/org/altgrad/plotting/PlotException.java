package org.altgrad.plotting;

/** A mistake that the user can mend. The message says what was wrong, where, and what is right. */
public class PlotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the user, without a stack trace
   */
  public PlotException(String message) {
    super(message);
  }

  /**
   * @param message one line for the user, without a stack trace
   * @param cause what the system said
   */
  public PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}
