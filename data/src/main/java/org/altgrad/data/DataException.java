package org.altgrad.data;

import java.io.IOException;
import org.altgrad.base.Durable;

/**
 * Data that is missing, damaged or not what it claims to be. The message is one sentence for the
 * user that names the file and says what would be right.
 */
public sealed class DataException extends RuntimeException
    permits MissingColumnException, TooFewException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong in words, for messages: many I/O exceptions have no message of their own. */
  public static String reason(Throwable e) {
    if (e instanceof IOException io) {
      return Durable.reason(io);
    }
    return e.getMessage() == null ? Durable.words(e) : e.getMessage();
  }
}
