package org.altgrad.plotting.kind;

import org.altgrad.plotting.PlotException;

/** The value of a figure's option is none that it can have, whatever the runs. */
public final class OptionException extends PlotException {
  private static final long serialVersionUID = 1L;

  OptionException(String message) {
    super(message);
  }

  OptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
