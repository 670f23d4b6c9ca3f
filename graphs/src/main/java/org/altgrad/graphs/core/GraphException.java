package org.altgrad.graphs.core;

/**
 * A graph that cannot be built as a method asks for it: the message names the operation, where it
 * is and what to do instead.
 */
public final class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same trouble, with the name of what was being built. */
  public GraphException in(String what) {
    return new GraphException(what + ": " + getMessage(), this);
  }
}
